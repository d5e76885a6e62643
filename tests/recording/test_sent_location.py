"""A Location is recorded as Werkzeug sends it, and not as the app wrote it."""

import re
from importlib.metadata import version

import pytest
from flask import Flask, redirect, request
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, UserMixin, login_user

from tracer.activities.record import record
from tracer.findings import find
from tracer.recording.flask_adapter import FlaskAdapter
from tracer.recording.sent_location import sent_location
from tracer.trace.events import Trace
from tracer.trace.facts import ResponseFacts
from tracer.trace.observed_facts import SentWhereAskedFacts
from tracer.urls import host_of


def careless_app() -> Flask:
    app = Flask(__name__)
    app.secret_key = "a key of this app that nobody else knows"
    manager = LoginManager(app)
    user = UserMixin()
    user.id = "1"
    manager.user_loader(lambda _id: user)

    @app.post("/login")
    def login() -> ResponseReturnValue:
        login_user(user)
        asked = request.args["next"]
        return ("", 302, {"Location": asked}) if "by_hand" in request.args else redirect(asked)

    return app


def sent_and_recorded(asked: str, **more: str) -> tuple[str, Trace]:
    app = careless_app()
    with record(app, show_values=True) as recording:
        answer = app.test_client().post("/login", query_string={"next": asked, **more})
    return answer.headers["Location"], recording.trace


ADDRESSES = [
    "/\\elsewhere.example/a",
    "\\\\elsewhere.example",
    "https:\\\\elsewhere.example",
    "/\t/elsewhere.example",
    "/größe?wo=hier",
    "//elsewhere.example/a",
]
EMPTY_HOSTS = ["http:///a/b", "https:///%5C%5Celsewhere.example", "http://", "//?a=b", "http://elsewhere.example//a"]


@pytest.mark.parametrize("asked", ADDRESSES)
def test_an_address_is_recorded_as_it_goes_over_the_wire(asked: str) -> None:
    app, headers = careless_app(), []
    with app.test_request_context():
        written = redirect(asked)
        headers = [*FlaskAdapter.headers_of(written)]  # type: ignore[arg-type] # a response of Werkzeug's will do
        sent = written.get_wsgi_headers({"wsgi.url_scheme": "http", "HTTP_HOST": "localhost"})
    assert dict(headers)["Location"] == sent["Location"] == sent_and_recorded(asked)[0]


def leads_elsewhere(sent: str) -> bool:
    """Tell where a browser goes: it leaves tabs out, and takes a backslash for a slash (WHATWG URL, section 4.4).

    A host with a quoted backslash is none (section 3.5), and it goes nowhere.
    """
    read = re.match(r"(?:https?:)?/{2,}([^/?#]+)", sent.replace("\t", "").replace("\\", "/"))
    return read is not None and "%5C" not in read[1]


@pytest.mark.parametrize("more", [{}, {"by_hand": "1"}], ids=["redirect", "headers"])
@pytest.mark.parametrize("asked", [*ADDRESSES, "https://elsewhere.example", "http:///elsewhere.example"])
def test_what_really_leads_to_another_site_is_found_and_nothing_else(asked: str, more: dict[str, str]) -> None:
    sent, trace = sent_and_recorded(asked, **more)
    found = "open-redirect" in {finding.code for finding in find(trace)}
    assert found == bool([event for event in trace.events if isinstance(event.facts, SentWhereAskedFacts)])
    assert found == leads_elsewhere(sent), sent


@pytest.mark.parametrize("asked", ADDRESSES[:3])
def test_a_backslash_that_is_quoted_leads_nowhere_else(asked: str) -> None:
    """Werkzeug quotes it since 3.0; an older one sends it as it is."""
    sent, trace = sent_and_recorded(asked)
    if version("werkzeug") >= "3":
        assert "%5C" in sent
    (answer,) = (event.facts for event in trace.events if isinstance(event.facts, ResponseFacts))
    assert answer.location is not None
    assert answer.location.endswith(sent.removeprefix("https:").lstrip("/\\"))
    assert bool(host_of(answer.location)) == leads_elsewhere(sent)


@pytest.mark.parametrize("asked", EMPTY_HOSTS)
def test_two_slashes_without_a_host_are_recorded(asked: str) -> None:
    sent, trace = sent_and_recorded(asked)
    assert [each.facts.location for each in trace.events if isinstance(each.facts, ResponseFacts)] == [sent]


def test_what_is_no_address_stays_as_it_is() -> None:
    assert sent_location("http://[") == "http://["
