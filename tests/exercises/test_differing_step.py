"""The step at which a run differs is named as the table shows it, with what decides there."""

from dataclasses import replace

from tests.course import performed
from tests.views.shown import lesson
from tracer.exercises.difference_wording import differences_in_words, place_in_words
from tracer.exercises.differing_step import differing_step
from tracer.exercises.judge import Deviation
from tracer.trace.compare import compare
from tracer.trace.events import Trace
from tracer.trace.table import table


def run(name: str) -> Trace:
    return performed(lesson().scenarios[name])


def test_the_step_is_that_of_the_comparison_with_the_words_of_the_table() -> None:
    healthy, here = run("login-flow"), run("wrong-password")
    found = differing_step(healthy, here, None)
    assert found.pair == compare(healthy, here).first_difference
    step = table(here).steps[2]
    assert place_in_words(found) == f"step 3, {step.row.action}"
    assert dict(differences_in_words(found, None))["your app"] == step.row.result


def test_a_step_that_is_missing_says_what_comes_instead() -> None:
    healthy, here = run("login-flow"), run("wrong-password")
    found = differing_step(here, healthy, None)
    assert found.next_here == table(healthy).steps[2]
    cut = differing_step(healthy, _until_step(healthy, 3), None)
    assert place_in_words(cut).startswith("step 4 of the healthy app, ")
    assert dict(differences_in_words(cut, None))["your app"] == "no further step"


def test_what_differs_in_an_earlier_action_than_the_judge_has_found_is_passed_over() -> None:
    healthy, here = run("login-flow"), run("wrong-password")
    steps = table(healthy).steps, table(here).steps
    deviation = Deviation("a", 2, "person", "nora", "kai", healthy_before=steps[0][3], here_before=steps[1][3])
    found = differing_step(healthy, here, deviation)
    assert found.pair is not None
    numbers = [step.number for step in (found.pair.left, found.pair.right) if step is not None]
    assert max(numbers) > steps[1][3].number
    assert ("who", "kai instead of nora") in [*differences_in_words(found, deviation)]


def _until_step(trace: Trace, number: int) -> Trace:
    last = table(trace).steps[number - 1].events[-1].number
    return replace(trace, events=tuple(event for event in trace.events if event.number <= last))
