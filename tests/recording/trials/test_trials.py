"""Scenarios are performed on a fresh app each, and whatever the app does, the others go on and nothing is left."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest

from tests.processes import pid_in, wait_until, wait_until_ended
from tests.recording.trials.apps import (
    HOME,
    LOG_IN,
    LOG_OUT,
    NOTES,
    PAGES,
    STAY,
    TEXT,
    order,
    scenario,
    scenarios,
    with_home,
    written,
)
from tracer.recording.trials.order import AppFile, AppTarget, DemoAppName, TrialOrder, TrialResult
from tracer.recording.trials.trials import Trials
from tracer.scratch_folder import MEMORY
from tracer.trace.events import Trace
from tracer.trace.facts import PageFacts
from tracer.trace.scenario import Action

forks = pytest.mark.skipif(not hasattr(os, "fork"), reason="without fork an order is performed in one process")
asks_proc = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="asks /proc whether a process runs")

TWO = scenarios(first=(HOME,), second=(NOTES,))


@pytest.fixture(scope="module")
def trials() -> Iterator[Trials]:
    with Trials() as ready:
        yield ready


def stages(trace: Trace) -> list[str]:
    return [event.name for event in trace.of_kind("stage")]


def headings(trace: Trace) -> list[str]:
    return [event.facts.heading for event in trace.events if isinstance(event.facts, PageFacts)]


def names_in(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*")}


def kinds(result: TrialResult) -> dict[str, str]:
    return {name: failure.kind for name, failure in result.failures.items()}


def test_each_scenario_is_performed_on_a_fresh_app_that_is_observed(tmp_path: Path, trials: Trials) -> None:
    text = TEXT.replace("PEOPLE =", "SEEN = []\nPEOPLE =").replace(
        'return "<h1>Choir</h1>"', 'SEEN.append(1)\n    return f"<h1>{len(SEEN)}</h1>"'
    )
    given = scenarios(first=(HOME, HOME), second=(HOME,), third=(NOTES, LOG_IN, LOG_OUT))
    result = trials.perform(order(tmp_path, given, text))
    assert result.failure is None
    assert [*result.traces] == ["first", "second", "third"]
    assert headings(result.traces["first"]) == ["1", "2"]
    assert headings(result.traces["second"]) == ["1"]
    assert stages(result.traces["third"]) == [
        *("session_checked", "redirected", "logged_in", "session_checked", "access_granted", "logged_out"),
    ]
    assert {trace.witness for trace in result.traces.values()} == {"observed"}


def test_two_people_are_two_and_the_right_password_of_each_is_typed(tmp_path: Path, trials: Trials) -> None:
    ben = Action(do="submit", page="login", account="ben", password="right", browser="B")
    result = trials.perform(order(tmp_path, scenarios(both=(LOG_IN, ben))))
    assert headings(result.traces["both"]) == ["", "Notes of ada", "", "Notes of ben"]


def test_time_passes_without_waiting_and_a_start_executes_the_file_anew(tmp_path: Path, trials: Trials) -> None:
    text = TEXT.replace('"change-me-before-you-go-live"', "__import__('secrets').token_hex()")
    month = Action(do="wait", seconds=40 * 24 * 3600)
    year = Action(do="wait", seconds=400 * 24 * 3600)
    start = Action(do="restart_app")
    close = Action(do="close_browser")
    given = scenarios(
        remembered=(STAY, close, month, NOTES),
        forgotten=(STAY, close, year, NOTES),
        started=(LOG_IN, start, NOTES),
    )
    same = trials.perform(order(tmp_path, given)).traces
    assert headings(same["remembered"])[-1] == "Notes of ada"
    assert headings(same["forgotten"])[-1] == ""
    assert headings(same["started"])[-1] == "Notes of ada"
    assert headings(trials.perform(order(tmp_path, given, text)).traces["started"])[-1] == ""


def test_sources_stand_in_the_place_of_files_and_settings_are_put_in(tmp_path: Path, trials: Trials) -> None:
    path = tmp_path / "app.py"
    given = order(
        tmp_path,
        scenarios(home=(HOME,)),
        sources={str(path): with_home("return f\"<h1>{app.config['COLOUR']}</h1>\"")},
        settings={"COLOUR": "blue"},
    )
    assert headings(trials.perform(given).traces["home"]) == ["blue"]
    assert path.read_text(encoding="utf-8") == TEXT


def test_what_was_saved_meanwhile_is_performed_the_next_time(tmp_path: Path, trials: Trials) -> None:
    given = order(tmp_path, scenarios(home=(HOME,)))
    assert headings(trials.perform(given).traces["home"]) == ["Choir"]
    written(tmp_path, with_home('return "<h1>Band</h1>"'))
    assert headings(trials.perform(given).traces["home"]) == ["Band"]


def test_an_app_is_taken_by_its_target_in_its_folder(tmp_path: Path, trials: Trials) -> None:
    folder = tmp_path / "choir"
    folder.mkdir()
    (folder / "__init__.py").write_text(TEXT, encoding="utf-8")
    given = TrialOrder(AppTarget("choir:app", str(tmp_path)), scenarios(home=(HOME,)), PAGES)
    assert headings(trials.perform(given).traces["home"]) == ["Choir"]
    assert names_in(tmp_path) == {"choir", "__init__.py"}


def test_a_demo_app_is_observed_too_and_changed_by_sources(trials: Trials) -> None:
    source = Path(import_module("tracer.demo_app").__path__[0]).joinpath("flask_app", "authentication.py")
    text = source.read_text(encoding="utf-8")
    call = "login_user(user, remember="
    assert call in text
    given = TrialOrder(
        DemoAppName("flask"),
        scenarios(flow=(NOTES, LOG_IN)),
        settings={"PASSWORD_HASH_METHOD": "pbkdf2:sha256:1000"},
    )
    right = trials.perform(given).traces["flow"]
    assert right.witness == "observed"
    assert stages(right)[-3:] == ["logged_in", "session_checked", "access_granted"]

    without_login = replace(given, sources={str(source): text.replace(call, "dict(user=user, remember=")})
    assert "logged_in" not in stages(trials.perform(without_login).traces["flow"])

    raising = trials.perform(replace(given, sources={str(source): f"{text}\nraise RuntimeError('no')\n"}))
    assert raising.failure is not None
    assert (raising.failure.kind, raising.failure.message) == ("raised", "RuntimeError: no")


@forks
def test_after_a_rehearsal_nothing_of_the_demo_app_is_loaded_and_its_files_are_read_anew() -> None:
    pages = Path(import_module("tracer.demo_app").__path__[0], "flask_app", "pages.py").read_text(encoding="utf-8")
    line = pages.count("\n", 0, pages.index("def home(")) + 1
    done = subprocess.run([sys.executable, "-c", REHEARSED], capture_output=True, text=True, check=True, timeout=100)
    assert done.stdout.split() == ["performed", "[]", "changed", str(line + 1)]


REHEARSED = """
import sys
from importlib import import_module
from pathlib import Path
from tests.recording.trials.apps import HOME, scenarios
from tracer.mutants.changed_sources import change_sources
from tracer.recording.observe.source_code import source_of
from tracer.recording.trials import rehearsal
from tracer.recording.trials.order import DemoAppName, TrialOrder

