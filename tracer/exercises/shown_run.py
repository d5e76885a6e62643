"""What of a learner's run is worth a line when it is shown in short, and where the app crashed in it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tracer.exercises.judged_stages import FIRST_CRASH, FIRST_REFUSAL
from tracer.stages import session_protected
from tracer.trace.events import Event, Place, Trace
from tracer.trace.facts import ExceptionFacts, PageFacts, RequestFacts, ResponseFacts
from tracer.trace.plain_values import HIDDEN
from tracer.trace.table import OtherRequest, Table, other_requests, table


@dataclass(frozen=True)
class Crash:
    """A request that the app did not answer because something was raised.

    Attributes:
        error: What was raised: ``AttributeError``.
        said: What it says; "" where it says nothing.
        place: Where in the code; None where that is not known.
        request: The number of the request.
    """

    error: str
    said: str
    place: Place | None
    request: int | None

    @property
    def in_words(self) -> str:
        """What was raised, and what it says."""
        return f"{self.error}: {self.said}" if self.said not in {"", HIDDEN} else self.error


@dataclass(frozen=True)
class ExerciseRun:
    """A run, with what is shown of it.

    Attributes:
        trace: The run.
        rows: Its steps.
        others: Requests without a stage that a person notices.
        left_out: The numbers of the steps that say nothing: whether the session of somebody who is nobody is theirs.
            What somebody sends is shown, whatever comes of it.
        crashes: The requests in which the app crashed.
    """

    trace: Trace
    rows: Table
    others: tuple[OtherRequest, ...]
    left_out: frozenset[int]
    crashes: tuple[Crash, ...]

    @property
    def crashed_steps(self) -> Mapping[int, Crash]:
        """The last step of each request in which the app crashed."""
        last = {step.request: step.number for step in self.rows.steps}
        return {last[crash.request]: crash for crash in self.crashes if crash.request in last}


def shown_run(trace: Trace) -> ExerciseRun:
    """Return a run with what is shown of it."""
    rows = table(trace)
    answers = {event.request: event.facts for event in trace.events if isinstance(event.facts, ResponseFacts)}
    others = tuple(each for each in other_requests(trace, rows) if _is_noticed(each, trace, answers))
    sent = {event.request for event in trace.events if isinstance(event.facts, RequestFacts) and event.name != "GET"}
    failed = {request for request, answer in answers.items() if answer.status >= FIRST_REFUSAL}
    nobodys = (
        step.number
        for step in rows.steps
        if step.stage == session_protected.name and not step.facts.user_id and step.request not in sent | failed
    )
    return ExerciseRun(trace, rows, others, frozenset(nobodys), tuple(_crashes(trace, answers)))


def _is_noticed(other: OtherRequest, trace: Trace, answers: Mapping[int | None, ResponseFacts]) -> bool:
    """Tell whether a request ended with an error, or brought the login form back after a login was sent."""
    answer = answers.get(other.request)
    if answer is None or answer.status >= FIRST_REFUSAL:
        return True
    events = [event for event in trace.events if event.browser == other.browser]
    asked = next((each.facts for each in events if each.number == other.number), None)
    if not isinstance(asked, RequestFacts) or asked.method != "POST" or asked.path != trace.pages.get("login"):
        return False
    seen = (each.facts for each in events if each.number > other.number and isinstance(each.facts, PageFacts))
    return next((page.asks_password for page in seen), False)


def _crashes(trace: Trace, answers: Mapping[int | None, ResponseFacts]) -> Iterator[Crash]:
    told: set[int | None] = set()
    for event in trace.events:
        if isinstance(event.facts, ExceptionFacts) and event.request not in told and _is_crash(event, answers):
            told.add(event.request)
            yield Crash(event.name, event.facts.message, event.place, event.request)


def _is_crash(event: Event, answers: Mapping[int | None, ResponseFacts]) -> bool:
    answer = answers.get(event.request)
    return answer is None or answer.status >= FIRST_CRASH
