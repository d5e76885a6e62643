"""Whom a guard that nobody saw turned away or let in, as the answer tells; and what an answer does not tell."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.foreign_apps.driver import PASSWORD
from tests.foreign_apps.patterns import LOGIN_VIEW, Change, Drive, Pattern, also, log_in, then
from tests.foreign_apps.test_healthy_apps import LET_IN, LOGIN_STEPS, STRANGER, told
from tracer.findings import find
from tracer.stages import Redirected, Refused
from tracer.trace.events import Trace
from tracer.trace.table import steps

REFUSED = ["session_checked False", "refused"]
NO_VIEW: Change = (LOGIN_VIEW, "")

CHECKS = """
from flask import abort, jsonify, make_response

def is_known():
    return current_user.is_authenticated

@app.route("/redirects")
def redirects():
    if not is_known():
        return redirect(url_for("login"))
    return "Page"

@app.route("/aborts")
def aborts():
    if not is_known():
        abort(403)
    return "Page"

@app.route("/json")
def as_json():
    if not is_known():
        return jsonify(error="no"), 401
    return jsonify(page="Page")

@app.route("/private/<name>")
def private(name):
    if name == "closed" and not is_known():
        abort(401)
    return "Page"

@app.route("/leave", methods=["POST"])
def leave():
    if not is_known():
        return redirect(url_for("login"))
    logout_user()
    return redirect("/")
"""

NO_GUARDS = """
from flask import abort

def is_known():
    return current_user.is_authenticated

@app.route("/old-login")
def old_login():
    return redirect(url_for("login"))

@app.route("/confirm/<token>")
def confirm(token):
    if current_user.is_authenticated:
        return redirect(url_for("index"))
    flash("Your address is confirmed.")
    return redirect(url_for("login"))

@app.route("/bye")
def bye():
    if current_user.is_authenticated:
        logout_user()
    return redirect(url_for("login"))

@app.route("/register", methods=["POST"])
def register():
    if is_known():
        return redirect(url_for("index"))
    return redirect(url_for("login"))

@app.route("/comment", methods=["POST"])
def comment():
    abort(403)

@app.route("/token", methods=["POST"])
def token():
    if is_known() or request.form["secret"] != "another":
        abort(401)
    return "token"

@app.before_request
def close_for_some_addresses():
    if request.headers.get("User-Agent") == "a robot":
        abort(403)
