"""``watch``: real processes, real requests, Ctrl-C."""

import json
import signal
import socket
import time
from pathlib import Path

import pytest

from tests.cli.process import tracer
from tests.cli.watching import FOREIGN, ONE_FILE, PASSWORD, log_in_and_out, watching
from tracer.findings import find
from tracer.lesson_files import Library
from tracer.trace_file import load
from tracer.trace_json import event_from_plain

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


def test_a_saved_trace_survives_a_crash(tmp_path: Path) -> None:
    saved = tmp_path / "login.jsonl"
    with watching(ONE_FILE, "--save", str(saved)) as app:
        log_in_and_out(app.browser())
        deadline = time.monotonic() + 20
        while saved.read_text("ascii").count('"kind": "response"') < 7:
            assert time.monotonic() < deadline
        app.stop(signal.SIGKILL)
    whole = load(saved)
    assert [event.name for event in whole.of_kind("stage")][-1] == "logged_out"
    assert find(whole) == ()

    saved.write_bytes(saved.read_bytes()[:-20])
    assert len(load(saved).events) == len(whole.events) - 1
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


def test_a_port_that_is_taken_is_told() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = tracer("watch", ONE_FILE, "--port", str(taken.getsockname()[1]))
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
        ("this is no python", "SyntaxError"),
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


def test_a_module_that_is_not_there_is_told() -> None:
    done = tracer("watch", "no_such_shop:app")
    assert done.returncode == 3
    assert "Could not import 'no_such_shop'" in done.stderr


def test_dotenv_files_and_factories_with_arguments_are_understood(tmp_path: Path) -> None:
    source = FOREIGN.joinpath("classes.py").read_text("utf-8")
    (tmp_path / "shop.py").write_text(source, encoding="utf-8")
    done = tracer("inspect", f"{tmp_path / 'shop.py'}:create_app('good morning')", "--plain")
    assert done.returncode == 0, done.stderr
    assert "GET /office (office): open to users (login_required)." in done.stdout
    assert "open to everybody by GET, users otherwise." in done.stdout


SCENARIO = ("watch", ONE_FILE, "--scenario", "login-flow", "--username", "grace")


def test_a_scenario_is_performed_on_one_s_own_app() -> None:
    done = tracer(*SCENARIO, "--plain", settings={"TRACER_PASSWORD": PASSWORD})
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
    assert "logged_out" in [event.name for event in load(saved).of_kind("stage")]


def test_without_a_terminal_nobody_is_asked_for_the_password() -> None:
    done = tracer(*SCENARIO)
    assert done.returncode == 2
    assert "TRACER_PASSWORD=" in done.stderr


def test_a_scenario_for_the_demo_app_only_is_refused() -> None:
    names = Library().scenario_names()
    changed = next(name for name in names if Library().lesson_with_scenario(name).scenarios[name].settings)
    asked = ("watch", ONE_FILE, "--scenario", changed, "--username", "grace")
    done = tracer(*asked, settings={"TRACER_PASSWORD": PASSWORD})
    assert done.returncode == 3
    assert "changes settings of the demo app" in done.stderr
