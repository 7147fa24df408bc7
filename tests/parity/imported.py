"""Each stage's file really imported into a fresh bakery on a real database."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, text

from baketracker.db.connect import make_engine
from baketracker.db.tenancy import TenantSession
from baketracker.exchange.desktop_file import desktop_file
from baketracker.exchange.desktop_import import import_desktop
from baketracker.exchange.report import Report
from tests.factories.bakeries import BakeryOnDatabase, open_bakery
from tests.factories.clients import settings_for_tests
from tests.factories.database import Server, admin_url, choose_database
from tests.parity.bakery import Enter


def importing(engine: Engine) -> Enter:
    """Opens a bakery for the file, imports it and opens a session to read it back."""

    @contextmanager
    def enter(path: Path) -> Iterator[TenantSession]:
        bakery, _report = taken_in(engine, path)
        # What an admin alone may do is refused.
        with bakery.session("member") as db:
            # Nobody has analysed these tables yet, so the planner takes every bakery for one row.
            db.execute(text("SET LOCAL enable_nestloop = off"))
            yield db

    return enter


def taken_in(engine: Engine, path: Path) -> tuple[BakeryOnDatabase, Report]:
    """A fresh bakery with the file in it, and what the report says."""
    bakery = open_bakery(engine, path.name)
    with desktop_file(path) as file, bakery.session() as db:
        return bakery, import_desktop(db, file, dry_run=False, progress=lambda *_: None)


@contextmanager
def database() -> Iterator[Engine]:
    """A migrated database for one run: TEST_DATABASE_URL, else the embedded one."""
    choice = choose_database(dict(os.environ), "auto")
    with tempfile.TemporaryDirectory(prefix="baketracker-parity-") as made:
        folder = Path(made)
        folder.chmod(0o711)
        with admin_url(choice, folder) as admin:
            url = Server(admin, folder).migrated("bt_parity").app
            engine = make_engine(url, settings_for_tests(url))
            try:
                yield engine
            finally:
                engine.dispose()
