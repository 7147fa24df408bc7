"""Firebase's tokens, checked by Google's own library against our own key; forged ones of every
kind; and forged cookies and keys at our doors."""

import base64
import hmac
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID

from baketracker.accounts.providers import FirebaseProvider, firebase_of
from baketracker.app import BakeTracker
from baketracker.config import Settings
from baketracker.errors import SignInNeeded, Unavailable
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.clients import COOKIE, visitor
from tests.factories.depth import DEEP

PROJECT, KEY_ID = "bakery-test", "our-key"
Claims = dict[str, Any]

EMULATORS = ["FIREBASE_AUTH_EMULATOR_HOST", "FIRESTORE_EMULATOR_HOST"]


def new_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


OURS, STRANGERS = new_key(), new_key()


def certificate(key: rsa.RSAPrivateKey) -> str:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test")])
    moment = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(moment - timedelta(days=1))
        .not_valid_after(moment + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    return made.public_bytes(serialization.Encoding.PEM).decode()


def encoded(part: object) -> str:
    raw = part if isinstance(part, bytes) else json.dumps(part).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def claims(**changes: Any) -> Claims:
    """What Firebase says of somebody who signed in a minute ago; None leaves a claim out."""
    moment = int(datetime.now(UTC).timestamp())
    usual = {
        "iss": f"https://securetoken.google.com/{PROJECT}",
        "aud": PROJECT,
        "sub": "firebase-uid",
        "email": "Ada@Example.com",
        "email_verified": True,
        "auth_time": moment - 60,
        "iat": moment - 60,
        "exp": moment + 3540,
    }
    return {key: value for key, value in (usual | changes).items() if value is not None}


def token(said: object, key: rsa.RSAPrivateKey = OURS, header: Claims | None = None) -> str:
    head = {"alg": "RS256", "kid": KEY_ID, "typ": "JWT"} if header is None else header
    signed = f"{encoded(head)}.{encoded(said)}"
    signature = key.sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256())
    return f"{signed}.{encoded(signature)}"


def unsigned(said: object) -> str:
    return f"{encoded({'alg': 'none', 'kid': KEY_ID})}.{encoded(said)}."


def signed_with_our_certificate_as_a_password() -> str:
    """The classic: RS256's public key used as an HS256 secret."""
    signed = f"{encoded({'alg': 'HS256', 'kid': KEY_ID})}.{encoded(claims())}"
    signature = hmac.new(certificate(OURS).encode(), signed.encode(), "sha256").digest()
    return f"{signed}.{encoded(signature)}"


def later(seconds: int) -> int:
    return int(datetime.now(UTC).timestamp()) + seconds


FORGED: dict[str, Callable[[], str]] = {
    "no algorithm": lambda: unsigned(claims()),
    "no signature": lambda: token(claims()).rpartition(".")[0] + ".",
    "a password's algorithm": signed_with_our_certificate_as_a_password,
    "another key": lambda: token(claims(), STRANGERS),
    "an unknown key id": lambda: token(claims(), header={"alg": "RS256", "kid": "other"}),
    "no key id": lambda: token(claims(), header={"alg": "RS256"}),
    "another project": lambda: token(claims(aud="another")),
    "no project": lambda: token(claims(aud=None)),
    "another issuer": lambda: token(claims(iss="https://accounts.google.com")),
    "the issuer of another project": lambda: token(
        claims(iss="https://securetoken.google.com/another")
    ),
    "ended": lambda: token(claims(exp=later(-60), iat=later(-3600))),
    "no end": lambda: token(claims(exp=None)),
    "from the future": lambda: token(claims(iat=later(600), auth_time=later(600))),
    "signed in an hour ago": lambda: token(claims(auth_time=later(-3600))),
    "signed in tomorrow": lambda: token(claims(auth_time=later(86400))),
    "no time of sign-in": lambda: token(claims(auth_time=None)),
    "a time of sign-in that is no number": lambda: token(claims(auth_time="now")),
    "an absurd time of sign-in": lambda: token(claims(auth_time=10**30)),
    "nobody": lambda: token(claims(sub="")),
    "no subject": lambda: token(claims(sub=None)),
    "a subject that is too long": lambda: token(claims(sub="x" * 129)),
    "a changed body": lambda: _changed(token(claims())),
    "a list for a body": lambda: token([1, 2]),
    "text for a body": lambda: token("admin"),
    "two parts": lambda: "a.b",
    "four parts": lambda: token(claims()) + ".x",
    "not base64": lambda: "ä.ö.ü",
    "empty": lambda: "",
    "our own key": lambda: "bt_pat_" + "A" * 43,
}


