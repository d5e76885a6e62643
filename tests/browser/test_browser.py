"""The browser behaves as browsers do: forms, hidden fields, redirects, what it sends along."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias, TypeVar

import pytest
from flask import Flask, request

from tests.course import CHEAP, scenario
from tracer.browser.browser import MOST_REDIRECTS, Browser
from tracer.browser.clock import Clock
from tracer.browser.cookie_actions import Clipboard
from tracer.browser.http import WebRequest, WebResponse
from tracer.browser.page import read_page
from tracer.browser.site import ORIGIN, KnownSecrets, Site
from tracer.errors import ScenarioError
from tracer.recording.demo.flask_run import run_on_flask
from tracer.recording.flask_adapter import flask_transport
from tracer.trace.facts import ActionFacts, CookiesFacts, PageFacts
from tracer.trace.scenario import Action, Scenario

Noted: TypeAlias = ActionFacts | PageFacts | CookiesFacts
F = TypeVar("F")

LOGIN_PAGE = """
<h1>Log <em>in</em></h1>
<form method="post" action="/login?next=/protected">
  <input type="hidden" name="csrf_token" value="hidden value">
  <input type="email" name="email" value="">
  <input type="password" name="pw">
  <input type="checkbox" name="keep" value="yes">
  <button name="go">Go</button>
</form>
<a href="protected">In</a>
"""


class Answers:
    """A site whose answers are given; it keeps what it was sent."""

    def __init__(self, answers: Mapping[tuple[str, str], WebResponse]) -> None:
        self.answers = answers
        self.requests: list[WebRequest] = []

    def send(self, request: WebRequest) -> WebResponse:
        self.requests.append(request)
        path = request.url.removeprefix(ORIGIN).partition("?")[0]
        return self.answers.get((request.method, path), WebResponse(404, (), "<h1>Nothing here</h1>"))


class Notes:
    """Keeps what a browser notes."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, Noted]] = []

    def note(self, name: str, facts: Noted, *, browser: str, of_last_request: bool) -> None:
        assert browser == "A"
        assert of_last_request is (not isinstance(facts, ActionFacts)) or isinstance(facts, CookiesFacts)
        self.taken.append((name, facts))

    def of(self, kind: type[F]) -> list[F]:
        return [facts for _, facts in self.taken if isinstance(facts, kind)]


def page(body: str, *headers: tuple[str, str]) -> WebResponse:
    return WebResponse(200, headers, body)


def sent_to(location: str, status: int = 302, *headers: tuple[str, str]) -> WebResponse:
    return WebResponse(status, (("Location", location), *headers), "")


def browse(site: Answers, *actions: Action) -> Notes:
    notes = Notes()
    pages = {"login": "/login", "protected": "/protected", "logout": "/logout"}
    known = KnownSecrets({"ada": "the right password"}, {})
    used = Site(site.send, pages, known, Clock(), lambda value, *_: value)
    browser = Browser("A", site=used, sink=notes, clipboard=Clipboard())
    for action in actions:
        browser.perform(action)
    return notes


SUBMIT = Action(do="submit", page="login", account="ada", password="right", remember=True)


def test_submit_opens_the_page_first_and_fills_the_form_by_its_field_names() -> None:
    site = Answers({("GET", "/login"): page(LOGIN_PAGE), ("POST", "/login"): sent_to("/protected")})
    browse(site, SUBMIT)
    opened, submitted, followed = site.requests
    assert (opened.method, opened.url) == ("GET", f"{ORIGIN}/login")
    assert (submitted.method, submitted.url) == ("POST", f"{ORIGIN}/login?next=/protected")
    assert submitted.form == (
        ("csrf_token", "hidden value"),
        ("email", "ada"),
        ("pw", "the right password"),
        ("keep", "yes"),
        ("go", ""),
    )
    assert (followed.method, followed.url, followed.form) == ("GET", f"{ORIGIN}/protected", None)


FORM = """
<form method="post" action="/login">
<input name="name"><input type="password" name="pw">
%s
</form>
"""


