"""The checks of roles and other ways to temporary credentials: the STS SDK, and the providers of the credentials SDK.

Whatever gives credentials is judged by what they are good for: the STS SDK asks with them who they are.
"""

import json
import logging
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from datetime import datetime, timezone
from pathlib import Path

from alibabacloud_credentials.exceptions import CredentialException
from alibabacloud_credentials.provider import (
    CloudSSOCredentialsProvider,
    EcsRamRoleCredentialsProvider,
    OAuthCredentialsProvider,
    OIDCRoleArnCredentialsProvider,
    RamRoleArnCredentialsProvider,
    URLCredentialsProvider,
)
from alibabacloud_sts20150401 import models as sts
from alibabacloud_sts20150401.client import Client as Sts
from darabonba.runtime import RuntimeOptions

from sdk import PLAIN, READY, RUNTIME, TLS, WORLD, config, identity, refused, same, well_typed

# It writes down, more than once, what it raises as well.
logging.getLogger("credentials").disabled = True

CHECKS = []
ACCOUNT = WORLD["account_id"]
# The example of RFC 7636, appendix B.
VERIFIER, CHALLENGE = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
NOTHING = json.dumps({"Version": "1", "Statement": [{"Effect": "Deny", "Action": "*", "Resource": "*"}]})


def check(function):
    CHECKS.append(function)
    return function


def called(name, user="developer", signed=None, **parameters):
    """The parsed answer of an action of STS; fails when the SDK's model lost or mistyped anything of it."""
    client = Sts(config(user, **(signed or {})))
    bodies = kept_bodies(client)
    model, method = {
        "AssumeRole": (sts.AssumeRoleRequest, client.assume_role_with_options),
        "AssumeRoleWithOIDC": (sts.AssumeRoleWithOIDCRequest, client.assume_role_with_oidcwith_options),
    }[name]
    body = method(model(**parameters), RuntimeOptions(**RUNTIME)).body
    same(bodies[-1], body.to_map(), "the parsed answer")
    well_typed(body)
    return body


def kept_bodies(client):
    """Where the bodies will be that this client reads, before they go into its models."""
    bodies = []

    def keeping(call):
        def call_and_keep(*arguments):
            answer = call(*arguments)
            bodies.append(answer["body"])
            return answer

        return call_and_keep

    # A signed action goes through the first, one without a signature through the second.
    client.call_api = keeping(client.call_api)
    client.do_rpcrequest = keeping(client.do_rpcrequest)
    return bodies


def assumed(user="developer", signed=None, **parameters):
    wanted = {"role_arn": READY["role_arn"], "role_session_name": "alice", **parameters}
    return called("AssumeRole", user, signed, **wanted)


def by_token(**parameters):
    wanted = {
        "oidcprovider_arn": READY["oidc_provider_arn"],
        "oidctoken": READY["oidc_token"],
        "role_arn": READY["oidc_role_arn"],
        "role_session_name": "pod-1",
        **parameters,
    }
    return called("AssumeRoleWithOIDC", **wanted)


def keys_of(credentials):
    """The credentials of an answer, as the SDK's configuration names them."""
    found = credentials.to_map()
    return {
        "access_key_id": found["AccessKeyId"],
        "access_key_secret": found["AccessKeySecret"],
        "security_token": found["SecurityToken"],
    }


def given_by(provider):
    """The credentials of a provider; the SDK's own reading of `Expiration` has to lie ahead."""
    found = provider.get_credentials()
    assert found.get_expiration() > time.time(), "the credentials are expired"
    return {
        "access_key_id": found.get_access_key_id(),
        "access_key_secret": found.get_access_key_secret(),
        "security_token": found.get_security_token(),
    }


def are(keys, name, account=ACCOUNT):
    found = identity("developer", **keys)
    well_typed(found)
    assert found.identity_type == "AssumedRoleUser", found.to_map()
    assert found.arn == f"acs:ram::{account}:assumed-role/{name}", found.arn
    assert found.principal_id == f"{found.role_id}:{name.split('/')[1]}", found.to_map()


