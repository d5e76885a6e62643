"""Findings about who asks: a test with a context around it, a script, a frame, a socket, a user without a role."""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_login import UserMixin, login_user

from tests.foreign_apps.driver import LOGIN, ONE_FILE, PASSWORD, VISIT
from tests.foreign_apps.patterns import LOADER, also
from tracer.activities.record import record
from tracer.findings import find
from tracer.recording.recording import Recording
from tracer.trace.facts import RequestFacts, StageFacts, UserFacts
from tracer.trace.table import table
from tracer.trace.variables import ANONYMOUS

FORM = {"name": "grace", "secret": PASSWORD}


def codes(recording: Recording) -> list[str]:
    return [finding.code for finding in find(recording.trace)]


def log_in(client: FlaskClient, **headers: str) -> None:
    client.post("/login", data=FORM, headers={name.replace("_", "-"): value for name, value in headers.items()})


# Contexts that are open around a test.


def context(app: Flask, kind: str) -> AbstractContextManager[object]:
    return app.app_context() if kind == "app" else app.test_request_context()


@pytest.mark.parametrize("kind", ["app", "request"])
def test_a_user_who_was_kept_on_g_is_told_in_trace_and_table_and_found(kind: str, tmp_path: Path) -> None:
    app = ONE_FILE.load(tmp_path, (LOADER, LOADER.replace("USERS.get(int(user_id))", "None")))
    client = app.test_client()
    with context(app, kind), record(app) as recording:
        log_in(client)
        assert client.get("/account").status_code == 200  # although the loader finds nobody
    assert codes(recording) == ["user-kept-on-outer-context"]
    kept = [facts.kept_user for facts in recording.trace.facts_of(RequestFacts)]
    assert kept == [None, UserFacts("User", anonymous=False)]
    checked = next(step for step in recording.steps if step.stage == "session_checked")
    assert checked.row.check == "Is the user logged in who was on g before the request?"


def test_whom_the_session_names_is_not_said_of_a_user_who_was_kept(tmp_path: Path) -> None:
    app = ONE_FILE.load(tmp_path)
    with app.app_context(), record(app) as recording:
        log_in(app.test_client())
        assert app.test_client().get("/account").status_code == 200
    assert codes(recording) == ["user-kept-on-outer-context"]
    last = [*recording.trace.facts_of(StageFacts)][-1]
    assert last.current_user == UserFacts("User", anonymous=False)


def test_a_stranger_who_was_kept_on_g_turns_a_user_away(tmp_path: Path) -> None:
    app = ONE_FILE.load(tmp_path)
    with record(app) as recording:
        client = app.test_client()
        log_in(client)
        with app.app_context():
            app.test_client().get("/account")
            assert client.get("/account").status_code == 302
    assert codes(recording) == ["user-kept-on-outer-context"]


def test_a_context_around_the_setting_up_alone_does_no_harm(tmp_path: Path) -> None:
    app = ONE_FILE.load(tmp_path)
    with record(app) as recording:
        with app.app_context():
            client = app.test_client()
        log_in(client)
        client.get("/account")
    assert codes(recording) == []
    assert [facts.kept_user for facts in recording.trace.facts_of(RequestFacts)] == [None, None]


def test_a_context_around_a_flow_in_which_nobody_is_kept_is_no_fault(tmp_path: Path) -> None:
    app = ONE_FILE.load(tmp_path)
    with app.app_context(), record(app) as recording:
        assert app.test_client().get("/account").status_code == 302
    assert codes(recording) == []


# Sessions that login_user has not written.


def written(client: FlaskClient, **session: object) -> FlaskClient:
    with client.session_transaction() as opened:
        opened.update(session)
    return client


@pytest.mark.parametrize("more", [{}, {"_fresh": True}])
def test_a_session_with_the_key_of_old(more: Mapping[str, object], tmp_path: Path) -> None:
    app = ONE_FILE.load(tmp_path)
    with record(app) as recording:
        written(app.test_client(), user_id="1", **more).get("/account")
    assert codes(recording) == ["old-session-key"]


OWN_KEY = [also('@app.route("/shop")\ndef shop():\n    return str(session.get("user_id"))')]


def test_a_key_that_the_app_itself_uses_is_not_one_of_old(tmp_path: Path) -> None:
    app = ONE_FILE.load(tmp_path, *OWN_KEY)
    with record(app) as recording:
        written(app.test_client(), user_id="1").get("/account")
        client = app.test_client()
        log_in(client)
        written(client, user_id="1").get("/account")
        client.post("/logout")
        client.get("/account")
    assert codes(recording) == []


