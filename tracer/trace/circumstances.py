"""What surrounds a step: its request and the answer to it, the page that came in the end, the chain of redirects.

A chain is what one action leads to: a request, and every request that the browser sends because the answer before
told it to.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain

from tracer.trace.events import Event
from tracer.trace.facts import (
    CookiesFacts,
    PageFacts,
    RequestFacts,
    ResponseFacts,
    SetCookieFacts,
    StageFacts,
    UserFacts,
)
from tracer.trace.plain_values import Plain
from tracer.trace.table import Step, Table
from tracer.trace.wording.scene import StageContext


@dataclass(frozen=True)
class Circumstances:
    """What surrounds a step.

    Attributes:
        step: The step.
        request: The request in which it happened; None outside of any.
        response: The answer to that request; None where none was recorded.
        page: What the person sees when the redirects have come to an end; None where that was not recorded.
        refused_cookies: The cookies of the answer that the browser refused, with the reason in words.
        chain: The number of the first request of the chain; None outside of any request.
        companions: The numbers of the steps in the same chain, its own included.
    """

    step: Step
    request: RequestFacts | None
    response: ResponseFacts | None
    page: PageFacts | None
    refused_cookies: Mapping[str, str]
    chain: int | None
    companions: tuple[int, ...]

    @property
    def kept_user(self) -> UserFacts | None:
        """Whom ``g`` held before the request began; None where it held nobody."""
        return self.request.kept_user if self.request else None

    @property
    def session_before(self) -> Mapping[str, Plain]:
        """What the session held when the request began."""
        return (self.request.session if self.request else None) or {}

    @property
    def session_then(self) -> Mapping[str, Plain]:
        """What the session held when the stage was announced."""
        return self.step.facts.session or {}

    @property
    def session_after(self) -> Mapping[str, Plain]:
        """What the session held when the answer had left the app."""
        return (self.response.session if self.response else None) or {}

    @property
    def session_cookie(self) -> SetCookieFacts | None:
        """The session cookie in the answer; None where the answer does not mention it."""
        if self.request is None or self.response is None:
            return None
        return self.response.set_cookie.get(self.request.session_cookie_name)

    @property
    def page_in_row(self) -> PageFacts | None:
        """The page that the row of the step tells of; None where a later row does."""
        return self.step.page_shown


def circumstances(rows: Table) -> Mapping[int, Circumstances]:
    """Return what surrounds each step, by the numbers of the steps. One pass over the events."""
    events = sorted(chain(rows.preface, *(step.events for step in rows.steps)), key=lambda event: event.number)
    seen = _Seen(events)
    chains: dict[int | None, list[int]] = {}
    for step in rows.steps:
        chains.setdefault(seen.chains.get(step.request), []).append(step.number)
    companions = {begun: tuple(numbers) for begun, numbers in chains.items()}
    return {step.number: _around(step, seen, companions) for step in rows.steps}


class _Seen:
    """What the events tell of each request, and which page came after each announcement."""

    def __init__(self, events: list[Event]) -> None:
        self.requests: dict[int | None, RequestFacts] = {}
        self.responses: dict[int | None, ResponseFacts] = {}
        self.refused: dict[int | None, dict[str, str]] = {}
        self.chains: dict[int | None, int | None] = {}
        self.pages: dict[int, PageFacts] = {}
        contexts: dict[str, StageContext] = {}
        chains: dict[str, int | None] = {}
        waiting: dict[str, list[int]] = {}
        for event in events:
            context = contexts.setdefault(event.browser, StageContext())
            context.feed(event)
            match event.facts:
                case RequestFacts() as facts:
                    self.requests[event.request] = facts
                    if not context.follows_redirect:
                        chains[event.browser] = event.request
                        waiting[event.browser] = []
                    self.chains[event.request] = chains.get(event.browser)
                case ResponseFacts() as facts:
                    self.responses[event.request] = facts
                case CookiesFacts(changed=changed):
                    refused = {name: outcome for name, outcome in changed.items() if outcome.startswith("refused")}
                    self.refused.setdefault(event.request, {}).update(refused)
                case StageFacts():
                    waiting.setdefault(event.browser, []).append(event.number)
                case PageFacts() as facts:
                    self.pages.update(dict.fromkeys(waiting.pop(event.browser, []), facts))


def _around(step: Step, seen: _Seen, companions: Mapping[int | None, tuple[int, ...]]) -> Circumstances:
    announced = _announcement(step).number
    begun = seen.chains.get(step.request)
    return Circumstances(
        step,
        seen.requests.get(step.request),
        seen.responses.get(step.request),
        seen.pages.get(announced),
        seen.refused.get(step.request, {}),
        begun,
        companions[begun] if begun is not None else (step.number,),
    )


def _announcement(step: Step) -> Event:
    """Return the event with which the stage of a step was announced."""
    return next(event for event in step.events if isinstance(event.facts, StageFacts))
