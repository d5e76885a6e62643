"""docs/testing-your-login.md is true: its app, its tests and its commands do what it shows."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests import ROOT
from tests.cli.process import environment

PAGE = (ROOT / "docs" / "testing-your-login.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^    (python -m tracer try-tests .+)$", PAGE, re.MULTILINE)


def example(name: str) -> str:
    (found,) = re.findall(
        rf"^<!-- (?:example|output): {re.escape(name)} -->\n```\w+\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL
    )
    return str(found)


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """The app and its tests, with a cheap hash: that of the page takes most of the time of each of its tests."""
    app = example("shop.py")
    assert app.count("generate_password_hash(password)") == 1
    cheap = app.replace("generate_password_hash(password)", 'generate_password_hash(password, "pbkdf2:sha256:1000")')
    (tmp_path / "shop.py").write_text(cheap, encoding="utf-8")
    (tmp_path / "test_shop.py").write_text(example("test_shop.py"), encoding="utf-8")
    return tmp_path


def run(folder: Path, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *words],
        cwd=folder,
        env=environment(
            PYTHONPATH=str(ROOT), TRACER_PASSWORD="analytical-engine", COLUMNS="80", PYTHONDONTWRITEBYTECODE="1",
            **settings,
        ),
        capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL, timeout=590,
    )  # fmt: skip


def test_the_tests_pass_on_the_app_as_it_stands_there(shop: Path) -> None:
    (shop / "shop.py").write_text(example("shop.py"), encoding="utf-8")
    done = run(shop, "pytest", "-q", "-p", "no:cacheprovider")
    assert done.returncode == 0, done.stdout


@pytest.mark.long
@pytest.mark.timeout(600)
def test_the_survivors_are_those_that_the_command_names_and_the_written_tests_notice_them(shop: Path) -> None:
    first, writing, _ = COMMANDS
    assert "--write" not in first
    # A reader has none of the plugins that are installed for our own tests; importing them takes most of a run.
    done = run(shop, *writing.split()[2:], "-q", PYTEST_DISABLE_PLUGIN_AUTOLOAD="1")
    assert done.returncode == 1, done.stderr
    for name in ("survivors", "summary", "written"):
        assert example(name) in "\n".join([line.rstrip() for line in done.stdout.splitlines()] + [""]), done.stdout
    written = (shop / "test_login_flow.py").read_text(encoding="utf-8")
    assert example("a written test").strip() in written
    assert "analytical-engine" not in written
    own = run(shop, "pytest", "-q", "-p", "no:cacheprovider", "test_login_flow.py")
    assert own.returncode == 0, own.stdout


def test_the_kind_that_is_explained_is_one() -> None:
    from tracer.mutants.catalogue import BY_NAME  # noqa: PLC0415 # not needed by the others

    assert set(re.findall(r"tracer explain ([\w-]+)`", PAGE)) <= set(BY_NAME)
