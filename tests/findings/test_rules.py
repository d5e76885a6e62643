"""Findings whose causes lie outside of one browser and one app, and what is no finding."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionInterface
from flask.views import MethodView
from flask_login import login_required

from tests.client_cookies import cookie_of, delete_cookie, set_cookie
from tests.course import CHEAP
from tests.foreign_apps.driver import LOGIN, LOGOUT, ONE_FILE, PASSWORD, VISIT
from tracer.activities.record import record
from tracer.findings import find
from tracer.recording.demo.flask_run import run_on_flask
from tracer.recording.observe import describe
from tracer.trace.app_facts import AppFacts
from tracer.trace.events import Trace
from tracer.trace.scenario import Action, Scenario

FORM = {"name": "grace", "secret": PASSWORD}


def codes(trace: Trace) -> list[str]:
    return [finding.code for finding in find(trace)]


def on_demo_app(*actions: Action, **settings: object) -> Trace:
    chosen = {"PASSWORD_HASH_METHOD": CHEAP, **settings}
    return run_on_flask(Scenario(title="a trial", actions=actions), settings=chosen, witness="observed")


DEMO_LOGIN = Action(do="submit", page="login", account="ada", password="right")


def test_a_session_that_ends_within_minutes_is_found_and_one_that_lasts_is_not() -> None:
    wait = Action(do="wait", seconds=3000)
    assert codes(on_demo_app(DEMO_LOGIN, wait, VISIT, PERMANENT_SESSION_LIFETIME=60)) == ["session-lifetime-short"]
    assert codes(on_demo_app(DEMO_LOGIN, wait, VISIT, PERMANENT_SESSION_LIFETIME=2000)) == []


class StoredSession(SecureCookieSession):
    """A session whose content stays on the server."""


class StoredSessions(SessionInterface):
    """Sessions in the memory of this process, by a key in the cookie."""

    def __init__(self) -> None:
        self.store: dict[str, dict[str, Any]] = {}

    def open_session(self, app: Flask, request: Any) -> StoredSession:
        return StoredSession(self.store.get(request.cookies.get(self.get_cookie_name(app), ""), {}))

    def save_session(self, app: Flask, session: Any, response: Any) -> None:
        key = f"key-{len(self.store)}"
        if session and session.modified:
            self.store[key] = dict(session)
            response.set_cookie(self.get_cookie_name(app), key)


def test_a_store_that_forgot_the_session_is_found(tmp_path: Path) -> None:
    app = ONE_FILE.load(tmp_path)
    app.session_interface = sessions = StoredSessions()
    client = app.test_client()
    with record(app) as recording:
        client.post("/login", data=FORM)
        assert client.get("/account").status_code == 200
        assert codes(recording.trace) == []
        sessions.store.clear()
        client.get("/account")
    assert codes(recording.trace) == ["session-store-forgot"]


class UnsavedSessions(SecureCookieSessionInterface):
    """Sessions that are never saved."""

    def save_session(self, app: Flask, session: Any, response: Any) -> None:
        """Forget the session."""


def test_a_session_that_is_not_saved_is_found(tmp_path: Path) -> None:
    app = ONE_FILE.load(tmp_path)
    app.session_interface = UnsavedSessions()
    client = app.test_client()
    with record(app) as recording:
        client.post("/login", data=FORM)
        client.get("/account")
    assert codes(recording.trace) == ["session-not-saved"]


def test_an_answer_that_overtakes_the_login_is_found(tmp_path: Path) -> None:
    late = Action(do="visit", page="cart", late=True)
    actions = (late, LOGIN, VISIT, Action(do="receive"), VISIT)
    trace = ONE_FILE.use(ONE_FILE.load(tmp_path), *actions, cart="/cart/tea")
    assert codes(trace) == ["session-overwritten"]


def test_a_session_cookie_of_another_app_on_the_same_host_is_found(tmp_path: Path) -> None:
    app, other = ONE_FILE.load(tmp_path), ONE_FILE.load(tmp_path)
    other.secret_key = "the key of the other app"
    client, other_client = app.test_client(), other.test_client()
    with record(app) as recording:
        client.post("/login", data=FORM)
        other_client.get("/cart/tea")
        set_cookie(client, "session", cookie_of(other_client, "session"))
        client.get("/account")
    assert codes(recording.trace) == ["foreign-session-cookie"]


def test_a_cookie_that_does_not_come_back_without_a_reason_that_shows_is_found(tmp_path: Path) -> None:
    app = ONE_FILE.load(tmp_path)
    client = app.test_client()
    with record(app) as recording:
        client.post("/login", data=FORM)
        delete_cookie(client, "session")
        client.get("/account", headers={"Sec-Fetch-Site": "same-origin"})
    assert codes(recording.trace) == ["cookie-not-returned"]


def test_a_finding_knows_its_request_its_step_and_its_place(tmp_path: Path) -> None:
    app = ONE_FILE.load(tmp_path, ("int(user_id)", "user_id"))
    (finding,) = find(ONE_FILE.use(app, LOGIN, VISIT))
    assert finding.code == "user-not-found-again"
    # The first page after the login that asks is the home page, whose template does.
    assert (finding.request, finding.step, finding.browser) == (3, 2, "A")
    assert "User#1" in finding.what

    by_get = ('@app.route("/logout", methods=["POST"])', '@app.route("/logout")')
    assert not find(ONE_FILE.use(ONE_FILE.load(tmp_path, by_get), LOGIN, Action(do="visit", page="logout")))
    leave = Action(do="visit", page="logout", from_site="https://forum.example")
    (finding,) = find(ONE_FILE.use(ONE_FILE.load(tmp_path, by_get), LOGIN, leave))
    assert finding.place is not None
    assert finding.place.endswith("in logout()")


def test_nothing_is_said_of_the_logins_of_a_copy_of_flask_login(tmp_path: Path) -> None:
    trace = ONE_FILE.use(ONE_FILE.load(tmp_path, ("int(user_id)", "user_id")), LOGIN, VISIT)
    assert find(trace)
    events = tuple(
        replace(event, facts=replace(event.facts, login_library_copy="shop.vendor.flask_login"))
        if isinstance(event.facts, AppFacts)
        else event
        for event in trace.events
    )
    assert not find(replace(trace, events=events))


def test_the_same_finding_is_told_once_and_counted(tmp_path: Path) -> None:
    by_get = ('@app.route("/logout", methods=["POST"])', '@app.route("/logout")')
    leave = Action(do="visit", page="logout", from_site="https://forum.example")
    (finding,) = find(ONE_FILE.use(ONE_FILE.load(tmp_path, by_get), LOGIN, leave, LOGIN, leave))
    assert (finding.code, finding.count) == ("logout-by-get", 2)


@pytest.mark.parametrize(
    "behind",
    [
        Action(do="delete_account", account="ada"),
        Action(do="deactivate_account", account="ada"),
        Action(do="change_password", account="ada"),
        Action(do="restart_app", secret_key="new"),
        Action(do="change_user_agent", user_agent="another"),
        Action(do="change_address", address="192.0.2.9"),
    ],
    ids=lambda action: action.do,
)
@pytest.mark.parametrize("protection", ["basic", "none"])
def test_what_happens_to_an_account_or_a_network_is_no_fault_of_the_app(behind: Action, protection: str) -> None:
    settings = {"ALTERNATIVE_IDS": True, "SESSION_PROTECTION": None if protection == "none" else protection}
    assert codes(on_demo_app(DEMO_LOGIN, VISIT, behind, VISIT, VISIT, **settings)) == []


def second_factor(folder: Path) -> Flask:
    """An app whose password is followed by a second factor, on a page of its own."""
    app = ONE_FILE.load(
        folder,
        ('if not login_user(user, remember="stay" in request.form):', "if True:"),
        ('return page("Your account is switched off")', 'return redirect("/code")'),
    )

    @app.route("/code", methods=["GET", "POST"])
    def code() -> Any:
        from flask import redirect, request  # noqa: PLC0415 # an app of this test only
        from flask_login import login_user  # noqa: PLC0415 # as above

        if request.method == "POST":
            login_user(app.login_manager.user_callback("1"))  # type: ignore[attr-defined] # Flask-Login sets it
            return redirect("/account")
        return "the code, please"

    return app


Drive = Callable[[Any], None]


def finish(client: Any) -> None:
    client.get("/code")
    client.post("/code", data={"code": "1"})
    client.get("/account")


def give_up(client: Any) -> None:
    client.get("/code")
    client.get("/account")


@pytest.mark.parametrize("drive", [finish, give_up])
def test_a_second_factor_is_no_forgotten_login(drive: Drive, tmp_path: Path) -> None:
    app = second_factor(tmp_path)
    client = app.test_client()
    with record(app) as recording:
        client.post("/login", data=FORM)
        drive(client)
    assert codes(recording.trace) == []


def test_the_rules_also_read_what_an_app_announces_itself() -> None:
    forgotten = Scenario(title="a trial", actions=(VISIT, DEMO_LOGIN), settings={"CALL_LOGIN_USER": False})
    trace = run_on_flask(forgotten, settings={"PASSWORD_HASH_METHOD": CHEAP}, witness="announced")
    assert codes(trace) == ["login-user-not-called"]
    healthy = Scenario(title="a trial", actions=(VISIT, DEMO_LOGIN, LOGOUT, VISIT))
    assert codes(run_on_flask(healthy, settings={"PASSWORD_HASH_METHOD": CHEAP})) == []


PLAIN_CHECK = (
    'if user is None or not check_password_hash(user.password_hash, request.form["secret"]):',
    'if request.form["secret"] != "flow-matic-1955":',
)
FORGOTTEN = ('if not login_user(user, remember="stay" in request.form):', "if False:")
TO_THE_ACCOUNT = ('url_for("index"))\n    return page("Log in"', 'url_for("account"))\n    return page("Log in"')


def sent(folder: Path, secret: str, *changes: tuple[str, str]) -> list[str]:
    """Return what is found when the login form was sent once and the redirects were followed."""
    app = ONE_FILE.load(folder, *changes)
    with record(app) as recording:
        app.test_client().post("/login", data={**FORM, "secret": secret}, follow_redirects=True)
    return codes(recording.trace)


def test_a_login_that_is_forgotten_is_told_where_the_check_cannot_be_seen(tmp_path: Path) -> None:
    assert sent(tmp_path, PASSWORD, PLAIN_CHECK, FORGOTTEN, TO_THE_ACCOUNT) == ["login-form-without-login"]


def test_a_wrong_password_is_no_forgotten_login(tmp_path: Path) -> None:
    assert sent(tmp_path, "wrong", PLAIN_CHECK, FORGOTTEN, TO_THE_ACCOUNT) == []
    # A view that sends everybody on, and logs in those whose password is right.
    everybody = ('            return redirect(url_for("login"))\n', '            return redirect(url_for("account"))\n')
    assert sent(tmp_path, "wrong", PLAIN_CHECK, everybody) == []
    silent = ('            flash("That is not right.")\n', "")
    assert sent(tmp_path, "wrong", PLAIN_CHECK, everybody, silent) == []


def test_a_register_page_that_logs_in_does_not_excuse_the_login_page(tmp_path: Path) -> None:
    register = (
        '@app.route("/logout"',
        '@app.post("/register")\ndef register():\n    login_user(USERS[1])\n    return "in"\n\n\n@app.route("/logout"',
    )
    assert sent(tmp_path, PASSWORD, FORGOTTEN, TO_THE_ACCOUNT, register) == ["login-user-not-called"]


def test_two_guarded_methods_and_an_open_one_are_told_in_the_description(tmp_path: Path) -> None:
    class View(MethodView):
        @login_required  # type: ignore[untyped-decorator] # Flask-Login ships no types
        def get(self) -> str:
            return "seen"

        def post(self) -> str:
            return "deleted"

    app = ONE_FILE.load(tmp_path)
    app.add_url_rule("/both", view_func=View.as_view("both"))
    (both,) = [view for view in describe(app).views if view.endpoint == "both"]
    assert (both.guards, both.unguarded_methods) == ((), ("POST",))
