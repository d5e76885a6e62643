"""A whole run in the terminal: goldens of what a person sees, in every form in which it can be seen."""

from dataclasses import replace
from io import StringIO

import pytest
from hypothesis import HealthCheck, given, settings

from tests import strategies
from tests.golden import assert_golden
from tests.views.shown import lesson, run_of, run_shown
from tracer.errors import UsageError
from tracer.trace.events import Trace
from tracer.trace.files import loads
from tracer.trace.json_format import json_lines
from tracer.views.run import RunOptions, show_run
from tracer.views.terminal import open_terminal

EVERYTHING = RunOptions(detail=True, all_requests=True, variables=("session._fresh", "remember_token", "session.*"))


@pytest.fixture(scope="module")
def login_flow() -> Trace:
    return run_of("login-flow")


@pytest.mark.parametrize("width", [60, 100, 200])
def test_the_run_without_colour(login_flow: Trace, width: int) -> None:
    assert_golden(f"run-{width}.txt", run_shown(login_flow, lesson(), RunOptions(), width=width))


def test_the_run_below_sixty_columns_is_stacked(login_flow: Trace) -> None:
    text = run_shown(login_flow, lesson(), RunOptions(), width=45)
    assert_golden("run-45.txt", text)
    assert "│" not in text.partition("Execution table")[2]


def test_the_plain_run(login_flow: Trace) -> None:
    text = run_shown(login_flow, lesson(), RunOptions(), plain=True)
    assert_golden("run-plain.txt", text)
    assert not set(text) & set("│─╭╰┃●✓▸")


def test_the_run_in_colour(login_flow: Trace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("COLORTERM", raising=False)
    text = run_shown(login_flow, lesson(), RunOptions(), color="always")
    assert_golden("run-colour.txt", text.replace("\x1b", "\\e"))


def test_everything_that_was_recorded(login_flow: Trace) -> None:
    assert_golden("run-everything.txt", run_shown(login_flow, lesson(), EVERYTHING))
    assert_golden("run-everything-plain.txt", run_shown(login_flow, lesson(), EVERYTHING, plain=True))


def test_the_path_of_another_scenario_is_another_one() -> None:
    text = run_shown(run_of("wrong-password"), lesson(), RunOptions())
    assert_golden("run-wrong-password.txt", text)
    assert "Not possible: User clicks logout" in text
    assert "Questions" not in text  # they are about the lesson's own scenario


def test_people_at_browsers_of_their_own_are_told_apart() -> None:
    text = run_shown(run_of("two-people"), lesson(), RunOptions(variables=("remember_token",)))
    assert_golden("run-two-people.txt", text)
    assert_golden(
        "run-two-people-plain.txt",
        run_shown(run_of("two-people"), lesson(), RunOptions(variables=("remember_token",)), plain=True),
    )


def test_a_trace_without_a_lesson_shows_its_tables(login_flow: Trace) -> None:
    text = run_shown(replace(login_flow, scenario=None), None, RunOptions())
    assert "Execution table" in text
    assert "Concept flow" not in text


def test_without_a_lesson_the_name_of_the_scenario_is_said_once(login_flow: Trace) -> None:
    for plain in (False, True):
        text = run_shown(login_flow, None, RunOptions(), plain=plain).partition("python 3")[0]
        assert text.count("login-flow") == 1, text
        assert login_flow.scenario is not None
        assert login_flow.scenario.title in text


def test_a_trace_without_a_step_says_so() -> None:
    text = run_shown(Trace(None, "my app", ()), None, RunOptions())
    assert "The run ends after 0 requests without a single stage." in text


def test_a_wrong_variable_is_all_that_is_seen_of_a_wrong_call(login_flow: Trace) -> None:
    out = StringIO()
    with pytest.raises(UsageError, match=r'Did you mean "session\._fresh"'):
        show_run(open_terminal(out=out), login_flow, lesson(), RunOptions(variables=("session._fres",)))
    assert not out.getvalue()


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=60, deadline=None)
@given(strategies.traces())
def test_whatever_can_be_loaded_can_be_shown(trace: Trace) -> None:
    loaded = loads("\n".join(json_lines(trace)))
    for plain, width in ((False, 40), (False, 100), (True, 100)):
        text = run_shown(loaded, None, RunOptions(detail=True, all_requests=True), plain=plain, width=width)
        assert not [char for char in text if not char.isprintable() and char != "\n" and _steers(char)]


def _steers(char: str) -> bool:
    return ord(char) < 0x20 or 0x7F <= ord(char) < 0xA0 or char in "\u202e\u2066"
