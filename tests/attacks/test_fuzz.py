"""Whatever stands in a file or on the command line: no traceback, no exit code of a failure nobody foresaw, no hang.

This takes a minute, and at most two. ``TRACER_FUZZ=N`` tries N other inputs of each kind instead, see CONTRIBUTING.md.
"""

import json
import os
import signal
import socket
import sqlite3
import time
import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from functools import cache
from itertools import pairwise
from math import inf
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st
from werkzeug.serving import BaseWSGIServer

from tests.attacks.hostile import STEERS, steering, toml_file
from tests.cli.in_process import tracer
from tests.course import scenario
from tracer.lessons.shipped_files import LESSON_TEXTS
from tracer.quiz.progress_store import Progress
from tracer.recording.demo.run import run
from tracer.recording.watched_requests import Watch
from tracer.trace.json_format import json_lines
from tracer.trace.scenario import Scenario

_ASKED = int(os.environ.get("TRACER_FUZZ", "0"))
"""How many inputs of each kind are tried; 0 tries a few, the same ones each time."""

_SECONDS = inf if _ASKED else 120 / 8
"""So long each of the eight tests goes on; on a slow machine it tries fewer inputs."""

pytestmark = pytest.mark.long

_LIMIT = 5.0
"""In seconds of this process, however busy the machine is. A command that takes longer hangs."""

_FORESEEN = frozenset({0, 1, 2, 3})
"""Everything is well; a verdict; a word that is not known; something that the user can mend."""

_SETTINGS = settings(
    max_examples=_ASKED or 40,
    deadline=None,
    database=None,
    derandomize=not _ASKED,
    suppress_health_check=[*HealthCheck],
    # To explain a failure every line is traced, which makes of half a second what looks like a hang.
    phases=[phase for phase in Phase if phase is not Phase.explain],
)

_TEXTS = st.one_of(
    st.sampled_from(
        [
            "",
            "none",
            "given",
            "flask",
            "quart",
            "../x",
            "/dev/zero",
            "\0",
            "nan",
            "A",
            STEERS,
            "=1",
            "http://[",
            "login",
            "a" * 5000,
        ]
    ),
    st.text(max_size=20),
)
_NO_UTF_8 = st.binary(max_size=6).map(os.fsdecode)
"""Bytes as they come from a command line: those that are no UTF-8 stand as surrogates in it."""

_NUMBERS = st.one_of(
    st.sampled_from([0, 1, -1, 2**31, 2**63, 10**40, -(10**300)]), st.floats(width=32), st.integers(-100, 1000)
)
_SCALARS = st.one_of(st.none(), st.booleans(), _NUMBERS, _TEXTS)
_VALUES = st.recursive(
    _SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(_TEXTS, inner, max_size=3)),
    max_leaves=6,
)


class _Clock:
    """How much time is left for a test."""

    def __init__(self) -> None:
        self._end = time.monotonic() + _SECONDS

    def is_over(self) -> bool:
        return time.monotonic() > self._end


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACER_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)


def _ends_in_good_order(*arguments: str, variables: Mapping[str, str] | None = None) -> None:
    note(f"arguments: {arguments!r}")
    began = time.process_time()
    done = tracer(*arguments, settings=variables)
    took = time.process_time() - began
    said = done.stdout + done.stderr
    assert "Traceback" not in said
    assert done.returncode in _FORESEEN, said[-1500:]
    assert not done.returncode or said.strip()
    assert steering(said) == []
    assert took < _LIMIT, f"{took:.1f} s"


def _changed(value: Any, draw: Callable[[st.SearchStrategy[Any]], Any]) -> Any:
    """Return plain data with one thing in it changed, added or taken away, wherever that may be."""
    inner = [*value.items()] if isinstance(value, dict) else [*enumerate(value)] if isinstance(value, list) else []
    if not inner or draw(st.integers(0, 5)) == 0:
        return draw(_VALUES)
    key, item = draw(st.sampled_from(inner))
    how = draw(st.integers(0, 7))
    if isinstance(value, list):
        if how == 0:
            return [*value[:key], *value[key + 1 :]]
        return [*value[:key], *([item] * how if how == 1 else []), _changed(item, draw), *value[key + 1 :]]
    rest = {other: kept for other, kept in value.items() if other != key}
    if how == 0:
        return rest
    if how == 1:
        return {**rest, draw(_TEXTS): item}
    return {**value, key: _changed(item, draw)}


