"""``watch``: real processes, real requests, Ctrl-C."""

import json
import os
import signal
import socket
import subprocess
import sys
from contextlib import chdir
from pathlib import Path

import pytest

from tests.cli.in_process import Done, cheap_hashes, tracer
from tests.cli.process import environment, tracer_process
from tests.cli.pseudo_terminal import tracer_on_terminal
from tests.cli.watched_app import FOREIGN, ONE_FILE, PASSWORD, log_in_and_out, watching
from tests.course import lesson, lessons, scenario, scenario_names
from tests.processes import wait_until
from tracer.demo_names import watch_target
from tracer.errors import AppError
from tracer.findings import find
from tracer.lessons.hunt import guess_of
from tracer.quiz.progress_store import Progress
from tracer.recording.demo.run import watched_demo_app
from tracer.recording.load_app import load_app
from tracer.trace.events import Trace
from tracer.trace.facts import ActionFacts, RequestFacts
from tracer.trace.files import load_trace
from tracer.trace.json_format import event_from_plain

BROKEN = """
import sys
sys.path.insert(0, {folder!r})
from one_file import app
app.login_manager.user_loader(lambda user_id: None)
"""


def test_the_steps_appear_and_ctrl_c_shows_everything() -> None:
    with watching(ONE_FILE) as app:
        log_in_and_out(app.browser())
        code, out, err = app.stop()

    assert (code, err) == (0, "")
    live, _, summary = out.partition("Execution table")
    assert "Logged in: Session cookie set" in live
    assert "1 request for static files" in live
    assert "current_user ▸ User(User#1)" in live
    assert "Variable tracker" in summary
    assert "Nothing wrong was found." in summary
    assert PASSWORD not in out


def test_the_order_to_end_is_taken_like_ctrl_c() -> None:
    with watching(ONE_FILE) as app:
        assert app.browser().get("/account") == 302
        code, out, _ = app.stop(signal.SIGTERM)
    assert code == 0
    assert "Findings" in out


def test_plain_output_is_one_statement_a_line() -> None:
    with watching(ONE_FILE, "--plain") as app:
        log_in_and_out(app.browser())
        _, out, _ = app.stop()
    assert "Browser A: GET /account, answered 302, Location /login?next=…." in out
    assert "current_user User(User#1) (changed)" in out
    assert "Findings: none." in out
    assert "─" not in out


def test_several_browsers_are_kept_apart() -> None:
    with watching(ONE_FILE, "--plain") as app:
        firefox, safari = app.browser("Firefox"), app.browser("Safari")
        assert firefox.post("/login", name="grace", secret=PASSWORD) == 302
        assert safari.get("/account") == 302
        assert firefox.get("/account") == 200
        _, out, _ = app.stop()
    assert "Browser A: GET /account, answered 200." in out
    assert "Browser B: GET /account, answered 302" in out


def test_a_fault_is_told_as_soon_as_it_shows_and_again_with_its_remedy(tmp_path: Path) -> None:
    broken = tmp_path / "broken.py"
    broken.write_text(BROKEN.format(folder=str(FOREIGN)), encoding="utf-8")
    with watching(str(broken), "--plain") as app:
        browser = app.browser()
        assert browser.post("/login", name="grace", secret=PASSWORD) == 302
        assert browser.get("/account") == 302
        _, out, _ = app.stop()
    live, _, summary = out.partition("Execution table")
    assert "Finding user-not-found-again:" in live
    assert "user-not-found-again. The id in the session is not found by user_loader." in summary
    assert "def load_user(user_id):" in summary


