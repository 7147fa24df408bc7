"""Who says who somebody is: our own password check, or Firebase. Both end in our own session."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol, TypeVar

from sqlalchemy import Engine

from baketracker.config import Settings
from baketracker.db.types import now
from baketracker.errors import N_, SignInNeeded, Unavailable

from . import identity, passwords

WRONG = N_("E-mail or password is wrong.")


@dataclass(frozen=True, slots=True)
class VerifiedPerson:
    """What a provider vouches for. `subject` never changes and names the account: ours is the
    account's id, Firebase's the uid; an e-mail address never does."""

    email: str
    subject: str
    email_verified: bool
    auth_time: datetime


Credential = TypeVar("Credential", contravariant=True)


class SignInProvider(Protocol[Credential]):
    """Checks one kind of credential."""

    def verify(self, credential: Credential) -> VerifiedPerson:
        """Raises SignInNeeded, with the same words whatever was wrong."""
        ...


@dataclass(frozen=True, slots=True)
class EmailAndPassword:
    email: str
    password: str


class LocalProvider:
    """E-mail and password, kept by us."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def verify(self, credential: EmailAndPassword) -> VerifiedPerson:
        """No connection is held while the password is checked, which takes its time on purpose."""
        with self.engine.begin() as gate:
            known = identity.find_credentials(gate, credential.email)
        stored = known.password_hash if known else None
        if not passwords.matches(stored, credential.password) or known is None or known.disabled:
            raise SignInNeeded(WRONG)
        assert stored is not None
        if passwords.outdated(stored):
            with self.engine.begin() as gate:
                fresh = passwords.hashed(credential.password)
                identity.set_password(gate, known.account_id, fresh)
        return VerifiedPerson(credential.email, str(known.account_id), False, now())


class FirebaseProvider:
    """An ID token of one Firebase project, checked by Google's own library.

    Needs the network only for Google's certificates, which are cached as long as they say."""

    FRESH = timedelta(minutes=5)
    SKEW = timedelta(seconds=5)  # how far Google's clock may run before ours

    def __init__(self, project_id: str) -> None:
        import firebase_admin  # nearly two seconds: only where Firebase is set up
        from google.auth import credentials

        # Checking a token needs no account of ours, so none is loaded.
        nobody: Any = credentials.AnonymousCredentials
        self.app = firebase_admin.initialize_app(
            nobody(), {"projectId": project_id}, name=f"baketracker-{id(self)}"
        )

    def verify(self, credential: str) -> VerifiedPerson:
        """Raises SignInNeeded for a token that is forged, of another project, ended, or of a
        sign-in longer ago than five minutes; Unavailable when Google cannot be reached."""
        claims = self._claims(credential)
        # As a number first: a forged one may be no date at all.
        age = now().timestamp() - claims["auth_time"]
        if not -self.SKEW.total_seconds() <= age <= self.FRESH.total_seconds():
            raise SignInNeeded("This sign-in is too old. Sign in again.")
        return VerifiedPerson(
            email=str(claims.get("email", "")).casefold(),
            subject=str(claims["sub"]),
            email_verified=claims.get("email_verified") is True,
            auth_time=datetime.fromtimestamp(claims["auth_time"], UTC),
        )

    def _claims(self, token: str) -> Mapping[str, Any]:
        from firebase_admin import auth

        try:
            claims: Mapping[str, Any] = auth.verify_id_token(
                token, self.app, clock_skew_seconds=int(self.SKEW.total_seconds())
            )
        except auth.CertificateFetchError as error:
            raise Unavailable("Google cannot be reached just now. Try again.") from error
        except (ValueError, TypeError, AttributeError, auth.InvalidIdTokenError) as error:
            # Type and attribute errors: the library expects every payload to be an object.
            raise SignInNeeded("This sign-in is not valid. Sign in again.") from error
        if not isinstance(claims.get("auth_time"), int):
            raise SignInNeeded("This sign-in is not valid. Sign in again.")
        return claims


def firebase_of(settings: Settings) -> FirebaseProvider | None:
    """Firebase when it is set up (FIREBASE_ADMIN_SDK_JSON), else None."""
    secret = settings.firebase_admin_sdk_json.get_secret_value()
    return FirebaseProvider(json.loads(secret)["project_id"]) if secret else None