def _changed(genuine: str) -> str:
    head, _body, signature = genuine.split(".")
    return f"{head}.{encoded(claims(sub='somebody-else'))}.{signature}"


@pytest.fixture(scope="module")
def firebase() -> Iterator[FirebaseProvider]:
    """The real verifier of firebase-admin, reading certificates from a loopback address."""
    from firebase_admin import _token_gen

    served = json.dumps({KEY_ID: certificate(OURS)}).encode()

    class Certificates(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Cache-Control", "max-age=3600")
            self.end_headers()
            self.wfile.write(served)

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Certificates) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/certs"
        with pytest.MonkeyPatch.context() as patch:
            # A private name: firebase-admin is pinned, and this test fails when it moves.
            assert _token_gen.ID_TOKEN_CERT_URI.startswith("https://www.googleapis.com/")
            patch.setattr(_token_gen, "ID_TOKEN_CERT_URI", address)
            yield FirebaseProvider(PROJECT)
        server.shutdown()


def test_a_genuine_token_says_who_it_is(firebase: FirebaseProvider) -> None:
    person = firebase.verify(token(claims()))
    assert (person.subject, person.email) == ("firebase-uid", "ada@example.com")
    assert person.email_verified
    assert not firebase.verify(token(claims(email_verified="true"))).email_verified


@pytest.mark.covers("SR21")
@pytest.mark.parametrize("kind", FORGED)
def test_a_forged_token_is_refused(firebase: FirebaseProvider, kind: str) -> None:
    with pytest.raises(SignInNeeded):
        firebase.verify(FORGED[kind]())


@pytest.mark.covers("SR21")
@pytest.mark.parametrize("kind", FORGED)
def test_no_forged_token_opens_the_api_or_the_tools(app: BakeTracker, kind: str) -> None:
    forged = FORGED[kind]().encode("latin-1", "replace")
    client, headers = visitor(app), {b"Authorization": b"Bearer " + forged}
    assert client.get("/api/me", headers=headers).status_code == 401
    assert client.post("/mcp", json={}, headers=headers).status_code == 401


@pytest.mark.covers("SR21")
@pytest.mark.parametrize(
    "forged",
    [
        "", "x", "0" * 43, "A" * 43, "../../etc/passwd", "' or 1=1 --", "%00", "null", "a" * 4000,
        "bt_pat_" + "A" * 43, '{"account_id": 1}', token(claims()), unsigned(claims()),
    ],
)  # fmt: skip
def test_no_forged_cookie_opens_a_page(app: BakeTracker, forged: str) -> None:
    client = visitor(app, Cookie=f"{COOKIE}={forged}")
    for path in ("/settings", "/bakeries"):
        assert client.get(path).headers["location"].startswith("/sign-in")


@pytest.mark.covers("SR21", "SD-13")
def test_a_session_is_no_key_and_a_key_is_no_session(
    bakery: BakeryOnDatabase, app: BakeTracker
) -> None:
    cookie, key = bakery.cookie(), bakery.token()
    client = visitor(app, Authorization=f"Bearer {cookie}")
    assert client.get("/api/me").status_code == 401
    assert visitor(app, Cookie=f"{COOKIE}={key}").get("/settings").status_code == 303
    assert visitor(app, Cookie=f"{COOKIE}={cookie}").get("/api/me").status_code == 401


@pytest.mark.covers("SR22")
@pytest.mark.parametrize("emulator", EMULATORS if DEEP else EMULATORS[:1])
def test_production_does_not_start_beside_an_emulator(settings: Settings, emulator: str) -> None:
    cloud = {
        "PATH": os.environ["PATH"],
        "ENVIRONMENT": "production",
        "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
        "SECRET_KEY": settings.secret_key.get_secret_value(),
        "PUBLIC_URL": "https://bakery.example",
        emulator: "127.0.0.1:9099",
    }
    command = [sys.executable, "-m", "baketracker.cli", "serve"]
    ended = subprocess.run(command, env=cloud, capture_output=True, text=True, timeout=60)
    assert ended.returncode != 0
    assert f"Unset {emulator}" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_google_out_of_reach_is_not_a_wrong_token() -> None:
    from firebase_admin import _token_gen

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_token_gen, "ID_TOKEN_CERT_URI", "http://127.0.0.1:1/certs")
        with pytest.raises(Unavailable):
            FirebaseProvider(PROJECT).verify(token(claims()))


def test_firebase_is_there_when_it_is_set_up(settings: Settings) -> None:
    assert firebase_of(settings) is None
    told = settings.model_copy(update={"firebase_admin_sdk_json": _secret({"project_id": "p"})})
    assert firebase_of(told) is not None


def _secret(value: Claims) -> Any:
    from pydantic import SecretStr

    return SecretStr(json.dumps(value))