def test_json_lines_hold_every_event_and_the_findings(tmp_path: Path) -> None:
    broken = tmp_path / "broken.py"
    broken.write_text(BROKEN.format(folder=str(FOREIGN)), encoding="utf-8")
    with watching(str(broken), "--json") as app:
        browser = app.browser()
        assert browser.post("/login", name="grace", secret=PASSWORD) == 302
        assert browser.get("/account") == 302
        _, out, _ = app.stop()
    lines = [json.loads(line) for line in out.splitlines()]
    events = [event_from_plain(line) for line in lines if line["kind"] != "finding"]
    assert [event.number for event in events] == list(range(1, len(events) + 1))
    assert [line["code"] for line in lines if line["kind"] == "finding"] == ["user-not-found-again"]


NOTE = "Note: A GET of /logout logs people out: a link or a picture on another page is enough."


def test_a_logout_by_get_is_noted_once_below_the_findings_and_is_none(tmp_path: Path) -> None:
    by_get = changed(tmp_path, ('@app.route("/logout", methods=["POST"])', '@app.route("/logout")'))
    saved = tmp_path / "logout.jsonl"
    with watching(by_get, "--plain", "--save", str(saved)) as app:
        browser = app.browser()
        for _ in range(2):
            assert browser.post("/login", name="grace", secret=PASSWORD) == 302
            assert browser.get("/logout") == 302
        code, out, _ = app.stop()
    end = f"Findings: none.\n{NOTE}\n  More: python -m tracer explain logout-by-get"
    assert code == 0
    assert out.rstrip("\n").endswith(end)
    assert out.count("Note: ") == 1

    shown = tracer("show", str(saved), "--plain")
    assert shown.returncode == 0
    assert shown.stdout.rstrip("\n").endswith(end)
    drawn = tracer("show", str(saved), settings={"COLUMNS": "100"})
    assert f"✓ Nothing wrong was found.\n{NOTE}\n  More: python -m tracer explain" in drawn.stdout
    assert "That a logout answers to GET is no fault" in tracer("explain", "logout-by-get").stdout.replace("\n", " ")


def test_json_lines_hold_the_note_behind_the_findings(tmp_path: Path) -> None:
    by_get = changed(tmp_path, ('@app.route("/logout", methods=["POST"])', '@app.route("/logout")'))
    with watching(by_get, "--json") as app:
        browser = app.browser()
        assert browser.post("/login", name="grace", secret=PASSWORD) == 302
        assert browser.get("/logout") == 302
        code, out, _ = app.stop()
    assert code == 0
    *events, note = [json.loads(line) for line in out.splitlines()]
    assert not {event["kind"] for event in events} & {"finding", "note"}
    assert note == {
        "kind": "note",
        "topic": "logout by GET",
        "advice": NOTE.removeprefix("Note: "),
        "code": "logout-by-get",
    }


def test_where_no_finding_is_to_be_told_no_note_is(tmp_path: Path) -> None:
    by_get = changed(tmp_path, ('@app.route("/logout", methods=["POST"])', '@app.route("/logout")'))
    for options in (("--plain",), ("--json",)):
        with watching(by_get, "--no-findings", *options) as app:
            browser = app.browser()
            assert browser.post("/login", name="grace", secret=PASSWORD) == 302
            assert browser.get("/logout") == 302
            _, out, _ = app.stop()
        assert "another page" not in out


def test_a_saved_trace_survives_a_crash(tmp_path: Path) -> None:
    saved = tmp_path / "login.jsonl"
    with watching(ONE_FILE, "--save", str(saved)) as app:
        log_in_and_out(app.browser())
        wait_until(lambda: saved.read_text("ascii").count('"kind": "response"') == 7, "seven responses in the file")
        app.stop(signal.SIGKILL)
    whole = load_trace(saved)
    assert [event.name for event in whole.of_kind("stage")][-1] == "logged_out"
    assert find(whole) == ()

    saved.write_bytes(saved.read_bytes()[:-20])
    assert len(load_trace(saved).events) == len(whole.events) - 1
    shown = tracer("show", str(saved), "--plain")
    assert shown.returncode == 0
    assert "Findings: none." in shown.stdout