def test_the_right_key_written_by_hand_logs_in(tmp_path: Path) -> None:
    app = ONE_FILE.load(tmp_path)
    with record(app) as recording:
        assert written(app.test_client(), _user_id="1", _fresh=True).get("/account").status_code == 200
    assert codes(recording) == []


def test_a_session_without_what_login_user_writes_is_thrown_out_by_strong_protection(tmp_path: Path) -> None:
    app = ONE_FILE.load(tmp_path)
    app.config["SESSION_PROTECTION"] = "strong"
    with record(app) as recording:
        written(app.test_client(), _user_id="1", _fresh=True).get("/account")
    assert codes(recording) == ["session-not-from-login"]


def test_an_id_that_is_no_text_is_not_found(tmp_path: Path) -> None:
    by_text = LOADER.replace("USERS.get(int(user_id))", '{"1": USERS[1]}.get(user_id)')
    app = ONE_FILE.load(tmp_path, (LOADER, by_text))
    with record(app) as recording:
        written(app.test_client(), _user_id=1, _fresh=True).get("/account")
        assert written(app.test_client(), _user_id="1", _fresh=True).get("/account").status_code == 200
    assert codes(recording) == ["session-not-from-login"]


# Users who are logged in, and lack something.

ROLE = """
from functools import wraps

def staff_only(view):
    @wraps(view)
    def guarded(*arguments, **named):
        if current_user.name != "root":
            {answer}
        return view(*arguments, **named)
    return login_required(guarded)

@app.route("/office")
@staff_only
def office():
    return "Office"
"""
SENDS_BACK = (
    '    return page("Log in", form=True)\n',
    """    if current_user.is_authenticated:
        return redirect(request.args.get("next", url_for("index")))
    return page("Log in", form=True)
""",
)
AGAIN = 'return redirect(url_for("login", next=request.path))'


def follow(client: FlaskClient, path: str, most: int = 8) -> None:
    at: str | None = path
    for _ in range(most):
        at = client.get(at).location if at is not None else None


REFUSED = """
@app.errorhandler(401)
def refused(_):
    return redirect(url_for("login", next=request.path))
"""


@pytest.mark.parametrize(
    "answer", ["return login_manager.unauthorized()", AGAIN, "from flask import abort; abort(401)"]
)
def test_a_user_without_a_role_who_is_sent_in_a_circle(answer: str, tmp_path: Path) -> None:
    app = ONE_FILE.load(tmp_path, also(ROLE.format(answer=answer) + REFUSED), SENDS_BACK)
    client = app.test_client()
    with record(app) as recording:
        log_in(client)
        follow(client, "/office")
    assert codes(recording) == ["signed-in-user-sent-to-login"]


@pytest.mark.parametrize(
    "answer",
    [
        "from flask import abort; abort(403)",
        'flash("Staff only"); return redirect(url_for("index"))',
    ],
)
def test_a_user_without_a_role_who_is_told_so(answer: str, tmp_path: Path) -> None:
    app = ONE_FILE.load(tmp_path, also(ROLE.format(answer=answer)), SENDS_BACK)
    client = app.test_client()
    with record(app) as recording:
        log_in(client)
        follow(client, "/office")
    assert codes(recording) == []


def test_a_login_page_that_shows_its_form_may_ask_for_another_account(tmp_path: Path) -> None:
    app = ONE_FILE.load(tmp_path, also(ROLE.format(answer="return login_manager.unauthorized()")))
    client = app.test_client()
    with record(app) as recording:
        log_in(client)
        follow(client, "/office")
    assert codes(recording) == []


# Scripts and frames.

SCRIPT = {"Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty", "Sec-Fetch-Site": "same-origin", "Accept": "*/*"}


