"""The demo app on Quart: what it shows, whom it turns away and how, and that a browser can use it."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlencode

import pytest

from demo_app.flask_app.settings import DEFAULTS
from tests.conftest import PASSWORD
from tests.course import CHEAP
from tests.processes import wait_until
from tests.recording.demo.quart.all_on_quart import PAGES, together
from tracer.libraries import unmet
from tracer.recording.demo.quart.run import run_on_quart
from tracer.trace.events import Trace
from tracer.trace.facts import (
    ExceptionFacts,
    FlashFacts,
    PageFacts,
    RequestFacts,
    ResponseFacts,
    SignalFacts,
    StageFacts,
    UserFacts,
)
from tracer.trace.scenario import Action, Scenario, Value

pytestmark = pytest.mark.quart

F = TypeVar("F")

VISIT = Action(do="visit", page="protected")
LOG_IN = Action(do="submit", page="login", account="ada", password="right")
WRONG = Action(do="submit", page="login", account="ada", password="wrong")
ALONG = Action(do="submit", page="protected", account="ada", password="right")
ALONG_WRONG = Action(do="submit", page="protected", account="ada", password="wrong")
ALONG_UNKNOWN = Action(do="submit", page="protected", account="eve", password="wrong")
SWITCH_OFF = Action(do="deactivate_account", account="ada")
DELETE = Action(do="delete_account", account="ada")
ALONG_BEN = Action(do="submit", page="protected", account="ben", password="right")
FORM = "authentication.login_form"

NAMED: dict[str, tuple[tuple[Action, ...], dict[str, Value]]] = {
    "log in": ((VISIT, LOG_IN, VISIT), {}),
    "wrong password": ((WRONG, VISIT), {}),
    "no login_user": ((LOG_IN, VISIT), {"CALL_LOGIN_USER": False}),
    "password along in the form": ((VISIT, ALONG, VISIT), {}),
    "wrong password along in the form": ((VISIT, ALONG_WRONG), {}),
    "password along in the query": ((VISIT, ALONG, VISIT), {"REQUEST_LOADER": "query"}),
    "tutorial": ((VISIT, ALONG), {"REQUEST_LOADER": "tutorial"}),
    "tutorial, wrong password": ((VISIT, ALONG_WRONG), {"REQUEST_LOADER": "tutorial"}),
    "tutorial, wrong name": ((VISIT, ALONG_UNKNOWN), {"REQUEST_LOADER": "tutorial"}),
    "switched off": ((SWITCH_OFF, LOG_IN), {}),
    "account gone": ((LOG_IN, DELETE, ALONG_BEN), {}),
    "await forgotten": ((LOG_IN,), {"AWAIT_FORM": False}),
    "handler and login_view": ((VISIT,), {"UNAUTHORIZED_HANDLER": True, "LOGIN_VIEW": FORM}),
    "neither": ((VISIT,), {"UNAUTHORIZED_HANDLER": False}),
    "login_view and message": ((VISIT,), {"LOGIN_VIEW": FORM, "LOGIN_MESSAGE": "Please log in."}),
    "status of the tutorial": ((VISIT,), {"UNAUTHORIZED_STATUS": 200}),
    "without vary": ((VISIT,), {"CURES": ["current_user", "flash"]}),
}


@pytest.fixture(scope="module")
def traces() -> dict[str, Trace]:
    found = together(
        [Scenario(name=name, title=name, actions=do, settings=settings) for name, (do, settings) in NAMED.items()],
        {"PASSWORD_HASH_METHOD": CHEAP},
    )
    assert all(isinstance(trace, Trace) for trace in found), found
    return {trace.name: trace for trace in found if isinstance(trace, Trace)}


def stages(trace: Trace) -> list[str]:
    return [event.name for event in trace.of_kind("stage")]


def statuses(trace: Trace) -> list[int]:
    return [int(event.name) for event in trace.of_kind("response")]


def last(trace: Trace, kind: type[F]) -> F:
    return [*trace.facts_of(kind)][-1]


def test_the_pages_are_where_the_tests_believe_them_to_be() -> None:
    trace = run_on_quart(Scenario(title="nothing", actions=()))
    assert dict(trace.pages) == PAGES
    assert trace.events == ()


def test_logging_in_leads_to_the_protected_page(traces: dict[str, Trace]) -> None:
    assert statuses(traces["log in"]) == [401, 200, 302, 200, 200]
    assert last(traces["log in"], PageFacts).heading == "Protected page"


def test_a_wrong_password_is_told_with_422_and_opens_nothing(traces: dict[str, Trace]) -> None:
    assert stages(traces["wrong password"]) == ["credentials_checked", "session_checked", "refused"]
    assert statuses(traces["wrong password"]) == [200, 422, 401]


def test_without_login_user_the_right_password_opens_nothing(traces: dict[str, Trace]) -> None:
    assert stages(traces["no login_user"])[:3] == ["credentials_checked", "session_checked", "refused"]


def test_name_and_password_in_the_form_open_the_page_for_one_request(traces: dict[str, Trace]) -> None:
    """B38: the session stays as it was, no cookie is set."""
    trace = traces["password along in the form"]
    assert stages(trace)[2:] == [
        "identified_by_request",
        "session_checked",
        "access_granted",
        "session_checked",
        "refused",
    ]
    assert statuses(trace) == [401, 200, 401]
    assert all(facts.set_cookie == {} for facts in trace.facts_of(ResponseFacts))
    request = list(trace.facts_of(RequestFacts))[1]
    assert (request.method, request.query) == ("POST", {})


def test_a_wrong_password_in_the_form_opens_nothing(traces: dict[str, Trace]) -> None:
    assert stages(traces["wrong password along in the form"])[2:] == ["session_checked", "refused"]


def test_name_and_password_in_the_query_open_the_page_and_stand_in_the_address(traces: dict[str, Trace]) -> None:
    trace = traces["password along in the query"]
    assert statuses(trace) == [401, 200, 401]
    request = list(trace.facts_of(RequestFacts))[1]
    assert (request.method, request.query) == ("GET", {"username": "ada", "password": "[hidden]"})


@pytest.mark.parametrize("name", ["tutorial", "tutorial, wrong password"])
def test_assigning_is_authenticated_as_the_tutorial_does_is_an_error(traces: dict[str, Trace], name: str) -> None:
    """B144: is_authenticated is a property. The tutorial assigns for every name that it knows, right or wrong."""
    trace = traces[name]
    # What the browser sees, and not the response that Quart finishes: since Python 3.12 the writing of the traceback
    # looks at current_user for a suggestion, which loads the user again, and raises again inside the error handler.
    assert [facts.status for facts in trace.facts_of(PageFacts)] == [401, 500]
    error = [*trace.of_kind("exception")][-1]
    assert (error.name, error.place and error.place.file) == ("AttributeError", "demo_app/quart_app/identification.py")
    assert "is_authenticated" in last(trace, ExceptionFacts).message


def test_the_tutorials_loader_assigns_nothing_for_a_name_that_nobody_has(traces: dict[str, Trace]) -> None:
    trace = traces["tutorial, wrong name"]
    assert statuses(trace) == [401, 401]
    assert not [*trace.of_kind("exception")]


def test_the_login_form_is_left_to_the_login_view(traces: dict[str, Trace]) -> None:
    """Its page asks for current_user (B2); the request_loader does not compare the same password a second time."""
    trace = traces["switched off"]
    assert stages(trace) == ["credentials_checked", "login_refused"]
    assert [event.name for event in trace.of_kind("signal")] == ["user_accessed", "user_accessed"]


def test_a_session_that_names_nobody_whom_the_loader_finds_is_no_obstacle(traces: dict[str, Trace]) -> None:
    trace = traces["account gone"]
    request = last(trace, RequestFacts)
    assert request.session is not None
    assert (request.method, request.session["_user_id"]) == ("POST", "1")
    assert stages(trace)[-3:] == ["identified_by_request", "session_checked", "access_granted"]


def test_a_form_that_nobody_awaits_is_a_coroutine(traces: dict[str, Trace]) -> None:
    trace = traces["await forgotten"]
    assert statuses(trace) == [200, 500]
    assert stages(trace) == []
    assert last(trace, ExceptionFacts).message == "'coroutine' object has no attribute 'get'"


def test_the_handler_wins_over_the_login_view(traces: dict[str, Trace]) -> None:
    """B89."""
    assert stages(traces["handler and login_view"]) == ["session_checked", "refused"]


def test_with_neither_flask_login_itself_answers_401(traces: dict[str, Trace]) -> None:
    """B92."""
    assert statuses(traces["neither"]) == [401]
    assert last(traces["neither"], PageFacts).heading == "Unauthorized"
    assert last(traces["neither"], PageFacts).asks_password is False


def test_a_login_message_is_flashed_and_shown(traces: dict[str, Trace]) -> None:
    trace = traces["login_view and message"]
    assert statuses(trace) == [302, 200]
    assert last(trace, FlashFacts).message == "Please log in."


def test_a_handler_that_names_no_status_refuses_with_200(traces: dict[str, Trace]) -> None:
    trace = traces["status of the tutorial"]
    assert (stages(trace), statuses(trace)) == (["session_checked", "refused"], [200])


def test_without_the_cure_a_page_does_not_say_that_it_depends_on_the_cookie(traces: dict[str, Trace]) -> None:
    def vary(trace: Trace) -> list[object]:
        return [facts.headers.get("Vary") for facts in trace.facts_of(ResponseFacts)]

    # Before Flask 3.1.3 whatever looked at a session counted as having read it.
    assert vary(traces["without vary"]) == (["Cookie"] if unmet({"flask": "3.1.3"}) else [None])
    assert vary(traces["neither"]) == ["Cookie"]


def test_what_both_apps_have_is_called_the_same_and_set_the_same() -> None:
    code = "import json; from demo_app.quart_app.settings import DEFAULTS; print(json.dumps(DEFAULTS, default=str))"
    quart = json.loads(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout)
    flask = json.loads(json.dumps(DEFAULTS, default=str))

    different = {name for name in flask.keys() & quart.keys() if flask[name] != quart[name]}
    assert different == {"LOGIN_VIEW", "UNAUTHORIZED_HANDLER"}
    # The Quart app is the tutorial's: no program with a token, no page behind a fresh login.
    assert flask.keys() - quart.keys() == {"API_TOKENS", "REFRESH_VIEW", "NEEDS_REFRESH_MESSAGE"}
    assert quart.keys() - flask.keys() == {
        "AFTER_LOGIN", "AWAIT_FORM", "CURES", "REQUEST_LOADER", "UNAUTHORIZED_STATUS"
    }  # fmt: skip


def test_no_file_of_the_app_names_a_secret_key() -> None:
    folder = Path(__file__).resolve().parents[2] / "demo_app" / "quart_app"
    assert not [path for path in folder.rglob("*.py") if re.search(r"secret_key\s*=\s*[\"']", path.read_text("utf-8"))]


def test_without_the_cure_current_user_is_none_whoever_is_in_the_session() -> None:
    trace = run_on_quart(
        Scenario(title="uncured", actions=(VISIT, LOG_IN)), settings={"CURES": [], "PASSWORD_HASH_METHOD": CHEAP}
    )
    assert statuses(trace) == [500, 200, 302, 500]
    assert stages(trace) == ["credentials_checked", "logged_in"]
    assert last(trace, StageFacts).current_user == UserFacts("None", anonymous=False)
    assert last(trace, ResponseFacts).session == {"_user_id": "1", "_fresh": True, "_id": "client #1"}
    assert last(trace, ExceptionFacts).message == "'NoneType' object has no attribute 'is_authenticated'"
    assert last(trace, SignalFacts) == SignalFacts("None")


class Visitor:
    """Somebody at a real browser: every request over a real connection, and the session cookie kept."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookie = ""

    def ask(self, path: str, form: dict[str, str] | None = None, **headers: str) -> tuple[int, str]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            sent = {"Cookie": self.cookie, **headers}
            if form is None:
                connection.request("GET", path, headers=sent)
            else:
                sent["Content-Type"] = "application/x-www-form-urlencoded"
                connection.request("POST", path, urlencode(form), sent)
            response = connection.getresponse()
            if cookie := response.headers.get("Set-Cookie"):
                self.cookie = cookie.partition(";")[0]
            return response.status, response.headers.get("Location") or response.read().decode()
        finally:
            connection.close()


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Start the app by the command in the README, and return the port on which it answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number = int(free.getsockname()[1])
    command = [sys.executable, "-m", "quart", "--app", "demo_app.quart_app", "run", "--port", str(number)]
    environment = {**os.environ, "TRACER_HOME": str(tmp_path_factory.mktemp("home"))}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as server:
        try:
            _wait_for(number, server)
            yield number
        finally:
            server.send_signal(signal.SIGINT)
            server.communicate(timeout=20)


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    def answers() -> bool:
        assert server.poll() is None, server.communicate()
        with socket.socket() as attempt:
            return attempt.connect_ex(("127.0.0.1", port)) == 0

    wait_until(answers, "an answer of the server")


