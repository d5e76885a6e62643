"""Runs of somebody's tests: what is learned in the unmutated one, how mutants end, and that nothing is left."""

import os
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.processes import pid_in, wait_until_ended
from tests.test_suites.conftest import PLUGINS, SHOP, Project
from tracer.errors import SuiteError
from tracer.test_suites.memory_limit import limits_memory

GUARD = ("@login_required\n", "\n")
PASSING = """
def test_account(client):
    assert client.get("/account").status_code == 302

def test_index(client):
    assert client.get("/").status_code == 200
"""


def test_the_test_that_requests_the_view_notices_its_missing_guard(project: Project) -> None:
    project.write(test_shop=PASSING)
    before = project.hashes()
    trial = project.tried(project.mutant(*GUARD))
    assert (trial.way, trial.noticed_by, trial.reached_by) == ("failed", "test_shop.py::test_account", 1)
    assert project.hashes() == before


def test_a_mutant_that_no_test_reaches_survives_without_a_run(project: Project) -> None:
    project.write(test_shop="def test_index(client):\n    client.get('/')\n")
    trial = project.tried(project.mutant(*GUARD))
    assert (trial.noticed, trial.reached_by) == (False, 0)


def test_only_the_tests_that_reach_a_mutant_are_run_on_it(project: Project) -> None:
    note = project.folder.parent / "note"
    project.write(
        test_shop=f"""
def noted(name):
    with open({str(note)!r}, "a") as file:
        file.write(name + " ")

def test_account(client):
    noted("account")
    assert client.get("/account").status_code == 302

def test_index(client):
    noted("index")
    client.get("/")

def test_alone():
    noted("alone")
"""
    )
    assert project.tried(project.mutant(*GUARD)).noticed
    ran = note.read_text(encoding="utf-8").split()
    assert (ran.count("index"), ran.count("alone")) == (1, 1)
    assert ran.count("account") > 1


def test_a_mutant_may_take_three_times_as_long_as_all_tests(project: Project) -> None:
    project.write(test_shop=PASSING)
    suite = project.observed([project.mutant(*GUARD)])
    assert replace(suite, seconds=20.0).time_limit == 60.0
    assert replace(suite, seconds=0.5).time_limit == 10.0


def test_a_mutant_that_passes_the_tests_that_reach_it_survives(project: Project) -> None:
    project.write(
        test_shop="""
def test_account(client):
    client.post("/login")
    assert client.get("/account").text == "Account of ada"
"""
    )
    trial = project.tried(project.mutant(*GUARD))
    assert (trial.noticed, trial.reached_by) == (False, 1)


def test_what_a_fixture_of_a_wider_scope_reaches_counts_for_every_test_that_uses_it(project: Project) -> None:
    project.write(
        test_shop="""
import pytest
from shop import app

@pytest.fixture(scope="module")
def answer():
    return app.test_client().get("/account").status_code

@pytest.fixture(scope="class")
def by_name(request):
    return request.getfixturevalue("answer")

def test_first(answer):
    assert answer

class TestMore:
    def test_second(self, by_name):
        assert by_name == 302

def test_other():
    assert app

def test_third(request):
    assert request.getfixturevalue("answer")
"""
    )
    mutant = project.mutant(*GUARD)
    names = {test.rpartition("::")[2] for test in project.observed([mutant]).tests_of(mutant)}
    assert names == {"test_first", "test_second", "test_third"}


def test_the_fastest_of_the_tests_that_reach_it_comes_first(project: Project) -> None:
    project.write(
        test_shop="""
import time

def test_slow(client):
    time.sleep(0.3)
    client.get("/account")

def test_fast(client):
    client.get("/account")
"""
    )
    mutant = project.mutant(*GUARD)
    assert [test.rpartition("::")[2] for test in project.observed([mutant]).tests_of(mutant)] == [
        "test_fast",
        "test_slow",
    ]