@pytest.mark.parametrize(
    "headers",
    [
        SCRIPT,
        {"X-Requested-With": "XMLHttpRequest", "Accept": "*/*"},
        {"Accept": "application/json"},
        {"Accept": "application/json, text/plain, */*"},
    ],
)
def test_a_script_that_gets_the_login_page(headers: Mapping[str, str], tmp_path: Path) -> None:
    app = ONE_FILE.load(tmp_path)
    with record(app) as recording:
        app.test_client().get("/account", headers=headers)
    assert codes(recording) == ["script-gets-login-page"]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Accept": "*/*"},
        {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8", "Sec-Fetch-Mode": "navigate"},
        {**SCRIPT, "Accept": "text/html, application/xhtml+xml"},  # Turbo shows the page that it is led to
        {**SCRIPT, "HX-Request": "true"},
        {"Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image", "Accept": "image/avif,*/*;q=0.8"},
    ],
)
def test_who_can_show_a_page_may_be_led_to_one(headers: Mapping[str, str], tmp_path: Path) -> None:
    app = ONE_FILE.load(tmp_path)
    with record(app) as recording:
        app.test_client().get("/account", headers=headers)
    assert codes(recording) == []


def test_a_script_that_is_answered_401_is_well_served(tmp_path: Path) -> None:
    handler = '@login_manager.unauthorized_handler\ndef refuse():\n    return "log in", 401'
    app = ONE_FILE.load(tmp_path, also(handler))
    with record(app) as recording:
        app.test_client().get("/account", headers=SCRIPT)
    assert codes(recording) == []


def test_words_that_no_standard_knows_are_not_kept(tmp_path: Path) -> None:
    app = ONE_FILE.load(tmp_path)
    odd = {"Sec-Fetch-Mode": "s3cret-mode", "Sec-Fetch-Dest": "s3cret-place", "X-Requested-With": "s3cret-app"}
    with record(app) as recording:
        app.test_client().get("/account", headers=odd)
    assert "s3cret" not in repr(recording.events)
    (facts,) = recording.trace.facts_of(RequestFacts)
    assert (facts.client.mode, facts.client.destination, facts.client.script) == (None, None, False)


FRAME = {"Sec-Fetch-Dest": "iframe", "Sec-Fetch-Mode": "navigate"}
OUTSIDE, INSIDE = {**FRAME, "Sec-Fetch-Site": "cross-site"}, {**FRAME, "Sec-Fetch-Site": "same-origin"}


def in_frame(app: Flask) -> Recording:
    """Use an app in a frame of another site, by a browser that keeps no cookies there."""
    client = app.test_client(use_cookies=False)
    with record(app) as recording:
        client.get("/account", headers=OUTSIDE)
        client.get("/login", headers=OUTSIDE)
        client.post("/login", data=FORM, headers=INSIDE)
        client.get("/account", headers=INSIDE)
    return recording


def test_an_app_in_a_frame_of_another_site(tmp_path: Path) -> None:
    recording = in_frame(ONE_FILE.load(tmp_path))
    assert codes(recording) == ["app-in-foreign-frame"]


def test_a_stranger_in_a_frame_of_another_site_cannot_log_in(tmp_path: Path) -> None:
    app = ONE_FILE.load(tmp_path)
    with record(app) as recording:
        app.test_client().get("/account", headers=OUTSIDE)
    assert codes(recording) == ["app-in-foreign-frame"]


def test_an_app_that_is_made_for_frames(tmp_path: Path) -> None:
    app = ONE_FILE.load(tmp_path)
    app.config.update(SESSION_COOKIE_SAMESITE="None", SESSION_COOKIE_SECURE=True)
    with record(app) as recording:
        app.test_client().get("/account", headers=OUTSIDE)
    assert codes(recording) == []


def test_a_frame_of_the_app_itself_is_no_foreign_one(tmp_path: Path) -> None:
    app = ONE_FILE.load(tmp_path)
    with record(app) as recording:
        app.test_client().get("/account", headers=INSIDE)
        app.test_client().get("/hello", headers=OUTSIDE)  # a public page may stand wherever it likes
    assert codes(recording) == []


# Sockets.


class Known(UserMixin):  # type: ignore[misc] # Flask-Login has no types
    """A user with an id."""

    id = "1"


@contextmanager
def event_of_socket(app: Flask, **environ: object) -> Iterator[Any]:
    """Run a block as Flask-SocketIO runs the handler of an event: in a request that nobody answers."""
    from flask import request  # noqa: PLC0415 # the proxy is needed inside of the block only

    with app.test_request_context("/socket.io/", environ_overrides=environ):
        request.sid, request.namespace = "socket", "/"  # type: ignore[attr-defined] # as the library does
        yield request


