"""A trace of one's own app can be shared: secrets are put everywhere, and none of them comes out anywhere."""

import json
from collections.abc import Iterator
from http.client import HTTPConnection
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask

from tests.cli.in_process import tracer
from tests.cli.process import tracer_process
from tests.cli.watched_app import FOREIGN, watching
from tests.client_cookies import set_cookie
from tests.foreign_apps.driver import LOGIN, LOGOUT, REMEMBER, VISIT
from tests.recording.app_of_secrets import PREFIX, make_app, secret
from tracer.activities.record import record
from tracer.findings import find
from tracer.recording.foreign_app import run_on_app
from tracer.recording.observe import describe
from tracer.recording.redaction import Redaction
from tracer.recording.shown_description import shown_description
from tracer.trace.events import Trace
from tracer.trace.files import load_trace
from tracer.trace.json_format import json_lines
from tracer.trace.observed_facts import FormFacts
from tracer.trace.scenario import Action, Scenario
from tracer.trace.table import table
from tracer.trace.tracker import track
from tracer.trace.variables import variable_names
from tracer.trace.visitor import Visitor
from tracer.views.detail import Detail
from tracer.views.execution_table import ExecutionTable
from tracer.views.findings import FindingList
from tracer.views.inspect import AppReport
from tracer.views.run import Closing, Title
from tracer.views.terminal import open_terminal
from tracer.views.variable_tracker import VariableTracker


def use(client: Any) -> None:
    """Do everything that a person and a program could do, with a secret in each place."""
    agent = {"User-Agent": secret("user-agent"), "X-Forwarded-For": secret("forwarded")}
    token = {"Authorization": f"Bearer {secret('authorization')}", "X-Token": secret("header"), **agent}
    set_cookie(client, "preferences", secret("presented-cookie"))
    client.get(f"/account/{secret('path')}?token={secret('query')}", headers=token)
    client.get(f"/login?next=/account/{secret('next')}%3Fk%3D{secret('next-query')}", headers=agent)
    client.post("/login", data={"user": secret("typed-name"), "password": secret("typed-wrongly")}, headers=agent)
    form = {"user": secret("typed-name"), "password": secret("password"), "remember": "on"}
    client.post(f"/login?next=/account/{secret('next')}", data=form, headers=agent)
    client.get(f"/account/{secret('path')}", headers=agent)
    client.get("/away", headers={"Referer": f"http://localhost/{secret('referer')}", **agent})
    client.get("/broken", headers=agent)
    client.get("/forbidden", headers=agent)
    client.get(f"/no-such-page/{secret('unknown-path')}", headers=agent)
    set_cookie(client, "session", f"{secret('session-cookie')}.x.y")
    client.get(f"/account/{secret('path')}", headers=agent)
    set_cookie(client, "remember_token", f"{secret('remembered')}|{secret('signature')}")
    client.get(f"/account/{secret('path')}", headers=agent)
    client.post("/login", data={**form, "next": f"//evil.example/{secret('evil')}"}, headers=agent)
    use_oddly(client, agent)
    client.post("/logout", headers=agent)


JSON = f'{{"username": "ada", "password": "{secret("json")}&{secret("json-name")}&x"}}'
ODD_QUERIES = (
    secret("bare"),
    f"{secret('padded')}==",
    f"token=1&{secret('bare')}",
    f"username=corp:{secret('behind-a-colon')}",
    f"username={secret('before-a-colon')}:x&next={secret('scheme-of-next')}:x",
    f"next=/login%3F{secret('bare-in-next')}",
)


def use_oddly(client: Any, agent: dict[str, str]) -> None:
    """Put a secret where a name belongs: a query, a form, a method, a cookie, a proxy's header."""
    for query in ODD_QUERIES:
        client.get(f"/login?{query}", headers=agent)
    for body in (JSON, secret("bare-body")):
        client.post("/api", data=body, content_type="application/x-www-form-urlencoded", headers=agent)
    client.get("/strange", headers=agent)
    client.get("/bare", headers=agent)
    client.open("/login", method=secret("method"), headers=agent)
    client.get("/login", headers={"Cookie": f"a:{secret('cookie-name')}=1", **agent})


def shown(trace: Trace, app: Flask) -> Iterator[str]:
    """Yield every form in which a trace is shown, printed or saved."""
    yield "\n".join(json_lines(trace))
    rows = table(trace)
    everything = (
        Title(trace, None),
        ExecutionTable(rows),
        Closing(trace, rows),
        Detail(rows),
        VariableTracker(track(rows, (), [*variable_names(trace.events), "session.*"])),
        FindingList(find(trace)),
        AppReport(shown_description(describe(app), Redaction(show_values=False))),
    )
    for plain in (True, False):
        out = StringIO()
        open_terminal("never", plain=plain, out=out, width=200).show(*everything)
        yield out.getvalue()


def leaks(text: str) -> set[str]:
    return {text[at : at + 40] for at in range(len(text)) if text.startswith(PREFIX, at)}


def test_no_secret_of_a_recorded_app_comes_out_anywhere() -> None:
    app = make_app()
    with record(app) as recording:
        use(app.test_client())
    trace = recording.trace
    assert {event.name for event in trace.of_kind("stage")} >= {"logged_in", "access_granted", "logged_out"}
    assert {"exception", "flash", "response", "observed"} <= {event.kind for event in trace.events}
    for text in shown(trace, app):
        assert leaks(text) == set()
        assert text.count("User#1") > 0 or "Views and their guards" in text


