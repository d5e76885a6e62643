"""Findings about cookies that are older than the login, that come twice, that are lost or never kept."""

from collections.abc import Callable, Iterable
from pathlib import Path
from threading import Event as Flag
from threading import Thread
from typing import Any

import pytest
from flask import Flask, make_response, session
from flask.testing import FlaskClient
from flask_login import current_user

from tests.client_cookies import cookie_of, set_cookie
from tests.foreign_apps.driver import CLOSE, LOGIN, ONE_FILE, PASSWORD, REMEMBER, VISIT
from tracer.activities.record import record
from tracer.findings import Finding, find
from tracer.recording.recording import Recording
from tracer.trace.facts import RequestFacts
from tracer.trace.scenario import Action

FORM = {"name": "grace", "secret": PASSWORD}
STAY = {**FORM, "stay": "on"}


def codes(recording: Recording) -> list[str]:
    return [finding.code for finding in find(recording.trace)]


def only(recording: Recording) -> Finding:
    (finding,) = find(recording.trace)
    return finding


class SlowPage:
    """A page of an app that is answered only when it may be.

    Attributes:
        entered: Whether the app has begun to answer.
        may_go_on: Whether it may answer.
    """

    def __init__(self, app: Flask, act: Callable[[], object]) -> None:
        self.entered, self.may_go_on = Flag(), Flag()
        self._act = act
        app.add_url_rule("/poll", "poll", self._answer)

    def _answer(self) -> str:
        seen = self._act()
        self.entered.set()
        assert self.may_go_on.wait(20)
        return str(self._act() if seen is None else seen)

    def around(self, client: FlaskClient, act: Callable[[], object]) -> None:
        """Ask for the page, act while it is being answered, and wait for the answer."""
        asking = Thread(target=lambda: client.get("/poll"))
        asking.start()
        assert self.entered.wait(20)
        act()
        self.may_go_on.set()
        asking.join()


def count_polls() -> None:
    session["polls"] = session.get("polls", 0) + 1


def test_an_answer_that_began_before_the_login_and_came_after_it_is_named(tmp_path: Path) -> None:
    app = ONE_FILE.load(tmp_path)
    slow, client = SlowPage(app, count_polls), app.test_client()
    with record(app) as recording:
        client.get("/")
        slow.around(client, lambda: client.post("/login", data=FORM))
        client.get("/account")
    assert only(recording).code == "session-overwritten"
    assert "GET /poll began before POST /login was answered" in only(recording).what
    # It is one browser that did all of this.
    assert {event.browser for event in recording.events} == {"A"}


def test_an_answer_that_leaves_the_session_alone_does_no_harm(tmp_path: Path) -> None:
    app = ONE_FILE.load(tmp_path)
    slow, client = SlowPage(app, lambda: session.get("polls")), app.test_client()
    with record(app) as recording:
        slow.around(client, lambda: client.post("/login", data=FORM))
        assert client.get("/account").status_code == 200
    assert codes(recording) == []
    assert {event.browser for event in recording.events} == {"A"}


def test_a_slow_page_that_asked_before_the_login_has_not_lost_it(tmp_path: Path) -> None:
    app = ONE_FILE.load(tmp_path)
    slow, client = SlowPage(app, lambda: current_user.is_authenticated), app.test_client()
    with record(app) as recording:
        slow.around(client, lambda: client.post("/login", data=FORM))
        assert client.get("/account").status_code == 200
    assert codes(recording) == []
    assert [facts.overtaken_by for facts in recording.trace.facts_of(RequestFacts)] == [0, 1, 0]


class KeepsOneOfEachHeader:
    """A middleware that makes a dict of the headers."""

    def __init__(self, inner: Callable[..., Iterable[bytes]]) -> None:
        self._inner = inner

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            return start_response(status, [*{name.lower(): (name, value) for name, value in headers}.values()], *more)

        return self._inner(environ, start)


class KeepsFirstOfEachHeader(KeepsOneOfEachHeader):
    """A middleware that keeps the first header of each name."""

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            kept = {name.lower(): (name, value) for name, value in reversed(headers)}
            return start_response(status, [*kept.values()], *more)

        return self._inner(environ, start)


THEME = [
    (
        'return redirect(target if is_safe(target) else url_for("index"))',
        """answer = redirect(target if is_safe(target) else url_for("index"))
        answer.set_cookie("theme", "dark")
        return answer""",
    )
]


@pytest.mark.parametrize("visited", [[], ["/account", "/login"]], ids=["no cookie before", "an older cookie"])
def test_a_middleware_that_drops_the_session_cookie_is_found(visited: list[str], tmp_path: Path) -> None:
    app = ONE_FILE.load(tmp_path, *THEME)
    app.wsgi_app = KeepsFirstOfEachHeader(app.wsgi_app)  # type: ignore[method-assign] # as Flask's documentation does
    client = app.test_client()
    with record(app) as recording:
        for path in visited:
            client.get(path)
        client.post("/login", data=FORM)
        client.get("/account")
    assert codes(recording) == ["set-cookie-dropped"]


def test_a_middleware_that_drops_the_remember_cookie_is_found(tmp_path: Path) -> None:
    app = ONE_FILE.load(tmp_path)
    app.wsgi_app = KeepsOneOfEachHeader(app.wsgi_app)  # type: ignore[method-assign] # as above
    client = app.test_client()
    with record(app) as recording:
        client.post("/login", data=STAY)
        client.get("/account")
    assert codes(recording) == ["set-cookie-dropped"]