@check
def a_role_is_assumed():
    body = assumed(duration_seconds=900)
    assert body.assumed_role_user.arn == READY["role_arn"] + "/alice", body.assumed_role_user.to_map()
    expires = datetime.strptime(body.credentials.expiration, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=timezone.utc)
    left = (expires - datetime.now(timezone.utc)).total_seconds()
    assert 870 < left <= 900, f"{left} seconds are left"
    are(keys_of(body.credentials), "operator/alice")


@check
def a_role_is_assumed_by_a_role():
    first = keys_of(assumed().credentials)
    are(keys_of(assumed(signed=first, role_session_name="bob").credentials), "operator/bob")
    refused(lambda: assumed(signed=first, duration_seconds=3601), 400, "InvalidParameter.DurationSeconds")


@check
def a_role_that_asks_for_an_external_id():
    role = READY["external_id_role"]
    refused(lambda: assumed(role_arn=role["role_arn"]), 403, "NoPermission")
    body = assumed(**role)
    are(keys_of(body.credentials), "partner/alice")


@check
def what_is_asked_of_a_session_is_checked():
    refused(lambda: assumed(role_arn="operator"), 400, "InvalidParameter.RoleArn")
    refused(lambda: assumed(role_arn=READY["role_arn"] + "-none"), 404, "EntityNotExist.Role")
    refused(lambda: assumed(role_session_name="a b"), 400, "InvalidParameter.RoleSessionName")
    refused(lambda: assumed(duration_seconds=60), 400, "InvalidParameter.DurationSeconds")
    refused(lambda: assumed(policy="{"), 400, "InvalidParameter.PolicyGrammar")
    refused(lambda: assumed("outsider"), 403, "NoPermission")
    refused(lambda: assumed("root"), 403, "NoPermission")


@check
def a_policy_takes_permissions_away():
    keys = keys_of(assumed(policy=NOTHING).credentials)
    are(keys, "operator/alice")
    refused(lambda: assumed(signed=keys), 403, "NoPermission")


@check
def a_token_stands_for_a_role():
    body = by_token()
    are(keys_of(body.credentials), "workload/pod-1")
    assert body.oidctoken_info.client_ids == "sts.aliyuncs.com", body.oidctoken_info.to_map()


@check
def tokens_are_checked():
    failure = "AuthenticationFail.OIDCToken."
    refused(lambda: by_token(oidctoken=READY["oidc_token_expired"]), 401, failure + "Expired")
    refused(lambda: by_token(oidctoken="a.b.c"), 401, failure + "InvalidSignature")
    refused(lambda: by_token(oidctoken="abc"), 401, failure + "Invalid")
    none = READY["oidc_provider_arn"] + "-none"
    refused(lambda: by_token(oidcprovider_arn=none), 401, "AuthenticationFail.NoPermission")
    refused(lambda: by_token(role_arn=READY["role_arn"]), 401, "AuthenticationFail.NoPermission")


def under_the_test_ca(provider):
    """These providers speak TLS to STS whatever they are told, and have no setting of their own for a CA."""
    provider._runtime_options["ca"] = READY["ca_file"]
    return provider


def role_provider(**changed):
    keys = {**READY["keys"]["developer"], **changed}
    provider = RamRoleArnCredentialsProvider(
        role_arn=READY["role_arn"], role_session_name="provider", sts_endpoint=TLS, **keys
    )
    return under_the_test_ca(provider)


@check
def the_provider_for_a_role():
    keys = given_by(role_provider())
    are(keys, "operator/provider")
    are(given_by(role_provider(**keys)), "operator/provider")


@check
def the_provider_for_a_role_with_a_wrong_secret():
    try:
        given_by(role_provider(access_key_secret="wrong"))
    except CredentialException as error:
        assert "SignatureDoesNotMatch" in str(error), error
        return
    raise AssertionError("nothing was refused")


