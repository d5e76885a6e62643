"""Secrets never reach a trace."""

import json
import re
from dataclasses import replace
from functools import cache
from itertools import chain
from urllib.parse import quote

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.course import CHEAP, scenario
from tests.views.shown import run_shown
from tracer.browser.http import WebRequest, WebResponse
from tracer.recording.demo.flask_run import run_on_flask
from tracer.recording.plausible_names import names_of_fields
from tracer.recording.redaction import Redaction
from tracer.recording.url_rules import UrlRules
from tracer.trace.event_facts import facts_to_plain
from tracer.trace.events import Trace
from tracer.trace.json_format import json_lines
from tracer.trace.plain_values import HIDDEN
from tracer.views.run import RunOptions

SECRET_KEY = "a secret key of this run"

WORDS = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S"]), min_size=12, max_size=40)
"""Passwords of at least 12 characters, in every script."""


def run_with(password: str, *, show_values: bool) -> tuple[Trace, set[str]]:
    """Run the login flow with "remember me" and return the trace and every cookie value that was sent."""
    sent: set[str] = set()
    flow = scenario("login-flow")

    def noting(_: WebRequest, response: WebResponse) -> None:
        sent.update(header.partition("=")[2].partition(";")[0] for header in response.all("Set-Cookie"))

    chosen = {"ACCOUNTS": {"ada": password}, "PASSWORD_HASH_METHOD": CHEAP, "SECRET_KEY": SECRET_KEY}
    # First a wrong password is typed, then the right one, to be remembered.
    typed = [
        [replace(a, password="wrong"), replace(a, remember=True)] if a.do == "submit" else [a] for a in flow.actions
    ]
    flow = replace(flow, actions=tuple(chain.from_iterable(typed)))
    trace = run_on_flask(flow, settings=chosen, watch=noting, show_values=show_values)
    return trace, {value for value in sent if value}


def everything_in(trace: Trace) -> str:
    """Return all that can be seen of a trace: the value itself, its JSON, and every view of it, plain and drawn."""
    what = RunOptions(detail=True, all_requests=True, variables=("session.*", "remember_token"))
    seen = [run_shown(trace, None, what, plain=plain, width=width) for plain, width in ((True, 100), (False, 200))]
    facts = json.dumps([facts_to_plain(event.facts) for event in trace.events])
    return "\n".join([repr(trace), facts, *json_lines(trace), *seen])


@cache
def of_another_password(*, show_values: bool) -> str:
    return everything_in(run_with("the password of another run", show_values=show_values)[0])


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(password=WORDS, show_values=st.booleans())
def test_no_password_ever_appears_in_a_trace(password: str, show_values: bool) -> None:  # noqa: FBT001 # hypothesis
    trace, _ = run_with(password, show_values=show_values)
    assert [event.name for event in trace.of_kind("stage")].count("logged_in") == 1
    # The trace does not depend on the password at all; so a password that happens to be a word of the tracer's own
    # (hypothesis knows them: "session_cook") stands there no more often than without it.
    assert everything_in(trace) == of_another_password(show_values=show_values)


def test_no_signature_token_identifier_or_key_appears_in_a_trace() -> None:
    for show_values in (True, False):
        trace, cookies = run_with("a password of the test", show_values=show_values)
        text = everything_in(trace)
        assert len(cookies) == 2
        for value in cookies:
            assert value not in text
            assert value.rpartition(".")[2] not in text
            assert value.rpartition("|")[2] not in text
        assert SECRET_KEY not in text
        assert not re.search(r"[0-9a-f]{64}", text), "an identifier (_id) is 128 hexadecimal digits"


def test_a_foreign_session_is_shown_by_key_and_type() -> None:
    redaction = Redaction(show_values=False)
    shown = redaction.session(
        [("_user_id", "ada@example.com"), ("_fresh", True), ("_id", "3f" * 64), ("cart", ["book"]), ("card", "4711")]
    )
    assert shown == {
        "_user_id": "User#1",
        "_fresh": True,
        "_id": "client #1",
        "cart": "<list>",
        "card": "<str>",
    }


