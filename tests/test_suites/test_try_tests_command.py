"""``try-tests`` as a process: what it says, how it ends, and that it leaves nothing."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests import ROOT
from tests.cli.in_process import tracer
from tests.cli.process import environment
from tests.processes import pid_in, wait_until, wait_until_ended
from tests.test_suites.conftest import FIXTURES, PLUGINS, SHOP, Project

ALL_NOTICED = """
import shop

def test_strangers(client):
    response = client.get("/account")
    assert (response.status_code, response.location) == (302, "/login?next=%2Faccount")

def test_login_and_logout(client):
    assert client.get("/").status_code == 200
    assert client.post("/login").status_code == 200
    assert client.get("/account").text == "Account of ada"
    assert client.post("/logout").status_code == 200
    assert client.get("/account").status_code == 302
"""

pytestmark = pytest.mark.timeout(600)


def command(folder: Path, *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tracer", "try-tests", *words],
        cwd=folder, env=environment(PYTHONPATH=str(ROOT)), stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def done(project: Project, *words: str) -> tuple[int, str, str]:
    """Run the command with the kinds of level 1 and ``python -m pytest -q``."""
    process = command(project.folder, "shop:app", "--level", "1", *words, "--", "python", "-m", "pytest", "-q")
    out, err = process.communicate(timeout=500)
    return process.returncode, out, err


@pytest.mark.long
def test_a_suite_that_notices_everything_ends_with_0(project: Project) -> None:
    project.write(test_shop=ALL_NOTICED)
    before = project.hashes()
    code, out, err = done(project, "--plain")
    assert (code, err) == (0, ""), out
    lines = out.splitlines()
    noticed = [line for line in lines if line.startswith("Noticed: shop.py:")]
    assert lines[-2] == f"login mutants: {len(noticed)} of {len(noticed)} noticed"
    assert any("guard-removed, account" in line and "test_shop.py::test_" in line for line in noticed)
    assert project.hashes() == before


@pytest.mark.long
def test_the_survivors_are_named_with_what_they_mean_for_users_in_text_and_in_json(project: Project) -> None:
    project.write(test_shop=ALL_NOTICED.replace('    assert client.get("/account").status_code == 302\n', ""))
    code, out, _ = done(project, "--jobs", "2")
    assert code == 1
    assert "No test notices" in out
    assert "logout-left-out: logout_user()" in out
    assert "For users: Nobody is ever logged out." in " ".join(out.split())
    assert "Test reaches it" not in out
    code, out, err = done(project, "--json")
    told = json.loads(out)
    assert (code, err, told["format"], told["format_version"]) == (1, "", "login-flow-test-trial", 1)
    survivors = [trial for trial in told["trials"] if not trial["noticed"]]
    assert [(trial["kind"], trial["file"], trial["reached_by"]) for trial in survivors] == [
        ("logout-left-out", "shop.py", 1)
    ]
    assert told["summary"] == f"login mutants: {told['noticed']} of {told['mutants']} noticed"
    assert {trial["level"] for trial in told["trials"]} == {1}


def test_a_failing_test_ends_it_with_3(project: Project) -> None:
    project.write(test_shop=ALL_NOTICED.replace("302", "500"))
    code, out, err = done(project)
    assert (code, out) == (3, "")
    assert "test_shop.py::test_strangers" in err
    assert "python -m pytest test_shop.py::test_strangers" in err


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("shop:app",), 2, "Behind -- comes the command"),
        (("shop:app", "--", "nosetests"), 2, "nosetests"),
        (("shop:app", "--level", "4", "--", "pytest"), 2, "--level"),
        (("shop:app", "--fixture", "db", "--", "pytest"), 2, "--fixture is for the tests that are written"),
        (("shop:app", "--login-path", "/in", "--", "pytest"), 2, "--login-path is for the tests that are written"),
        (("nothing_there", "--", "pytest"), 3, "there is no such module"),
        (("empty.py", "--", "pytest"), 3, "nothing of a login"),
        (("shop:app", "--write", "shop.py", "--", "pytest"), 2, "never overwritten"),
        (("shop:app", "--write", "tests.txt", "--", "pytest"), 2, "no file of Python"),
        (("shop:app", "--write", "nowhere/test_x.py", "--", "pytest"), 2, "the folder nowhere is not there"),
    ],
)
def test_what_cannot_be_tried_is_refused_before_any_test_runs(
    project: Project, words: tuple[str, ...], code: int, told: str
) -> None:
    project.write(empty="x = 1\n")
    before = project.hashes()
    refused = tracer("try-tests", *words)
    assert (refused.returncode, refused.stdout) == (code, "")
    assert told in refused.stderr
    assert project.hashes() == before


def test_where_pytest_alone_does_not_find_the_app_it_is_said_what_does(project: Project) -> None:
    (project.folder / "tests").mkdir()
    (project.folder / "conftest.py").unlink(missing_ok=True)
    (project.folder / "tests" / "test_shop.py").write_text("import shop\n", encoding="utf-8")
    process = command(project.folder, "shop:app", "--", "pytest")
    out, err = process.communicate(timeout=100)
    assert (process.returncode, out) == (3, "")
    assert "If shop lies in this folder, run python -m pytest" in err


@pytest.mark.long
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGKILL, -9)])
def test_when_it_is_ended_nothing_is_left(project: Project, number: signal.Signals, code: int) -> None:
    """A mutant hangs, the third one."""
    note, place = project.folder.parent / "note", project.folder.parent / "place"
    hangs = f"""
    if app.login_manager.login_view is None:
        pathlib.Path({str(place)!r}).write_text(os.environ["TMPDIR"])
        pathlib.Path({str(note)!r}).write_text(str(os.getpid()))
        time.sleep(600)
    return"""
    project.write(
        test_shop=ALL_NOTICED,
        conftest="import os, pathlib, time\n" + FIXTURES.replace("    return", hangs.lstrip("\n")),
    )
    before = project.hashes()
    process = command(project.folder, "shop:app", "--level", "1", "--plain", "--", "python", "-m", "pytest", "-q")
    pid = pid_in(note)
    process.send_signal(number)
    out, err = process.communicate(timeout=100)
    assert process.returncode == code
    wait_until_ended(pid)
    assert project.hashes() == before
    if number is signal.SIGINT:
        assert "not tried" in out.splitlines()[-2]
        assert "Noticed: " in out
        assert not err
    if number is not signal.SIGKILL:
        wait_until(lambda: not Path(place.read_text()).parent.exists(), "the scratch folder is removed")


@pytest.mark.long
def test_the_tests_that_are_missing_are_written_and_notice_what_nothing_noticed(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PLUGINS, "")  # the plugin of the tracer itself is among those that are installed
    strangers, _, members = ALL_NOTICED.partition("def test_login_and_logout")
    del strangers
    members = members.replace('    assert client.get("/account").status_code == 302\n', "")
    project.write(
        shop=SHOP.replace('@app.post("/logout")\n', '@app.post("/logout")\n@login_required\n'),
        test_shop=f"def test_login_and_logout{members}",
    )
    before = project.hashes()
    file = project.folder / "test_login_flow.py"
    code, out, err = done(project, "--write", file.name, "--plain")
    assert (code, err) == (1, "")
    assert "Written: test_stranger_at_account notices guard-removed at shop.py:" in out
    assert "Not written: logout-left-out at shop.py:" in out
    assert "Say whose account is used: --username NAME" in out
    text = file.read_text(encoding="utf-8")
    assert "Nothing turns strangers away from account." in text
    assert "TRACER_PASSWORD" not in text  # no test needs an account
    own = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", file.name],
        cwd=project.folder, env=environment(PYTHONPATH=str(ROOT), PYTHONDONTWRITEBYTECODE="1"),
        capture_output=True, text=True, check=False, timeout=100,
    )  # fmt: skip
    assert own.returncode == 0, own.stdout
    file.unlink()
    assert project.hashes() == before


@pytest.mark.long
def test_where_nobody_can_log_in_no_file_is_left(project: Project) -> None:
    project.write(
        shop=Path("shop.py").read_text(encoding="utf-8").replace('return "Welcome"', "return FORM").replace(
            "    login_user(User())\n", '    if request.form.get("password") == "right":\n        login_user(User())\n'
        ).replace("from flask import", 'FORM = \'<form method="post"><input name="name">'
                  '<input name="password" type="password"></form>\'\nfrom flask import request,'),
        test_shop="def test_index(client):\n    assert client.get('/').status_code == 200\n",
    )  # fmt: skip
    before = project.hashes()
    process = subprocess.run(
        [sys.executable, "-m", "tracer", "try-tests", "shop:app", "--level", "1", "--write", "test_more.py",
         "--username", "ada", "--", "python", "-m", "pytest"],
        cwd=project.folder, env=environment(PYTHONPATH=str(ROOT), TRACER_PASSWORD="wrong"), stdin=subprocess.DEVNULL,
        capture_output=True, text=True, check=False, timeout=500,
    )  # fmt: skip
    assert process.returncode == 3
    assert "ada cannot log in" in process.stderr
    assert "wrong" not in process.stderr.replace("went wrong", "")
    assert project.hashes() == before
