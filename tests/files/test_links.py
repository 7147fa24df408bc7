"""A link of ours opens one file, for its bakery, for five minutes; all else is one sentence."""

import base64
import time
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from baketracker.app import signing_key
from baketracker.errors import Forbidden
from baketracker.files.links import WORN_OUT, Link, sealed, unsealed
from baketracker.files.store import Key, link_key
from tests.factories.clients import settings_for_tests

SECRET = b"s" * 32
NOW = 1_800_000_000


def link(until: int = NOW + 300) -> Link:
    return Link(Key(uuid4(), uuid4()), "image/jpeg", "x.jpg", until)


def refused(text: str, tenant_id: UUID, moment: float = NOW, secret: bytes = SECRET) -> None:
    with pytest.raises(Forbidden) as said:
        unsealed(text, secret, tenant_id, moment)
    assert str(said.value) == WORN_OUT


@pytest.mark.covers("SD-17")
@settings(max_examples=30)
@given(some.uuids(), some.uuids(), some.text(), some.text(), some.integers(0, 2**40))
def test_a_link_opens_what_it_was_made_for(
    tenant: UUID, file: UUID, media_type: str, name: str, until: int
) -> None:
    made = Link(Key(tenant, file), media_type, name, until)
    assert unsealed(sealed(made, SECRET), SECRET, tenant, until) == made


@pytest.mark.covers("SD-17")
@given(some.data())
def test_a_changed_link_opens_nothing(data: some.DataObject) -> None:
    made = link()
    text = sealed(made, SECRET)
    at = data.draw(some.integers(0, len(text) - 1))
    other = data.draw(some.characters(codec="utf-8").filter(lambda sign: sign != text[at]))
    refused(text[:at] + other + text[at + 1 :], made.key.tenant_id)
    refused(text[:at], made.key.tenant_id)
    refused(text + other, made.key.tenant_id)


@settings(max_examples=30)
@given(some.text())
def test_what_somebody_made_up_opens_nothing(text: str) -> None:
    refused(text, uuid4())


@pytest.mark.covers("SD-17")
def test_a_link_ends_and_is_one_bakerys_and_one_keys() -> None:
    made = link()
    text = sealed(made, SECRET)
    assert unsealed(text, SECRET, made.key.tenant_id, NOW + 300) == made
    refused(text, made.key.tenant_id, NOW + 301)
    refused(text, uuid4())
    refused(text, made.key.tenant_id, secret=b"t" * 32)
    ended = sealed(link(round(time.time()) - 1), SECRET)
    with pytest.raises(Forbidden):
        unsealed(ended, SECRET, made.key.tenant_id)


def test_a_signature_does_not_fit_another_file() -> None:
    made, other = link(), link()
    other = Link(Key(made.key.tenant_id, other.key.file_id), "image/jpeg", "x.jpg", made.until)
    body, signature = sealed(other, SECRET).split(".")[0], sealed(made, SECRET).split(".")[1]
    refused(f"{body}.{signature}", made.key.tenant_id)
    refused(f"{body}.", made.key.tenant_id)
    unsigned = base64.urlsafe_b64encode(b"\0" * 32).decode().rstrip("=")
    refused(f"{body}.{unsigned}", made.key.tenant_id)


def test_links_have_a_key_of_their_own() -> None:
    config = settings_for_tests("postgresql://nowhere/x")
    assert link_key(config) != signing_key(config)
    other = config.model_copy(update={"database_url": "postgresql://elsewhere/x"})
    assert link_key(other) == link_key(config)