def test_a_login_in_an_event_of_a_socket_reaches_no_page(tmp_path: Path) -> None:
    app = ONE_FILE.load(tmp_path)
    client = app.test_client()
    with record(app) as recording:
        client.get("/login")
        with event_of_socket(app, saved_session={}):
            assert login_user(Known())
        client.get("/account")
    assert codes(recording) == ["login-in-socket-event"]
    (finding,) = find(recording.trace)
    assert "test_rules_of_askers.py" in str(finding.place)


@pytest.mark.library("flask-socketio")
def test_the_same_with_the_library_itself(tmp_path: Path) -> None:
    import flask_socketio as sockets  # noqa: PLC0415 # it is missing where the test is left out

    app = ONE_FILE.load(tmp_path)
    server = sockets.SocketIO(app, async_mode="threading")
    server.on_event("login", lambda _: login_user(Known()) and None)
    client = app.test_client()
    with record(app) as recording:
        client.get("/login")
        server.test_client(app, flask_test_client=client).emit("login", {})
        client.get("/account")
    assert codes(recording) == ["login-in-socket-event"]


def test_a_login_in_a_websocket_reaches_no_page(tmp_path: Path) -> None:
    app = ONE_FILE.load(tmp_path)
    with record(app) as recording:
        app.test_client(use_cookies=False).post("/login", data=FORM, headers={"Upgrade": "websocket"})
        app.test_client().get("/account", headers={"Sec-Fetch-Site": "same-origin"})
    assert codes(recording) == ["login-in-socket-event"]


def test_a_login_by_an_ordinary_request_after_it_counts(tmp_path: Path) -> None:
    app = ONE_FILE.load(tmp_path)
    client = app.test_client()
    with record(app) as recording:
        with event_of_socket(app, saved_session={}):
            login_user(Known())
        log_in(client)
        assert client.get("/account").status_code == 200
    assert codes(recording) == []


def test_a_login_in_a_context_of_a_test_is_no_event(tmp_path: Path) -> None:
    app = ONE_FILE.load(tmp_path)
    with record(app) as recording:
        with app.test_request_context():
            assert login_user(Known())
        app.test_client().get("/account")
    assert codes(recording) == []


def test_the_tables_of_all_of_this_tell_no_user_that_is_not_known(tmp_path: Path) -> None:
    app = ONE_FILE.load(tmp_path)
    with record(app) as recording:
        app.test_client().get("/account", headers=SCRIPT)
    assert table(recording.trace).final["current_user"] == ANONYMOUS


# A front end at another site.


FRONT_END = {
    "Sec-Fetch-Site": "cross-site",
    "Sec-Fetch-Mode": "cors",
    "Origin": "https://front.example",
    "Accept": "application/json",
}
API = (
    ('return redirect(target if is_safe(target) else url_for("index"))', 'return {"ok": True}'),
    (LOADER, f'login_manager.unauthorized_handler(lambda: ("Log in first", 401))\n\n\n{LOADER}'),
)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({}, "has no SameSite"),
        ({"SESSION_COOKIE_SAMESITE": "Lax"}, "is SameSite=Lax"),
        ({"SESSION_COOKIE_SAMESITE": "None", "SESSION_COOKIE_SECURE": True}, None),
    ],
)
def test_a_front_end_at_another_site_whose_login_is_not_kept(
    settings: Mapping[str, object], words: str | None, tmp_path: Path
) -> None:
    app = ONE_FILE.load(tmp_path, *API)
    app.config.update(settings)
    client = app.test_client(use_cookies=words is None)
    with record(app) as recording:
        client.post("/login", data=FORM, headers=FRONT_END, base_url="https://shop.example")
        client.get("/account", headers=FRONT_END, base_url="https://shop.example")
    assert [finding.code for finding in recording.findings] == (["login-by-script-of-other-site"] if words else [])
    assert all(words is not None and words in finding.what for finding in recording.findings)


def test_a_front_end_that_only_asks_has_lost_no_login(tmp_path: Path) -> None:
    app = ONE_FILE.load(tmp_path, *API)
    with record(app) as recording:
        app.test_client().post("/login", data=FORM)
        app.test_client(use_cookies=False).get("/account", headers=FRONT_END)
    assert codes(recording) == []


def test_a_login_view_that_logs_out_first_is_healthy(tmp_path: Path) -> None:
    first = ("        target = request.args", "        logout_user(); login_user(user)\n        target = request.args")
    trace = ONE_FILE.use(ONE_FILE.load(tmp_path, first), LOGIN, VISIT)
    assert find(trace) == ()
