"""Real processes that take turns: what only one of them knows is found, and nothing in an app that shares it."""

from pathlib import Path

import pytest

from tests.foreign_apps.driver import HERE, LOGIN, LOGOUT, ONE_FILE, PASSWORD, VISIT
from tracer.errors import AppError
from tracer.findings import find
from tracer.recording.load_app import load_app
from tracer.recording.workers.alternation import Workers, run_on_workers
from tracer.trace.events import Trace
from tracer.trace.facts import RequestFacts
from tracer.trace.files import load_trace, save_trace
from tracer.trace.scenario import Action, Scenario
from tracer.trace.visitor import Visitor

KEY = 'app.secret_key = "a key of this app that nobody else knows"'
FOUND = "    return USERS.get(int(user_id))\n"
KEPT_WHEN_LOGGED_IN = "        if not login_user("
STORE = '''
from flask.sessions import SecureCookieSession, SessionInterface

class Stored(SessionInterface):
    """Sessions in a dict, by a key in the cookie."""

    store = {}

    def open_session(self, app, request):
        return SecureCookieSession(self.store.get(request.cookies.get("session"), {}))

    def save_session(self, app, session, response):
        key = secrets.token_hex()
        if session and session.modified:
            self.store[key] = dict(session)
            response.set_cookie("session", key)

app.session_interface = Stored()
'''

SHARED: list[tuple[str, str]] = []
OWN_KEY = [(KEY, "import secrets\napp.secret_key = secrets.token_hex()")]
OWN_USERS = [
    (FOUND, "    return LOGGED_IN.get(user_id)\n"),
    (KEPT_WHEN_LOGGED_IN, f"        LOGGED_IN[user.get_id()] = user\n{KEPT_WHEN_LOGGED_IN}"),
    (KEY, f"LOGGED_IN = {{}}\n{KEY}"),
]
OWN_SESSIONS = [(KEY, f"import secrets\n{KEY}\n{STORE}")]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    return tmp_path


def write(folder: Path, name: str, changes: list[tuple[str, str]]) -> str:
    text = (HERE / "one_file.py").read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    (folder / f"{name}.py").write_text(text, encoding="utf-8")
    return f"{name}:app"


def performed(target: str, *actions: Action) -> Trace:
    scenario = Scenario(name="trial", title="a trial", actions=actions)
    with Workers(target, 2, show_values=False) as workers:
        app = load_app(target)
        visitor = Visitor("grace", PASSWORD)
        return run_on_workers(workers, app, scenario, pages=ONE_FILE.pages, visitor=visitor)


@pytest.mark.parametrize(
    ("name", "changes", "codes"),
    [
        ("shop_sharing", SHARED, []),
        ("shop_with_own_keys", OWN_KEY, ["secret-key-of-one-worker"]),
        ("shop_with_own_users", OWN_USERS, ["user-of-one-worker"]),
        ("shop_with_own_sessions", OWN_SESSIONS, ["session-of-one-worker"]),
    ],
)
def test_what_one_process_keeps_for_itself_is_found(
    name: str, changes: list[tuple[str, str]], codes: list[str], folder: Path
) -> None:
    trace = performed(write(folder, name, changes), VISIT, LOGIN, VISIT, LOGOUT, VISIT)

    assert [finding.code for finding in find(trace)] == codes
    assert not list(trace.of_kind("fault"))
    save_trace(trace, folder / "trace.json")
    assert load_trace(folder / "trace.json").events == trace.events


def test_one_answers_alone_and_then_others_take_turns(folder: Path) -> None:
    trace = performed(write(folder, "shop_in_turns", SHARED), VISIT, LOGIN, VISIT)

    answered = [(event.browser, event.facts.worker) for event in trace.events if isinstance(event.facts, RequestFacts)]
    alone = [worker for browser, worker in answered if browser == "A"]
    in_turns = [worker for browser, worker in answered if browser == "B"]
    assert set(alone) == {1}
    assert in_turns == [2 + number % 2 for number in range(len(in_turns))]
    assert [event.number for event in trace.events] == [*range(1, len(trace.events) + 1)]
    # Who it is and which cookies the app has issued is known to all of them.
    users = {str(event.facts) for event in trace.events if "User#" in str(event.facts)}
    assert users
    assert not any("User#2" in user for user in users)


def test_an_app_that_cannot_be_loaded_says_so(folder: Path) -> None:
    (folder / "shop_that_raises.py").write_text("raise ValueError\n", encoding="utf-8")
    with pytest.raises(AppError, match="raised ValueError"):
        performed("shop_that_raises:app", VISIT)


def test_a_worker_that_ends_says_so(folder: Path) -> None:
    target = write(folder, "shop_that_ends", [("def index():\n", "def index():\n    import os\n    os._exit(7)\n")])
    with pytest.raises(AppError, match="Worker 1 of the app ended with exit code 7"):
        performed(target, Action(do="visit", page="home"))
