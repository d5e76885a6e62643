"""Which views are requested, whatever stands in front of them."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask, request_started
from flask.views import MethodView, View
from flask_login import LoginManager, login_required

from tracer.recording.requested_views import RequestedViews, ViewPlace

HERE = str(Path(__file__).resolve())


def unnamed(function: Callable[[], str]) -> Callable[[], str]:
    def inside() -> str:
        return function()

    return inside


class Office(View):
    decorators = [login_required]  # noqa: RUF012 # as people write it

    def dispatch_request(self) -> str:
        return "office"


class Notes(MethodView):
    def get(self) -> str:
        return "notes"

    @login_required  # type: ignore[untyped-decorator] # Flask-Login ships no types
    def post(self) -> str:
        return "noted"


def members() -> str:
    return "members"


def wrapped() -> str:
    return "wrapped"


def made() -> Flask:
    app = Flask(__name__)
    app.secret_key = "a key of this test"
    LoginManager(app).user_loader(lambda _user_id: None)
    app.add_url_rule("/members", view_func=login_required(members), methods=["POST"])
    app.add_url_rule("/wrapped", "wrapped", unnamed(wrapped))
    app.add_url_rule("/office", view_func=Office.as_view("office"))
    app.add_url_rule("/notes", view_func=Notes.as_view("notes"))
    return app


@pytest.fixture
def requested() -> Iterator[tuple[RequestedViews, list[set[str]]]]:
    told: list[set[str]] = []

    def note(places: frozenset[ViewPlace]) -> None:
        told.append({place.name for place in places if place.file == HERE})

    views = RequestedViews(note)
    views.listen()
    yield views, told
    request_started.disconnect(views._tell)


def test_a_view_is_requested_although_its_guard_refuses(requested: tuple[RequestedViews, list[set[str]]]) -> None:
    views, told = requested
    client = made().test_client()
    assert client.post("/members").status_code == 401
    assert client.get("/members").status_code == 405
    assert client.get("/office").status_code == 401
    assert client.post("/notes").status_code == 401
    assert client.get("/wrapped").status_code == 200
    assert client.get("/nowhere").status_code == 404
    assert told[0] == told[1] == {"members"}
    assert told[2] == {"Office", "Office.dispatch_request"}
    assert told[3] == {"Notes", "Notes.get", "Notes.post"}
    assert "wrapped" in told[4]
    assert told[5] == set()
    known = {place.name for place in views.known if place.file == HERE}
    assert {"members", "Office", "Notes.post"} <= known
    assert "wrapped" not in known  # it may be what the view wraps, or what it calls