@check
def the_provider_for_a_token_in_a_file():
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "token"
        file.write_text(READY["oidc_token"])
        provider = OIDCRoleArnCredentialsProvider(
            role_arn=READY["oidc_role_arn"],
            oidc_provider_arn=READY["oidc_provider_arn"],
            oidc_token_file_path=str(file),
            role_session_name="provider",
            sts_endpoint=TLS,
        )
        are(given_by(under_the_test_ca(provider)), "workload/provider")


@check
def the_provider_for_an_address():
    provider = URLCredentialsProvider(uri=READY["credentials_uri"])
    are(given_by(provider), "operator/service")


@check
def the_provider_for_an_instance():
    for name in (None, "instance"):
        provider = EcsRamRoleCredentialsProvider(role_name=name, disable_imds_v1=True, async_update_enabled=False)
        # The address of the service is no setting.
        provider._EcsRamRoleCredentialsProvider__metadata_service_host = PLAIN
        are(given_by(provider), "instance/i-instance")


def posted(path, **body):
    headers = {"content-type": "application/json"}
    request = urllib.request.Request(READY["url"] + path, json.dumps(body).encode(), headers)
    return json.load(urllib.request.urlopen(request, timeout=10))


@check
def the_provider_for_a_cloud_sso_login():
    client = "app-vaz16tltdxs96audqf35"
    device = posted(
        "/device-authorization",
        PortalUrl=READY["url"] + "/start/login",
        CodeChallenge=CHALLENGE,
        CodeChallengeMethod="S256",
        ClientId=client,
    )
    urllib.request.urlopen(device["VerificationUriComplete"], timeout=10).read()
    token = posted(
        "/token",
        CodeVerifier=VERIFIER,
        ClientId=client,
        DeviceCode=device["DeviceCode"],
        GrantType="urn:ietf:params:oauth:grant-type:device_code",
    )
    provider = CloudSSOCredentialsProvider(
        sign_in_url=READY["url"] + "/start/login",
        account_id=ACCOUNT,
        access_config="ac-00administrator",
        access_token=token["AccessToken"],
        access_token_expire=int(time.time()) + token["ExpiresIn"],
    )
    are(given_by(provider), "AliyunReservedSSO-Administrator/sso-user")


class Unfollowed(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


def redirected(address):
    try:
        urllib.request.build_opener(Unfollowed).open(address, timeout=10)
    except urllib.error.HTTPError as answer:
        assert answer.code == 302, answer.code
        return urllib.parse.urlparse(answer.headers["location"])
    raise AssertionError("nobody was redirected")


@check
def the_provider_for_a_browser_login():
    client = {"client_id": "4038181954557748008", "redirect_uri": "http://127.0.0.1:12345/cli/callback"}
    wanted = {"response_type": "code", "state": "mine", "code_challenge": CHALLENGE, "code_challenge_method": "S256"}
    answer = redirected(READY["url"] + "/oauth2/v1/auth?" + urllib.parse.urlencode({**client, **wanted}))
    answer = dict(urllib.parse.parse_qsl(answer.query))
    assert answer.pop("state") == "mine", "the state is another one"
    grant = {**client, **answer, "grant_type": "authorization_code", "code_verifier": VERIFIER}
    form = urllib.parse.urlencode(grant).encode()
    login = json.load(urllib.request.urlopen(READY["url"] + "/v1/token", form, timeout=10))
    # The first has an access token that it may use, the second has to refresh it.
    for expires in (int(time.time()) + login["expires_in"], 0):
        provider = OAuthCredentialsProvider(
            client_id=client["client_id"],
            sign_in_url=READY["url"],
            access_token=login["access_token"],
            access_token_expire=expires,
            refresh_token=login["refresh_token"],
        )
        found = identity("developer", **given_by(provider))
        assert found.arn == f"acs:ram::{ACCOUNT}:user/developer", found.arn
