"""Browsers are told apart by what they send anyway, and where that does not suffice it is said."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask.testing import FlaskClient

from tests.conftest import PASSWORD, MakeApp
from tests.foreign_apps.driver import ONE_FILE
from tests.foreign_apps.driver import PASSWORD as FOREIGN_PASSWORD
from tracer.activities.record import record
from tracer.browser.cookies import SetCookie
from tracer.recording.client_identity import MOST_BROWSERS, Browsers
from tracer.recording.recording import Recording
from tracer.recording.request_record import Client, RequestBegun
from tracer.trace.facts import RequestFacts

FIREFOX, SAFARI = "Firefox", "Safari"


def request(
    path: str = "/",
    *,
    cookies: Mapping[str, str] | None = None,
    agent: str = FIREFOX,
    address: str = "192.0.2.1",
    site: str | None = "none",
) -> RequestBegun:
    shown = tuple((name, hash(value)) for name, value in (cookies or {}).items())
    client = Client(address, agent, None, site)
    return RequestBegun("GET", path, "", "http", "localhost", None, None, shown, client, ())


def give(browsers: Browsers, name: str, value: str, *, location: str | None = None) -> None:
    browsers.answered(name, [SetCookie("session", value)], set(), location)


def test_a_browser_is_known_by_the_cookie_that_it_was_given() -> None:
    browsers = Browsers()
    assert browsers.recognise(request()) == ("A", True)
    give(browsers, "A", "one")
    assert browsers.recognise(request(cookies={"session": "one"})) == ("A", True)
    # Even when its address and its name change.
    assert browsers.recognise(request(cookies={"session": "one"}, agent=SAFARI, address="192.0.2.9")) == ("A", True)


def test_browsers_of_another_make_or_at_another_address_are_others() -> None:
    browsers = Browsers()
    assert browsers.recognise(request()).name == "A"
    assert browsers.recognise(request(agent=SAFARI)) == ("B", True)
    assert browsers.recognise(request(address="192.0.2.2")) == ("C", True)
    assert browsers.recognise(request()).name == "A"


def test_a_new_window_without_cookies_may_be_the_same_browser_and_that_is_said() -> None:
    browsers = Browsers()
    give(browsers, browsers.recognise(request()).name, "one")
    assert browsers.recognise(request()) == ("B", False)


def test_a_click_on_a_page_of_the_app_comes_from_a_browser_that_is_known() -> None:
    browsers = Browsers()
    give(browsers, browsers.recognise(request()).name, "one")
    assert browsers.recognise(request(site="same-origin")) == ("A", True)


def test_of_two_windows_the_one_without_cookies_comes_without_cookies() -> None:
    browsers = Browsers()
    give(browsers, browsers.recognise(request()).name, "one")
    assert browsers.recognise(request()) == ("B", False)
    assert browsers.recognise(request(cookies={"session": "one"})).name == "A"
    assert browsers.recognise(request(site="same-origin")) == ("B", False)


def test_of_two_windows_that_were_sent_to_the_same_page_either_may_follow() -> None:
    browsers = Browsers()
    give(browsers, browsers.recognise(request()).name, "one", location="/account")
    give(browsers, browsers.recognise(request("/other")).name, "two", location="/account")
    assert browsers.recognise(request("/account")) == ("B", False)


def test_who_follows_a_redirect_is_who_was_sent() -> None:
    browsers = Browsers()
    give(browsers, browsers.recognise(request()).name, "one", location="/account?x=1")
    assert browsers.recognise(request("/account", site=None)) == ("A", True)
    give(browsers, "A", "two")
    assert browsers.recognise(request("/account", site=None)) == ("B", False)


def test_a_copied_cookie_is_shown_by_two_browsers() -> None:
    browsers = Browsers()
    give(browsers, browsers.recognise(request()).name, "one")
    browsers.recognise(request(agent=SAFARI))
    give(browsers, "B", "two")
    assert browsers.recognise(request(cookies={"session": "one"}, agent=SAFARI)) == ("A", True)
    both = {"session": "one", "other": "x"}
    browsers.recognise(request(cookies={"session": "two", "other": "x"}, agent=SAFARI))
    assert browsers.recognise(request(cookies=both, agent=SAFARI)) == ("B", False)


def test_a_deleted_cookie_is_not_missed() -> None:
    browsers = Browsers()
    give(browsers, browsers.recognise(request()).name, "one")
    browsers.answered("A", [SetCookie("session", "")], {"session"}, None)
    assert browsers.recognise(request()) == ("A", True)


def test_a_slow_request_cannot_show_what_was_given_after_it_had_begun() -> None:
    browsers = Browsers()
    name = browsers.recognise(request(), 1).name
    browsers.answered(name, [SetCookie("session", "one")], set(), "/account", at=20)
    # It began at 10, and its own answer came after the one at 20.
    assert browsers.recognise(request("/poll"), 10) == ("A", True)
    # Nor does it take anything from what is known of the redirect.
    assert browsers.recognise(request("/account"), 30) == ("A", True)
    assert browsers.recognise(request("/other"), 40) == ("B", False)


def test_a_cookie_is_missed_only_where_it_would_come_along() -> None:
    browsers = Browsers()
    name = browsers.recognise(request()).name
    browsers.answered(name, [SetCookie("session", "one", {"path": "/shop"})], set(), None, host="localhost:5000")
    assert browsers.recognise(request("/login")) == ("A", True)
    assert browsers.recognise(request("/shop/cart")) == ("B", False)


def test_a_cookie_that_has_ended_is_not_missed() -> None:
    then = datetime(2026, 3, 1, 12, tzinfo=UTC)
    for seconds, expected in ((59, ("B", False)), (61, ("A", True))):
        browsers = Browsers()
        name = browsers.recognise(request(), now=then).name
        browsers.answered(name, [SetCookie("session", "one", {"max-age": "60"})], set(), None, now=then)
        assert browsers.recognise(request(), now=then + timedelta(seconds=seconds)) == expected


def test_the_number_of_browsers_is_bounded_and_names_go_on() -> None:
    browsers = Browsers()
    names = [browsers.recognise(request(address=f"192.0.2.{number}")).name for number in range(MOST_BROWSERS + 30)]
    assert names[:2] == ["A", "B"]
    assert names[26] == "A2"
    assert len(set(names)) == len(names)
    assert len(browsers._known) == MOST_BROWSERS


def log_in(client: FlaskClient) -> None:
    client.post("/login", data={"name": "grace", "secret": FOREIGN_PASSWORD})


def browsers_of(recording: Recording) -> list[str]:
    return [event.browser for event in recording.events if event.kind == "request"]


def test_two_test_clients_are_two_browsers(tmp_path: Path) -> None:
    app = ONE_FILE.load(tmp_path)
    with record(app) as recording:
        one, two = app.test_client(), app.test_client()
        log_in(one)
        two.get("/account")
        one.get("/account")
        two.get("/account")
    assert browsers_of(recording) == ["A", "B", "A", "B"]
    ambiguous = [facts.ambiguous for facts in recording.trace.facts_of(RequestFacts)]
    assert ambiguous == [False, True, False, False]


def test_the_demo_app_says_itself_whose_browser_it_is(make_app: MakeApp) -> None:
    app = make_app()
    with record(app) as recording:
        client = app.test_client()
        for name in ("x", "y"):
            client.post("/login", data={"username": "ada", "password": PASSWORD}, environ_base={"tracer.browser": name})
    assert browsers_of(recording) == ["x", "y"]
