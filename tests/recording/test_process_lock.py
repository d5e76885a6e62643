"""Recordings begin and end in any thread, while others ask, and in processes that fork; nothing is left behind."""

import inspect
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Thread
from typing import Any

import pytest
from flask import Flask, session
from flask_login import LoginManager, login_required

from tests.recording.observe.test_harmless_observer import everything
from tracer.activities.record import record
from tracer.recording.observe import attribute_replacement, library_calls
from tracer.recording.observe.observer import Observer
from tracer.recording.process_lock import PROCESS_LOCK

SECONDS = 10


def small_app() -> Flask:
    app = Flask("small")
    app.secret_key = "fixed"
    LoginManager(app).user_loader(lambda _: None)
    app.add_url_rule("/inside", view_func=login_required(lambda: "inside"), endpoint="inside")
    app.test_client().get("/inside")
    return app


def left_behind(app: Flask) -> dict[str, object]:
    observed = library_calls._OBSERVED.values()
    listening = sum(len(each.listeners) for each in observed)
    return {**everything(app), "stacks": len(attribute_replacement._STACKS), "listeners": listening}


@pytest.fixture
def many_switches() -> Iterator[None]:
    """Let threads take turns as often as can be."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def while_others_ask(app: Flask, threads: int, work: Callable[[], None]) -> list[int]:
    """Do something while threads ask the app; return the statuses of their answers."""
    stop = Event()
    statuses: list[int] = []

    def ask() -> None:
        while not stop.is_set():
            statuses.append(app.test_client().get("/inside").status_code)

    asking = [Thread(target=ask) for _ in range(threads)]
    for thread in asking:
        thread.start()
    try:
        work()
    finally:
        stop.set()
        for thread in asking:
            thread.join()
    return statuses


@pytest.mark.long
@pytest.mark.usefixtures("many_switches")
def test_recordings_that_end_while_threads_ask_leave_nothing_behind() -> None:
    app = small_app()
    before = left_behind(app)
    end = time.monotonic() + SECONDS

    def record_again_and_again(_: int) -> int:
        recordings = 0
        while time.monotonic() < end:
            with record(app):
                time.sleep(0.001)
            recordings += 1
        return recordings

    def record_in_six_threads() -> None:
        with ThreadPoolExecutor(6) as pool:
            assert all(pool.map(record_again_and_again, range(6)))

    statuses = while_others_ask(app, 3, record_in_six_threads)
    assert set(statuses) == {401}
    assert left_behind(app) == before


def test_recordings_that_overlap_without_end_do_not_slow_each_other_down() -> None:
    """Each begins before the one before it ends; what calls go through does not grow."""
    app = small_app()
    before = left_behind(app)
    standing = record(app)
    standing.__enter__()
    depth = depth_of_load(app)
    for _ in range(50):
        following = record(app)
        following.__enter__()
        standing.__exit__(None, None, None)
        standing = following
    assert depth_of_load(app) == depth
    assert inspect.unwrap(app.ensure_sync) is Flask.ensure_sync
    standing.__exit__(None, None, None)
    assert left_behind(app) == before


def depth_of_load(app: Flask) -> int:
    """Return how many frames are below one another while a user is loaded."""
    manager: Any = app.login_manager  # type: ignore[attr-defined] # Flask-Login sets it
    depths: list[int] = []

    def load(_: str) -> None:
        depths.append(len(inspect.stack(0)))

    kept = manager._user_callback
    manager.user_loader(load)
    with app.test_request_context():
        session["_user_id"] = "1"
        manager._load_user()
    manager.user_loader(kept)
    return depths[0]


def test_an_attachment_that_fails_half_way_is_undone(monkeypatch: pytest.MonkeyPatch) -> None:
    app = small_app()
    before = left_behind(app)
    attach = Observer.attach

    def failing(self: Observer) -> None:
        attach(self)
        raise ZeroDivisionError

    monkeypatch.setattr(Observer, "attach", failing)
    recording = record(app)
    with pytest.raises(ZeroDivisionError):
        recording.__enter__()
    assert left_behind(app) == before
    monkeypatch.undo()
    with record(app) as again:
        app.test_client().get("/inside")
    assert again.stages == ["session_checked", "refused"]
    assert left_behind(app) == before


def test_what_is_seen_after_the_end_is_not_recorded() -> None:
    """A thread may have been told of the request before the recording ended."""

    def slow() -> str:
        recording.__exit__(None, None, None)
        return str(app.test_client().get("/inside").status_code)

    app = Flask("slow")
    app.secret_key = "fixed"
    LoginManager(app).user_loader(lambda _: None)
    app.add_url_rule("/inside", view_func=login_required(lambda: "inside"), endpoint="inside")
    app.add_url_rule("/slow", view_func=slow)
    recording = record(app)
    seen = recording.__enter__()
    assert app.test_client().get("/slow").get_data(as_text=True) == "401"
    assert seen.events == ()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="only where processes fork")
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_a_child_of_a_process_that_is_beginning_a_recording_can_record() -> None:
    app = small_app()
    stop = Event()

    def hold_again_and_again() -> None:
        while not stop.is_set():
            with PROCESS_LOCK:
                time.sleep(0.01)

    holding = Thread(target=hold_again_and_again)
    holding.start()
    try:
        ended = [child_that_records(app) for _ in range(5)]
    finally:
        stop.set()
        holding.join()
    assert ended == [0] * 5


def child_that_records(app: Flask) -> int:
    """Return how a forked child ended that records an app: 0 where it could, a signal where it hung."""
    child = os.fork()
    if child == 0:
        signal.alarm(20)
        with record(app) as recording:
            app.test_client().get("/inside")
        os._exit(0 if recording.stages == ["session_checked", "refused"] else 1)
    return os.waitpid(child, 0)[1]
