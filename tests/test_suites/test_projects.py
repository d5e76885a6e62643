"""Suites that notice everything, on apps of different styles: weakened, they miss what was taken out, and no more."""

import json
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests import ROOT
from tests.cli.process import environment
from tests.foreign_apps.driver import HERE, PASSWORD

PROJECTS = ROOT / "tests" / "test_suites" / "projects"
EQUIVALENT = {("hooks", "guards-switched-off"), ("hooks", "login-page-not-named")}
"""The app has no guard of Flask-Login's, so nothing reads these settings."""


@dataclass(frozen=True)
class Style:
    """An app with a suite that notices every mutant, but for those that make no difference in it.

    Attributes:
        name: Its folder in ``projects``.
        target: The app.
        app: The file or the folder of the app.
        username: Whose account the tests use.
        password: The password of the account.
        fixtures: The fixtures that a written test needs.
    """

    name: str
    target: str
    app: Path
    username: str
    password: str = PASSWORD
    fixtures: tuple[str, ...] = ()


MISSED = frozenset({"logout-left-out", "logout-by-link", "logout-by-own-hand", "session-cleared-behind-logout"})
"""The kinds of which mutants survive without the tests of the logout: the latter two where an app remembers people."""

STYLES = (
    Style("one_file", "one_file:app", HERE / "one_file.py", "grace"),
    Style("hooks", "hooks:create_app", HERE / "hooks.py", "grace@example.com"),
    Style("classes", "classes:create_app", HERE / "classes.py", "grace"),
    Style("factory", "factory:create_app", HERE / "factory", "grace@example.com"),
    Style("library", "library:create_app", PROJECTS / "library" / "src", "ada", "analytical-engine", ("ada",)),
)

WEAKENED = re.compile(r"^(?:@\S+\n)?def test_\w*logout\w*\(.*?(?=\n\n\n|\Z)", re.MULTILINE | re.DOTALL)


def project(style: Style, folder: Path) -> Path:
    """Lay out a project whose tests are weakened."""
    if style.app.is_dir():
        target = folder / style.app.name
        shutil.copytree(style.app, target, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        shutil.copy(style.app, folder)
    (folder / "tests").mkdir()
    (folder / "pytest.ini").write_text(
        "[pytest]\npythonpath = . src\naddopts = -p tracer.pytest_plugin\n", encoding="utf-8"
    )
    if (fixtures := PROJECTS / style.name / "fixtures.py").exists():
        shutil.copy(fixtures, folder / "tests" / "conftest.py")
    text = (PROJECTS / style.name / "checks.py").read_text(encoding="utf-8")
    weakened, count = WEAKENED.subn("", text)
    assert count
    (folder / "tests" / "test_checks.py").write_text(weakened, encoding="utf-8")
    return folder


@pytest.mark.exhaustive
@pytest.mark.timeout(900)
@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.name)
def test_the_survivors_are_those_that_were_put_in_and_the_written_tests_notice_them(
    style: Style, tmp_path: Path
) -> None:
    folder = project(style, tmp_path)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    fixtures = [word for name in style.fixtures for word in ("--fixture", name)]
    done = subprocess.run(
        [sys.executable, "-m", "tracer", "try-tests", style.target, "--jobs", "2", "--json",
         "--write", "tests/test_more.py", "--username", style.username, *fixtures, "--", "pytest", "-q"],
        cwd=folder, env=environment(PYTHONPATH=str(ROOT), TRACER_PASSWORD=style.password), stdin=subprocess.DEVNULL,
        capture_output=True, text=True, check=False, timeout=890,
    )  # fmt: skip
    assert done.returncode == 1, done.stderr
    told = json.loads(done.stdout)
    survivors = [trial["kind"] for trial in told["trials"] if not trial["noticed"]]
    real = [kind for kind in survivors if (style.name, kind) not in EQUIVALENT]
    assert {"logout-left-out"} <= set(real) <= MISSED
    assert len(real) == len(set(real))
    written = told["written"]["tests"]
    assert len(written) >= 0.9 * len(real)
    (folder / "tests" / "test_more.py").unlink()
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
