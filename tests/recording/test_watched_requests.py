"""Watching for a long time: what is remembered is bounded, and nothing is mixed up."""

import gc
import sys
import tracemalloc
from functools import cache
from pathlib import Path

import pytest

from tests.client_cookies import delete_cookie
from tests.foreign_apps.driver import ONE_FILE, PASSWORD
from tracer.findings import find
from tracer.recording.cookie_facts import MOST, IssuedCookies, fingerprints
from tracer.recording.redaction import MOST_NUMBERED, Redaction
from tracer.recording.watched_requests import Watch
from tracer.trace.table import Step, StepMaker, steps, table

FORM = {"name": "grace", "secret": PASSWORD}


def watch(folder: Path, *, keep: int) -> Watch:
    return Watch(ONE_FILE.load(folder), keep=keep, show_values=False)


def drain(watched: Watch) -> int:
    return sum(1 for events in watched.new_requests() if events[0].request is not None)


def test_only_the_latest_requests_are_remembered(tmp_path: Path) -> None:
    watched = watch(tmp_path, keep=10)
    client = watched.app.test_client()
    with watched.listening():
        for _ in range(25):
            client.get("/account")
        assert drain(watched) == 25
    requests = [event.request for event in watched.trace.of_kind("request")]
    assert requests == list(range(16, 26))
    assert watched.forgotten == 15
    # What describes the app is never forgotten: findings need it.
    assert watched.trace.events[0].name == "app"
    assert [event.request for event in watched.recent(3).of_kind("request")] == [23, 24, 25]


def test_each_request_is_handed_over_once_and_whole(tmp_path: Path) -> None:
    watched = watch(tmp_path, keep=100)
    client = watched.app.test_client()
    with watched.listening():
        client.get("/account")
        client.post("/login", data=FORM)
        groups = list(watched.new_requests())
        assert list(watched.new_requests()) == []
    numbers = [{event.request for event in events} for events in groups]
    assert numbers == [{None}, {1}, {2}]
    for events in groups[1:]:
        assert (events[0].kind, events[-1].kind) == ("request", "response")


def test_steps_made_one_by_one_are_those_of_the_whole_table(tmp_path: Path) -> None:
    watched = watch(tmp_path, keep=100)
    client = watched.app.test_client()
    maker = StepMaker(watched.head)
    made: list[Step] = []
    with watched.listening():
        for path in ("/account", "/login", "/", "/account"):
            client.get(path)
            for events in watched.new_requests():
                made.extend(maker.feed(events)[1])
        client.post("/login", data=FORM)
        client.get("/account")
        for events in watched.new_requests():
            made.extend(maker.feed(events)[1])
    whole = steps(watched.trace)
    assert [(step.number, step.stage, step.row) for step in made] == [(s.number, s.stage, s.row) for s in whole]
    assert made[-1].variables["current_user"] == table(watched.trace).final["current_user"] == "User(User#1)"


@pytest.mark.skipif(sys.gettrace() is not None, reason="a tracer of the tests themselves keeps memory")
def test_memory_stays_bounded_in_a_long_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    watched = watch(tmp_path, keep=20)
    client = watched.app.test_client()
    # The app compiles its pages anew for each request; while memory is traced, that is most of the time.
    monkeypatch.setattr(watched.app.jinja_env, "from_string", cache(watched.app.jinja_env.from_string))

    def use(requests: int) -> None:
        for number in range(requests):
            client.get(f"/cart/{number % 7}", headers={"User-Agent": f"browser {number % 300}"})
            if number % 10 == 0:
                drain(watched)
        drain(watched)
        delete_cookie(client, "session")

    with watched.listening():
        use(300)
        gc.collect()
        tracemalloc.start()
        before = tracemalloc.get_traced_memory()[0]
        use(600)
        gc.collect()
        grown = tracemalloc.get_traced_memory()[0] - before
        tracemalloc.stop()
    # Fingerprints of issued cookies are still being collected: so many, of some two hundred bytes each.
    assert grown < 750_000
    assert len(watched.trace.events) < 20 * 12
    assert find(watched.trace) == ()


def test_issued_cookies_are_bounded_and_told_from_altered_and_foreign_ones() -> None:
    issued = IssuedCookies()
    issued.add("said.when.signed")
    assert issued.origin(fingerprints("said.when.signed")) == "this app"
    assert issued.origin(fingerprints("other.when.signed")) == "altered"
    assert issued.origin(fingerprints("said.when.forged")) == "altered"
    assert issued.origin(fingerprints("other.when.forged")) == "elsewhere"
    issued.add("1|signed-by-us")
    assert issued.origin(fingerprints("2|signed-by-us")) == "altered"
    for number in range(MOST):
        issued.add(f"{number}.{number}.{number}")
    assert len(issued._prints) == MOST
    assert issued.origin(fingerprints("said.when.signed")) == "elsewhere"


def test_numbers_that_stand_for_users_are_bounded_and_never_used_twice() -> None:
    redaction = Redaction(show_values=False)
    shown = [redaction.user_id(f"user {number}") for number in range(MOST_NUMBERED + 10)]
    assert len(set(shown)) == len(shown)
    assert redaction.user_id(f"user {MOST_NUMBERED}") == shown[MOST_NUMBERED]
    assert redaction.user_id("user 0") not in shown
