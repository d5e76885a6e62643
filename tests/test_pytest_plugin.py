"""The fixture for tests of one's own app."""

import tomllib

import pytest

from tests import ROOT
from tests.foreign_apps.driver import HERE

pytest_plugins = ["pytester"]

HEADER = """
import pytest
from one_file import app as shop

FORM = {"name": "grace", "secret": "flow-matic-1955"}

@pytest.fixture
def app():
    return shop
"""


@pytest.fixture
def project(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """A folder with somebody's app, in which tests can be run."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    pytester.makepyfile(one_file=HERE.joinpath("one_file.py").read_text("utf-8"))
    return pytester


def run(project: pytest.Pytester, test: str) -> pytest.RunResult:
    project.makepyfile(test_login=HEADER + test)
    return project.runpytest_subprocess("-p", "no:cacheprovider", "-q")  # installing the tracer has registered it


def test_stages_variables_and_findings_can_be_asserted(project: pytest.Pytester) -> None:
    result = run(
        project,
        """
def test_login(login_trace, app):
    trace = login_trace(app)
    client = app.test_client()
    client.post("/login", data=FORM)
    client.get("/account")
    assert trace.stages == ["credentials_checked", "logged_in", "session_checked", "access_granted"]
    assert trace.variables["user_authenticated"] is True
    assert trace.variables["session_cookie"] == "Set"
    assert trace.steps[1].row.action == "App calls login_user(user)"
    assert trace.findings == ()
    assert trace.events == trace.trace.events

def test_a_block_ends_the_recording(login_trace, app):
    with login_trace(app, show_values=True) as trace:
        app.test_client().get("/account")
    app.test_client().get("/account")
    assert trace.stages == ["session_checked", "redirected"]
    assert "ensure_sync" not in vars(app)
""",
    )
    result.assert_outcomes(passed=2)


def test_a_failing_assertion_prints_the_execution_table_and_the_findings(project: pytest.Pytester) -> None:
    result = run(
        project,
        """
def test_logout(login_trace, app):
    trace = login_trace(app)
    app.login_manager.user_loader(lambda user_id: None)
    client = app.test_client()
    client.post("/login", data=FORM)
    client.get("/account")
    assert "access_granted" in trace.stages
""",
    )
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        ["*login trace of one_file*", "*Execution table*", "*App calls*", "*user-not-found-again*", "*What to do*"]
    )
    assert "flow-matic-1955" not in result.stdout.str().partition("login trace of")[2]


def test_the_recording_ends_with_the_test(project: pytest.Pytester) -> None:
    result = run(
        project,
        """
def test_one(login_trace, app):
    login_trace(app)

def test_two(app):
    assert "ensure_sync" not in vars(app)
""",
    )
    result.assert_outcomes(passed=2)


def test_a_test_that_passes_or_does_not_ask_prints_nothing(project: pytest.Pytester) -> None:
    result = run(project, "def test_fails():\n    assert False\n")
    result.assert_outcomes(failed=1)
    result.stdout.no_fnmatch_line("*login trace*")


def test_in_a_project_that_does_not_use_it_the_plugin_loads_nothing(pytester: pytest.Pytester) -> None:
    pytester.makeconftest("import sys\ndef pytest_unconfigure():\n    print('loaded:', *sys.modules)\n")
    pytester.makepyfile(test_other="def test_fails():\n    assert False\n")
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider")
    result.assert_outcomes(failed=1)
    (line,) = (line for line in result.outlines if line.startswith("loaded: "))
    loaded = set(line.split()[1:])
    assert {name for name in loaded if name.partition(".")[0] == "tracer"} == {"tracer", "tracer.pytest_plugin"}
    assert not loaded & {"blinker", "click", "flask", "flask_login", "rich", "werkzeug"}


def test_the_plugin_is_installed_with_the_package() -> None:
    with (ROOT / "pyproject.toml").open("rb") as file:
        entry_points = tomllib.load(file)["project"]["entry-points"]["pytest11"]
    assert entry_points == {"login-flow-tracer": "tracer.pytest_plugin"}