@st.composite
def _mutants(draw: Any, originals: list[Any]) -> Any:
    value = draw(st.sampled_from(originals))
    for _ in range(draw(st.integers(1, 4))):
        value = _changed(value, draw)
    return value


@st.composite
def _damaged(draw: Any, texts: list[str]) -> bytes:
    """Return the bytes of a file, with something put in or cut out."""
    whole: bytes = draw(st.sampled_from(texts)).encode()
    start = draw(st.integers(0, len(whole)))
    end = draw(st.integers(start, min(start + 50, len(whole))))
    put_in: bytes = draw(st.one_of(st.binary(max_size=12), _TEXTS.map(lambda text: text.encode(errors="ignore"))))
    return whole[:start] + put_in + whole[end:]


def _lessons() -> Iterator[str]:
    for name in ("01_login-flow", "03_wrong-password", "32_remember-me-limits"):
        for path in LESSON_TEXTS.glob(f"{name}.toml"):
            yield path.read_text("utf-8")


LESSON_FILES = [*_lessons()]
CONTENTS = [tomllib.loads(text) for text in LESSON_FILES]
SHORT = {
    "format_version": 1,
    "title": "t",
    "summary": "s",
    "minutes": 1,
    "scenarios": {
        "sx": {
            "title": "x",
            "settings": {
                "LOGIN_VIEW": "none",
                "SESSION_PROTECTION": "strong",
                "PASSWORD_HASH_METHOD": "pbkdf2:sha256:1",
            },
            "actions": [
                {"do": "visit", "page": "protected", "query": {"a": "b"}},
                {"do": "submit", "page": "login", "account": "ada", "password": "right", "remember": True},
                {"do": "wait", "seconds": 5},
                {"do": "restart_app", "secret_key": "new"},
                {"do": "tamper_with_cookie", "cookie": "session", "how": "signature"},
            ],
        }
    },
    "flow": {
        "nodes": [{"id": "a", "text": "A", "stages": ["logged_in"], "when": {"fresh": True}}, {"id": "b", "text": "B"}],
        "edges": [{"source": "a", "target": "b", "label": "x"}],
    },
    "snapshot": ["one"],
    "code": {"show": ["demo_app.flask_app.authentication:login"]},
}


@_SETTINGS
@given(content=_mutants([*CONTENTS[:1], SHORT, SHORT, SHORT]), command=st.integers(0, 3))
def test_lessons(tmp_path_factory: pytest.TempPathFactory, content: Any, command: int, clock: _Clock) -> None:
    if clock.is_over() or not isinstance(content, dict):
        return
    folder = tmp_path_factory.getbasetemp() / "lessons"
    folder.mkdir(exist_ok=True)
    file = folder / "90_fuzzed.toml"
    text = toml_file(content)
    file.write_text(text, "utf-8", errors="replace")
    note(text)
    words = [
        ("check-lessons", str(file)),
        ("lesson", "fuzzed", "--lessons", str(folder)),
        ("list", "--all", "--lessons", str(folder)),
        ("run-scenario", "sx", "--lessons", str(folder), "--json"),
    ]
    _ends_in_good_order(*words[command])


@_SETTINGS
@given(content=_damaged(LESSON_FILES[:1]), command=st.integers(0, 2))
def test_damaged_lessons(tmp_path_factory: pytest.TempPathFactory, content: bytes, command: int, clock: _Clock) -> None:
    if clock.is_over():
        return
    folder = tmp_path_factory.getbasetemp() / "damaged"
    folder.mkdir(exist_ok=True)
    (folder / "90_fuzzed.toml").write_bytes(content)
    words = [
        ("lesson", "fuzzed", "--lessons", str(folder)),
        ("list", "--scenarios", "--lessons", str(folder)),
        ("quiz", "fuzzed", "--lessons", str(folder)),
    ]
    _ends_in_good_order(*words[command])


def _traces() -> list[Any]:
    own = scenario("login-flow")
    assert isinstance(own, Scenario)
    return [json.loads("\n".join(json_lines(run(each)))) for each in (own, scenario("wrong-password"))]


@pytest.fixture(scope="module")
def clock_of_traces() -> list[Any]:
    return _traces()