name = "tracer.demo_app.flask_app.pages"
perform = rehearsal.run_on_flask

def noted(*given, **more):
    trace = perform(*given, **more)
    print("performed" if name in sys.modules else "elsewhere")
    return trace

rehearsal.run_on_flask = noted
rehearsal.rehearse(TrialOrder(DemoAppName("flask"), scenarios(home=(HOME,))))
print([each for each in sys.modules if each.startswith("tracer.demo_app.")])
path = str(Path(import_module("tracer.demo_app").__path__[0], "flask_app", "pages.py"))
change_sources({path: "def changed(): return 1\\n" + Path(path).read_text("utf-8")})
print(source_of(import_module(name).changed).name, source_of(import_module(name).home).lineno)
"""


@forks
def test_a_demo_app_that_hangs_leaves_none_of_its_accounts(trials: Trials, tmp_path: Path) -> None:
    source = Path(import_module("tracer.demo_app").__path__[0]).joinpath("flask_app", "pages.py")
    text = source.read_text(encoding="utf-8")
    note = tmp_path / "database"
    loop = (
        "    from flask import current_app\n"
        f"    open({str(note)!r}, 'w').write(current_app.config['DATABASE'])\n"
        "    while True: pass\n"
    )
    start = text.index('    """', text.index("def home("))
    result = trials.perform(
        TrialOrder(
            DemoAppName("flask"),
            scenarios(flow=(HOME,)),
            settings={"PASSWORD_HASH_METHOD": "pbkdf2:sha256:1000"},
            sources={str(source): text[:start] + loop + text[start:]},
            time_limit=5,
        )
    )
    assert kinds(result) == {"flow": "too long"}
    database = Path(note.read_text(encoding="utf-8"))
    if database.is_relative_to(MEMORY):
        wait_until(lambda: not database.parent.exists(), "the folder of the accounts is removed")


