"""Judging claims: what the recorded run says to each of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

from tracer.claims.claim import Claim
from tracer.claims.event_schema import require_browser
from tracer.claims.lookup import look_up, require_variable, scope_of, step_of
from tracer.claims.selectors import (
    EventSelector,
    StepName,
    StepSelector,
    browsers_of,
    find_event,
    find_step,
    matching_events,
    matching_steps,
    steps_of,
)
from tracer.errors import ClaimError
from tracer.trace.events import Trace
from tracer.trace.plain_values import Plain, as_expected, as_shown, as_text, same_value
from tracer.trace.table import Table, table, variables_before
from tracer.trace.wording.phrases import counted, quoted, steps_in_words

if TYPE_CHECKING:
    from tracer.trace.compare import Comparison, Pair

Traces: TypeAlias = Callable[[str | None], Trace]
"""Gives the trace of a scenario by its name; None asks for the lesson's own."""


@dataclass(frozen=True)
class Evaluation:
    """What the run says to a claim.

    Attributes:
        holds: Whether the claim is true.
        looked_at: Where was looked, in words: ``step 4, Result/Output``.
        found: What the run shows there, in words.
        expected: What the claim expects there, in words.
        steps: The numbers of the steps from which it was read, for pointing at rows.
        scenario: The name of the trace from which it was read.
        names_the_true_one: Whether what was found names that of which such a claim would be true: the step, for one.
        text_found: Whether what the run shows is a text, which stands in quotation marks within a sentence.
        text_expected: The same of what the claim expects.
    """

    holds: bool
    looked_at: str
    found: str
    expected: str
    steps: tuple[int, ...] = ()
    scenario: str = ""
    names_the_true_one: bool = False
    text_found: bool = False
    text_expected: bool = False

    def __str__(self) -> str:
        return f"{self.looked_at}: {self.found}"

    @property
    def against_claim(self) -> str:
        """What the run shows beside what the claim expects, in words."""
        found = quoted(self.found) if self.text_found else self.found
        expected = quoted(self.expected) if self.text_expected else self.expected
        return f"in {self.scenario}, {self.looked_at}: {found}; the claim expects {expected}"


def _is_text(value: object) -> bool:
    """Whether a value is a text that does not stand in quotation marks of its own already."""
    return isinstance(value, str) and value != str(None) and as_expected(value) == value and value[:1] != '"'


@dataclass(frozen=True)
class _Run:
    """The trace that a claim speaks of, with its table, and the way to other traces."""

    trace: Trace
    rows: Table
    traces: Traces

    def said(self, *, holds: bool, looked_at: str, found: str, expected: str, steps: Sequence[int] = ()) -> Evaluation:
        """Return what the run says, of values that are no texts."""
        return Evaluation(holds, looked_at, found, expected, tuple(steps), self.trace.name)


def evaluate(claim: Claim, traces: Traces) -> Evaluation:
    """Judge a claim by the run it speaks of.

    Args:
        claim: The claim.
        traces: Gives the traces.

    Raises:
        ClaimError: The claim points at nothing, or at more than one thing.
    """
    trace = traces(claim.scenario)
    return evaluate_in(claim, trace, table(trace), traces)


def evaluate_in(claim: Claim, trace: Trace, rows: Table, traces: Traces) -> Evaluation:
    """Judge a claim by one trace whose table is already known.

    Args:
        claim: The claim.
        trace: The trace that it speaks of.
        rows: The table of that trace.
        traces: Gives the traces with which a claim compares.

    Raises:
        ClaimError: The claim points at nothing, or at more than one thing.
    """
    return _JUDGES.get(claim.expectation, _value)(claim, _Run(trace, rows, traces))


def _value(claim: Claim, run: _Run) -> Evaluation:
    reading = look_up(claim, run.trace, run.rows)
    said = run.said(
        holds=_meets(claim, reading.value),
        looked_at=reading.looked_at,
        found=reading.words,
        expected=_expected(claim),
        steps=reading.steps,
    )
    return replace(said, text_found=_is_text(reading.value), text_expected=_is_text(claim.equals))


def _meets(claim: Claim, found: Plain) -> bool:
    if claim.absent is not None:
        return (found is None) == claim.absent
    if claim.contains is not None:
        if isinstance(found, (list, dict)):
            return as_text(claim.contains) in [as_text(item) for item in found]
        return found is not None and as_text(claim.contains).lower() in as_text(found).lower()
    return same_value(found, claim.equals)


def _expected(claim: Claim) -> str:
    if claim.absent is not None:
        return "nothing" if claim.absent else "something"
    if claim.contains is not None:
        part = as_expected(claim.contains)
        return f"something that contains {quoted(part) if _is_text(claim.contains) else part}"
    return as_expected(claim.equals)


def _order(claim: Claim, run: _Run) -> Evaluation:
    selectors = claim.order or ()
    positions = [_position(selector, run) for selector in selectors]
    return run.said(
        holds=all(first < second for (first, _), (second, _) in pairwise(positions)),
        looked_at="the order",
        found=", then ".join(words for _, words in sorted(positions)),
        expected=", then ".join(words for _, words in positions),
        steps=[
            find_step(run.rows, selector).number for selector in selectors if not isinstance(selector, EventSelector)
        ],
    )


def _position(selector: StepName | EventSelector, run: _Run) -> tuple[int, str]:
    """Return the number of the event that stands for a step or an event, and its name in words."""
    if isinstance(selector, EventSelector):
        return find_event(run.trace.events, selector).number, f"the {selector}"
    step = find_step(run.rows, selector)
    announced = next(event.number for event in step.events if event.kind == "stage")
    return announced, f"step {step.number}"