def test_without_such_a_middleware_both_cookies_come_back(tmp_path: Path) -> None:
    app = ONE_FILE.load(tmp_path, *THEME)
    client = app.test_client()
    with record(app) as recording:
        client.get("/account")
        client.post("/login", data=STAY)
        assert client.get("/account").status_code == 200
    assert codes(recording) == []


def test_our_own_browser_sees_that_the_header_did_not_arrive(tmp_path: Path) -> None:
    app = ONE_FILE.load(tmp_path, *THEME)
    app.wsgi_app = KeepsFirstOfEachHeader(app.wsgi_app)  # type: ignore[method-assign] # as above
    (finding,) = find(ONE_FILE.use(app, VISIT, LOGIN, VISIT))
    assert finding.code == "set-cookie-dropped"
    assert "reached the browser without it" in finding.what


def test_an_older_session_that_comes_back_is_told_without_a_cause_that_nobody_knows(tmp_path: Path) -> None:
    app = ONE_FILE.load(tmp_path)
    client = app.test_client()
    with record(app) as recording:
        client.get("/cart/tea")
        older = cookie_of(client, "session")
        client.post("/login", data=FORM)
        set_cookie(client, "session", older)
        client.get("/account")
    assert only(recording).code == "older-session-returned"
    assert "the session cookie that GET /cart/<item> had set, not with the one of POST /login" in only(recording).what


def test_a_session_from_outside_of_the_trace_is_told_as_such(tmp_path: Path) -> None:
    app = ONE_FILE.load(tmp_path)
    client, other = app.test_client(), app.test_client()
    other.get("/cart/tea")
    with record(app) as recording:
        client.post("/login", data=FORM)
        set_cookie(client, "session", cookie_of(other, "session"))
        client.get("/account")
    assert codes(recording) == ["session-without-user"]


@pytest.mark.parametrize(("first", "found"), [("older", ["two-session-cookies"]), ("newer", [])])
def test_of_two_cookies_of_one_name_the_first_counts(first: str, found: list[str], tmp_path: Path) -> None:
    app = ONE_FILE.load(tmp_path)
    client = app.test_client()
    with record(app) as recording:
        client.get("/cart/tea")
        older = cookie_of(client, "session")
        client.post("/login", data=FORM)
        newer = cookie_of(client, "session")
        cookies = [older, newer] if first == "older" else [newer, older]
        header = "; ".join(f"session={value}" for value in cookies)
        app.test_client(use_cookies=False).get("/account", headers={"Cookie": header})
    assert codes(recording) == found
    assert [facts.doubled_cookies for facts in recording.trace.facts_of(RequestFacts)][-1] == ("session",)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"REMEMBER_COOKIE_SECURE": True}, "set the remember cookie with Secure over plain HTTP"),
        ({"REMEMBER_COOKIE_DOMAIN": "shop.example"}, "set the remember cookie for the domain shop.example"),
        ({"REMEMBER_COOKIE_SAMESITE": "None"}, "set the remember cookie with SameSite=None without Secure"),
        ({"REMEMBER_COOKIE_PATH": "/login"}, "set the remember cookie for /login only"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_a_remember_cookie_that_cannot_come_back(settings: dict[str, Any], words: str, tmp_path: Path) -> None:
    app = ONE_FILE.load(tmp_path)
    app.config.update(settings)
    found = {finding.code: finding.what for finding in find(ONE_FILE.use(app, REMEMBER, VISIT, CLOSE, VISIT))}
    assert words in found.pop("remember-cookie-not-returned")
    assert found.keys() <= {"cookie-samesite-none"}  # which is said of the settings, without any request


def test_a_remember_cookie_for_a_part_of_the_site_is_none_that_is_lost(tmp_path: Path) -> None:
    app = ONE_FILE.load(tmp_path)
    app.config["REMEMBER_COOKIE_PATH"] = "/account"
    assert find(ONE_FILE.use(app, REMEMBER, VISIT, CLOSE, VISIT)) == ()


@pytest.mark.parametrize(("mode", "found"), [("Strict", {"remember-cookie-not-returned"}), ("Lax", set())])
def test_a_link_from_another_site_and_a_strict_remember_cookie(mode: str, found: set[str], tmp_path: Path) -> None:
    app = ONE_FILE.load(tmp_path)
    app.config["REMEMBER_COOKIE_SAMESITE"] = mode
    link = Action(do="visit", page="protected", from_site="https://news.example")
    assert {finding.code for finding in find(ONE_FILE.use(app, REMEMBER, VISIT, CLOSE, link))} == found


def test_a_production_setting_in_a_test_is_no_fault(tmp_path: Path) -> None:
    """Flask's test client sends a Secure cookie back over HTTP, so nothing is lost."""
    app = ONE_FILE.load(tmp_path)
    app.config.update(REMEMBER_COOKIE_SECURE=True, SESSION_COOKIE_SECURE=True)
    client = app.test_client()
    with record(app) as recording:
        client.post("/login", data=STAY)
        assert client.get("/account").status_code == 200
    assert codes(recording) == []


def test_an_app_that_sets_a_cookie_with_every_answer_is_healthy(tmp_path: Path) -> None:
    app = ONE_FILE.load(tmp_path)

    @app.after_request
    def count(answer: Any) -> Any:
        made = make_response(answer)
        made.set_cookie("seen", str(id(made)))
        return made

    client = app.test_client()
    with record(app) as recording:
        client.get("/account")
        client.post("/login", data=FORM)
        assert client.get("/account").status_code == 200
        client.post("/logout")
        client.get("/account")
    assert codes(recording) == []