def test_what_the_libraries_write_and_the_names_of_things_are_shown() -> None:
    app = make_app()
    with record(app) as recording:
        use(app.test_client())
    text = json.dumps(json.loads("\n".join(json_lines(recording.trace))), ensure_ascii=False)
    for name in (
        "/account/<name>",
        "ValueError",
        "User#1",
        '"_fresh": true',
        "https://pay.example/",
        "token",
        "client #1",
        "Bearer …",
        "text/html; charset=utf-8",
        "max-age=60",
        "theme",
        "(other)",
    ):
        assert name in text


def test_with_show_values_secrets_of_the_libraries_stay_hidden() -> None:
    app = make_app()
    with record(app, show_values=True) as recording:
        use(app.test_client())
    text = "\n".join(json_lines(recording.trace))
    for of in ("password", "typed-wrongly", "key-of-the-app", "database", "authorization", "signature", "in-a-cookie"):
        assert secret(of) not in text
    for of in ("json", "bare", "padded", "bare-body", "header"):
        assert f'{secret(of)}"' not in text
    assert secret("in-the-session") in text


def test_no_secret_of_a_scenario_comes_out_anywhere() -> None:
    app = make_app()
    pages = {"login": "/login", "protected": f"/account/{secret('path')}", "logout": "/logout"}
    actions: tuple[Action, ...] = (VISIT, LOGIN, VISIT, LOGOUT, REMEMBER, Action(do="close_browser"), VISIT)
    scenario = Scenario(name="trial", title="a trial", actions=actions)
    visitor = Visitor(secret("typed-name"), secret("password"))
    trace = run_on_app(app, scenario, pages=pages, visitor=visitor)
    assert "logged_in" in [event.name for event in trace.of_kind("stage")]
    for text in shown(trace, app):
        assert leaks(text) == set()


APP = """
import sys
sys.path.insert(0, {root!r})
from tests.recording.app_of_secrets import make_app
def create_app(database):
    return make_app()
"""


@pytest.fixture
def target(tmp_path: Path) -> str:
    source = APP.format(root=str(FOREIGN.parent.parent))
    (tmp_path / "shop.py").write_text(source, encoding="utf-8")
    return f"{tmp_path / 'shop.py'}:create_app('postgresql://{secret('in-the-target')}')"


@pytest.mark.parametrize("options", [(), ("--plain",), ("--json",)])
def test_no_secret_is_printed_or_saved_by_watch(options: tuple[str, ...], target: str, tmp_path: Path) -> None:
    saved = tmp_path / "login.jsonl"
    with watching(target, "--save", str(saved), *options) as app:
        browser = app.browser(secret("user-agent"))
        browser.get(f"/account/{secret('path')}?token={secret('query')}")
        browser.post("/login", user=secret("typed-name"), password=secret("password"), remember="on")
        browser.get(f"/account/{secret('path')}")
        for path in ("/away", "/strange", "/bare", *(f"/login?{query}" for query in ODD_QUERIES)):
            browser.get(path)
        post_json_as_form(app.url)
        browser.post("/logout")
        code, out, err = app.stop()
    assert code == 0
    assert "logged_out" in out or "Logged out" in out
    assert leaks(out) == leaks(app.greeting) == leaks(err) == leaks(saved.read_text("ascii")) == set()
    whole = load_trace(saved)
    assert "logged_in" in [event.name for event in whole.of_kind("stage")]
    assert [facts.fields for facts in whole.facts_of(FormFacts)][1] == ("…",)
    for how in (("--plain",), ("--json",), ()):
        again = tracer("show", str(saved), *how)
        assert again.returncode == 0, again.stderr
        assert leaks(again.stdout + again.stderr) == set()


def post_json_as_form(url: str) -> None:
    """Send JSON as curl does that was not told what it sends, with a method that does not exist before it."""
    connection = HTTPConnection(urlsplit(url).netloc, timeout=20)
    for method in (secret("method").upper(), "POST"):
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": f"a:{secret('cookie-name')}=1"}
        connection.request(method, "/api", JSON, headers)
        connection.getresponse().read()
    connection.close()


def test_no_secret_of_a_scenario_performed_by_watch_is_printed_or_saved(target: str, tmp_path: Path) -> None:
    saved = tmp_path / "trace.json"
    asked = ("watch", target, "--scenario", "login-flow", "--username", secret("typed-name"))
    pages = ("--protected-path", f"/account/{secret('path')}")
    for options in (("--save", str(saved)), ("--plain",), ("--json",)):
        done = tracer_process(*asked, *pages, *options, settings={"TRACER_PASSWORD": secret("password")})
        assert done.returncode == 0, done.stderr
        assert leaks(done.stdout + done.stderr) == set()
    assert leaks(saved.read_text("ascii")) == set()


def test_no_secret_is_printed_by_inspect(target: str) -> None:
    for options in (("--production",), ("--json", "--production"), ("--plain",)):
        done = tracer_process("inspect", target, *options)
        assert done.returncode in {0, 1}
        assert leaks(done.stdout + done.stderr) == set()


def test_no_secret_is_printed_when_the_app_cannot_be_loaded(tmp_path: Path) -> None:
    raising = f"def create_app():\n    raise RuntimeError('no database at {secret('database')}')\n"
    (tmp_path / "shop.py").write_text(raising, encoding="utf-8")
    done = tracer_process("inspect", str(tmp_path / "shop.py"))
    assert done.returncode == 3
    assert leaks(done.stdout + done.stderr) == set()