def test_a_damaged_line_in_the_middle_is_an_error(tmp_path: Path) -> None:
    saved = tmp_path / "login.jsonl"
    with watching(ONE_FILE, "--save", str(saved)) as app:
        assert app.browser().get("/account") == 302
        app.stop()
    lines = saved.read_text("ascii").splitlines()
    lines[2] = lines[2][:10]
    saved.write_text("\n".join(lines) + "\n", encoding="ascii")
    shown = tracer("show", str(saved))
    assert shown.returncode == 3
    assert "damaged at line 3" in shown.stderr


def test_only_the_latest_requests_are_kept_for_the_table() -> None:
    with watching(ONE_FILE, "--plain", "--keep", "2") as app:
        browser = app.browser()
        for _ in range(5):
            assert browser.get("/account") == 302
        _, out, err = app.stop()
    # The first request has two steps; from then on there is a flash in the session, and its protection a step more.
    live, _, summary = out.partition("Execution table")
    assert "Step 14." in live
    assert summary.startswith(", 6 steps.")
    assert "The first 3 requests are forgotten" in err


def test_the_demo_app_can_be_clicked_through(tmp_path: Path) -> None:
    with watching("demo", "--plain", settings={"TRACER_HOME": str(tmp_path)}) as app:
        browser = app.browser()
        assert browser.get("/protected") == 302
        assert browser.post("/login", username="ada", password="analytical-engine") == 302
        assert browser.get("/protected") == 200
        _, out, _ = app.stop()
    assert "Access granted" in out
    assert "User(1)" in out


@pytest.mark.parametrize("fault", ["back-at-the-form", "crash-at-login"])
def test_an_app_with_a_fault_keeps_its_secret_until_it_is_asked(fault: str, tmp_path: Path) -> None:
    for arguments, told in (((), False), (("--findings",), True)):
        with watching(f"faults/{fault}", "--plain", *arguments, settings={"TRACER_HOME": str(tmp_path)}) as app:
            browser = app.browser()
            assert browser.get("/protected") == 302
            browser.post("/login?next=%2Fprotected", username="ada", password="analytical-engine")
            browser.get("/protected")
            code, out, err = app.stop()
        assert code == 0
        assert "Execution table" in out
        assert ("What to do" in out) is told
        assert ("Finding " in out) is told
        assert (f"To be told: python -m tracer watch faults/{fault} --findings" in err) is not told


def settle_guess(name: str, home: Path) -> None:
    guess = guess_of(lesson(name))
    assert guess is not None
    with Progress(home / "progress.sqlite3") as progress:
        progress.record(name, guess, right=True, hints=0, seconds=1)


def test_a_fault_that_is_guessed_is_told_at_once(tmp_path: Path) -> None:
    settings = {"TRACER_HOME": str(tmp_path)}
    settle_guess("crash-at-login", tmp_path)
    for fault, told in (("crash-at-login", True), ("back-at-the-form", False)):
        with watching(f"faults/{fault}", "--plain", settings=settings) as app:
            browser = app.browser()
            browser.post("/login?next=%2Fprotected", username="ada", password="analytical-engine")
            browser.get("/protected")
            _, out, err = app.stop()
        assert ("Finding " in out) is told
        assert ("To be told:" in err) is not told


def test_a_healthy_app_has_nothing_to_be_found(tmp_path: Path) -> None:
    with watching("faults/healthy", "--plain", settings={"TRACER_HOME": str(tmp_path)}) as app:
        assert app.browser().get("/protected") == 302
        _, out, err = app.stop()
    assert "Findings: none." in out
    assert "To be told:" not in err


def test_nobody_is_asked_who_wants_to_hear_of_no_finding(tmp_path: Path) -> None:
    with watching("faults/bare-401", "--no-findings", "--plain", settings={"TRACER_HOME": str(tmp_path)}) as app:
        assert app.browser().get("/protected") == 401
        _, out, err = app.stop()
    assert "Finding" not in out
    assert "To be told:" not in err