@pytest.mark.parametrize(
    ("controls", "fields", "sent"),
    [
        ('<input type="checkbox" name="box" value="yes">', {}, []),
        ('<input type="checkbox" name="box" value="yes" checked>', {}, [("box", "yes")]),
        ('<input type="checkbox" name="box" checked>', {}, [("box", "on")]),
        ('<input type="checkbox" name="box" value="yes">', {"box": "yes"}, [("box", "yes")]),
        (
            '<input type="hidden" name="box" value="0"><input type="checkbox" name="box" value="1" checked>',
            {},
            [("box", "0"), ("box", "1")],
        ),
        (
            '<input type="checkbox" name="box" value="a" checked><input type="checkbox" name="box" value="b" checked>',
            {},
            [("box", "a"), ("box", "b")],
        ),
        (
            '<input type="radio" name="way" value="a"><input type="radio" name="way" value="b" checked>',
            {},
            [("way", "b")],
        ),
        ('<input type="radio" name="way" value="a"><input type="radio" name="way" value="b">', {}, []),
        (
            '<input type="radio" name="way" value="a"><input type="radio" name="way" value="b" checked>',
            {"way": "a"},
            [("way", "a")],
        ),
        ('<select name="way"><option value="a">A<option value="b" selected>B</select>', {}, [("way", "b")]),
        ('<select name="way"><option>The  first</option><option>Another</option></select>', {}, [("way", "The first")]),
        ('<select name="way"><option value="" disabled>Which?<option value="a">A</select>', {}, [("way", "a")]),
        ('<select name="way"><option value="a" selected>A<option value="b">B</select>', {"way": "b"}, [("way", "b")]),
        ('<select name="way" multiple><option value="a">A<option value="b">B</select>', {}, []),
        (
            '<select name="way" multiple><option selected>A<option>B<option selected>C</select>',
            {},
            [("way", "A"), ("way", "C")],
        ),
        ('<input name="note" value="kept" disabled><input type="hidden" name="t" value="1" disabled>', {}, []),
        ('<fieldset disabled><input name="note" value="kept"></fieldset><input name="a" value="1">', {}, [("a", "1")]),
        ("<textarea name='note'>\nTwo\nlines</textarea>", {}, [("note", "Two\nlines")]),
        ('<button name="do" value="in">In</button><button name="do" value="out">Out</button>', {}, [("do", "in")]),
        ('<button type="button" name="do" value="look">Look</button><input type="reset" name="r">', {}, []),
        ('<button name="do" value="no" disabled>No</button><input type="submit" name="ok">', {}, [("ok", "Submit")]),
        ('<button>In</button><input type="submit" name="ok" value="OK">', {}, []),
        ('<input type="image" name="map">', {}, [("map.x", "0"), ("map.y", "0")]),
        ('<input value="without a name"><input type="unknown" name="a" value="1">', {}, [("a", "1")]),
    ],
)
def test_a_form_sends_what_a_browser_sends(
    controls: str, fields: Mapping[str, str], sent: Sequence[tuple[str, str]]
) -> None:
    site = Answers({("GET", "/login"): page(FORM % controls)})
    browse(site, Action(do="submit", page="login", account="ada", password="right", fields=fields))
    assert site.requests[-1].form == (("name", "ada"), ("pw", "the right password"), *sent)


def test_what_is_disabled_cannot_be_typed_into_nor_ticked() -> None:
    controls = '<input type="checkbox" name="no" disabled><input type="checkbox" name="stay" value="7">'
    form = FORM.replace('name="name"', 'name="name" disabled')
    site = Answers({("GET", "/login"): page(form % controls)})
    browse(site, SUBMIT)
    assert site.requests[-1].form == (("pw", "the right password"), ("stay", "7"))


def test_an_app_reads_every_value_of_a_name() -> None:
    app, seen = Flask(__name__), []

    @app.post("/")
    def take() -> str:
        seen.append((request.form.getlist("box"), request.mimetype))
        return ""

    form = (("box", "0"), ("box", "1"))
    flask_transport(app)(WebRequest("POST", f"{ORIGIN}/", form=form))
    assert seen == [(["0", "1"], "application/x-www-form-urlencoded")]


def test_submit_uses_the_form_that_is_on_the_screen() -> None:
    site = Answers({("GET", "/protected"): sent_to("/login"), ("GET", "/login"): page(LOGIN_PAGE)})
    browse(site, Action(do="visit", page="protected"), SUBMIT)
    assert [request.method for request in site.requests] == ["GET", "GET", "POST"]


def test_a_form_says_where_it_comes_from_and_a_typed_address_does_not() -> None:
    site = Answers({("GET", "/login"): page(LOGIN_PAGE), ("POST", "/login"): sent_to("/protected")})
    browse(site, SUBMIT)
    assert [request.headers.get("Sec-Fetch-Site") for request in site.requests] == [
        "none",
        "same-origin",
        "same-origin",
    ]
    assert [request.headers.get("Origin") for request in site.requests] == [None, ORIGIN, None]


def test_a_wrong_password_is_not_the_right_one_and_an_empty_one_is_empty() -> None:
    site = Answers({("GET", "/login"): page(LOGIN_PAGE)})
    for password in ("wrong", "empty"):
        browse(site, Action(do="submit", page="login", account="ada", password=password))
    typed = [dict(request.form)["pw"] for request in site.requests if request.form is not None]
    assert typed[0] not in {"", "the right password"}
    assert typed[1] == ""


def test_a_wrong_password_is_that_of_somebody_else() -> None:
    known = KnownSecrets({"ada": "hers", "ben": "his", "eve": ""}, {})
    assert [known.password(account, "wrong") for account in ("ada", "ben")] == ["his", "hers"]
    assert known.password("nobody", "wrong") not in {"", "his", "hers"}
    alone = KnownSecrets({"ada": "hers"}, {}).password("ada", "wrong")
    assert alone not in {"", "hers"}
    assert KnownSecrets({"ada": "same", "ben": "same"}, {}).password("ada", "wrong") not in {"", "same"}


