"""docs/watching.md is true: its app loops as it says, its remedy helps, its examples run, and it names everything."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask
from flask_login import LoginManager

from tests import ROOT
from tests.cli.in_process import tracer
from tests.cli.process import environment
from tests.cli.watched_app import watching
from tracer.findings.catalogue import codes, page
from tracer.mutants.catalogue import KINDS
from tracer.recording.observe.app_description import describe
from tracer.recording.observe.password_checks import CHECKS
from tracer.trace.plain_form import to_plain

PAGE = (ROOT / "docs" / "watching.md").read_text(encoding="utf-8")
PASSWORD = "correct horse"


def example(name: str) -> str:
    block = rf"^<!-- (?:example|output): {re.escape(name)} -->\n```\w+\n(.*?)^```"
    (found,) = re.findall(block, PAGE, re.MULTILINE | re.DOTALL)
    return str(found)


def mended() -> str:
    broken, remedy = example("shop.py"), example("the remedy")
    (loader,) = re.findall(r"^@login_manager\.user_loader\n.*?^    return .*?\n", broken, re.MULTILINE | re.DOTALL)
    return broken.replace(loader, remedy)


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    (tmp_path / "shop.py").write_text(example("shop.py"), encoding="utf-8")
    return tmp_path


SETTINGS = {"PYTHONPATH": str(ROOT), "TRACER_PASSWORD": PASSWORD}


def run(folder: Path, *words: str, timeout: float = 100) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *words],
        cwd=folder, env=environment(**SETTINGS, TRACER_HOME=str(folder)),
        capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL, timeout=timeout,
    )  # fmt: skip


def test_the_output_is_what_watch_prints(shop: Path) -> None:
    with watching(f"{shop / 'shop.py'}:app", settings={"COLUMNS": "80"}) as app:
        browser = app.browser()
        assert browser.get("/account") == 302
        assert browser.get("/login?next=/account") == 200
        assert browser.post("/login", username="ada", password=PASSWORD) == 302
        assert browser.get("/account") == 302
        code, out, _ = app.stop()
    assert code == 0
    shown = "\n".join(line.rstrip() for line in out.splitlines())
    assert example("watch") in shown


def test_the_remedy_helps(shop: Path) -> None:
    command = ("-m", "tracer", "watch", "shop:app", "--scenario", "login-flow", "--username", "ada", "--plain")
    before = run(shop, *command)
    assert "user-not-found-again" in before.stdout, before.stderr
    (shop / "shop.py").write_text(mended(), encoding="utf-8")
    after = run(shop, *command)
    assert "Findings: none." in after.stdout, after.stderr
    assert "Result/Output: User authenticated" in after.stdout


def test_the_examples_in_python_run(shop: Path) -> None:
    (shop / "shop.py").write_text(mended(), encoding="utf-8")
    (shop / "test_login.py").write_text(example("test_login.py"), encoding="utf-8")
    tested = run(shop, "-m", "pytest", "-p", "no:cacheprovider", "-q", "test_login.py")
    assert tested.returncode == 0, tested.stdout
    recorded = run(shop, "-c", example("record"))
    assert recorded.returncode == 0, recorded.stderr


def test_the_commands_work(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocks = re.findall(r"^```sh\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines()]
    served = {"python -m tracer watch shop:app", "python -m tracer watch shop:app --save login.jsonl"}
    assert served < set(lines)
    with watching(f"{shop / 'shop.py'}:app", "--save", str(shop / "login.jsonl")) as app:
        assert app.browser().get("/account") == 302
        app.stop()
    monkeypatch.chdir(shop)
    begun: set[str] = set()
    for line in lines:
        if line not in served:
            python, option, module, *words = shlex.split(line)
            assert (python, option, module) == ("python", "-m", "tracer")
            # Each command begins as a process; where it comes again with other words, these are said in this process.
            done = (
                tracer(*words, settings=SETTINGS | {"TRACER_HOME": str(shop)})
                if words[0] in begun
                else run(shop, "-m", "tracer", *words)
            )
            begun.add(words[0])
            # The app of the page has a fault, and a scenario says so by its exit code.
            assert done.returncode == int("--scenario" in line), f"{line}: {done.stderr}"


def test_every_option_that_it_names_is_one() -> None:
    known = "".join(tracer(command, "--help").stdout for command in ("watch", "inspect", "show", "list"))
    assert {option for option in re.findall(r"(?<!-)--[a-z][a-z-]+", PAGE) if option not in known} <= {"--app"}


def test_every_finding_is_listed_with_its_title() -> None:
    listed = re.findall(r"^\| `([a-z-]+)` \| (.*) \|$", PAGE, re.MULTILINE)
    rows = [(code, title) for code, title in listed if "-" in code]
    assert rows == [(code, page(code).title) for code in codes()]


def test_every_library_that_checks_passwords_is_named() -> None:
    named = PAGE.lower().replace("-", "_")
    assert all(check.library in named for check in CHECKS)


def test_every_key_of_a_description_is_explained() -> None:
    app = Flask(__name__)
    app.before_request(lambda: None)
    LoginManager(app)
    described = to_plain(describe(app))
    keys = set(described)
    for nested in ("sessions", "remembering"):
        value = described[nested]
        assert isinstance(value, dict)
        keys |= set(value)
    for several in ("views", "hooks"):
        values = described[several]
        assert isinstance(values, list)
        assert values
        assert isinstance(values[0], dict)
        keys |= set(values[0])
    explained = PAGE.partition("## The description of an app")[2]
    lacking = sorted(key for key in keys if f"`{key}`" not in explained)
    assert not lacking


@pytest.mark.exhaustive
@pytest.mark.timeout(1200)
def test_the_tables_of_the_findings_are_what_counting_them_gives() -> None:
    done = run(ROOT, "-m", "benchmarks.findings_recall", "--markdown", timeout=1100)
    assert done.returncode == 0, done.stderr
    (table,) = re.findall(r"<!-- table: findings -->\n\n((?:\|.*\n)+)", PAGE)
    assert f"each of {len(KINDS)} kinds" in PAGE
    (of_mutants,) = re.findall(r"<!-- table: mutants -->\n\n((?:\|.*\n)+)", PAGE)
    assert f"{table}\n{of_mutants}" == done.stdout
