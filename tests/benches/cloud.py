"""The local cloud for measurements, a home with a profile in it, and requests that are signed beforehand."""

import hashlib
import hmac
import json
import os
import subprocess
import sys
import time
import urllib.parse
import uuid
from datetime import datetime, timezone
from pathlib import Path

START_SECONDS = 30
END_SECONDS = 10
REGION = "cn-hangzhou"


class Cloud:
    """A local cloud that runs within a `with`; `report` is what it says of itself when it has ended."""

    def __init__(self, programs, folder, **options):
        self.ready, self.report_file = folder / "ready.json", folder / "report.json"
        words = [word for name, value in options.items() for word in (f"--{name.replace('_', '-')}", str(value))]
        files = ["--ready-file", str(self.ready), "--report", str(self.report_file)]
        self.command = [str(programs / "local-cloud"), "--until-stdin-closes", *files, *words]

    def __enter__(self):
        for file in (self.ready, self.report_file):
            file.unlink(missing_ok=True)
        self.process = subprocess.Popen(self.command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + START_SECONDS
        while not self.ready.exists():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.__exit__()
                sys.exit("the local cloud does not start")
            time.sleep(0.02)
        self.facts = json.loads(self.ready.read_text())
        self.keys = self.facts["keys"]["developer"]
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        try:
            self.process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        if self.report_file.exists():
            self.report = json.loads(self.report_file.read_text())


class Home:
    """A home whose profile has the cloud's keys."""

    def __init__(self, yun, folder, cloud):
        self.yun, self.folder = str(yun), folder
        self.plain = {"HOME": str(folder), "PATH": os.environ["PATH"], "YUN_ENDPOINT_URL": cloud.facts["url"]}
        secure = {"YUN_ENDPOINT_URL": cloud.facts["https_url"], "SSL_CERT_FILE": cloud.facts["ca_file"]}
        self.secure = {**self.plain, **secure}
        add = [self.yun, "profile", "add", "bench", "--mode", "AccessKey", "--region", REGION, "--no-verify"]
        keys = ["--access-key-id", cloud.keys["access_key_id"], "--access-key-secret", "env:SECRET"]
        environment = {**self.plain, "SECRET": cloud.keys["access_key_secret"]}
        subprocess.run([*add, *keys], env=environment, check=True, capture_output=True)

    def yun_does(self, *words, secure=False):
        """A contestant: yun with these words."""
        return lambda: ([self.yun, *words], self.secure if secure else self.plain)

    def multiply(self, count):
        """So many profiles more, as the one that is there."""
        for file in (".config/yun/config.toml", ".local/share/yun/secrets.toml"):
            path = Path(self.folder, file)
            text = path.read_text()
            own = text[text.index("[profiles.bench]" if "[profiles.bench]" in text else "[bench]") :]
            more = "".join("\n" + own.replace("bench", f"bench{number}") for number in range(count))
            path.write_text(text + more)

    def forget_regions(self):
        for file in Path(self.folder, ".cache/yun/regions").glob("*.json"):
            file.unlink()


def curl_does(curl, cloud, secure=False):
    """A contestant: curl fetching the same page. Each request is signed before its time is taken, since a nonce is
    good for one."""
    url = cloud.facts["https_url" if secure else "url"]
    trust = ["--cacert", cloud.facts["ca_file"]] if secure else []

    def next_run():
        query = urllib.parse.urlencode({"MaxResults": 100, "RegionId": REGION})
        headers = signed(cloud.keys, urllib.parse.urlsplit(url).netloc, "DescribeInstances", "2014-05-26", query)
        words = [word for name, value in headers.items() for word in ("--header", f"{name}: {value}")]
        command = [curl, "--silent", "--fail", "--noproxy", "*", "--request", "POST", *trust, *words]
        return [*command, f"{url}/?{query}"], {"PATH": os.environ["PATH"]}

    return next_run


def signed(keys, host, action, version, query):
    """The headers of a POST to `/` without a body, signed with V3."""
    now = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    headers = {
        "host": host,
        "x-acs-action": action,
        "x-acs-content-sha256": hashlib.sha256(b"").hexdigest(),
        "x-acs-date": now,
        "x-acs-signature-nonce": uuid.uuid4().hex,
        "x-acs-version": version,
    }
    names = ";".join(sorted(headers))
    lines = "".join(f"{name}:{headers[name]}\n" for name in sorted(headers))
    canonical = f"POST\n/\n{query}\n{lines}\n{names}\n{headers['x-acs-content-sha256']}"
    to_sign = f"ACS3-HMAC-SHA256\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    signature = hmac.new(keys["access_key_secret"].encode(), to_sign.encode(), hashlib.sha256).hexdigest()
    credential = f"Credential={keys['access_key_id']},SignedHeaders={names},Signature={signature}"
    return {**headers, "authorization": f"ACS3-HMAC-SHA256 {credential}"}