def test_a_browser_can_log_in_and_out(port: int) -> None:
    visitor = Visitor(port)
    assert visitor.ask("/protected")[0] == 401
    assert visitor.ask("/", {"username": "ada", "password": "no"})[0] == 422
    assert visitor.ask("/?next=//evil.example", {"username": "ada", "password": PASSWORD}) == (302, "/protected")
    status, page = visitor.ask("/protected")
    assert (status, "You are here as <strong>ada</strong>" in page) == (200, True)
    assert visitor.ask("/logout", {}) == (302, "/")
    assert visitor.ask("/protected")[0] == 401


def test_a_form_of_another_site_is_refused(port: int) -> None:
    form = {"username": "ada", "password": PASSWORD}
    assert Visitor(port).ask("/", form, Origin="http://evil.example")[0] == 403
    assert Visitor(port).ask("/logout", {}, **{"Sec-Fetch-Site": "cross-site"})[0] == 403


def test_the_style_sheet_is_found(port: int) -> None:
    assert Visitor(port).ask("/static/style.css")[0] == 200


def test_many_visitors_at_once_keep_their_own_users(port: int) -> None:
    visitors = {"ada": Visitor(port), "ben": Visitor(port)}
    passwords = {"ada": PASSWORD, "ben": "kite-and-key-1752"}
    for name, visitor in visitors.items():
        assert visitor.ask("/", {"username": name, "password": passwords[name]})[0] == 302

    def shown(name: str) -> bool:
        return f"You are here as <strong>{name}</strong>" in visitors[name].ask("/protected")[1]

    with ThreadPoolExecutor(8) as people:
        assert all(people.map(shown, ["ada", "ben"] * 20))
