"""The checks of what yun hands to other programs: Alibaba Cloud's credentials SDK reads it.

The second argument of the program is the built yun, whose plugins lie beside it.
"""

import http.server
import json
import os
import shlex
import subprocess
import sys
import tempfile
import threading
from contextlib import contextmanager
from pathlib import Path

from alibabacloud_credentials.provider import CLIProfileCredentialsProvider, URLCredentialsProvider

from assumed import are
from sdk import READY, identity

YUN = sys.argv[2]
KEYS = READY["keys"]["developer"]
CHECKS = []


def check(function):
    CHECKS.append(function)
    return function


@contextmanager
def a_home():
    """A home with two profiles of yun's: `keys`, an AccessKey pair, and `role`, which it assumes."""
    with tempfile.TemporaryDirectory(prefix="yun-") as home:
        kept = os.environ.copy()
        os.environ.update(HOME=home, YUN_ENDPOINT_URL=READY["url"], SECRET=KEYS["access_key_secret"])
        try:
            pair = ["--access-key-id", KEYS["access_key_id"], "--access-key-secret", "env:SECRET"]
            yun("profile", "add", "keys", "--mode", "AccessKey", "--region", "cn-hangzhou", *pair)
            role = ["--source-profile", "keys", "--role-arn", READY["role_arn"], "--role-session-name", "exported"]
            yun("profile", "add", "role", "--mode", "RamRoleArn", "--region", "cn-hangzhou", *role)
            yield Path(home)
        finally:
            os.environ.clear()
            os.environ.update(kept)


def yun(*arguments):
    run = [YUN, "--quiet", *arguments]
    return subprocess.run(run, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True).stdout


def belongs(provider, profile):
    """That the provider's credentials are those of this profile of yun's."""
    found = provider.get_credentials()
    keys = {
        "access_key_id": found.get_access_key_id(),
        "access_key_secret": found.get_access_key_secret(),
        "security_token": found.get_security_token(),
    }
    if profile == "role":
        return are(keys, "operator/exported")
    found = identity("developer", **keys)
    assert found.arn.endswith(":user/developer"), found.arn


@check
def yun_is_the_external_command_of_another_program():
    with a_home() as home:
        for profile in ("role", "keys"):
            command = shlex.join([YUN, "profile", "env", profile, "--format", "json"])
            file = home / "config.json"
            entry = {"name": "by-yun", "mode": "External", "process_command": command}
            file.write_text(json.dumps({"current": "by-yun", "profiles": [entry]}))
            belongs(CLIProfileCredentialsProvider(profile_file=str(file)), profile)


@check
def what_yun_prints_is_what_a_credentials_uri_answers():
    with a_home():
        document = yun("profile", "env", "role", "--format", "json").encode()
    with served(document) as uri:
        belongs(URLCredentialsProvider(uri=uri), "role")


@contextmanager
def served(document):
    class Answer(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("content-length", str(len(document)))
            self.end_headers()
            self.wfile.write(document)

        def log_message(self, *_):
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/credentials"
    finally:
        server.shutdown()


# The SDK reads its variables once, when it is imported: it is asked in a process of its own.
ASKS = """
import json
from alibabacloud_credentials.client import Client
found = Client().get_credential()
print(json.dumps([found.get_access_key_id(), found.get_access_key_secret(), found.get_security_token() or None]))
"""


@check
def the_variables_that_yun_exports():
    for profile in ("role", "keys"):
        with a_home():
            exported = {}
            for line in yun("profile", "env", profile, "--format", "bash").splitlines():
                command, assignment = shlex.split(line)
                if command == "export":
                    name, value = assignment.split("=", 1)
                    exported[name] = value
            ask = [sys.executable, "-c", ASKS]
            env = {**os.environ, **exported}
            told = subprocess.run(ask, check=True, env=env, stdout=subprocess.PIPE, text=True).stdout
            assert json.loads(told) == printed(profile), "the variables hold other credentials"


@check
def a_program_that_yun_runs_finds_the_credentials():
    for profile in ("role", "keys"):
        with a_home():
            told = yun("run", "-p", profile, "--", sys.executable, "-c", ASKS)
            assert json.loads(told) == printed(profile), "the program found other credentials"


def printed(profile):
    document = json.loads(yun("profile", "env", profile, "--format", "json"))
    return [document["access_key_id"], document["access_key_secret"], document.get("sts_token")]


@check
def a_file_of_alibaba_cloud_cli_means_the_same_to_both():
    temporary = READY["temporary"]
    token = {
        "mode": "StsToken",
        "access_key_id": temporary["access_key_id"],
        "access_key_secret": temporary["access_key_secret"],
        "sts_token": temporary["security_token"],
    }
    entries = {
        "pair": {"mode": "AK", **KEYS},
        "token": token,
        "command": {"mode": "External", "process_command": shlex.join(["printf", "%s", json.dumps(token)])},
    }
    fillers = {"ram_role_arn": "", "expired_seconds": 0, "region_id": "cn-hangzhou", "language": "en"}
    with a_home() as home:
        file = home / ".aliyun" / "config.json"
        file.parent.mkdir()
        profiles = [{"name": name, **fillers, **entry} for name, entry in entries.items()]
        file.write_text(json.dumps({"current": "pair", "profiles": profiles, "meta_path": ""}))
        before = file.read_bytes()
        ours = {name: printed(name) for name in entries}
        assert file.read_bytes() == before, "yun wrote the file"
        for name in entries:
            # The SDK keeps in the file what a command has told it.
            file.write_bytes(before)
            found = CLIProfileCredentialsProvider(profile_file=str(file), profile_name=name).get_credentials()
            theirs = [found.get_access_key_id(), found.get_access_key_secret(), found.get_security_token() or None]
            assert ours[name] == theirs, f"{name} has other credentials"