SYNTAX = TEXT.replace("def home():", "def home(:")
RAISING = TEXT + "\nx = 1 / 0\n"
MISSING = TEXT.replace("from flask import", "import nothing_of_that_name\nfrom flask import")


@pytest.mark.parametrize(
    ("text", "kind", "message_and_line"),
    [
        (SYNTAX, "not python", ("SyntaxError: invalid syntax", "def home(:")),
        (f"{TEXT}y\0 = 2\n", "not python", ("null bytes", "y\0 = 2")),
        (RAISING, "raised", ("ZeroDivisionError: division by zero", "x = 1 / 0")),
        (MISSING, "raised", ("ModuleNotFoundError: No module named", "import nothing_of_that_name")),
        (TEXT + "\nimport sys\nsys.exit(3)\n", "ended", ("sys.exit", "sys.exit(3)")),
        (TEXT + "\nimport os\nos._exit(3)\n", "ended", ("ended its process while it was loaded", "")),
        (TEXT.replace("LoginManager(app)", "LoginManager(ap)"), "raised", ("NameError: name 'ap' is not defined", "")),
        ("x = 1\n", "no app", ("app.py holds no app: nothing in it is a Flask app.", "")),
        ("", "no app", ("app.py holds no app: it is empty.", "")),
    ],
)
def test_why_an_app_cannot_be_loaded_is_told_with_the_line(
    text: str, kind: str, message_and_line: tuple[str, str], tmp_path: Path, trials: Trials
) -> None:
    message, line = message_and_line
    result = trials.perform(order(tmp_path, TWO, text))
    failure = result.failure
    assert failure is not None
    assert (failure.kind, message in failure.message) == (kind, True)
    assert kinds(result) == {"first": kind, "second": kind}
    if line:
        assert failure.text == line
        assert failure.file == str(tmp_path / "app.py")
        assert failure.line == [each.strip() for each in text.splitlines()].index(line) + 1
    assert names_in(tmp_path) == {"app.py"}


@forks
@pytest.mark.parametrize(
    ("code", "kind", "line"),
    [
        ("import os\n    os._exit(0)", "ended", ""),
        ("while True: pass", "too long", "while True: pass"),
        ("import time\n    time.sleep(600)", "too long", "time.sleep(600)"),
        ("import os\n    os.kill(os.getpid(), 11)", "ended", ""),
        ("import os\n    os.closerange(0, 100)\n    return 'x'", "ended", ""),
    ],
)
def test_a_view_that_ends_or_hangs_costs_its_own_scenario_only(
    code: str, kind: str, line: str, tmp_path: Path, trials: Trials
) -> None:
    result = trials.perform(order(tmp_path, TWO, with_home(code), time_limit=2))
    assert kinds(result) == {"first": kind}
    assert stages(result.traces["second"]) == ["session_checked", "redirected"]
    failure = result.failures["first"]
    assert line in failure.text
    assert failure.file == (str(tmp_path / "app.py") if line else None)
    assert kinds(trials.perform(order(tmp_path, TWO))) == {}


def test_sys_exit_in_a_view_is_a_crash_that_the_trace_shows(tmp_path: Path, trials: Trials) -> None:
    trace = trials.perform(order(tmp_path, TWO, with_home("import sys\n    sys.exit(1)"))).traces["first"]
    assert [event.name for event in trace.of_kind("exception")] == ["SystemExit"]
    assert [event.facts.status for event in trace.events if isinstance(event.facts, PageFacts)] == [500]


@forks
@pytest.mark.parametrize("where", ["at import", "in a view"])
def test_more_memory_than_allowed_is_told(where: str, tmp_path: Path, trials: Trials) -> None:
    pytest.importorskip("resource")
    grow = "hoard = []\n{0}while True:\n{0}    hoard.append(bytearray(1 << 22))"
    text = f"{TEXT}\n{grow.format('')}\n" if where == "at import" else with_home(grow.format("    "))
    result = trials.perform(order(tmp_path, TWO, text, memory_limit=100 << 20))
    assert kinds(result)["first"] == "too much memory"
    assert (result.failure is not None) == (where == "at import")


