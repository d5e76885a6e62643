"""A run in short: what matters of it on a terminal of 80 columns and 24 lines."""

from dataclasses import replace

import pytest

from tests.course import performed
from tests.golden import assert_golden
from tests.views.shown import lesson, run_of, shown
from tracer.activities.short_run import first_question
from tracer.lessons.library import Library
from tracer.lessons.schema import Lesson
from tracer.trace.events import Trace
from tracer.trace.table import other_requests, table
from tracer.trace.wording.between_requests import between_requests
from tracer.trace.wording.rows import Row
from tracer.views.execution_table import ShownRow
from tracer.views.run import trackers_of
from tracer.views.short_run import QuestionInShort, RunEmphasis, ShortRun
from tracer.views.suggested_commands import SuggestedCommands


def short(trace: Trace, taken: Lesson, *variables: str) -> ShortRun:
    rows = table(trace)
    return ShortRun(trace, taken.title, rows, trackers_of(trace, taken, rows, variables))


def test_the_first_run_and_its_first_question_fit_on_80_columns_and_24_lines() -> None:
    taken = Library().lesson("login-flow")
    trace = performed(taken.main_scenario)
    found = first_question(taken, lambda name: trace if name is None else performed(taken.scenarios[name]))
    assert found is not None
    text = shown(short(trace, taken), QuestionInShort(found[1]), width=80)
    # Behind the question comes no empty line, but the prompt.
    assert len(text.splitlines()) <= 24
    assert max(len(line.rstrip()) for line in text.splitlines()) <= 80
    for step in table(trace).steps:
        assert f"{step.number}  {step.row.action.split()[0]}" in text
    assert "user_authenticated   False       False     ▸ True    ▸ False       False" in text


@pytest.mark.parametrize("width", [45, 60, 80])
def test_a_run_in_short(width: int) -> None:
    text = shown(short(run_of("login-flow"), lesson()), width=width)
    assert_golden(f"short-run-{width}.txt", text)
    assert max(len(line.rstrip()) for line in text.splitlines()) <= width


def test_a_run_in_short_in_the_plain_form() -> None:
    assert_golden("short-run-plain.txt", shown(short(run_of("login-flow"), lesson()), plain=True))


def test_people_are_told_apart_and_what_is_not_possible_is_said() -> None:
    two = shown(short(run_of("two-people"), lesson(), "remember_token"), width=80)
    assert_golden("short-run-two-people.txt", two)
    assert "Browser B" in two
    assert "Not possible: User clicks logout" in shown(short(run_of("wrong-password"), lesson()))


def test_what_happens_between_two_requests_has_its_row_without_a_number() -> None:
    taken = Library().lesson("remember-me")
    trace = performed(taken.main_scenario)
    between = [*between_requests(table(trace))]
    assert between
    text = " ".join(shown(short(trace, taken), width=200).split())
    assert all(f"· {each.words}" in text for each in between)


def test_requests_without_a_stage_and_more_variables_are_shown_where_they_are_asked_for() -> None:
    trace, taken = run_of("login-flow"), lesson()
    rows = table(trace)
    others = other_requests(trace, rows)
    assert others
    view = replace(short(trace, taken, "session._fresh"), others=others)
    text = shown(view, width=120)
    assert "session._fresh" in text
    assert text.count("\n·  ") == len(others)


def test_a_run_without_a_step_says_so() -> None:
    assert "without a single stage" in shown(short(Trace(None, "my app", ()), lesson()))


def test_commands_that_do_not_fit_stand_below_their_words() -> None:
    view = SuggestedCommands([("See it", "python -m tracer walkthrough"), ("Answer", "python -m tracer quiz")])
    assert shown(view, width=80).splitlines()[0] == "See it: python -m tracer walkthrough"
    assert shown(view, width=30).splitlines()[:2] == ["See it:", "  python -m tracer walkthrough"]


def test_a_row_that_is_left_out_lends_its_action_to_the_next_of_its_request() -> None:
    step = ShownRow(3, "A", 2, Row("User asks for the page", "", "", "No: nobody"), "onward")
    guard = ShownRow(4, "A", 2, Row("The guard asks", "", "", "User not authenticated"), "bad")
    (shown_row,) = RunEmphasis(left_out=frozenset({3})).shown(iter([step, guard]))
    assert (shown_row.number, shown_row.row.action) == (4, "User asks for the page")
    assert len([*RunEmphasis(differs=3, left_out=frozenset({3})).shown(iter([step, guard]))]) == 2


@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_the_row_that_differs_bears_a_sign(encoding: str) -> None:
    trace = run_of("login-flow")
    view = ShortRun(trace, "Your app", table(trace), (), (), RunEmphasis(differs=3))
    sign = "≠ 3" if encoding == "utf-8" else "!= 3"
    for width in (45, 80):
        marked = [line for line in shown(view, width=width, encoding=encoding).splitlines() if sign in line]
        assert len(marked) == 1
    assert "Step 3, which differs from the healthy app: " in shown(view, plain=True)
