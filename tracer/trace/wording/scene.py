"""What a row of the execution table is told from: its events, and what led to them at the browser."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tracer.trace.events import Event, Trace
from tracer.trace.facts import (
    ActionFacts,
    CookiesFacts,
    PageFacts,
    RequestFacts,
    ResponseFacts,
    SetCookieFacts,
    StageFacts,
)
from tracer.trace.plain_values import Plain, as_named
from tracer.trace.wording.actions import action_words
from tracer.urls import split_address

_NO_REQUEST = RequestFacts(method="Request", path="")

_METHOD_KEPT = frozenset({307, 308})
"""After these redirects a browser repeats the request as it was, a form included (RFC 9110, 15.4.8 and 15.4.9)."""


class StageContext:
    """What led to the present moment at one browser. It is fed every event in order, so that a row costs no search.

    Attributes:
        action: What the person did last.
        request: The facts of the request in progress, or of the last one; None before the first.
        follows_redirect: Whether the browser sent that request because the response before told it to.
        session_before: What the session held before the last stage: at the stage before it in the same request, or
            when the request began.
    """

    def __init__(self) -> None:
        self.action: Event | None = None
        self.request: RequestFacts | None = None
        self.follows_redirect = False
        self.session_before: Mapping[str, Plain] = {}
        self._session: Mapping[str, Plain] = {}
        self._sent_to: str | None = None
        self._keeps_method = False

    def feed(self, event: Event) -> None:
        """Take the next event of this browser."""
        facts = event.facts
        if isinstance(facts, RequestFacts):
            self.request = facts
            self._session = facts.session or {}
            # After an ordinary redirect a browser asks by GET; a form that goes to the same place was sent by hand.
            followable = self._keeps_method or facts.method in {"GET", "HEAD"}
            self.follows_redirect = followable and self._sent_to == facts.path
        elif isinstance(facts, StageFacts):
            self.session_before, self._session = self._session, facts.session or {}
        elif isinstance(facts, ResponseFacts):
            self._sent_to = path_of(facts.location) if facts.location is not None else None
            self._keeps_method = facts.status in _METHOD_KEPT
        elif isinstance(facts, ActionFacts | PageFacts):
            self._sent_to = None
            self.action = event if isinstance(facts, ActionFacts) else self.action


@dataclass(frozen=True)
class Scene:
    """What the words of a row are made of.

    Attributes:
        begins: The event with which the row begins: the announcement of its stage, or the request without a stage.
        events: The events that belong to it.
        context: What led to it, up to ``begins``.
        trace: The whole trace; it knows the names of the pages.
        page_shown: The page that the person sees when the redirects of the request have come to an end, where no other
            row tells of it.
    """

    begins: Event
    events: Sequence[Event]
    context: StageContext
    trace: Trace
    page_shown: PageFacts | None = None

    @property
    def request(self) -> RequestFacts:
        """The facts of the request to which it belongs; those of an empty one outside of any."""
        return self.context.request or _NO_REQUEST

    @property
    def page(self) -> str:
        """The page that was asked for, in words."""
        return self.name_of(self.request.path)

    def name_of(self, path: str) -> str:
        """Return the page at a path, in words."""
        name = self.trace.page_of(path)
        return f"the {name} page" if name else path or "a page"

    @property
    def is_first_in_request(self) -> bool:
        """Whether nothing of the request belongs to an earlier row."""
        before = (event for event in self.events if event.number < self.begins.number)
        return any(isinstance(event.facts, RequestFacts) for event in before)

    @property
    def action(self) -> str:
        """What the person did to cause this request."""
        if self.context.follows_redirect:
            return f"Browser follows the redirect to {self.page}"
        action = self.context.action
        if action is None or not isinstance(action.facts, ActionFacts):
            return f"{self.request.method} {self.page}"
        return action_words(action.name, action.facts)

    @property
    def session_input(self) -> str:
        """What the request says of a session, in words."""
        if not self.request.session_cookie:
            return "Request without session cookie"
        if not self.request.session:
            return "Request with a session cookie that says nothing the app accepts"
        user = self.request.session.get("_user_id")
        return (
            f"Request with session cookie (user {as_named(user)})"
            if user is not None
            else "Request with session cookie (no user in it)"
        )

    @property
    def is_answered(self) -> bool:
        """Whether the response to the request belongs to this row, and not to a later one."""
        own = (event.facts for event in self.events if event.request == self.begins.request)
        return any(isinstance(facts, ResponseFacts) for facts in own)

    def set_cookie(self, name: str) -> SetCookieFacts | None:
        """Return the Set-Cookie of a name in the response to the request, None when there was none."""
        found = None
        for event in self.events:
            if isinstance(event.facts, ResponseFacts) and event.request == self.begins.request:
                found = event.facts.set_cookie.get(name, found)
        return found

    def refusal_of(self, name: str) -> str | None:
        """Return in words that the browser refused a cookie of the response to the request, and why."""
        for event in self.events:
            if isinstance(event.facts, CookiesFacts) and event.request == self.begins.request:
                outcome = event.facts.changed.get(name, "")
                if outcome.startswith("refused"):
                    return outcome.replace("refused", "refuses it", 1)
        return None


def page_shown_after(begins: Event, events: Sequence[Event]) -> PageFacts | None:
    """Return the page that came after an event, among the events of its row and before the person's next action."""
    following = next_of_person(events, begins.number)
    return following if isinstance(following, PageFacts) else None


def next_of_person(events: Sequence[Event], after: int = 0) -> ActionFacts | PageFacts | None:
    """Return what a person sees or does next, among some events and after the one of that number."""
    following = (event.facts for event in events if event.number > after)
    return next((facts for facts in following if isinstance(facts, ActionFacts | PageFacts)), None)


def path_of(address: str) -> str:
    """Return the path of an address; an app may send a browser to what is no address at all."""
    return split_address(address).path