@pytest.mark.parametrize(
    ("target", "asked"), [("demo", "GET /login?next=/protected"), (str(ONE_FILE), "GET /login?next=/account&token=…")]
)
def test_the_query_is_shown_with_its_values_as_far_as_they_may_be_known(
    target: str, asked: str, tmp_path: Path
) -> None:
    with watching(target, "--plain", settings={"TRACER_HOME": str(tmp_path)}) as app:
        app.browser().get("/login?next=%2Faccount&token=abc" if target != "demo" else "/login?next=%2Fprotected")
        _, out, _ = app.stop()
    assert f"Browser A: {asked}, answered 200." in out
    assert "abc" not in out


def test_at_a_terminal_a_key_tells_what_is_wrong(tmp_path: Path) -> None:
    target = "faults/page-without-style"
    with tracer_on_terminal("watch", target, "--port", "0", size=(100, 60), TRACER_HOME=str(tmp_path)) as terminal:
        terminal.wait_for(f"Watching {target}: open http")
        terminal.send("\x03")
        terminal.wait_for("f tells it, Enter leaves:")
        assert "Findings" not in terminal.text
        terminal.send("f\r")
        terminal.wait_for("Findings")
        assert terminal.wait_for_end() == 0


@pytest.mark.long
def test_every_app_of_a_lesson_can_be_watched_by_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACER_HOME", str(tmp_path))
    with cheap_hashes():
        for app in {each.app for each in lessons().values()}:
            target = watch_target(app)
            assert (target is None) == (app == "quart")
            if target is not None:
                assert load_app(target).test_client().get("/login").status_code in {200, 302, 500}


def test_what_lies_in_the_current_folder_is_somebodys_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert watched_demo_app("faults/bare-401") == "faults/bare-401"
    (tmp_path / "faults" / "bare-401").mkdir(parents=True)
    assert watched_demo_app("faults/bare-401") is None
    assert watched_demo_app("flask") is None


@pytest.mark.parametrize(
    ("target", "said"),
    [("faults/bare-402", 'Did you mean "faults/bare-401"?'), ("quart", "run-scenario --app quart")],
)
def test_a_demo_app_that_there_is_not_is_exit_code_2(target: str, said: str) -> None:
    done = tracer("watch", target)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr


def test_a_port_that_is_taken_is_told() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = tracer_process("watch", ONE_FILE, "--port", str(taken.getsockname()[1]))
    assert done.returncode == 3
    assert "Choose another one with --port" in done.stderr


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("import no_such_module", "no_such_module"),
        ("raise KeyError('SECRET')", "raised KeyError"),
        ("import sys; sys.exit(1)", "ended the process"),
        ("x = 1", "Failed to find Flask application"),
        ("from flask import Flask; app = Flask(__name__)", "has no Flask-Login"),
        ("def create_app():\n    raise RuntimeError('no database')", "raised RuntimeError at app.py:2"),
        ("from werkzeug.urls import url_decode", "pip install -U flask-login"),
        ("this is no python", "raised SyntaxError: invalid syntax (app.py, line 1) while it was loaded"),
        ("class Stop(BaseException):\n    pass\nraise Stop('SECRET')", "raised Stop at app.py:3"),
        ("raise GeneratorExit", "raised GeneratorExit at app.py:1"),
    ],
)
def test_a_bad_target_gets_an_error_that_says_what_to_do(source: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(source, encoding="utf-8")
    for command in ("watch", "inspect"):
        done = tracer(command, str(tmp_path / "app.py"))
        assert (done.returncode, done.stdout) == (3, "")
        assert done.stderr.startswith("Error: ")
        assert message in done.stderr
        assert "Traceback" not in done.stderr
        assert "SECRET" not in done.stderr


def test_ctrl_c_while_the_app_is_loaded_is_no_fault_of_the_app(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("raise KeyboardInterrupt", encoding="utf-8")
    done = tracer_process("inspect", str(tmp_path / "app.py"))
    assert done.returncode == 130
    assert "the app raised" not in done.stderr


@pytest.mark.parametrize("port", ["65536", "-1", "http"])
def test_a_port_that_cannot_be_is_a_usage_error(port: str) -> None:
    done = tracer("watch", ONE_FILE, "--port", port)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Invalid value for '--port'" in done.stderr


def test_an_app_that_runs_itself_when_it_is_imported_is_loaded_all_the_same(tmp_path: Path) -> None:
    source = FOREIGN.joinpath("one_file.py").read_text("utf-8")
    (tmp_path / "shop.py").write_text(f"{source}\nprint('hello')\napp.run()\n", encoding="utf-8")
    done = tracer_process("inspect", str(tmp_path / "shop.py"), "--json")
    assert done.returncode == 0, done.stderr
    # What it prints meanwhile does not stand in our own output.
    assert json.loads(done.stdout)["app"]["login_manager"] == "LoginManager"
    assert "hello" in done.stderr


@pytest.mark.parametrize("before", [None, "true", "false"])
def test_the_environment_is_the_same_after_loading(before: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    if before is None:
        monkeypatch.delenv("FLASK_RUN_FROM_CLI", raising=False)
    else:
        monkeypatch.setenv("FLASK_RUN_FROM_CLI", before)
    monkeypatch.setenv("FLASK_SKIP_DOTENV", "1")
    monkeypatch.setattr("sys.path", [*sys.path])
    with pytest.raises(AppError):
        load_app("no_such_shop")
    assert os.environ.get("FLASK_RUN_FROM_CLI") == before


def test_a_module_that_is_not_there_is_told() -> None:
    done = tracer("watch", "no_such_shop:app")
    assert done.returncode == 3
    assert "Could not import 'no_such_shop'" in done.stderr


def test_a_factory_with_arguments_is_understood(tmp_path: Path) -> None:
    source = FOREIGN.joinpath("classes.py").read_text("utf-8")
    (tmp_path / "shop.py").write_text(source, encoding="utf-8")
    done = tracer("inspect", f"{tmp_path / 'shop.py'}:create_app('good morning')", "--plain")
    assert done.returncode == 0, done.stderr
    assert "GET /office (office): open to users (login_required)." in done.stdout
    assert "(notes): no guard seen for GET, users otherwise." in done.stdout


NEEDY = "import os\nassert os.environ['FROM_BOTH'] == 'env'\nos.environ['FROM_ENV'], os.environ['FROM_FLASKENV']\n"


def inspect_in(folder: Path, target: str, **settings: str) -> Done:
    """Inspect an app as somebody does who is in a folder."""
    with chdir(folder):
        return tracer("inspect", target, settings=settings)


def needy_app(folder: Path) -> None:
    """Write an app that does not start without what its .env and its .flaskenv say."""
    source = FOREIGN.joinpath("one_file.py").read_text("utf-8")
    (folder / "shop.py").write_text(NEEDY + source, encoding="utf-8")
    (folder / ".env").write_text("FROM_ENV=ü\nFROM_BOTH=env\n", encoding="utf-8")
    (folder / ".flaskenv").write_text("FROM_FLASKENV=1\nFROM_BOTH=flaskenv\n", encoding="utf-8")


def test_dotenv_files_are_read_as_flask_run_reads_them(tmp_path: Path) -> None:
    needy_app(tmp_path)
    (tmp_path / "below").mkdir()
    process = subprocess.run(
        [sys.executable, "-m", "tracer", "inspect", str(tmp_path / "shop.py")],
        cwd=tmp_path, env=environment(), capture_output=True, text=True, check=False, timeout=100,
    )  # fmt: skip
    assert process.returncode == 0, process.stderr
    below = inspect_in(tmp_path / "below", str(tmp_path / "shop.py"))
    assert below.returncode == 0, below.stderr
    skipped = inspect_in(tmp_path, "shop", FLASK_SKIP_DOTENV="1")
    assert skipped.returncode == 3
    assert "raised KeyError at shop.py:2" in skipped.stderr


@pytest.mark.parametrize("name", [".env", ".flaskenv"])
def test_a_dotenv_file_that_is_no_text_is_named(name: str, tmp_path: Path) -> None:
    needy_app(tmp_path)
    (tmp_path / name).write_bytes(b"PASSWORD=SECRET\xfc\n")
    done = inspect_in(tmp_path, "shop")
    assert done.returncode == 3
    assert f"{tmp_path / name} cannot be read as a text in UTF-8" in done.stderr
    assert "SECRET" not in done.stderr
    assert "FLASK_SKIP_DOTENV=1" in done.stderr


SCENARIO = ("watch", ONE_FILE, "--scenario", "login-flow", "--username", "grace")


def test_a_scenario_is_performed_on_one_s_own_app() -> None:
    done = tracer_process(*SCENARIO, "--plain", settings={"TRACER_PASSWORD": PASSWORD})
    assert done.returncode == 0, done.stderr
    assert "Result/Output: Credentials valid" in done.stdout
    assert "Result/Output: Session cleared, session cookie deleted" in done.stdout
    assert "Findings: none." in done.stdout
    assert PASSWORD not in done.stdout + done.stderr
    assert "grace" not in done.stdout


def test_a_scenario_can_be_printed_as_json_and_saved(tmp_path: Path) -> None:
    saved = tmp_path / "trace.json"
    done = tracer(*SCENARIO, "--json", "--save", str(saved), settings={"TRACER_PASSWORD": PASSWORD})
    assert json.loads(done.stdout)["witness"] == "observed"
    assert "logged_out" in [event.name for event in load_trace(saved).of_kind("stage")]


def test_without_a_terminal_nobody_is_asked_for_the_password() -> None:
    done = tracer(*SCENARIO)
    assert done.returncode == 2
    assert "TRACER_PASSWORD=" in done.stderr


def test_a_scenario_for_the_demo_app_only_is_refused() -> None:
    changed = next(name for name in scenario_names() if scenario(name).settings)
    asked = ("watch", ONE_FILE, "--scenario", changed, "--username", "grace")
    done = tracer(*asked, settings={"TRACER_PASSWORD": PASSWORD})
    assert done.returncode == 3
    assert "changes settings of the demo app" in done.stderr


def changed(folder: Path, *changes: tuple[str, str]) -> str:
    """Write a copy of the app in one file with texts replaced, and return it as a target."""
    source = FOREIGN.joinpath("one_file.py").read_text("utf-8")
    for old, new in changes:
        assert old in source
        source = source.replace(old, new)
    (folder / "shop.py").write_text(source, encoding="utf-8")
    return str(folder / "shop.py")


def performed(target: str, *options: str) -> Trace:
    """Perform the login flow on an app and return the trace."""
    saved = Path(target).with_name("trace.json")
    asked = ("watch", target, "--scenario", "login-flow", "--username", "grace", "--save", str(saved))
    done = tracer(*asked, *options, settings={"TRACER_PASSWORD": PASSWORD})
    trace = load_trace(saved)
    assert done.returncode == int(bool(find(trace))), done.stderr
    return trace


def requests(trace: Trace) -> list[str]:
    return [f"{facts.method} {facts.path}" for facts in trace.facts_of(RequestFacts)]


def impossible(trace: Trace) -> list[tuple[object, object]]:
    return [(facts.page, facts.why) for facts in trace.facts_of(ActionFacts) if facts.why is not None]


BUTTON = """<form method="post" action="{{ url_for('logout') }}"><button>Log out</button></form>"""
NO_BUTTON = (f"{{% if current_user.is_authenticated %}}\n{BUTTON}", "{% if false %}")
ON_HOME = (NO_BUTTON[0], NO_BUTTON[0].replace("is_authenticated", "is_authenticated and heading == 'Home'"))
LOGOUT = '@app.route("/logout", methods=["POST"])\ndef logout():\n'
CHECKED = (LOGOUT, f"{LOGOUT}    assert request.form['csrf'] == session['csrf'] == '4711'\n")
TOKEN = (
    "{% if form %}",
    """<form><input name=q type=search><input name=csrf type=hidden value={{ session.setdefault("csrf", "4711") }}>
</form>{% if form %}""",
)


@pytest.mark.parametrize(
    ("changes", "options"),
    [
        ([ON_HOME], ()),
        ([NO_BUTTON], ()),
        ([NO_BUTTON, TOKEN, CHECKED], ()),
        ([NO_BUTTON, ("logout_user()\n", "__import__('flask_login').logout_user()\n")], ("--logout-path", "/logout")),
    ],
)
def test_a_logout_whose_button_is_elsewhere_is_found(
    changes: list[tuple[str, str]], options: tuple[str, ...], tmp_path: Path
) -> None:
    trace = performed(changed(tmp_path, *changes), *options)
    assert impossible(trace) == []
    assert "logged_out" in [event.name for event in trace.of_kind("stage")]
    asked = requests(trace)
    assert asked[asked.index("POST /logout") - 1] == "GET /"
    assert find(trace) == ()


def test_a_logout_that_only_a_link_leads_to_is_followed(tmp_path: Path) -> None:
    by_link = ('@app.route("/logout", methods=["POST"])', '@app.route("/logout")')
    target = changed(tmp_path, NO_BUTTON, by_link)
    assert "GET /logout" in requests(performed(target))
    asked = ("watch", target, "--scenario", "login-flow", "--username", "grace", "--plain")
    done = tracer(*asked, settings={"TRACER_PASSWORD": PASSWORD})
    assert done.returncode == 0
    assert f"Findings: none.\n{NOTE}\n" in done.stdout


def test_without_a_logout_the_scenario_goes_on(tmp_path: Path) -> None:
    no_logout = (
        (NO_BUTTON[0], "{% if false %}"),
        (LOGOUT + '    logout_user()\n    return redirect(url_for("index"))\n', ""),
        ('@app.route("/")\n', '@app.route("/start")\n'),
    )
    trace = performed(changed(tmp_path, *no_logout))
    assert impossible(trace) == [
        ("logout", "the app has no logout page, or none that was found; --logout-path names it")
    ]
    assert requests(trace)[-1] == "GET /account"
    shown = tracer("show", str(tmp_path / "trace.json"), "--plain")
    assert shown.returncode == 0, shown.stderr


@pytest.mark.parametrize(
    ("options", "scenario", "message"),
    [
        (("--login-path", "/no-such"), "login-flow", "Say where it is: --login-path PATH"),
        (("--protected-path", "/no-such"), "login-flow", "Say where it is: --protected-path PATH"),
        (("--logout-path", "/no-such"), "login-flow", "Say where it is: --logout-path PATH"),
        ((), "stranger-at-settings", '"settings", which only the demo app has'),
    ],
)
def test_a_page_that_is_not_there_is_told_with_the_option_that_names_it(
    options: tuple[str, ...], scenario: str, message: str
) -> None:
    asked = ("watch", ONE_FILE, "--scenario", scenario, "--username", "grace", *options)
    done = tracer(*asked, settings={"TRACER_PASSWORD": PASSWORD})
    assert done.returncode == 3
    assert message in done.stderr


def test_a_page_may_be_named_by_its_whole_address(tmp_path: Path) -> None:
    trace = performed(changed(tmp_path), "--login-path", "http://127.0.0.1:5000/login", "--protected-path", "account")
    assert requests(trace)[0] == "GET /account"
    assert find(trace) == ()


def test_an_app_of_another_framework_is_refused() -> None:
    for command in ("watch", "inspect"):
        done = tracer_process(command, "demo_app.quart_app:create_app")
        assert (done.returncode, done.stdout) == (3, "")
        assert "no Flask app but a quart.Quart" in done.stderr