@_SETTINGS
@given(data=st.data(), command=st.integers(0, 4))
def test_traces(
    tmp_path_factory: pytest.TempPathFactory,
    clock_of_traces: list[Any],
    data: st.DataObject,
    command: int,
    clock: _Clock,
) -> None:
    if clock.is_over():
        return
    file = tmp_path_factory.getbasetemp() / "fuzzed.json"
    if data.draw(st.booleans()):
        text = json.dumps(data.draw(_mutants(clock_of_traces)))
        file.write_text(text)
    else:
        file.write_bytes(data.draw(_damaged([json.dumps(each) for each in clock_of_traces])))
    words = [
        ("show", str(file)),
        ("show", str(file), "--detail", "--plain"),
        ("show", str(file), "--json"),
        ("compare", str(file), "login-flow"),
        ("walkthrough", "--replay", str(file), "--plain"),
    ]
    _ends_in_good_order(*words[command])


@_SETTINGS
@given(lines=st.lists(st.one_of(_TEXTS, st.sampled_from(["a", "b,c", "1", "hint", "?", "what-is-it: a"]))))
def test_answers(tmp_path_factory: pytest.TempPathFactory, lines: list[str], clock: _Clock) -> None:
    if clock.is_over():
        return
    file = tmp_path_factory.getbasetemp() / "answers.txt"
    file.write_text("\n".join(lines), "utf-8", errors="replace")
    _ends_in_good_order("quiz", "login-flow", "--answers", str(file))


@_SETTINGS
@given(
    column=st.sampled_from(["lesson", "question", "content", "right", "hints", "seconds", "given_at"]), value=_SCALARS
)
def test_progress(tmp_path_factory: pytest.TempPathFactory, column: str, value: Any, clock: _Clock) -> None:
    if clock.is_over():
        return
    home = tmp_path_factory.getbasetemp() / "progress"
    home.mkdir(exist_ok=True)
    path = home / "progress.sqlite3"
    path.unlink(missing_ok=True)
    with Progress(path) as progress:
        progress.record("login-flow", _question(), right=True, hints=0, seconds=1.0)
    with closing(sqlite3.connect(path)) as connection:
        fits = not isinstance(value, int) or -(2**63) <= value < 2**63
        held = value if fits and not (isinstance(value, str) and not value.isprintable()) else b"\xff"
        connection.execute("PRAGMA ignore_check_constraints = ON")
        try:
            connection.execute(f"UPDATE answer SET {column} = ?", (held,))  # noqa: S608 # one of the names above
        except sqlite3.IntegrityError:
            return
        connection.commit()
    _ends_in_good_order("progress", variables={"TRACER_HOME": str(home)})


@cache
def _question() -> Any:
    from tests.course import lesson  # noqa: PLC0415 # reads a file

    return lesson("login-flow").questions[0]


TABLE = """| Step | Action | Input | Check | Result |
|---|---|---|---|---|
| 1 | User asks for the protected page | Request | session | User not authenticated |
| 2 | Redirect | - | - | User sees the login form |

| Variable | Start | After 2 | Final |
|---|---|---|---|
| session_cookie | None | Set | None |
"""


@_SETTINGS
@given(
    content=_damaged([TABLE, TABLE.replace("|", "\t")]), ending=st.sampled_from([".md", ".html", ".txt", ".toml", ".x"])
)
def test_tables(tmp_path_factory: pytest.TempPathFactory, content: bytes, ending: str, clock: _Clock) -> None:
    if clock.is_over():
        return
    file = tmp_path_factory.getbasetemp() / f"table{ending}"
    file.write_bytes(content)
    _ends_in_good_order("check-table", str(file), "--scenario", "login-flow")


_WORDS = st.one_of(
    _TEXTS,
    _NO_UTF_8,
    st.sampled_from(
        [
            *("list", "show", "lesson", "quiz", "compare", "progress", "explain", "glossary", "run-scenario", "cookie"),
            *("--plain", "--json", "--detail", "--seed", "--only", "--from", "--at", "--app", "--lessons", "--color"),
            *(
                "login-flow",
                "login-flow@quart",
                "wrong-password@faults/healthy",
                "1",
                "-1",
                "nan",
                "9" * 5000,
                "--",
                "@",
            ),
        ]
    ),
)