@forks
@pytest.mark.parametrize(
    "code",
    ["while True:\n    pass\n", "import time\nwhile True:\n    time.sleep(1)\n", "import signal\nsignal.pause()\n"],
)
def test_an_endless_import_is_ended_and_the_next_order_performed(code: str, tmp_path: Path, trials: Trials) -> None:
    result = trials.perform(order(tmp_path, TWO, f"{TEXT}\n{code}", time_limit=1))
    assert kinds(result) == {"first": "too long", "second": "too long"}
    assert result.seconds < 15
    assert kinds(trials.perform(order(tmp_path, TWO))) == {}


@forks
def test_an_app_that_cannot_be_interrupted_is_killed(tmp_path: Path, trials: Trials) -> None:
    deaf = "import signal\nsignal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM})\nwhile True:\n    pass\n"
    result = trials.perform(order(tmp_path, TWO, f"{TEXT}\n{deaf}", time_limit=1))
    assert kinds(result) == {"first": "too long", "second": "too long"}


WRITES_EVERYWHERE = """
import os
for number in range(1, 20):
    try:
        os.write(number, b"1 nonsense\\n")
    except OSError:
        pass
"""


@pytest.mark.parametrize(
    "code",
    [
        "import sys\nprint('0 nonsense', flush=True)\nsys.stdout.close()\nsys.stderr.close()\n",
        WRITES_EVERYWHERE,
        "import os, subprocess, sys\nsubprocess.run([sys.executable, '-c', 'print(1)'])\nos.write(1, b'done\\n')\n",
        "import sys\nassert sys.stdin.read() == ''\n",
        "import threading, time\nthreading.Thread(target=time.sleep, args=(600,)).start()\n",
        "import atexit, os\natexit.register(os._exit, 9)\n",
    ],
)
def test_what_an_app_prints_reads_or_starts_disturbs_nothing(code: str, tmp_path: Path, trials: Trials) -> None:
    result = trials.perform(order(tmp_path, TWO, f"{TEXT}\n{code}"))
    if code != WRITES_EVERYWHERE:  # which writes into the pipes of the scenarios too, which costs the scenarios
        assert kinds(result) == {}
    assert kinds(trials.perform(order(tmp_path, TWO))) == {}
    assert names_in(tmp_path) == {"app.py"}


@asks_proc
@forks
@pytest.mark.parametrize("ending", ["", "while True:\n    pass\n", "os._exit(1)\n", "raise KeyError\n"])
def test_what_an_app_has_started_ends_with_the_order(ending: str, tmp_path: Path, trials: Trials) -> None:
    note = tmp_path / "pid"
    start = (
        "import os, subprocess, sys\n"
        "other = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        f"open({str(note)!r}, 'w').write(str(other.pid))\n"
    )
    trials.perform(order(tmp_path, TWO, f"{TEXT}\n{start}{ending}", time_limit=2))
    wait_until_ended(pid_in(note))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells of processes that have left their group")
@forks
@pytest.mark.parametrize("ending", ["", "while True:\n    pass\n", "os._exit(1)\n"])
def test_what_an_app_has_started_in_a_session_of_its_own_ends_too(ending: str, tmp_path: Path, trials: Trials) -> None:
    note = tmp_path / "pid"
    start = (
        "import os, subprocess, sys\n"
        "if os.fork() == 0:\n"  # what has started it ends before it, as with a server in the background
        "    other = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'], start_new_session=True)\n"
        f"    open({str(note)!r}, 'w').write(str(other.pid))\n"
        "    os._exit(0)\n"
        "os.wait()\n"
    )
    trials.perform(order(tmp_path, TWO, f"{TEXT}\n{start}{ending}", time_limit=2))
    wait_until_ended(pid_in(note))
    assert kinds(trials.perform(order(tmp_path, TWO))) == {}


def test_what_cannot_be_performed_is_told_for_that_scenario(tmp_path: Path, trials: Trials) -> None:
    strange = Action(do="delete_account", account="ada")
    result = trials.perform(order(tmp_path, scenarios(first=(strange,), second=(HOME,))))
    assert kinds(result) == {"first": "not performed"}
    assert "delete_account" in result.failures["first"].message
    waiting = scenarios(first=(Action(do="wait", seconds=1),))
    assert kinds(trials.perform(order(tmp_path, waiting, scenario_time=False))) == {"first": "not performed"}


