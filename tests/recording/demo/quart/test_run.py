"""The Quart app runs in a process of its own, and whatever happens there ends in a trace or in a clear error."""

import os
import shutil
import signal
import subprocess
import sys
from functools import cache
from pathlib import Path
from textwrap import dedent

import pytest

from tests import ROOT
from tests.cli.process import environment
from tests.conftest import PASSWORD
from tests.course import CHEAP, performed, scenario
from tests.processes import pid_in, wait_until_ended
from tests.recording.demo.quart.all_on_quart import together
from tracer.errors import AppError, NotInstalledError, ScenarioError
from tracer.recording.demo.quart.run import run_on_quart
from tracer.stages import Refused
from tracer.trace.events import Trace
from tracer.trace.json_format import event_to_plain
from tracer.trace.scenario import Action, Scenario
from tracer.trace.table import table

pytestmark = pytest.mark.quart

VISIT = Action(do="visit", page="protected")
LOG_IN = Action(do="submit", page="login", account="ada", password="right")


LOG_IN_TO_STAY = Action(do="submit", page="login", account="ada", password="right", remember=True)
OF_THE_APP: dict[str, tuple[Action, ...]] = {
    "a secret in each place": (VISIT, LOG_IN, LOG_IN_TO_STAY),
    "time passes": (LOG_IN, VISIT, Action(do="wait", seconds=32 * 24 * 60 * 60), VISIT),
    "two people": (LOG_IN, Action(do="visit", page="protected", browser="B")),
    "another key": (LOG_IN, Action(do="restart_app", secret_key="new"), VISIT),
    "another key beside the old one": (LOG_IN, Action(do="restart_app", secret_key="new with fallback"), VISIT),
    "an account that is gone": (LOG_IN, Action(do="delete_account", account="ada"), VISIT),
}
"""What is asked of the app and not of its process, so that one process performs it all.

That a run among others tells what it tells alone is proven below.
"""


@cache
def _performed_together() -> dict[str, Trace | str]:
    scenarios = [Scenario(name="test", title=name, actions=actions) for name, actions in OF_THE_APP.items()]
    return dict(zip(OF_THE_APP, together(scenarios, {"PASSWORD_HASH_METHOD": CHEAP}), strict=True))


def trace_of(name: str) -> Trace:
    trace = _performed_together()[name]
    assert isinstance(trace, Trace), trace
    return trace


def run(*actions: Action, time_limit: float = 60, **settings: object) -> Trace:
    what = Scenario(name="test", title="a test", actions=actions)
    return run_on_quart(what, settings={"PASSWORD_HASH_METHOD": CHEAP, **settings}, time_limit=time_limit)