@_SETTINGS
@given(
    command=st.sampled_from(
        ["list", "show", "lesson", "quiz", "compare", "progress", "explain", "glossary", "check-table", "next"]
    ),
    words=st.lists(_WORDS, max_size=4),
)
def test_arguments(command: str, words: list[str], clock: _Clock) -> None:
    if clock.is_over() or any("\0" in word for word in words) or "quart" in "".join(words):
        return
    _ends_in_good_order(command, *words)


SHOP = """
from flask import Flask, redirect, request
from flask_login import LoginManager, UserMixin, login_required, login_user

class User(UserMixin):
    id = "ada"

def create_app(kind="", *, secret_key="given"):
    app = Flask(__name__)
    app.secret_key = secret_key
    manager = LoginManager(app)
    manager.login_view = "login"
    manager.user_loader(lambda user_id: User())

    @app.route("/login", methods=["GET", "POST"])
    def login():
        if request.method == "POST":
            login_user(User())
            return redirect("/item/1/x")
        return '<form method="post"><input name="name"><input name="word" type="password"></form>'

    @app.route("/item/<int:item>/<path:rest>")
    @login_required
    def item(item, rest):
        return rest

    return app

app = create_app()
"""

_APPS = st.sampled_from(["shop:app", "shop.py", "shop:create_app", "shop:create_app('test')", "demo"])
_TARGETS = st.one_of(
    st.sampled_from(
        [
            "shop:create_app(secret_key='')",
            "shop:create_app(secret_key=b'\\xff')",
            "shop:create_app(secret_key=1)",
            "shop:create_app(1, 2)",
            "shop:create_app(nothing=1)",
            "shop:create_app(open('x'))",
            "shop:create_app(" + "(" * 5000,
            "shop:app.secret_key",
            "shop:nothing",
            "shop:",
            ":app",
            "./shop.py:app",
            "../here/shop",
            ".",
            "/",
            "empty.py",
            "broken.py",
            "faults/bare-401",
            "faults/",
            "faults/../x",
            "edge-cases",
        ]
    ),
    _damaged(["shop:create_app('test')", "./shop.py:app", "faults/bare-401"]).map(os.fsdecode),
    _TEXTS,
    _NO_UTF_8,
)
_FILES = st.one_of(
    st.sampled_from(["login.jsonl", "-", ".", "/dev/null", "/dev/full", "no/such/folder", "shop.py", "shop.py/x"]),
    _TEXTS,
    _NO_UTF_8,
)
_ADDRESSES = st.one_of(
    st.sampled_from(["/login", "login?next=/x", "/item/1/x", "http://shop.example/login", "//[", "?", "#", "/.."]),
    _damaged(["/login?next=%2Fx", "http://shop.example:80/item/1/x"]).map(os.fsdecode),
    _TEXTS,
    _NO_UTF_8,
)
_HOSTS = st.one_of(
    st.sampled_from(["127.0.0.1", "::1", "[::1]", "0", "127.1", "1.2.3.4", "fe80::1%lo", "127.0.0.1:80", "unix:x"]),
    _TEXTS,
    _NO_UTF_8,
)
_AS_TEXT = st.one_of(_NUMBERS.map(str), _TEXTS, _NO_UTF_8)
_VISIT: dict[str, st.SearchStrategy[str]] = {
    "--login-path": _ADDRESSES,
    "--protected-path": _ADDRESSES,
    "--logout-path": _ADDRESSES,
    "--username": st.one_of(_TEXTS, _NO_UTF_8),
}
_OPTIONS: dict[str, dict[str, st.SearchStrategy[str]]] = {
    "watch": {
        "--port": st.one_of(st.sampled_from(["0", "80", "65535", "65536"]), _AS_TEXT),
        "--host": _HOSTS,
        "--save": _FILES,
        "--keep": st.one_of(st.just("1"), _AS_TEXT),
        "--workers": _AS_TEXT,
        "--color": st.one_of(st.just("never"), _TEXTS),
    },
    "watch --scenario": {
        **_VISIT,
        "--save": _FILES,
        "--lessons": _FILES,
        # Each of the workers is a process, so most numbers are none.
        "--workers": st.one_of(st.sampled_from(["1", "9"]), st.integers(-5, 4).map(str), _AS_TEXT),
    },
    "inspect": {
        "--value": st.tuples(
            st.sampled_from(["item", "rest", "rest", "x", ""]), st.one_of(st.just("1"), _TEXTS, _NO_UTF_8)
        ).map("=".join)
    },
}
_FLAGS = {
    "watch": ["--json", "--plain", "--show-values", "--findings", "--no-findings"],
    "watch --scenario": ["--json", "--plain", "--show-values", "--no-findings"],
    "inspect": ["--json", "--plain", "--production"],
}
_SCENARIOS = st.one_of(
    st.sampled_from(["wrong-password", "fresh-login", "login-flow@quart"]),
    _TEXTS,
    _NO_UTF_8,
)