def test_tests_that_depend_on_each_other_are_run_in_their_own_order(project: Project) -> None:
    project.write(
        test_shop="""
import time
CLIENTS = []

def test_login(client):
    time.sleep(0.2)
    assert client.post("/login").status_code == 200
    CLIENTS.append(client)

def test_account():
    assert CLIENTS[0].get("/account").status_code == 200

def test_strangers(client):
    assert client.get("/account").status_code == 302
"""
    )
    trial = project.tried(project.mutant('"Account of "', '"Konto von "'))
    assert (trial.noticed, trial.depends) == (False, True)
    trial = project.tried(project.mutant(*GUARD))
    assert trial.noticed_by == "test_shop.py::test_strangers"


@pytest.mark.parametrize(
    ("inserted", "way"),
    [
        ("all(True for _ in iter(int, 1))", "too long"),
        ("__import__('os')._exit(0)", "ended"),
        ("__import__('os').kill(__import__('os').getpid(), 9)", "ended"),
        ("raise SystemExit(3)", "failed"),
        pytest.param(
            "[bytearray(10**9) for _ in range(10**6)]",
            "memory",
            marks=pytest.mark.skipif(not limits_memory(), reason="this system sets no limit"),
        ),
    ],
)
def test_a_mutant_is_noticed_by_its_way_of_ending_and_leaves_no_process(
    project: Project, monkeypatch: pytest.MonkeyPatch, inserted: str, way: str
) -> None:
    monkeypatch.setattr("tracer.test_suites.unmutated_run._LEAST", 3.0)
    note = project.folder.parent / "note"
    note_pid = f"open({str(note)!r}, 'w').write(str(__import__('os').getpid()))"
    project.write(test_shop=PASSING.replace("302", "200").replace("client.get", 'client.post("/login") and client.get'))
    trial = project.tried(
        project.mutant('    return "Account of "', f'    {note_pid}; {inserted}; return "Account of "')
    )
    assert (trial.way, trial.noticed_by) == (way, "test_shop.py::test_account")
    wait_until_ended(pid_in(note))


def test_what_is_put_where_no_test_comes_is_not_noticed(project: Project) -> None:
    note = project.folder.parent / "note"
    project.write(test_shop=PASSING)  # strangers never reach the body
    inserted = f"open({str(note)!r}, 'w').close(); __import__('os')._exit(0)"
    trial = project.tried(project.mutant('    return "Account of "', f'    {inserted}; return "Account of "'))
    assert not trial.noticed
    assert not note.exists()


def test_what_a_test_has_started_is_ended_with_it(project: Project) -> None:
    note = project.folder.parent / "note"
    project.write(
        test_shop=f"""
import pathlib, subprocess, sys

def test_account(client):
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    pathlib.Path({str(note)!r}).write_text(str(child.pid))
    assert client.get("/account").status_code == 302
"""
    )
    assert project.tried(project.mutant(*GUARD)).noticed
    wait_until_ended(pid_in(note))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells of processes that have left their group")
@pytest.mark.parametrize("inserted", ["None", "all(True for _ in iter(int, 1))", "__import__('os')._exit(0)"])
def test_what_a_test_has_started_in_a_session_of_its_own_is_ended_too(
    project: Project, monkeypatch: pytest.MonkeyPatch, inserted: str
) -> None:
    monkeypatch.setattr("tracer.test_suites.unmutated_run._LEAST", 3.0)
    note = project.folder.parent / "note"
    project.write(
        test_shop=f"""
import pathlib, subprocess, sys

def test_account(client):
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True)
    pathlib.Path({str(note)!r}).write_text(str(child.pid))
    client.post("/login")
    assert client.get("/account").text == "Account of ada"
"""
    )
    trial = project.tried(project.mutant('    return "Account of "', f'    {inserted}; return "Account of "'))
    assert trial.noticed == (inserted != "None")
    wait_until_ended(pid_in(note))


