"""Two runs side by side: what belongs together, what differs, and what does not count as a difference."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from tests.course import performed, scenario
from tests.strategies import traces
from tracer.stages import BY_NAME
from tracer.trace.compare import Aspect, Comparison, compare
from tracer.trace.event_facts import Facts
from tracer.trace.events import Event, Kind, Place, Trace
from tracer.trace.facts import FlashFacts, SetCookieFacts, SignalFacts, StageFacts
from tracer.trace.table import steps


@pytest.fixture(scope="module")
def runs() -> dict[str, Trace]:
    return {name: performed(scenario(name)) for name in ("login-flow", "wrong-password", "no-login-user")}


def numbers(comparison: Comparison) -> list[tuple[int | None, int | None]]:
    return [
        (pair.left.number if pair.left else None, pair.right.number if pair.right else None)
        for pair in comparison.pairs
    ]


def test_a_run_is_the_same_as_itself(runs: dict[str, Trace]) -> None:
    comparison = compare(runs["login-flow"], runs["login-flow"])
    assert comparison.same
    assert comparison.first_difference is None
    assert numbers(comparison) == [(number, number) for number in range(1, 10)]


def test_two_runs_of_the_same_scenario_are_the_same(runs: dict[str, Trace]) -> None:
    again = performed(replace(scenario("login-flow"), name="again"))
    assert compare(runs["login-flow"], again).same


def test_a_wrong_password_parts_the_runs_where_it_is_checked(runs: dict[str, Trace]) -> None:
    comparison = compare(runs["login-flow"], runs["wrong-password"])
    first = comparison.first_difference
    assert first is not None
    assert str(first) == "step 3"
    assert {(d.aspect, d.name) for d in first.differences} >= {("column", "Result/Output"), ("fact", "valid")}
    assert numbers(comparison)[-2:] == [(8, 4), (9, 5)]


def test_a_missing_row_is_the_first_difference_and_not_the_row_before_it(runs: dict[str, Trace]) -> None:
    comparison = compare(runs["login-flow"], runs["no-login-user"])
    first = comparison.first_difference
    assert first is not None
    assert (first.left and first.left.stage, first.right) == ("logged_in", None)
    assert str(first) == "step 4 of the first run"


def test_steps_that_look_alike_stand_beside_one_another(runs: dict[str, Trace]) -> None:
    """The second check follows a redirect in both runs, whatever it finds."""
    comparison = compare(runs["no-login-user"], runs["login-flow"])
    assert (4, 5) in numbers(comparison)
    assert numbers(comparison)[-2:] == [(6, 8), (7, 9)]


def test_where_in_the_code_a_stage_was_announced_makes_no_difference(runs: dict[str, Trace]) -> None:
    run = runs["login-flow"]
    moved = replace(run, events=tuple(replace(e, place=Place("x.py", 1, "f")) for e in run.events), versions={"x": "1"})
    assert compare(run, moved).same


def changed(run: Trace, kind: Kind, **facts: Any) -> Trace:
    """Return the run with the facts of the last event of a kind changed."""
    place = max(index for index, event in enumerate(run.events) if event.kind == kind)
    event = replace(run.events[place], facts=replace(run.events[place].facts, **facts))
    return replace(run, events=(*run.events[:place], event, *run.events[place + 1 :]))


@pytest.mark.parametrize(
    ("kind", "facts", "aspect"),
    [
        ("response", {"status": 500}, "requests"),
        ("response", {"location": "https://elsewhere.example/"}, "requests"),
        ("response", {"set_cookie": {"session": SetCookieFacts(deleted=False, value={})}}, "requests"),
        ("request", {"cookies": ("session",)}, "requests"),
    ],
)
def test_what_went_over_the_wire_counts(
    kind: Kind, facts: dict[str, Any], aspect: Aspect, runs: dict[str, Trace]
) -> None:
    comparison = compare(runs["login-flow"], changed(runs["login-flow"], kind, **facts))
    first = comparison.first_difference
    assert first is not None
    assert aspect in {difference.aspect for difference in first.differences}


def test_a_signal_or_a_flash_more_counts(runs: dict[str, Trace]) -> None:
    run = runs["login-flow"]
    last = run.events[-1]
    for facts, aspect in _MORE:
        more = Event(last.number + 1, "extra", facts, last.request)
        first = compare(run, replace(run, events=(*run.events, more))).first_difference
        assert first is not None
        assert [difference.aspect for difference in first.differences] == [aspect]


_MORE: tuple[tuple[Facts, Aspect], ...] = ((SignalFacts(), "signals"), (FlashFacts("hello"), "flashes"))


def test_runs_without_a_step_are_compared_by_what_happened_in_them(runs: dict[str, Trace]) -> None:
    bare = replace(runs["login-flow"], events=tuple(e for e in runs["login-flow"].events if e.kind != "stage"))
    assert compare(bare, bare).same
    comparison = compare(bare, changed(bare, "response", status=404))
    assert not comparison.same
    assert [difference.aspect for difference in comparison.before] == ["requests"]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(traces(), traces())
def test_every_step_stands_once_and_in_order_and_nothing_differs_from_itself(left: Trace, right: Trace) -> None:
    comparison = compare(left, right)
    assert [pair.left.number for pair in comparison.pairs if pair.left] == [step.number for step in steps(left)]
    assert [pair.right.number for pair in comparison.pairs if pair.right] == [step.number for step in steps(right)]
    assert all(pair.left or pair.right for pair in comparison.pairs)
    assert comparison.same == compare(right, left).same
    assert compare(left, left).same


def test_long_runs_are_aligned_without_weighing_every_pair() -> None:
    stages = ["access_granted" if number % 3 else "redirected" for number in range(1200)]
    events = [
        Event(number, stage, StageFacts(BY_NAME[stage].announcement())) for number, stage in enumerate(stages, start=1)
    ]
    left = Trace(None, "flask", tuple(events))
    comparison = compare(left, replace(left, events=tuple(events[6:])))
    assert len(comparison.pairs) == 1200
    assert sum(pair.right is None for pair in comparison.pairs) == 6
