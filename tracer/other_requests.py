"""The requests in which no stage was announced: they belong to the steps before them and have no row of their own."""

from collections.abc import Iterator
from dataclasses import dataclass

from tracer.steps import Table
from tracer.trace import Event, Trace
from tracer.wording import Row, Story, row_of_request


@dataclass(frozen=True)
class OtherRequest:
    """A request without a stage.

    Attributes:
        request: Its number.
        after: The step to which it belongs; 0 before the first step.
        browser: Whose browser sent it.
        row: What the columns of the execution table say of it.
    """

    request: int
    after: int
    browser: str
    row: Row


def other_requests(trace: Trace, rows: Table) -> tuple[OtherRequest, ...]:
    """Return the requests without a stage, in order."""
    return tuple(_found(trace, rows))


def _found(trace: Trace, rows: Table) -> Iterator[OtherRequest]:
    staged = {event.request for event in trace.of_kind("stage")}
    step_of = {event.number: step.number for step in rows.steps for event in step.events}
    events_of: dict[int | None, list[Event]] = {}
    for event in trace.events:
        events_of.setdefault(event.request, []).append(event)
    stories: dict[str, Story] = {}
    for event in trace.events:
        story = stories.setdefault(event.browser, Story())
        story.feed(event)
        if event.kind == "request" and event.request is not None and event.request not in staged:
            row = row_of_request(event, events_of[event.request], story, trace)
            yield OtherRequest(event.request, step_of.get(event.number, 0), event.browser, row)
