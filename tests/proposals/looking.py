"""What of a bakery's rows changed, and what stands on a page: for the tests of what is hostile."""

from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser

from sqlalchemy import text

from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.rows import tenant_tables

MAY_CHANGE = frozenset({
    "proposals", "proposal_files", "files", "tasks", "model_calls", "assistant_settings",
    "audit_log", "idempotency_keys",
})  # fmt: skip
"""Where something that was only read may leave a trace."""
ADDRESSES = frozenset({
    "href", "src", "srcset", "action", "formaction", "poster", "data", "ping", "cite",
    "background", "xlink:href", "hx-get", "hx-post", "hx-put", "hx-delete", "hx-patch",
    "sse-connect", "data-poll",
})  # fmt: skip

SUM = "count(*) || ':' || coalesce(md5(string_agg(md5(t::text), '' order by md5(t::text))), '')"


def checksums(bakery: BakeryOnDatabase) -> dict[str, str]:
    """Table → a sum over all its rows in this bakery. One statement."""
    names = [table.name for table in tenant_tables()]
    assert {*names} >= MAY_CHANGE, MAY_CHANGE - {*names}
    each = " union all ".join(
        f"select '{name}', {SUM} from app.{name} t where t.tenant_id = :tenant"  # noqa: S608
        for name in names
    )
    with bakery.session() as db:
        rows = db.execute(text(each), {"tenant": bakery.id}).all()
        return {row[0]: row[1] for row in rows}


@contextmanager
def only_proposing(bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase) -> Iterator[None]:
    """What is done inside writes nothing but proposals and their traces, and nothing next door."""
    before, theirs = checksums(bakery), checksums(neighbour)
    yield
    after = checksums(bakery)
    changed = {name for name in after if after[name] != before[name]}
    assert changed <= MAY_CHANGE, changed - MAY_CHANGE
    assert checksums(neighbour) == theirs


class Drawn(HTMLParser):
    """The elements and attributes of a page, and where its addresses lead."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.attributes: set[tuple[str, str]] = set()
        self.addresses: set[str] = set()
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attributes:
            self.attributes.add((tag, name))
            if name in ADDRESSES:
                self.addresses.add(value or "")

    @property
    def leaving(self) -> set[str]:
        """Addresses that are not of this site."""
        return {
            one for one in self.addresses
            if one and not (one.startswith(("/", "#", "?")) and not one.startswith(("//", "/\\")))
        }  # fmt: skip
