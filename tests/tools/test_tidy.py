"""What must not be committed is found."""

import pytest
from tools.tidy import faults_of


@pytest.mark.covers("DEC-27", "DEC-04")
@pytest.mark.parametrize("name", ["data/desktop.db", "static/js/htmx.min.js", "uv.lock", "a/.env"])
def test_databases_foreign_scripts_and_settings_are_refused(name: str) -> None:
    assert list(faults_of(name, b"")) == [f"{name} must not be committed."]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("open('/ro" + "ot/notes.txt')", "names a path of one machine"),
        ("see https://py" + "pi.org/simple", "names a package registry"),
    ],
)
def test_machine_paths_and_registry_addresses_are_found(line: str, fault: str) -> None:
    assert [f"a.py:2 {fault}."] == list(faults_of("a.py", f"\n{line}\n".encode()))


def test_ordinary_lines_are_fine() -> None:
    text = b"The work/root of it: /api/ingredients, tests/home/page.html, /usr/lib\n"
    assert list(faults_of("a.md", text)) == []