def _never(claim: Claim, run: _Run) -> Evaluation:
    selector = claim.never
    if selector is None:
        raise ClaimError("the claim names nothing that never happens")
    if isinstance(selector, StepSelector):
        steps = tuple(step.number for step in matching_steps(run.rows, selector))
        happens = bool(steps)
    else:
        require_browser(selector.browser, browsers_of(run.rows))
        events = matching_events(run.trace.events, selector)
        steps, happens = steps_of(events, run.rows), bool(events)
    where = f"in {steps_in_words(steps)}" if steps else "before the first step"
    return run.said(
        holds=not happens,
        looked_at=f"{'a' if isinstance(selector, StepSelector) else 'an'} {selector}",
        found=f"it happens {where}" if happens else "it never happens",
        expected="it never happens",
        steps=steps,
    )


def _change(claim: Claim, run: _Run) -> Evaluation:
    step, name = step_of(claim, run.rows), claim.variable or ""
    require_variable(name, run.rows)
    before, after = variables_before(run.rows, step).get(name), step.variables.get(name)
    if claim.changes is not None:
        holds = same_value(before, claim.changes.before) and same_value(after, claim.changes.after)
        expected = f"{as_expected(claim.changes.before)} before, {as_expected(claim.changes.after)} after"
    else:
        holds = before != after and same_value(after, claim.changes_to)
        expected = f"something else before, {as_expected(claim.changes_to)} after"
    return run.said(
        holds=holds,
        looked_at=f"{name} in step {step.number}",
        found=f"{as_shown(before)} before, {as_shown(after)} after",
        expected=expected,
        steps=(step.number,),
    )


def _count(claim: Claim, run: _Run) -> Evaluation:
    if claim.event is None or claim.count is None:
        raise ClaimError("the claim names no event to count")
    selector = claim.event
    require_browser(selector.browser, browsers_of(run.rows))
    scope = scope_of(claim, run.trace, run.rows)
    found = matching_events(scope.events, selector)
    return run.said(
        holds=len(found) == claim.count,
        looked_at=f"{scope.words}, {selector}",
        found=counted(len(found), "time"),
        expected=counted(claim.count, "time"),
        steps=steps_of(found, run.rows),
    )


def _steps(claim: Claim, run: _Run) -> Evaluation:
    found, expected = counted(len(run.rows.steps), "step"), counted(claim.steps or 0, "step")
    return run.said(holds=found == expected, looked_at="the whole run", found=found, expected=expected)


def _first_difference(claim: Claim, run: _Run) -> Evaluation:
    other = claim.first_difference_from or ""
    step = step_of(claim, run.rows)
    first = _compared(other, run).first_difference
    mine = first.left if first is not None else None
    said = run.said(
        holds=mine is not None and mine.number == step.number,
        looked_at=f"the first step that differs from {other}",
        found="no step differs" if first is None else _parting(first, other),
        expected=f"step {step.number}",
        steps=(mine.number,) if mine is not None else (),
    )
    return replace(said, names_the_true_one=True)


def _comparison(claim: Claim, run: _Run) -> Evaluation:
    other = claim.same_as or claim.differs_from or ""
    same = claim.same_as is not None
    expected = f"{'the same as' if same else 'not the same as'} in {other}"
    if _is_about_everything(claim):
        comparison = _compared(other, run)
        first = comparison.first_difference
        mine = (first.left.number,) if first is not None and first.left is not None else ()
        found = _difference_in_words(comparison, other)
        return run.said(
            holds=comparison.same == same, looked_at="the whole run", found=found, expected=expected, steps=mine
        )
    reading = look_up(claim, run.trace, run.rows)
    trace = run.traces(other)
    there = look_up(claim, trace, table(trace))
    return run.said(
        holds=(reading.value == there.value) == same,
        looked_at=reading.looked_at,
        found=f"{reading.words} here, {there.words} in {other}",
        expected=expected,
        steps=reading.steps,
    )


def _is_about_everything(claim: Claim) -> bool:
    return claim == Claim(scenario=claim.scenario, same_as=claim.same_as, differs_from=claim.differs_from)


def _difference_in_words(comparison: "Comparison", other: str) -> str:
    if comparison.same:
        return "nothing differs"
    first = comparison.first_difference
    if comparison.before or first is None:
        return "the two runs part before the first step"
    return f"the two runs part at {_parting(first, other)}"


def _parting(pair: "Pair", other: str) -> str:
    """Return the step at which two runs part, in words."""
    if pair.left is not None and pair.right is not None:
        return str(pair)
    if pair.left is not None:
        return f"step {pair.left.number}, which {other} has not"
    return f"step {pair.right.number} of {other}, which this run has not" if pair.right is not None else "no step"


def _compared(other: str, run: _Run) -> "Comparison":
    from tracer.trace.compare import compare_tables  # noqa: PLC0415 # few claims compare two runs

    trace = run.traces(other)
    return compare_tables(run.trace, run.rows, trace, table(trace))


_JUDGES: Mapping[str, Callable[[Claim, _Run], Evaluation]] = {
    "changes": _change,
    "changes_to": _change,
    "count": _count,
    "order": _order,
    "never": _never,
    "steps": _steps,
    "same_as": _comparison,
    "differs_from": _comparison,
    "first_difference_from": _first_difference,
}
"""How each expectation is judged; the others are about one value."""