@pytest.fixture
def copied_app(tmp_path: Path) -> Path:
    """Return the pages of the Quart app in a copy of the clone."""
    for folder in ("tracer", "demo_app", "lessons"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path / "demo_app" / "quart_app" / "pages.py"


def error_of(copied_app: Path) -> str:
    """Return the message with which a run on a copied app ends."""
    done = subprocess.run(
        [sys.executable, "-m", "tracer", "run-scenario", "quart-login-view"],
        cwd=copied_app.parents[2], env=environment(), capture_output=True, text=True, check=False, timeout=100,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (3, "")
    return done.stderr


@pytest.fixture
def broken_app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return where a module can be put that the child imports in the place of quart_flask_patch."""
    monkeypatch.syspath_prepend(tmp_path)
    return tmp_path / "quart_flask_patch.py"


def test_the_default_app_refuses_where_the_flask_app_redirects() -> None:
    trace = run_on_quart(scenario("login-flow"), settings={"PASSWORD_HASH_METHOD": CHEAP})

    assert [step.stage for step in table(trace).steps] == [
        "session_checked",
        "refused",
        "credentials_checked",
        "logged_in",
        "session_checked",
        "access_granted",
        "logged_out",
        "session_checked",
        "refused",
    ]
    assert table(trace).steps[1].facts.announced == Refused(401)
    assert (trace.app, trace.witness) == ("quart", "announced")
    assert trace.versions["quart"].startswith("0.22")
    assert trace.pages["protected"] == "/protected"


def test_no_secret_reaches_an_event() -> None:
    trace = trace_of("a secret in each place")

    told = str([event_to_plain(event) for event in trace.events])
    assert PASSWORD not in told
    assert "scrypt" not in told


def test_two_runs_tell_the_same() -> None:
    assert run(VISIT, LOG_IN).events == run(VISIT, LOG_IN).events


@pytest.mark.parametrize("name", ["quart-tutorial", "quart-account-gone", "quart-message"])
def test_among_others_in_one_process_a_run_tells_what_it_tells_alone(name: str) -> None:
    """Other tests perform most scenarios in one process; these are the first, one in the middle and the last."""
    alone = run_on_quart(scenario(name), settings={"PASSWORD_HASH_METHOD": CHEAP})
    among_others = performed(scenario(name), "quart")

    assert (among_others.events, among_others.pages) == (alone.events, alone.pages)


def test_time_passes_on_quart_as_well() -> None:
    stages = [event.name for event in trace_of("time passes").of_kind("stage")]

    assert stages[-2:] == ["session_checked", "refused"]
    assert "access_granted" in stages


def test_two_people_have_browsers_of_their_own() -> None:
    trace = trace_of("two people")

    assert [(step.browser, step.stage) for step in table(trace).steps][-2:] == [
        ("B", "session_checked"),
        ("B", "refused"),
    ]


def test_the_parent_never_imports_quart() -> None:
    code = """
        import sys
        from tracer.recording.demo.run import run
        from tracer.trace.scenario import Action, Scenario
        run(Scenario(title="a test", actions=(Action(do="visit", page="protected"),)), "quart")
        print(sorted(name for name in sys.modules if name.partition(".")[0] in {"quart", "quart_flask_patch", "flask"}))
    """
    done = subprocess.run([sys.executable, "-c", dedent(code)], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[]"


def test_a_page_that_the_app_does_not_have_is_named() -> None:
    with pytest.raises(ScenarioError, match=r'no page "cellar"\. It has: home, login, logout, protected, stylesheet\.'):
        run(Action(do="visit", page="cellar"))


def test_a_setting_that_the_app_does_not_have_is_named() -> None:
    with pytest.raises(ScenarioError, match="the demo app has no setting LOGIN_VEIW"):
        run(VISIT, LOGIN_VEIW="login")


@pytest.mark.parametrize(
    ("setting", "value", "problem"),
    [("CURES", ["all"], 'there is no cure "all"'), ("REQUEST_LOADER", "cookie", 'REQUEST_LOADER is "cookie"')],
)
def test_a_value_that_a_setting_does_not_have_is_named(setting: str, value: object, problem: str) -> None:
    with pytest.raises(ScenarioError, match=problem):
        run_on_quart(Scenario(title="a test", actions=(VISIT,)), settings={setting: value})


def test_without_quart_it_is_said_what_is_missing(broken_app: Path) -> None:
    broken_app.write_text("raise ModuleNotFoundError(\"No module named 'quart'\")", encoding="utf-8")
    with pytest.raises(NotInstalledError) as error:
        run(VISIT)

    assert str(error.value) == (
        "The Quart app needs Quart, which cannot be used here (ModuleNotFoundError: No module named 'quart'). "
        "Install it with: pip install 'login-flow-tracer[quart]'"
    )


def test_a_patch_that_fails_on_this_python_is_told_like_a_missing_one(broken_app: Path) -> None:
    broken_app.write_text("import asyncio; asyncio.no_longer_there", encoding="utf-8")
    with pytest.raises(NotInstalledError, match=r"cannot be used here \(AttributeError: .*no_longer_there"):
        run(VISIT)


@pytest.mark.parametrize(
    ("last_act", "ending"),
    [
        ("os._exit(3)", "The process of the Quart app ended too early, with exit code 3."),
        ("sys.exit(3)", "The process of the Quart app ended too early, with exit code 3."),
        ("os._exit(0)", "The process of the Quart app ended too early, with exit code 0."),
        ("os.abort()", f"The process of the Quart app was killed by signal {int(signal.SIGABRT)}."),
    ],
)
def test_a_crash_is_told_with_what_the_process_said(broken_app: Path, last_act: str, ending: str) -> None:
    broken_app.write_text(f"import os, sys; print('about to fall'); {last_act}", encoding="utf-8")
    with pytest.raises(AppError) as error:
        run(VISIT)

    assert str(error.value).startswith(ending)
    assert str(error.value).endswith("It said:\n  about to fall")


def test_an_error_while_the_app_is_made_is_told_with_its_last_lines() -> None:
    with pytest.raises(AppError) as error:
        run(VISIT, DATABASE="/no/such/folder/users.sqlite3")

    assert "ended too early, with exit code 1" in str(error.value)
    assert "sqlite3.OperationalError: unable to open database file" in str(error.value)


def test_a_process_that_hangs_ends_within_its_time_and_says_where_it_was(broken_app: Path) -> None:
    broken_app.write_text(
        "import time\nprint('before')\ndef wait_for_ever():\n    time.sleep(600)\nwait_for_ever()", encoding="utf-8"
    )
    with pytest.raises(AppError) as error:
        run(VISIT, time_limit=1)

    assert "The Quart app was not done within 1 s and was stopped." in str(error.value)
    assert "It said:\n  before\n  Timeout" in str(error.value)
    assert "in wait_for_ever" in str(error.value)


def test_an_app_that_hangs_in_a_view_is_told_with_the_place_and_with_what_it_said(copied_app: Path) -> None:
    """Deep inside the event loop the whole list of places is long; those in the app are shown."""
    page = '    return await render_template("protected'
    # The limit begins anew when the app hangs, so that a busy machine cannot stop it before it gets there.
    limit = "import faulthandler; faulthandler.dump_traceback_later(0.2, exit=True)"
    hanging = f'    print("hello from the app")\n    {limit}\n    import time\n    time.sleep(600)\n{page}'
    copied_app.write_text(copied_app.read_text("utf-8").replace(page, hanging), encoding="utf-8")
    error = error_of(copied_app)

    assert "hello from the app" in error
    assert "pages.py" in error
    assert "in protected" in error
    assert "asyncio/base_events" not in error


def test_a_mistake_in_the_app_is_not_told_as_a_missing_quart(copied_app: Path) -> None:
    copied_app.write_text("import no_such_module\n" + copied_app.read_text("utf-8"), encoding="utf-8")
    error = error_of(copied_app)

    assert "Install" not in error
    assert "No module named 'no_such_module'" in error
    assert "ended too early, with exit code 1" in error


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="asks /proc whether a process runs")
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_however_the_command_is_ended_the_app_ends_with_it(
    broken_app: Path, how: signal.Signals, request: pytest.FixtureRequest
) -> None:
    note = broken_app.with_name("pid")
    broken_app.write_text(
        f"import os, pathlib, time\npathlib.Path({str(note)!r}).write_text(str(os.getpid()))\ntime.sleep(600)",
        encoding="utf-8",
    )
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(broken_app.parent), str(Path.cwd())]),
        "TRACER_HOME": str(broken_app.parent),
    }
    command = [sys.executable, "-m", "tracer", "run-scenario", "login-flow", "--app", "quart"]
    if how != signal.SIGKILL:
        # Whoever runs the tests may have them ignore a closed terminal (nohup), and a process inherits that.
        previous = signal.signal(how, signal.SIG_DFL)
        request.addfinalizer(lambda: signal.signal(how, previous))
    with subprocess.Popen(command, stderr=subprocess.PIPE, env=environment) as parent:
        app = pid_in(note)
        parent.send_signal(how)
        _, said = parent.communicate(timeout=30)

    assert parent.returncode == (-how if how == signal.SIGKILL else 128 + how)
    assert b"Traceback" not in said
    wait_until_ended(app)


def test_what_the_app_prints_does_not_disturb_the_events(broken_app: Path) -> None:
    # By print, below Python, and by a process that the app starts.
    broken_app.write_text(
        "import os, subprocess, sys\n"
        'print("{\\"event\\": 1}")\n'
        "os.write(1, b'nonsense\\n')\n"
        "subprocess.run([sys.executable, '-c', 'print(1)'], check=True)\n"
        f"sys.path.remove({str(broken_app.parent)!r})\n"
        "del sys.modules['quart_flask_patch']\n"
        "import quart_flask_patch\n",
        encoding="utf-8",
    )
    assert [event.name for event in run(VISIT).of_kind("stage")] == ["session_checked", "refused"]


@pytest.mark.parametrize("nonsense", ["nonsense", '{"event": {"number": 1}}', "[]", '{"began": 1, "ended": 2}', "{}"])
def test_nonsense_among_the_events_is_an_error_that_shows_it(broken_app: Path, nonsense: str) -> None:
    # The pipe of the events is the only file that the child has opened besides the first three.
    broken_app.write_text(
        f"import os, sys\nprint('I was here')\nos.write(3, {nonsense!r}.encode() + b'\\n')\n",
        encoding="utf-8",
    )
    with pytest.raises(AppError) as error:
        run(VISIT)

    assert f"The process of the Quart app wrote something that is not an event: {nonsense!r}." in str(error.value)


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="asks /proc whether a process runs")
def test_ctrl_c_leaves_no_process_behind(broken_app: Path) -> None:
    note = broken_app.with_name("pid")
    broken_app.write_text(
        f"import os, pathlib, time\npathlib.Path({str(note)!r}).write_text(str(os.getpid()))\ntime.sleep(600)",
        encoding="utf-8",
    )
    code = (
        "from tracer.recording.demo.run import run\n"
        "from tracer.trace.scenario import Action, Scenario\n"
        "run(Scenario(title='a test', actions=(Action(do='visit', page='protected'),)), 'quart')\n"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(broken_app.parent), str(Path.cwd())])}
    with subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.PIPE, env=environment) as parent:
        app = pid_in(note)
        os.kill(parent.pid, signal.SIGINT)
        _, said = parent.communicate(timeout=30)

    assert b"KeyboardInterrupt" in said
    wait_until_ended(app)


def test_the_app_can_be_started_again_with_another_key() -> None:
    assert last_stage("another key") == "refused"
    assert last_stage("another key beside the old one") == "access_granted"


def test_what_happens_behind_the_back_of_the_app_happens_on_quart_too() -> None:
    assert last_stage("an account that is gone") == "refused"


def last_stage(name: str) -> str:
    *_, last = trace_of(name).of_kind("stage")
    return last.name


def test_what_wants_the_observer_is_refused_for_he_watches_flask_apps_only() -> None:
    with pytest.raises(ScenarioError, match="the observer watches Flask apps only"):
        run_on_quart(Scenario(title="a test", actions=(VISIT,), observed=True))
