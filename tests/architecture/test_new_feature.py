"""Adding a feature needs its own folder and nothing in the kernel."""

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from alembic.script import ScriptDirectory
from tools.check import STEPS

from baketracker.db.provision import alembic_config
from tests.architecture.conftest import Template
from tests.architecture.source import ROOT


@pytest.fixture(scope="module")
def played(template: Template, worker: str) -> Iterator[dict[str, Any]]:
    with template.copy(f"bt_feature_{worker}") as copy:
        urls = (copy.urls.migrator, copy.urls.app, copy.admin)
        answer = subprocess.run(
            [sys.executable, "-m", "tests.architecture.example.play", *urls],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert answer.returncode == 0, answer.stderr
        yield json.loads(answer.stdout.splitlines()[-1])


@pytest.mark.covers("S4-alembic-autogenerate")
def test_a_new_class_generates_table_policy_and_grants(played: dict[str, Any]) -> None:
    code = played["code"]
    assert "op.create_table('tins'" in code
    assert "op.isolate_tenants('tins')" in code
    assert "op.isolate_tenants('tin_entries', grants='select, insert')" in code
    assert "['app.tins.tenant_id', 'app.tins.id']" in code
    assert "volume <> 'NaN'" in code
    assert "ix_tin_entries_tin_id" in code


@pytest.mark.covers("S4-alembic-autogenerate", "SD-32")
def test_what_was_generated_is_all_there_is_to_say(played: dict[str, Any]) -> None:
    assert played["drift"] == []


@pytest.mark.covers("AR-09", "S0-51-tables")
def test_the_new_tables_stand_behind_the_walls_from_the_start(played: dict[str, Any]) -> None:
    missing = [line for line in played["before"] if "is declared and missing" in line]
    assert len(missing) == 2
    assert played["after"] == []


@pytest.mark.covers("AR-09")
def test_the_new_verbs_work_and_the_neighbour_sees_nothing(played: dict[str, Any]) -> None:
    assert (played["made"], played["own"], played["next_door"]) == ("round", ["round"], [])
    assert played["rows"] == ["tin_entries", "tins"]
    assert {"tests.create", "tests.everything"} <= set(played["verbs"])


@pytest.mark.covers("SD-32", "S1-one-migration")
def test_there_is_one_line_of_migrations_and_its_drift_is_checked() -> None:
    script = ScriptDirectory.from_config(alembic_config(""))
    assert len(script.get_heads()) == 1
    assert all(len(step.nextrev) <= 1 for step in script.walk_revisions())
    assert {"migrations", "squawk"} <= STEPS.keys()
