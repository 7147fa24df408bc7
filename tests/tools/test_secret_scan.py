"""A planted secret is found, wherever it is."""

import subprocess
from pathlib import Path

import pytest

from tools import secret_scan

# Put together here, or these lines would be findings themselves.
PLANTED = {
    "settings.py": 'AWS_KEY = "AKIA' + 'QYLPMN5HHHFPZAM2"\n',
    "notes.md": "-----BEGIN RSA " + "PRIVATE KEY-----\n",
    "client.py": 'password = "Kq7' + '!fermento-x9"\n',
}


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "config", "user.email", "ada@example.com")
    git(tmp_path, "config", "user.name", "Ada")
    return tmp_path


def git(root: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=root, check=True, capture_output=True)


@pytest.mark.covers("SR42", "S4-chk-secrets")
@pytest.mark.parametrize("name", PLANTED)
def test_a_secret_in_a_file_fails(
    repository: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (repository / name).write_text("# first line\n" + PLANTED[name])
    assert secret_scan.main(repository) == 1
    assert f"{name}:2: " in capsys.readouterr().out


@pytest.mark.covers("SR42", "S4-chk-secrets")
def test_a_secret_that_was_removed_again_still_fails(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (repository / "settings.py").write_text(PLANTED["settings.py"])
    git(repository, "add", ".")
    git(repository, "commit", "--quiet", "-m", "one")
    (repository / "settings.py").write_text("AWS_KEY = read()\n")
    git(repository, "commit", "--quiet", "-am", "two")
    assert secret_scan.findings_in_files(repository) == set()
    assert secret_scan.main(repository) == 1
    assert "settings.py (" in capsys.readouterr().out


def test_ordinary_code_is_no_secret(repository: Path) -> None:
    lines = (
        "def sign_in(password: str) -> str:",
        "    return password",
        "TOKEN = settings().token",
    )
    (repository / "view.py").write_text("\n".join(lines))
    assert secret_scan.main(repository) == 0
