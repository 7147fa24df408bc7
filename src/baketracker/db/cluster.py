"""The files of a PostgreSQL on one machine: where they lie, how they are made, who owns them.

What lies in the data folder:
    postgres/       the database (as root in a closed folder: a link to /var/lib/baketracker/...)
    password        of the superuser, readable by its owner alone

`Cluster` gets them ready and runs PostgreSQL's programs on them; `embedded.py` starts the server.
Standard library only, so that it works before anything else does.
"""

import contextlib
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from baketracker.db import machine
from baketracker.db.postgres_binaries import (
    OLDEST_MAJOR,
    Binaries,
    ServerUser,
    installations,
    reachable,
    server_user,
)

SUPERUSER = "bt_admin"
SHELF = Path("/var/lib/baketracker")


class EmbeddedError(Exception):
    """The embedded database cannot be used; the message is one sentence that says what to do."""


class Cluster:
    """The database files of the data folder `home`.

    `durable=False` trades safety for speed and is for tests only. What follows `make_ready` needs
    it called first; every method may raise EmbeddedError or OSError (see `in_one_sentence`)."""

    binaries: Binaries

    def __init__(self, home: Path, *, durable: bool) -> None:
        self.home = home
        self.durable = durable
        self._link = home / "postgres"
        self._user: ServerUser | None = None

    @property
    def data(self) -> Path:
        """Where PostgreSQL keeps its files, links followed."""
        return self._link.resolve()

    @property
    def password(self) -> str:
        """Of the superuser."""
        return (self.home / "password").read_text()

    def make_ready(self) -> None:
        """Find the programs that fit, and set the files up when there are none."""
        self._user = server_user(self._link)
        self.binaries = self._choose_binaries()
        if not self._link.exists():
            self._create()
        self._take_ownership()

    def heal_password(self) -> None:
        """A lost password file would lock the owner out of their own data: set a new password.
        Only while no server runs."""
        if (self.home / "password").exists():
            return
        statement = f"ALTER ROLE {SUPERUSER} PASSWORD '{self._new_password()}';\n"
        command = ["postgres", "--single", "-D", str(self.data), "postgres"]
        self.run(
            command,
            input=statement,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def run(
        self,
        command: list[str],
        *,
        stdout: int,
        stderr: int,
        input: str | None = None,
    ) -> "subprocess.CompletedProcess[str]":
        """Run one of PostgreSQL's programs as the user that owns the files."""
        user = self._user
        return subprocess.run(
            [self.binaries.program(command[0]), *command[1:]],
            check=False,
            cwd="/",
            env=machine.clean_environment(),
            stdout=stdout,
            stderr=stderr,
            input=input,
            stdin=subprocess.DEVNULL if input is None else None,
            text=True,
            user=user.uid if user else None,
            group=user.gid if user else None,
            extra_groups=[] if user else None,
        )

    def damaged(self, reason: str) -> EmbeddedError:
        """The error that says why these files cannot be used."""
        return EmbeddedError(
            f"The database folder {self.home} cannot be used ({reason}): put a backup in its place,"
            " or choose another folder with --data."
        )

    # Callers above, callees below.

    def _choose_binaries(self) -> Binaries:
        """The programs whose version made the data, or the best ones for new data."""
        made_by = self._made_by()
        found = list(installations())
        for binaries in found:
            if made_by in (None, binaries.major):
                return binaries.usable_by(self._user, _shelf()) if self._user else binaries
        if not found:
            raise EmbeddedError(
                "There is no PostgreSQL on this machine: connect to the internet and start again, "
                f"install PostgreSQL {OLDEST_MAJOR} or newer, or set DATABASE_URL."
            )
        here = ", ".join(sorted({str(binaries.major) for binaries in found}))
        raise EmbeddedError(
            f"The data in {self.home} was made by PostgreSQL {made_by} and this machine has {here}:"
            f" install PostgreSQL {made_by}, or choose another folder with --data."
        )

    def _made_by(self) -> int | None:
        """Major version of existing data; None when there is none yet."""
        if not self._link.exists():
            if self._link.is_symlink():
                raise self.damaged(f"{self._link.readlink()} is gone")
            return None
        try:
            return int((self.data / "PG_VERSION").read_text())
        except (FileNotFoundError, NotADirectoryError, ValueError):
            raise self.damaged("it holds no database") from None

    def _create(self) -> None:
        """Set up new data beside its final place, so that an interruption leaves nothing half."""
        place = self._place_for_data()
        draft = place.with_name(f"{place.name}.new")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        secret = draft.with_name("password.new")
        machine.write_private(secret, self._new_password())
        if self._user:
            os.chown(draft, self._user.uid, self._user.gid)
            os.chown(secret, self._user.uid, self._user.gid)
        try:
            self._initdb(draft, secret)
        finally:
            secret.unlink()
        draft.rename(place)
        if place != self._link:
            self._link.symlink_to(place)
            sys.stderr.write(f"The database lives in {place}: {self.home} is closed to others.\n")

    def _place_for_data(self) -> Path:
        if self._user is None or reachable(self.home):
            return self._link
        folder = Path(tempfile.mkdtemp(prefix="data-", dir=_shelf()))
        folder.chmod(0o711)
        return folder / "postgres"

    def _initdb(self, folder: Path, secret: Path) -> None:
        command = ["initdb", "-D", str(folder), "-U", SUPERUSER, "-E", "UTF8"]
        command += ["--auth=scram-sha-256", f"--pwfile={secret}"]
        # Sorting and case rules must not depend on the machine; from 17 on PostgreSQL has its own.
        builtin = [
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
        ]
        command += builtin if self.binaries.major >= 17 else ["--locale=C.UTF-8"]
        command += [] if self.durable else ["--no-sync"]
        answer = self.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        if answer.returncode != 0:
            reason = (answer.stderr.strip().splitlines() or ["no reason given"])[0]
            raise EmbeddedError(
                f"A new database could not be set up in {self.home} ({reason}): free some space or "
                "choose another folder with --data."
            )

    def _take_ownership(self) -> None:
        """A copied folder may have lost owner and mode, without which PostgreSQL will not start."""
        self.data.chmod(0o700)
        if self._user and self.data.stat().st_uid == 0:
            for path in (self.data, *self.data.rglob("*")):
                os.chown(path, self._user.uid, self._user.gid, follow_symlinks=False)

    def _new_password(self) -> str:
        password = secrets.token_urlsafe(24)
        machine.write_private(self.home / "password", password)
        return password


@contextlib.contextmanager
def in_one_sentence(home: Path) -> Iterator[None]:
    """What the operating system refuses about `home`, as an EmbeddedError."""
    try:
        yield
    except OSError as error:
        raise EmbeddedError(
            f"The database folder {home} cannot be used ({error.strerror or error}): make it yours "
            "to read and write, or choose another folder with --data."
        ) from error


def _shelf() -> Path:
    """Root's own place for what an unprivileged server must be able to reach."""
    SHELF.mkdir(parents=True, exist_ok=True)
    SHELF.chmod(0o711)
    return SHELF