def test_a_mutant_that_cannot_be_imported_is_noticed(project: Project) -> None:
    project.write(test_shop="from shop import account\n" + PASSING)
    trial = project.tried(project.mutant("def account", "def konto"))
    assert (trial.way, trial.noticed_by) == ("not collected", "test_shop.py")


def test_options_that_would_start_other_processes_or_end_early_do_not_count(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PLUGINS, "")
    project.write(test_shop=PASSING)
    (project.folder / "pytest.ini").write_text("[pytest]\naddopts = -n 2 -x --lf --strict-markers\n", encoding="utf-8")
    trial = project.tried(project.mutant(*GUARD), "-v")
    (project.folder / "pytest.ini").unlink()
    assert trial.noticed_by == "test_shop.py::test_account"


def test_the_environment_and_the_folder_are_theirs(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", "/somewhere")
    project.write(
        test_shop=PASSING
        + f"""
import os, pathlib, tempfile

def test_environment(tmp_path):
    assert os.environ["PYTHONPATH"] == "/somewhere"
    assert pathlib.Path.cwd() == pathlib.Path({str(project.folder)!r})
    assert str(tmp_path).startswith({str(project.scratch)!r})
    assert tempfile.gettempdir().startswith({str(project.scratch)!r})
"""
    )
    assert not project.tried(project.mutant('"Account of "', '"Konto von "')).noticed


def test_a_test_that_fails_on_the_app_as_it_is_is_named(project: Project) -> None:
    project.write(test_shop=PASSING.replace("302", "200"))
    with pytest.raises(SuiteError, match=r"test_shop\.py::test_account.*python -m pytest test_shop\.py::test_account"):
        project.observed([project.mutant(*GUARD)])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "no test"),
        ("import nothing_of_this_name", "cannot be run at test_shop.py"),
        ("import os\ndef test_end():\n    os._exit(4)", "exit code 4, while test_shop.py::test_end ran"),
        ("def test_alone():\n    pass", "never import the app"),
    ],
)
def test_tests_that_cannot_be_run_are_refused(project: Project, text: str, told: str) -> None:
    project.write(test_shop=text, conftest="")
    with pytest.raises(SuiteError) as caught:
        project.observed([project.mutant(*GUARD)])
    assert told in str(caught.value)


def test_an_option_that_pytest_does_not_know_is_told(project: Project) -> None:
    project.write(test_shop=PASSING)
    with pytest.raises(SuiteError, match="exit code 4"):
        project.observed([project.mutant(*GUARD)], "--no-such-option")


def test_lines_of_a_mutant_are_shown_as_the_mutant_has_them(project: Project) -> None:
    project.write(
        test_shop="""
import inspect, shop

def test_source(client):
    client.get("/account")
    assert "login_required" in inspect.getsource(inspect.unwrap(shop.account))
"""
    )
    assert project.tried(project.mutant(*GUARD)).noticed
    assert Path(os.getcwd(), "shop.py").read_text(encoding="utf-8") == SHOP  # noqa: PTH109 # as the tests see it


def test_what_is_done_outside_of_a_request_lasts_and_so_is_reached_by_all(project: Project) -> None:
    """Here the app is imported in the middle of the first test, and the others find it as it was made there."""
    project.write(
        conftest="""
import pytest

@pytest.fixture
def client():
    from shop import app
    return app.test_client()
""",
        shop=SHOP.replace(
            "class User", 'def name_page():\n    login_manager.login_view = "login"\n\n\nname_page()\n\n\nclass User'
        ),
        test_shop=PASSING.replace('client.get("/account")', 'client.get("/account?next=/")').replace(
            "test_index", "test_0"
        ),
    )
    mutant = project.mutant('def name_page():\n    login_manager.login_view = "login"', "def name_page():\n    pass")
    suite = project.observed([mutant])
    assert {test.rpartition("::")[2] for test in suite.tests_of(mutant)} == {"test_account", "test_0"}
