"""Judging claims: what the recorded run says to each of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

from tracer.claims.claim import Claim
from tracer.claims.comparison_in_words import comparison_shown, difference_in_words, first_parting, parting_in_words
from tracer.claims.event_schema import require_browser
from tracer.claims.events_in_words import event_clause, event_name_in_words, step_clause, times_in_words
from tracer.claims.evidence_in_words import EvidenceWords, claimed_instead, run_in_words
from tracer.claims.lookup import look_up, require_variable, scope_of, step_of
from tracer.claims.readings_in_words import change_in_words, change_instead
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
    from tracer.trace.compare import Comparison

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
        evidence: What the run shows, as a sentence for learners; the words above are for authors.
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
    evidence: EvidenceWords
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

    def said(
        self,
        *,
        holds: bool,
        looked_at: str,
        found: str,
        expected: str,
        shows: str,
        claimed: str = "",
        steps: Sequence[int] = (),
    ) -> Evaluation:
        """Return what the run says, of values that are no texts.

        Args:
            holds: Whether the claim is true.
            looked_at: Where was looked.
            found: What the run shows there.
            expected: What the claim expects there.
            shows: What the run shows, as a clause for learners.
            claimed: What the claim says instead, for the case that it is false.
            steps: The numbers of the steps from which it was read.
        """
        evidence = EvidenceWords(shows, "" if holds else claimed)
        return Evaluation(holds, looked_at, found, expected, evidence, tuple(steps), self.trace.name)


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
        shows=reading.shown.clause,
        claimed=claimed_instead(claim, reading.shown),
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
    in_words = sorted((number, _name_in_words(one, run)) for (number, _), one in zip(positions, selectors, strict=True))
    return run.said(
        holds=all(first < second for (first, _), (second, _) in pairwise(positions)),
        looked_at="the order",
        found=", then ".join(words for _, words in sorted(positions)),
        expected=", then ".join(words for _, words in positions),
        shows=f"first comes {', then '.join(words for _, words in in_words)}",
        claimed=", not the other way round" if len(positions) == 2 else "; the answer names another order",  # noqa: PLR2004 # two can only be exchanged
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


def _name_in_words(selector: StepName | EventSelector, run: _Run) -> str:
    """Return how a step or an event is called in a sentence."""
    if isinstance(selector, EventSelector):
        event = find_event(run.trace.events, selector)
        steps = steps_of([event], run.rows)
        return f"{event_name_in_words(selector)}{f' in {steps_in_words(steps)}' if steps else ''}"
    return f"step {find_step(run.rows, selector).number}"


def _never(claim: Claim, run: _Run) -> Evaluation:
    selector = claim.never
    if selector is None:
        raise ClaimError("the claim names nothing that never happens")
    if isinstance(selector, StepSelector):
        steps = tuple(step.number for step in matching_steps(run.rows, selector))
        happens, shows = bool(steps), step_clause(selector, len(steps), _in_steps(steps, happens=bool(steps)))
    else:
        require_browser(selector.browser, browsers_of(run.rows))
        events = matching_events(run.trace.events, selector)
        steps, happens = steps_of(events, run.rows), bool(events)
        shows = event_clause(selector, len(events), _in_steps(steps, happens=happens))
    where = _in_steps(steps, happens=True)
    return run.said(
        holds=not happens,
        looked_at=f"{'a' if isinstance(selector, StepSelector) else 'an'} {selector}",
        found=f"it happens {where}" if happens else "it never happens",
        expected="it never happens",
        shows=shows,
        steps=steps,
    )


def _in_steps(steps: Sequence[int], *, happens: bool) -> str:
    """Return where something happens: in which steps, or before the first one; what does not, in the whole run."""
    if not happens:
        return "in the whole run"
    return f"in {steps_in_words(steps)}" if steps else "before the first step"


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
        shows=change_in_words(name, step.number, before, after),
        claimed=change_instead(claim, before, after),
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
        shows=event_clause(selector, len(found), scope.spot.within),
        claimed=f", not {times_in_words(claim.count)}" if found and claim.count else "",
        steps=steps_of(found, run.rows),
    )


def _steps(claim: Claim, run: _Run) -> Evaluation:
    found, expected = counted(len(run.rows.steps), "step"), counted(claim.steps or 0, "step")
    return run.said(
        holds=found == expected,
        looked_at="the whole run",
        found=found,
        expected=expected,
        shows=f"there are {found} in it" if found != "1 step" else "there is 1 step in it",
        claimed=f", not {claim.steps}",
    )


def _first_difference(claim: Claim, run: _Run) -> Evaluation:
    other = claim.first_difference_from or ""
    step = step_of(claim, run.rows)
    first = _compared(other, run).first_difference
    mine = first.left if first is not None else None
    said = run.said(
        holds=mine is not None and mine.number == step.number,
        looked_at=f"the first step that differs from {other}",
        found="no step differs" if first is None else parting_in_words(first, other),
        expected=f"step {step.number}",
        shows=first_parting(first, run_in_words(other, claim.scenario or "")),
        claimed=f"; the answer says step {step.number}" if first is not None else "",
        steps=(mine.number,) if mine is not None else (),
    )
    return replace(said, names_the_true_one=True)


def _comparison(claim: Claim, run: _Run) -> Evaluation:
    other = claim.same_as or claim.differs_from or ""
    same = claim.same_as is not None
    expected = f"{'the same as' if same else 'not the same as'} in {other}"
    if _is_about_everything(claim):
        comparison = _compared(other, run)
        first = comparison.first_difference if not comparison.before else None
        mine = (first.left.number,) if first is not None and first.left is not None else ()
        return run.said(
            holds=comparison.same == same,
            looked_at="the whole run",
            found=difference_in_words(comparison, other),
            expected=expected,
            shows=comparison_shown(comparison, run_in_words(other, claim.scenario or "")),
            steps=mine,
        )
    reading = look_up(claim, run.trace, run.rows)
    trace = run.traces(other)
    there = look_up(claim, trace, table(trace))
    return run.said(
        holds=(reading.value == there.value) == same,
        looked_at=reading.looked_at,
        found=f"{reading.words} here, {there.words} in {other}",
        expected=expected,
        shows=f"{reading.shown.clause}; in {run_in_words(other, claim.scenario or '')} {there.shown.clause}",
        steps=reading.steps,
    )


def _is_about_everything(claim: Claim) -> bool:
    return claim == Claim(scenario=claim.scenario, same_as=claim.same_as, differs_from=claim.differs_from)


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