_SELDOM = st.sampled_from([*[False] * 9, True])
"""Hypothesis takes the values at both ends of a range, and every branch of ``one_of``, more often than it seems."""


@st.composite
def _words_with_an_app(draw: Any, command: str) -> list[str]:
    """Return the words of a command that takes somebody's app: most of them fit, in any order."""
    groups = [[draw(_TARGETS if draw(_SELDOM) else _APPS)]]
    if command == "watch --scenario":
        groups.append(["--scenario", draw(_SCENARIOS) if draw(_SELDOM) else "login-flow"])
        given = {"--username": "ada", "--protected-path": "/item/1/x"}
        groups.extend([name, value] for name, value in given.items() if not draw(_SELDOM))
    if command == "inspect" and not draw(_SELDOM):
        groups.append(["--ask", "--yes"])
    for name in draw(st.lists(st.sampled_from([*_OPTIONS[command]]), min_size=1, max_size=2 if draw(_SELDOM) else 1)):
        value = draw(_OPTIONS[command][name])
        groups.append(draw(st.sampled_from([[name, value], [f"{name}={value}"]])))
    groups.extend([flag] for flag in draw(st.lists(st.sampled_from(_FLAGS[command]), max_size=1)))
    if draw(_SELDOM):
        groups.append([draw(st.one_of(_WORDS, st.sampled_from([*_OPTIONS[command]])))])
    return [command.partition(" ")[0], *(word for group in draw(st.permutations(groups)) for word in group)]


def _writes_elsewhere(words: list[str]) -> bool:
    """Tell whether the words name a file to write that lies outside of the folder of the test, and is no device."""
    files = [following for word, following in pairwise([*words, ""]) if word == "--save"]
    files += [word.removeprefix("--save=") for word in words if word.startswith("--save=")]
    harmless = {"/", "/dev/null", "/dev/full", "/dev/zero"}
    return any((file.startswith("/") and file not in harmless) or file.count("..") > 1 for file in files)


@pytest.fixture
def nobody_is_served(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let ``watch`` find a free port, have one request, and end by Ctrl-C; no name of a host is asked for."""
    bind = socket.socket.bind

    def bind_at_any_port(listening: socket.socket, address: tuple[str, int]) -> None:
        socket.getaddrinfo(address[0], None, flags=socket.AI_NUMERICHOST)
        bind(listening, (address[0], 0))

    def visited(watched: Watch, _seconds: float) -> None:
        watched.app.test_client().get("/item/1/x")
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(socket.socket, "bind", bind_at_any_port)
    monkeypatch.setattr(BaseWSGIServer, "serve_forever", lambda *_: None)
    monkeypatch.setattr(BaseWSGIServer, "shutdown", lambda *_: None)
    monkeypatch.setattr(Watch, "wait_for_requests", visited)


@pytest.mark.usefixtures("nobody_is_served")
@settings(_SETTINGS, max_examples=_ASKED or 100)
@given(
    lines=st.tuples(*map(_words_with_an_app, _OPTIONS)), password=st.sampled_from([*["x"] * 9, "", STEERS, "\udcff"])
)
def test_words_with_an_app(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    lines: tuple[list[str], ...],
    password: str,
    clock: _Clock,
) -> None:
    folder = tmp_path / "here" / "here"  # what is written to ../x lies in the folder of the test, too
    folder.mkdir(parents=True, exist_ok=True)
    monkeypatch.chdir(folder)
    for words in lines:
        if clock.is_over() or "\0" in "".join(words) or _writes_elsewhere(words):
            continue
        for name, text in {"shop.py": SHOP, "empty.py": "", "broken.py": "1 / 0"}.items():
            (folder / name).write_text(text, "utf-8")
        _ends_in_good_order(*words, variables={"TRACER_PASSWORD": password})


@pytest.fixture
def clock() -> _Clock:
    """How much time is left for a test."""
    return _Clock()