def test_an_order_without_fork_executes_the_file_for_each_scenario(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The child has no os.fork: a module of its path takes it away."""
    (tmp_path / "sitecustomize.py").write_text("import os\ndel os.fork\n", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.syspath_prepend(str(tmp_path))
    folder = tmp_path / "app"
    folder.mkdir()
    text = TEXT.replace("PEOPLE =", "SEEN = []\nPEOPLE =").replace(
        'return "<h1>Choir</h1>"', 'SEEN.append(1)\n    return f"<h1>{len(SEEN)}</h1>"'
    )
    given = scenarios(first=(HOME, HOME), second=(HOME,), third=(LOG_IN, Action(do="restart_app"), HOME))
    with Trials() as trials:
        for _ in range(2):
            traces = trials.perform(order(folder, given, text)).traces
            assert [headings(trace)[-1] for trace in traces.values()] == ["2", "1", "1"]
        assert kinds(trials.perform(order(folder, given, "while True: pass", time_limit=1))) == dict.fromkeys(
            given, "too long"
        )


@forks
def test_a_large_library_that_an_app_has_used_is_there_for_the_next_order(tmp_path: Path) -> None:
    pytest.importorskip("flask_wtf")
    uses = "import sys\nfound = 'flask_wtf' in sys.modules\nimport flask_wtf\nassert not found\n"
    own = "import sys\nassert 'choir_book' not in sys.modules\nimport choir_book\n"
    (tmp_path / "choir_book.py").write_text("", encoding="utf-8")
    with Trials() as trials:
        assert trials.perform(order(tmp_path, TWO, f"{uses}{own}{TEXT}")).failure is None
        assert trials.perform(order(tmp_path, TWO, f"{own}{TEXT}")).failure is None
        again = trials.perform(order(tmp_path, TWO, f"{uses}{own}{TEXT}")).failure
    assert again is not None
    assert again.text == "assert not found"


@forks
def test_a_module_of_the_app_that_is_called_like_a_large_library_is_the_apps_in_each_order(tmp_path: Path) -> None:
    (tmp_path / "flask_wtf.py").write_text("OWN = True\n", encoding="utf-8")
    text = f"import sys\nassert 'flask_wtf' not in sys.modules\nimport flask_wtf\nassert flask_wtf.OWN\n{TEXT}"
    with Trials() as trials:
        for _ in range(2):
            assert trials.perform(order(tmp_path, TWO, text)).failure is None


PARENT = """
import sys
from tests.recording.trials.apps import HOME, order, scenarios
from pathlib import Path
from tracer.recording.trials.trials import Trials
from tracer.scratch_folder import MEMORY
with Trials() as trials:
    trials.perform(order(Path(sys.argv[1]), scenarios(first=(HOME,)), Path(sys.argv[2]).read_text(), time_limit=600))
"""


@asks_proc
@forks
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
@pytest.mark.parametrize("where", ["at import", "in a view"])
def test_however_its_parent_is_ended_no_process_and_no_file_is_left(
    how: signal.Signals, where: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    import subprocess  # noqa: PLC0415 # this test only

    folder, note = tmp_path / "app", tmp_path / "pid"
    folder.mkdir()
    tell = "import os, time\n{0}open(" + repr(str(note)) + ", 'w').write(str(os.getpid()))\n{0}time.sleep(600)"
    text = f"{TEXT}\n{tell.format('')}\n" if where == "at import" else with_home(tell.format("    "))
    (tmp_path / "text").write_text(text, encoding="utf-8")
    if how != signal.SIGKILL:
        previous = signal.signal(how, signal.default_int_handler if how == signal.SIGINT else signal.SIG_DFL)
        request.addfinalizer(lambda: signal.signal(how, previous))
    command = [sys.executable, "-c", PARENT, str(folder), str(tmp_path / "text")]
    with subprocess.Popen(command, stderr=subprocess.PIPE, cwd=Path.cwd()) as parent:
        app = pid_in(note)
        parent.send_signal(how)
        parent.communicate(timeout=30)
    wait_until_ended(app)
    assert names_in(folder) == {"app.py"}


def test_a_process_that_was_killed_while_it_waited_is_begun_anew(tmp_path: Path) -> None:
    with Trials() as trials:
        trials.perform(order(tmp_path, TWO))
        assert trials._child is not None
        trials._child.kill()
        assert kinds(trials.perform(order(tmp_path, TWO))) == {}


def test_a_scenario_of_its_own_is_named_in_its_trace(tmp_path: Path, trials: Trials) -> None:
    performed = scenario("home", HOME)
    trace = trials.perform(TrialOrder(AppFile(str(written(tmp_path))), {"home": performed}, PAGES)).traces["home"]
    assert (trace.scenario, trace.pages) == (performed, PAGES)
