"""What a person did, or what happened behind the app's back, between two requests: it has no step of its own."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from tracer.trace.events import Event
from tracer.trace.facts import ActionFacts, RequestFacts, StageFacts
from tracer.trace.scenario import BEHIND_THE_BACK
from tracer.trace.table import Step, Table
from tracer.trace.wording.actions import action_words
from tracer.trace.wording.browsers import whose, whose_remark
from tracer.trace.wording.phrases import sentence


@dataclass(frozen=True)
class BetweenRequests:
    """Something that led to no request: the browser was closed, a day went by, an account was deleted.

    Attributes:
        number: The number of its event.
        before: The number of the step before which it happened; one more than there are steps for what came last.
        browser: Whose browser it concerns; None for what happens to the app itself, or to its database.
        words: What happened.
    """

    number: int
    before: int
    browser: str | None
    words: str


def between_requests(rows: Table) -> tuple[BetweenRequests, ...]:
    """Return what happened between the requests, in order. What was not possible is left out: it did not happen."""
    return tuple(one for number in range(1, len(rows.steps) + 2) for one in just_before(rows, number))


def just_before(rows: Table, number: int) -> tuple[BetweenRequests, ...]:
    """Return what happened between the requests after the step before and before this one is announced.

    Args:
        rows: The table.
        number: The number of the step; one more than there are steps asks for what came last.
    """
    before = rows.steps[number - 2].events if number > 1 else rows.preface
    own = rows.steps[number - 1].events if number <= len(rows.steps) else ()
    events = [*(before[_announced(before) :] if number > 1 else before), *own[: _announced(own)]]
    return tuple(_found(events, number))


def sentences_before(rows: Table, number: int) -> tuple[str, ...]:
    """Return what happened just before a step as sentences, each with its browser where more than one acts."""
    return tuple(sentence(told(rows, one)) for one in just_before(rows, number))


def told(rows: Table, between: BetweenRequests) -> str:
    """Return what happened between two requests, with its browser where more than one acts."""
    return f"{between.words}{whose_remark(rows, between.browser)}"


def lead_in(rows: Table, step: Step) -> str:
    """Return with what a question about a step begins: what happened just before, and whose step it is."""
    before = " ".join(sentences_before(rows, step.number))
    browser = whose(rows, step.browser)
    return (f"{before}\n\n" if before else "") + (f"{browser[:1].upper()}{browser[1:]}: " if browser else "")


def _announced(events: Sequence[Event]) -> int:
    """Return the place of the event that announces the stage of a step."""
    return next((place for place, event in enumerate(events) if isinstance(event.facts, StageFacts)), len(events))


def _found(events: Sequence[Event], before: int) -> Iterator[BetweenRequests]:
    """Yield each action that the next action follows, or nothing, and no request."""
    steering = [event for event in events if isinstance(event.facts, ActionFacts | RequestFacts)]
    for event, following in pairwise([*steering, None]):
        if event is None or not isinstance(event.facts, ActionFacts) or not event.facts.possible:
            continue
        if following is None or isinstance(following.facts, ActionFacts):
            browser = None if event.name in BEHIND_THE_BACK else event.browser
            yield BetweenRequests(event.number, before, browser, action_words(event.name, event.facts))
