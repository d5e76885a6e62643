"""The step at which a run differs from that of the healthy app, in the words of the execution table."""

from collections.abc import Iterator

from tracer.exercises.differing_step import DifferingStep
from tracer.exercises.judge import Deviation
from tracer.trace.events import Trace
from tracer.trace.facts import ActionFacts
from tracer.trace.table import Step
from tracer.trace.wording.actions import action_words
from tracer.trace.wording.phrases import quoted

YOUR_APP = "your app"
HEALTHY_APP_NAME = "the healthy app"
"""How the two apps are called that are compared."""


def place_in_words(found: DifferingStep) -> str:
    """Return the step at which a run differs: its number and what was done there; "" where no step differs."""
    pair = found.pair
    if pair is None:
        return ""
    step = pair.right or pair.left
    assert step is not None  # noqa: S101 # a pair has at least one step
    of = "" if pair.right is not None else f" of {HEALTHY_APP_NAME}"
    return f"step {step.number}{of}, {step.row.action}{found.comparison.whose(step)}"


def action_in_words(trace: Trace, number: int) -> str:
    """Return what was done in an action of a run, in words; "" where it has no such action."""
    actions = [(event.name, event.facts) for event in trace.events if isinstance(event.facts, ActionFacts)]
    return action_words(*actions[number - 1]) if number <= len(actions) else ""


def differences_in_words(found: DifferingStep, deviation: Deviation | None) -> Iterator[tuple[str, str]]:
    """Yield what differs there: what both apps show, then the facts that decide, each behind its name."""
    yield from _rows(found)
    for fact in found.facts:
        yield fact.name, f"{fact.here} instead of {fact.before}"
    if (later := _later(found, deviation)) is not None:
        yield "what comes of it", f"step {later.number}, {later.row.action}: {later.row.result}"


def _rows(found: DifferingStep) -> Iterator[tuple[str, str]]:
    pair = found.pair
    if pair is None:
        return
    left, right = pair.left, pair.right
    if (
        left is not None
        and right is not None
        and (left.row.action, left.row.result)
        == (
            right.row.action,
            right.row.result,
        )
    ):
        yield "both apps", right.row.result
        return
    same = left is not None and right is not None and left.row.action == right.row.action
    yield YOUR_APP, _row(right, with_action=not same) if right is not None else _missing(found.next_here)
    yield HEALTHY_APP_NAME, _row(left, with_action=not same) if left is not None else "no such step"


def _row(step: Step, *, with_action: bool) -> str:
    return f"{step.row.action}: {step.row.result}" if with_action else step.row.result


def _missing(following: Step | None) -> str:
    if following is None:
        return "no further step"
    return f"no such step; what comes next is step {following.number}, {quoted(following.row.action)}"


def _later(found: DifferingStep, deviation: Deviation | None) -> Step | None:
    """Return the step by which the judge has seen it, where that is a later one and the rows do not show it before."""
    pair, step = found.pair, deviation.here_step if deviation is not None else None
    if pair is None or pair.left is None or pair.right is None or step is None or step.number <= pair.right.number:
        return None
    return step if pair.left.row.result == pair.right.row.result else None