def test_users_and_clients_keep_their_numbers() -> None:
    redaction = Redaction(show_values=False)
    assert [redaction.user_id(name) for name in ("ada", "ben", "ada")] == ["User#1", "User#2", "User#1"]
    assert [redaction.identifier(name) for name in ("x", "y", "x")] == ["client #1", "client #2", "client #1"]


def test_queries_show_their_names_and_only_harmless_values() -> None:
    shown = Redaction(show_values=True).query("next=/a%3Ftoken%3Dsecret&api_key=secret&empty=&username=ada")
    assert shown == {"next": "/a?token=secret", "api_key": HIDDEN, "empty": HIDDEN, "username": "ada"}


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("secret", {"…": HIDDEN}),
        ("secret=", {"…": HIDDEN}),
        ("secret==", {"…": HIDDEN}),
        ("a=1&secret&b=2", {"a": HIDDEN, "…": HIDDEN, "b": HIDDEN}),
        ("a=1&secret%3D%3D", {"a": HIDDEN, "…": HIDDEN}),
        ("q=&lang=en", {"q": HIDDEN, "lang": HIDDEN}),
        ("user%5Bname%5D=secret&a.b-c=secret", {"user[name]": HIDDEN, "a.b-c": HIDDEN}),
        ('{"secret":"a=b"}', {"…": HIDDEN}),
        ("username=corp:secret", {"username": HIDDEN}),
        ("next=secret:secret", {"next": HIDDEN}),
        ("next=/login%3Fsecret", {"next": "/login?…"}),
        ("next=", {"next": ""}),
        ("", {}),
    ],
)
def test_a_foreign_query_shows_what_looks_like_a_name_and_has_a_value(query: str, shown: dict[str, str]) -> None:
    assert Redaction(show_values=False, rule_of=lambda path: path).query(query) == shown
    if "next" not in query and "username" not in query:
        assert Redaction(show_values=True).query(query) == shown


@given(
    token=st.text(st.characters(codec="utf-8", exclude_characters="&="), min_size=1),
    padding=st.sampled_from(["", "=="]),
)
def test_no_token_of_a_query_is_taken_for_a_name(token: str, padding: str) -> None:
    for query in (token + padding, quote(token) + padding, f"a=1&{quote(token)}{padding}"):
        assert set(Redaction(show_values=False).query(query)) <= {"a", "…"}


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        (["username", "password", "items[0].name"], ["username", "password", "items[0].name"]),
        (["username", "username"], ["username"]),
        (['{"username":"ada","password":"secret"}'], ["…"]),
        # A password with & in it: what stands between two of them looks like a name.
        (['{"password":"a', "secret", 'b"}'], ["…"]),
        (["s" * 42], ["…"]),
        ([], []),
    ],
)
def test_a_body_that_is_no_form_shows_no_names(fields: list[str], shown: list[str]) -> None:
    assert names_of_fields(fields) == shown


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("WWW-Authenticate", "Bearer secret", "Bearer …"),
        ("WWW-Authenticate", 'Basic realm="secret"', "Basic …"),
        ("WWW-Authenticate", "Negotiate", "Negotiate"),
        ("WWW-Authenticate", "secret", HIDDEN),
        ("Content-Type", "text/html; charset=utf-8", "text/html; charset=utf-8"),
        ("Content-Type", "text/plain; name=secret", "text/plain"),
        ("Content-Type", "text/plain; charset=secret", "text/plain"),
        ("Content-Type", "multipart/form-data; boundary=secret; charset=UTF-8", "multipart/form-data; charset=UTF-8"),
        ("Content-Type", "secret", HIDDEN),
        ("Cache-Control", "no-store, max-age=0", "no-store, max-age=0"),
        ("Cache-Control", 'private="secret, no-store", max-age=secret', "private=…, …, max-age=…"),
        ("Cache-Control", "secret, other-secret", "…"),
        ("Vary", "Cookie, Accept-Encoding", "Cookie, Accept-Encoding"),
        ("Vary", "*", "*"),
        ("Vary", "a secret", "…"),
        ("Allow", "GET, POST, SECRET", "GET, POST, (other)"),
        ("location", "/login?secret", "/login?…"),
    ],
)
def test_of_a_foreign_header_the_words_of_the_standard_are_shown(name: str, value: str, shown: str) -> None:
    foreign = Redaction(show_values=False, rule_of=lambda path: path)
    assert foreign.headers([(name, value), ("X-Token", "secret"), ("Set-Cookie", "a=secret")]) == {name: shown}
    assert Redaction(show_values=True).headers([(name, value)]) == {name: shown if name == "location" else value}


