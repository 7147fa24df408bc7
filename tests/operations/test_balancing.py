"""Books that do not balance are noticed, by the night's look and by the command."""

from collections.abc import Iterator
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import Engine, update

from baketracker.cli import cli
from baketracker.config import Settings
from baketracker.db.connect import make_engine
from baketracker.operations import tidying
from baketracker.operations.balancing import check_all_books, lots_out_of_balance
from baketracker.pantry.models import Lot
from tests.architecture.statement_log import paused
from tests.buying.till import buy, line, lots, use
from tests.factories.bakeries import BakeryOnDatabase, open_bakery
from tests.factories.catalogue import ingredient, lot, product
from tests.factories.clients import settings_for_tests
from tests.factories.database import Server
from tests.factories.terminal import Terminal


@pytest.fixture
def alone(server: Server, worker: str) -> Iterator[tuple[Settings, Engine]]:
    """A database in which nobody else bakes: all its books are looked through."""
    urls = server.migrated(f"bt_books_{worker}")
    settings = settings_for_tests(urls.app, admin_database_url=urls.migrator)
    engine = make_engine(settings.database_url, settings)
    yield settings, engine
    engine.dispose()


@pytest.mark.covers("SD-25")
def test_a_lot_whose_ledger_lacks_a_row_is_named(
    alone: tuple[Settings, Engine], terminal: Terminal, caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    settings, engine = alone
    bakery = open_bakery(engine, "Crooked")
    bag = lot(bakery, product(bakery, ingredient(bakery)), "5")
    monkeypatch.setenv("DATABASE_URL", settings.database_url)
    monkeypatch.setenv("ADMIN_DATABASE_URL", settings.admin_database_url)
    set_out(bakery, bag, "1")
    tidying.look_through_books(settings)
    told = [
        one.getMessage() for one in caplog.records if getattr(one, "tenant", "") == str(bakery.id)
    ]
    assert told == ["1 lots are out of balance"]
    assert check_all_books(settings)[bakery.id] == [bag]
    typed = terminal.runner.invoke(cli, ["books"])
    assert typed.exit_code == 1
    assert f"{bakery.id}: 1 lots" in typed.output
    set_out(bakery, bag, "0")
    assert bakery.id not in check_all_books(settings)


@pytest.mark.covers("SD-25")
@pytest.mark.parametrize("lost", [{"quantity": Decimal(3)}, {"unit_cost": Decimal(9)}])
def test_what_is_lost_past_the_ledger_is_noticed(engine: Engine, lost: dict[str, Decimal]) -> None:
    """Less is left than was bought and went out, or what went out has another cost than its lot."""
    bakery = open_bakery(engine, "Leaking")
    buy(bakery, line(product(bakery, ingredient(bakery)).id, 2))
    (bag,) = lots(bakery)
    use(bakery, bag.id, "1")
    assert lots_out_of_balance(engine, bakery.id) == []
    with paused(), bakery.session() as db:
        db.execute(update(Lot).where(Lot.id == bag.id).values(lost))
    assert len(lots_out_of_balance(engine, bakery.id)) == 1


def set_out(bakery: BakeryOnDatabase, lot_id: UUID, out: str) -> None:
    """Past the ledger, as no service can."""
    with paused(), bakery.session() as db:
        db.execute(update(Lot).where(Lot.id == lot_id).values(quantity_out=Decimal(out)))
