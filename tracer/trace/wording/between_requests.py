"""What a person did, or what happened behind the app's back, between two requests: it has no step of its own."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tracer.trace.events import Event
from tracer.trace.facts import ActionFacts, RequestFacts
from tracer.trace.table import Table
from tracer.trace.wording.actions import action_words


@dataclass(frozen=True)
class BetweenRequests:
    """Something that led to no request: the browser was closed, a day went by, an account was deleted.

    Attributes:
        before: The number of the step before which it happened; one more than there are steps for what came last.
        browser: Whose browser it concerns.
        words: What happened.
    """

    before: int
    browser: str
    words: str


def between_requests(rows: Table) -> tuple[BetweenRequests, ...]:
    """Return what happened between the requests, in order. What was not possible is left out: it did not happen."""
    return tuple(_found(rows))


def _found(rows: Table) -> Iterator[BetweenRequests]:
    groups = [rows.preface, *(step.events for step in rows.steps)]
    for number, events in enumerate(groups):
        requests = (index for index, event in enumerate(events) if isinstance(event.facts, RequestFacts))
        first_request = next(requests, len(events))
        for index, event in enumerate(events):
            facts = event.facts
            if isinstance(facts, ActionFacts) and facts.possible and _leads_nowhere(events[index + 1 :]):
                # What stands before the first request of a step's events happened before that step.
                before = number if number and index < first_request else number + 1
                yield BetweenRequests(before, event.browser, action_words(event.name, facts))


def _leads_nowhere(later: Sequence[Event]) -> bool:
    """Tell whether no request follows an action before the next one; ``later`` is what came after it."""
    following = next((event.facts for event in later if isinstance(event.facts, ActionFacts | RequestFacts)), None)
    return not isinstance(following, RequestFacts)