def test_words_that_a_client_or_a_proxy_made_up_are_not_shown() -> None:
    foreign, own = Redaction(show_values=False), Redaction(show_values=True)
    assert [foreign.method(method) for method in ("POST", "SECRET")] == ["POST", "(other)"]
    assert [foreign.scheme(scheme) for scheme in ("https", "secret")] == ["https", "(other)"]
    hosts = ("shop.example:5000", "[::1]:5000", "localhost", "a secret", "user:secret@shop.example")
    assert [foreign.host(host) for host in hosts] == ["shop.example:5000", "[::1]:5000", "localhost", "…", "…"]
    assert [foreign.category(category) for category in ("error", "Your code is 4711")] == ["error", "…1"]
    assert own.method("BREW") == "BREW"


@pytest.mark.parametrize(
    ("location", "shown"),
    [
        ("https://user:secret@evil.example:8080/a?token=secret#secret", "https://evil.example:8080/…?token=…"),
        ("https://evil.example", "https://evil.example"),
        ("//evil.example/secret", "//evil.example/…"),
        ("/\\evil.example/secret", "//evil.example/…"),
        ("/\t/evil.example", "//evil.example"),
        ("/login?next=%2Fsecret", "/login?next=…"),
        ("/user/ada@example.com", "/user/<name>"),
        ("http://localhost:5000/user/ada", "http://localhost:5000/user/<name>"),
        ("/secret", "(no rule)"),
        ("http://[secret", HIDDEN),
        ("secret:secret", HIDDEN),
        ("javascript:secret", HIDDEN),
        ("https:secret", "https:(no rule)"),
        ("//a secret/login", "//…/login"),
        ("http:///secret.example/secret", "http:///secret.example/…"),
        ("///evil.example/secret", "///evil.example/…"),
        ("https:///%5C%5Csecret", "https:///(no rule)"),
        ("http://", "http://"),
        ("/login?secret", "/login?…"),
        ("/login?next=/&secret&secret", "/login?next=…&…"),
    ],
)
def test_a_foreign_location_shows_host_rule_and_the_names_of_its_query(location: str, shown: str) -> None:
    app = Flask("foreign")
    for rule in ("/login", "/user/<name>"):
        app.add_url_rule(rule, endpoint=rule, view_func=str)
    redaction = Redaction(show_values=False, rule_of=UrlRules(app).rule_of)
    assert redaction.location(location) == shown


@pytest.mark.parametrize(
    "location",
    [
        "//evil.example/x",
        "///evil.example/x",
        "////evil",
        "http:///x/y",
        "http://",
        "https:///%5C%5Cx",
        "//?x=1",
        "/x//y",
    ],
)
def test_no_slash_of_an_own_location_is_lost(location: str) -> None:
    assert Redaction(show_values=True).location(location) == location


@given(value=st.text(), name=st.sampled_from(["session", "remember_token", "other"]))
def test_a_cookie_that_cannot_be_read_is_hidden_whole(value: str, name: str) -> None:
    shown = Redaction(show_values=True).cookie_value(name, value, None, "remember_token")
    if name == "remember_token" and "|" in value:
        assert shown == {"user_id": value.rsplit("|", 1)[0], "signature": HIDDEN}
    else:
        assert shown == HIDDEN