"""


def ask(*paths: str) -> Drive:
    def drive(client: FlaskClient) -> None:
        for path in paths:
            client.get(path)

    return drive


def post(path: str) -> Drive:
    def drive(client: FlaskClient) -> None:
        client.post(path, data={"name": "grace", "secret": PASSWORD})

    return drive


def first_as_a_stranger(path: str, method: str = "GET") -> Drive:
    def drive(client: FlaskClient) -> None:
        client.open(path, method=method)
        log_in(client)
        client.open(path, method=method)

    return drive


@pytest.mark.parametrize(
    ("path", "away"),
    [
        ("/redirects", STRANGER),
        ("/aborts", REFUSED),
        ("/json", REFUSED),
        ("/private/closed", REFUSED),
    ],
)
def test_a_check_in_a_function_that_a_view_calls_is_seen(path: str, away: list[str], tmp_path: Path) -> None:
    trace = Pattern("", [also(CHECKS)], first_as_a_stranger(path)).trace(tmp_path)

    assert told(trace) == [*away, *LOGIN_STEPS, *LET_IN]
    assert find(trace) == ()


def test_what_a_page_does_comes_after_its_guard(tmp_path: Path) -> None:
    def drive(client: FlaskClient) -> None:
        client.post("/leave")
        client.get("/redirects")
        log_in(client)
        client.post("/leave")

    trace = Pattern("", [also(CHECKS)], drive).trace(tmp_path)

    # A form that is sent by a stranger and leads to the login page may have registered somebody: nothing is said.
    assert told(trace) == [*STRANGER, *LOGIN_STEPS, "logged_out"]


def test_a_page_that_is_closed_at_one_address_is_open_at_another(tmp_path: Path) -> None:
    def drive(client: FlaskClient) -> None:
        client.get("/private/closed")
        log_in(client)
        client.get("/private/open")

    assert told(Pattern("", [also(CHECKS)], drive).trace(tmp_path)) == [*REFUSED, *LOGIN_STEPS]


@pytest.mark.parametrize(
    "drive",
    [
        ask("/old-login"),
        ask("/confirm/abc"),
        ask("/bye"),
        post("/register"),
        post("/comment"),
        post("/token"),
        lambda client: client.get("/login", headers={"User-Agent": "a robot"}),
    ],
    ids=["moved", "confirmed", "left", "registered", "form", "token", "robot"],
)
def test_an_answer_for_another_reason_turns_nobody_away(drive: Drive, tmp_path: Path) -> None:
    trace = Pattern("", [also(NO_GUARDS)], drive).trace(tmp_path)

    assert told(trace) == []
    assert find(trace) == ()


def handler(answer: str, status: int = 401) -> Sequence[Change]:
    return [NO_VIEW, also(f"@app.errorhandler({status})\ndef handle(error):\n    return {answer}")]


def turned_away(trace: Trace) -> object:
    (announced,) = [
        step.facts.announced for step in steps(trace) if isinstance(step.facts.announced, Redirected | Refused)
    ]
    return announced


@pytest.mark.parametrize(
    ("changes", "path", "announced", "result"),
    [
        (
            handler('redirect("/login")'),
            "/account",
            Redirected(302, "/login"),
            "The browser is sent to /login",
        ),
        (handler('("Not here", 404)'), "/account", Refused(404), "User sees the error 404"),
        (
            handler('page("Log in", form=True)'),
            "/account",
            Refused(200),
            "User is turned away, but the status is 200",
        ),
        (handler('("Who?", 401)'), "/account", Refused(401), "User sees the error 401"),
        (
            [*handler('redirect("/login")', 403), also(CHECKS)],
            "/aborts",
            Redirected(302, "/login"),
            "The browser is sent to /login",
        ),
    ],
    ids=["redirect", "404", "200", "401", "403"],
)
def test_a_refusal_is_told_as_it_was_answered(
    changes: Sequence[Change], path: str, announced: object, result: str, tmp_path: Path
) -> None:
    trace = Pattern("", changes, ask(path)).trace(tmp_path)

    assert turned_away(trace) == announced
    assert steps(trace)[-1].row.result == result


def test_an_answer_that_is_thrown_away_is_told_as_it_was_made(tmp_path: Path) -> None:
    trace = Pattern(
        "",
        [
            (
                "@login_required\ndef account():\n",
                "def account():\n    if not current_user.is_authenticated:\n        login_manager.unauthorized()\n",
            ),
            ('f"Account of {current_user.name}"', '"Account"'),
        ],
        ask("/account"),
    ).trace(tmp_path)

    assert turned_away(trace) == Redirected(302, "/login?next=…")
    assert [finding.code for finding in find(trace)] == ["unauthorized-not-returned"]


def test_an_address_that_is_none_leads_nowhere(tmp_path: Path) -> None:
    def drive(client: FlaskClient) -> None:
        with suppress(ValueError):  # Werkzeug 3 raises it when it sends the answer.
            client.get("/broken")

    view = '@app.route("/broken")\ndef broken():\n    is_known()\n    return "", 302, {"Location": "http://[/login"}'
    trace = Pattern("", [also(view), also(CHECKS)], drive).trace(tmp_path)

    assert told(trace) == []
    assert not list(trace.of_kind("fault"))


def test_a_user_is_let_in_only_where_strangers_are_known_to_be_turned_away(tmp_path: Path) -> None:
    assert told(Pattern("", [also(CHECKS)], then("/redirects")).trace(tmp_path)) == LOGIN_STEPS
