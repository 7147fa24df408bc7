"""`./bake check`: everything a change must pass, which is what CI runs.

Prints seconds per step and a table at the end; exit 1 when a step failed. `--deep` runs the tests
at full figures. Names of steps choose some of them: `./bake check lint types`.
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tools.bytecode import keep_bytecode

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / "build"
PYTHON = sys.executable
OUR_PYTHON = [name for name in ("tools", "tests", "bench", "evaluation") if (ROOT / name).is_dir()]
NOT_REACHED = ("ConnectionError", "Max retries exceeded", "ConnectTimeout", "ServiceError")


@dataclass(frozen=True)
class Outcome:
    """How a step ended; `note` is for the table, `said` is shown when it failed."""

    passed: bool
    note: str = ""
    said: str = ""


@dataclass(frozen=True)
class Result:
    """One line of the table."""

    step: str
    outcome: Outcome
    seconds: float


Step = Callable[[], Outcome]


def main(arguments: list[str]) -> int:
    if "--deep" in arguments:
        os.environ["BAKETRACKER_DEEP"] = "1"
    chosen = [argument for argument in arguments if argument != "--deep"]
    unknown = [name for name in chosen if name not in STEPS]
    if unknown:
        print(f"There is no step {unknown[0]}. The steps are: {', '.join(STEPS)}.", file=sys.stderr)
        return 2
    os.chdir(ROOT)
    BUILD.mkdir(exist_ok=True)
    started = time.monotonic()
    names = [name for name in STEPS if not chosen or name in chosen]
    # The tests keep both cores busy; of the others two go side by side.
    beside = [name for name in names if name not in ALONE]
    with ThreadPoolExecutor(2) as hands:
        results = list(hands.map(lambda name: run(name, STEPS[name]), beside))
    results += [run(name, STEPS[name]) for name in names if name in ALONE]
    print_table(results, time.monotonic() - started)
    return 0 if all(result.outcome.passed for result in results) else 1


def run(name: str, step: Step) -> Result:
    print(f"{name} ...", flush=True)
    started = time.monotonic()
    outcome = step()
    if not outcome.passed:
        print(outcome.said, flush=True)
    return Result(name, outcome, time.monotonic() - started)


def print_table(results: list[Result], seconds: float) -> None:
    print(f"\n{'step':<12}{'result':<8}{'seconds':>8}  note")
    for result in results:
        word = "passed" if result.outcome.passed else "FAILED"
        print(f"{result.step:<12}{word:<8}{result.seconds:>8.1f}  {result.outcome.note}")
    print(f"{'together':<20}{seconds:>8.1f}")


def ask(program: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run a program of this environment and keep what it says."""
    beside = os.pathsep.join((str(Path(PYTHON).parent), os.environ.get("PATH", os.defpath)))
    found = shutil.which(program, path=beside)
    if found is None:
        raise SystemExit(f"{program} is missing: start this as ./bake check.")
    command = [found, *arguments]
    return subprocess.run(
        command, check=False, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )


def commands(*several: tuple[str, ...]) -> Step:
    """A step that passes when every command does."""

    def step() -> Outcome:
        answers = [ask(*command) for command in several]
        failed = [answer for answer in answers if answer.returncode != 0]
        return Outcome(not failed, said="\n".join(answer.stdout.strip() for answer in failed))

    return step


def templates() -> Outcome:
    if not any((ROOT / "templates").rglob("*.html")):
        return Outcome(True, "no templates")
    # Its rules, not its layout: it would break macros over lines.
    return commands(("djlint", "templates", "--lint", "--quiet"))()


def locks() -> Outcome:
    """The locks fit, hold hashes and no address; without network only the latter are seen."""
    from tools.locks import Unreachable, faults_inside, stale_locks

    faults = faults_inside()
    try:
        faults += stale_locks()
    except Unreachable:
        # Without network the freshness cannot be judged; what the locks hold still can.
        return Outcome(not faults, "registry not reached: freshness unseen", "\n".join(faults))
    return Outcome(not faults, said="\n".join(faults))


def audit() -> Outcome:
    """Known vulnerabilities of what we ship."""
    lock = ("--requirement", "requirements.lock", "--require-hashes", "--disable-pip")
    answer = ask("pip-audit", *lock, "--progress-spinner=off")
    if answer.returncode == 0:
        return Outcome(True, "no known vulnerability")
    if any(sign in answer.stdout for sign in NOT_REACHED):
        return Outcome(True, "advisory service NOT REACHED: nothing was audited")
    return Outcome(False, said=answer.stdout)


def sbom() -> Outcome:
    """The list of what we ship, for whoever has to know: build/sbom*.json."""
    python = BUILD / "sbom.json"
    answer = ask("cyclonedx-py", "requirements", "requirements.lock", "-o", str(python))
    if answer.returncode != 0:
        return Outcome(False, said=answer.stdout)
    npm = shutil.which("npm")
    if npm is None:
        return Outcome(True, "Python packages; npm is not here for the others")
    listed = subprocess.run(
        [npm, "sbom", "--sbom-format=cyclonedx", "--package-lock-only"],
        check=False,
        text=True,
        capture_output=True,
    )
    (BUILD / "sbom-npm.json").write_text(listed.stdout)
    return Outcome(listed.returncode == 0, "build/sbom.json, build/sbom-npm.json", listed.stderr)


def tests() -> Outcome:
    """All tests on two workers; how much of the code they reach is measured with --deep, where it
    may take the time it takes."""
    run = ("-m", "tools.tests", "-n", "2", "--dist", "worksteal", "-q")
    if not os.environ.get("BAKETRACKER_DEEP"):
        passed = subprocess.run((PYTHON, *run), check=False).returncode == 0
        return Outcome(passed, "quick figures; coverage: with --deep", "Tests failed: see above.")
    ask("coverage", "erase")
    passed = subprocess.run((PYTHON, "-m", "coverage", "run", *run), check=False).returncode == 0
    ask("coverage", "combine", "--quiet")
    print(ask("coverage", "report", "--skip-covered", "--sort=cover").stdout)
    total = ask("coverage", "report", "--format=total").stdout.strip()
    return Outcome(passed, f"full figures; coverage {total} %", "Tests failed: see above.")


def covers() -> Outcome:
    answer = ask(PYTHON, "-m", "tools.covers")
    last = answer.stdout.strip().splitlines()[-1] if answer.stdout.strip() else ""
    return Outcome(answer.returncode == 0, last, answer.stdout)


STEPS: dict[str, Step] = {
    "lint": commands(("ruff", "check", "--quiet", ".", "bake")),
    "format": commands(("ruff", "format", "--check", "--quiet", ".", "bake")),
    "types": commands(
        ("mypy", "-p", "baketracker", *(part for name in OUR_PYTHON for part in ("-p", name)))
    ),
    "imports": commands(("lint-imports", "--no-cache")),
    "templates": templates,
    "locks": locks,
    "migrations": commands((PYTHON, "-m", "tools.migrations")),
    "squawk": commands((PYTHON, "-m", "tools.migrations", "lint")),
    "audit": audit,
    "sbom": sbom,
    "secrets": commands((PYTHON, "-m", "tools.secret_scan")),
    "tidy": commands((PYTHON, "-m", "tools.tidy")),
    "covers": covers,
    "tests": tests,
}
ALONE = ("tests",)


if __name__ == "__main__":
    keep_bytecode()
    sys.exit(main(sys.argv[1:]))
