"""A trace of one's own app can be shared: secrets are put everywhere, and none of them comes out anywhere."""

import json
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, Response, abort, flash, redirect, render_template_string, request, session, url_for
from flask_login import LoginManager, UserMixin, current_user, login_required, login_user, logout_user
from werkzeug.security import check_password_hash, generate_password_hash

from tests.cli.process import tracer
from tests.cli.watching import FOREIGN, watching
from tests.foreign_apps.driving import LOGIN, LOGOUT, REMEMBER, VISIT
from tracer.findings import find
from tracer.recording.flask_run import record
from tracer.recording.foreign_run import Visitor, run_on_app
from tracer.recording.observe import describe
from tracer.scenario import Action, Scenario
from tracer.steps import table
from tracer.trace import Trace
from tracer.trace_file import load
from tracer.trace_json import trace_to_plain
from tracer.tracking import track
from tracer.variables import variable_names
from tracer.views.app_report import AppReport
from tracer.views.closing import Closing
from tracer.views.detail import Detail
from tracer.views.execution_table import ExecutionTable
from tracer.views.finding_list import FindingList
from tracer.views.run import Title
from tracer.views.terminal import open_terminal
from tracer.views.variable_tracker import VariableTracker

PREFIX = "s3cr3t-"


def secret(of: str) -> str:
    return f"{PREFIX}{of}"


class User(UserMixin):  # type: ignore[misc] # Flask-Login ships no types
    """A user whose id, name and everything else is nobody's business."""

    def __init__(self) -> None:
        self.id = secret("user-id")
        self.password_hash = generate_password_hash(secret("password"), "pbkdf2:sha256:1000")

    def __repr__(self) -> str:
        return secret("repr")

    __str__ = __repr__


def make_app() -> Flask:
    app = Flask("shop")
    app.config.update(
        SECRET_KEY=secret("key-of-the-app"),
        SQLALCHEMY_DATABASE_URI=f"postgresql://shop:{secret('database')}@db.example/shop",
        MAIL_PASSWORD=secret("mail"),
    )
    manager = LoginManager(app)
    manager.login_view = "login"
    manager.login_message = secret("login-message")
    user = User()
    manager.user_loader(lambda user_id: user if user_id == user.id else None)

    @app.before_request
    def remember_much() -> None:
        session[f"cart of {len(session) and 'x'}"] = [secret("in-a-list"), {"deep": secret("in-a-dict")}]
        session["token"] = secret("in-the-session")

    @app.route("/login", methods=["GET", "POST"])
    def login() -> Any:
        if request.method == "POST":
            flash(secret("flash"))
            if not check_password_hash(user.password_hash, request.form.get("password", "")):
                return render_template_string("<h1>{{ words }}</h1>", words=secret("failure")), 401
            login_user(user, remember="remember" in request.form)
            return redirect(request.args.get("next") or url_for("account", name=secret("in-the-path")))
        return render_template_string(
            '<h1>{{ words }}</h1><form method="post"><input name="user"><input name="password" type="password">'
            '<input name="csrf" type="hidden" value="{{ words }}"><input name="remember" type="checkbox"></form>',
            words=secret("heading"),
        )

    @app.route("/account/<name>")
    @login_required  # type: ignore[untyped-decorator] # as above
    def account(name: str) -> Response:
        answer = Response(
            f"<h1>{name} {current_user.id}</h1><form method=post action=/logout><button>out</button></form>",
            mimetype="text/html",
        )
        answer.headers["X-Api-Key"] = secret("in-a-header")
        answer.headers["Link"] = f"</{secret('in-a-link')}>"
        answer.set_cookie("tracking", secret("in-a-cookie"), path=f"/{secret('path-of-a-cookie')}"[:1])
        return answer

    @app.route("/away")
    def away() -> Any:
        return redirect(f"https://user:{secret('userinfo')}@pay.example/{secret('foreign-path')}?k={secret('query')}#f")

    @app.route("/broken")
    def broken() -> str:
        raise ValueError(secret("exception"))

    @app.route("/forbidden")
    def forbidden() -> str:
        abort(403, secret("description"))

    @app.post("/logout")
    def logout() -> Any:
        logout_user()
        return redirect(url_for("login", reason=secret("reason")))

    return app


def use(client: Any) -> None:
    """Do everything that a person and a program could do, with a secret in each place."""
    agent = {"User-Agent": secret("user-agent"), "X-Forwarded-For": secret("forwarded")}
    token = {"Authorization": f"Bearer {secret('authorization')}", "X-Token": secret("header"), **agent}
    client.set_cookie("preferences", secret("presented-cookie"))
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
    client.set_cookie("session", f"{secret('session-cookie')}.x.y")
    client.get(f"/account/{secret('path')}", headers=agent)
    client.set_cookie("remember_token", f"{secret('remembered')}|{secret('signature')}")
    client.get(f"/account/{secret('path')}", headers=agent)
    client.post("/login", data={**form, "next": f"//evil.example/{secret('evil')}"}, headers=agent)
    client.post("/logout", headers=agent)


def shown(trace: Trace, app: Flask) -> Iterator[str]:
    """Yield every form in which a trace is shown, printed or saved."""
    yield json.dumps(trace_to_plain(trace))
    rows = table(trace)
    everything = (
        Title(trace, None),
        ExecutionTable(rows),
        Closing(trace, rows),
        Detail(rows),
        VariableTracker(track(rows, (), [*variable_names(trace.events), "session.*"])),
        FindingList(find(trace)),
        AppReport(describe(app)),
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
    text = json.dumps(trace_to_plain(recording.trace))
    for name in (
        "/account/<name>",
        "ValueError",
        "User#1",
        '"_fresh": true',
        "https://pay.example/",
        "token",
        "client #1",
    ):
        assert name in text


def test_with_show_values_secrets_of_the_libraries_stay_hidden() -> None:
    app = make_app()
    with record(app, show_values=True) as recording:
        use(app.test_client())
    text = json.dumps(trace_to_plain(recording.trace))
    for of in ("password", "typed-wrongly", "key-of-the-app", "database", "authorization", "signature", "in-a-cookie"):
        assert secret(of) not in text
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
from tests.recording.test_secrets_everywhere import make_app, secret
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
        browser.get("/away")
        browser.post("/logout")
        code, out, err = app.stop()
    assert code == 0
    assert "logged_out" in out or "Logged out" in out
    assert leaks(out) == leaks(app.greeting) == leaks(err) == leaks(saved.read_text("ascii")) == set()
    assert "logged_in" in [event.name for event in load(saved).of_kind("stage")]


def test_no_secret_is_printed_by_inspect(target: str) -> None:
    for options in (("--production",), ("--json", "--production"), ("--plain",)):
        done = tracer("inspect", target, *options)
        assert done.returncode in {0, 1}
        assert leaks(done.stdout + done.stderr) == set()


def test_no_secret_is_printed_when_the_app_cannot_be_loaded(tmp_path: Path) -> None:
    raising = f"def create_app():\n    raise RuntimeError('no database at {secret('database')}')\n"
    (tmp_path / "shop.py").write_text(raising, encoding="utf-8")
    done = tracer("inspect", str(tmp_path / "shop.py"))
    assert done.returncode == 3
    assert leaks(done.stdout + done.stderr) == set()