def test_307_repeats_the_form() -> None:
    site = Answers({("GET", "/login"): page(LOGIN_PAGE), ("POST", "/login"): sent_to("/other", 307)})
    browse(site, SUBMIT)
    assert [request.method for request in site.requests] == ["GET", "POST", "POST"]
    assert site.requests[2].form == site.requests[1].form


def test_cookies_of_each_redirect_are_taken_and_sent_back() -> None:
    site = Answers(
        {
            ("GET", "/protected"): sent_to("/login", 302, ("Set-Cookie", "session=first; Path=/")),
            ("GET", "/login"): page(LOGIN_PAGE),
        }
    )
    notes = browse(site, Action(do="visit", page="protected"))
    assert site.requests[1].headers["Cookie"] == "session=first"
    assert ("session", CookiesFacts(("session",), {"session": "stored"})) in notes.taken


def test_a_redirect_loop_ends_after_a_limit() -> None:
    site = Answers({("GET", "/login"): sent_to("/login")})
    notes = browse(site, Action(do="visit", page="login"), Action(do="visit", page="protected"))
    _, page_facts = notes.taken[1]
    assert isinstance(page_facts, PageFacts)
    assert page_facts.redirect_loop == MOST_REDIRECTS
    assert len(site.requests) == MOST_REDIRECTS + 2


@pytest.mark.parametrize("address", ["https://evil.example/login", "http://[x"], ids=["another site", "no address"])
def test_a_redirect_to_another_site_is_not_followed(address: str) -> None:
    site = Answers({("GET", "/protected"): sent_to(address)})
    notes = browse(site, Action(do="visit", page="protected"))
    assert len(site.requests) == 1
    assert notes.of(PageFacts)[-1].left_for == address


def test_a_link_to_what_is_no_address_is_none_of_the_page_s_ways() -> None:
    body = '<a href="http://[x">a</a><form action="//[x"></form><a href="/protected">b</a>'
    site = Answers({("GET", "/login"): page(body), ("GET", "/protected"): page("<h1>Inside</h1>")})
    notes = browse(site, Action(do="visit", page="login"), Action(do="click", page="protected"))
    assert notes.of(PageFacts)[-1].heading == "Inside"


def test_what_cannot_be_done_is_noted_with_the_reason() -> None:
    site = Answers({("GET", "/login"): page("<h1>No form</h1>")})
    notes = browse(site, SUBMIT, Action(do="click", page="logout"))
    impossible = [
        (name, facts.why) for name, facts in notes.taken if isinstance(facts, ActionFacts) and not facts.possible
    ]
    assert impossible == [
        ("submit", "the login page shows no such form"),
        ("click", "the page shows no button or link that leads to logout"),
    ]


def test_a_link_is_clicked_as_well_as_a_button() -> None:
    site = Answers({("GET", "/login"): page(LOGIN_PAGE), ("GET", "/protected"): page("<h1>Inside</h1>")})
    notes = browse(site, Action(do="visit", page="login"), Action(do="click", page="protected"))
    assert notes.of(PageFacts)[-1].heading == "Inside"


def test_a_page_is_read_as_a_person_sees_it() -> None:
    seen = read_page(f"{ORIGIN}/login", LOGIN_PAGE)
    assert seen.heading == "Log in"
    assert seen.login_form is not None
    assert (seen.login_form.method, seen.login_form.action) == ("POST", f"{ORIGIN}/login?next=/protected")
    assert seen.link_to("/protected") == f"{ORIGIN}/protected"


def test_two_people_have_two_browsers() -> None:
    flow = scenario("login-flow")
    log_in = Action(do="submit", page="login", account="ada", password="right")
    look = Action(do="visit", page="protected", browser="B")
    trace = run_on_flask(
        type(flow)(title="two people", actions=(log_in, look)), settings={"PASSWORD_HASH_METHOD": CHEAP}
    )
    assert {event.browser for event in trace.events} == {"A", "B"}
    assert [event.name for event in trace.of_kind("stage")] == [
        "credentials_checked",
        "logged_in",
        "session_checked",
        "redirected",
    ]


def test_a_scenario_with_a_misspelt_setting_or_page_is_refused() -> None:
    visit = Action(do="visit", page="protected")
    with pytest.raises(
        ScenarioError, match=r'scenario "typo": the app has no setting "LOGIN_MESAGE"\. Did you mean "LOGIN_MESSAGE"'
    ):
        run_on_flask(Scenario(name="typo", title="typo", actions=(visit,), settings={"LOGIN_MESAGE": "none"}))
    with pytest.raises(ScenarioError, match='scenario "typo": the app has no page "protectd"'):
        run_on_flask(Scenario(name="typo", title="typo", actions=(Action(do="visit", page="protectd"),)))
