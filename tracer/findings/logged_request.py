"""One request of a trace with its answer, as the rules read it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, TypeVar

from tracer.findings.finding import Finding
from tracer.stages import Announcement, SessionChecked
from tracer.trace.app_facts import AppView
from tracer.trace.events import Event, Place
from tracer.trace.facts import (
    ExceptionFacts,
    FlashFacts,
    RequestFacts,
    ResponseFacts,
    SetCookieFacts,
    SignalFacts,
    StageFacts,
)
from tracer.trace.observed_facts import CurrentUserFacts, LoginUserFacts
from tracer.trace.plain_values import Plain
from tracer.urls import split_address

STATIC = "static"

_LOGOUT_NAME = re.compile(r"(log|sign)[-_]?(out|off)", re.IGNORECASE)

_F = TypeVar("_F")


@dataclass(frozen=True)
class LoggedEvent(Generic[_F]):
    """One event of a request, whose facts are of a known class.

    Attributes:
        name: The name of the event.
        facts: The facts.
        place: Where in the code it was announced; None where that is not known.
    """

    name: str
    facts: _F
    place: Place | None

    @property
    def where(self) -> str | None:
        """The place as text, as a finding names it."""
        return None if self.place is None else str(self.place)


@dataclass(frozen=True)
class LoggedRequest:
    """One request with its answer, and everything that was seen in between.

    Attributes:
        number: The number of the request.
        browser: Whose browser sent it.
        facts: The facts of the request.
        response: The facts of the answer; None when the app gave none.
        events: Every event of the request, in order.
        typed: Which password the person typed in the last action before it; None where none was typed.
        wants_to_be_remembered: Whether the person ticked the box for that in the last action before it.
        verbs: What the person did since the request before, by the verbs of the scenario.
        view: What the description of the app says of the view that answers; None where nothing is known.
        contradicted: The numbers of the stages that were announced here and did not happen.
    """

    number: int
    browser: str
    facts: RequestFacts
    response: ResponseFacts | None
    events: tuple[Event, ...]
    typed: str | None = None
    wants_to_be_remembered: bool = False
    verbs: tuple[str, ...] = ()
    view: AppView | None = None
    contradicted: frozenset[int] = frozenset()

    @property
    def method(self) -> str:
        """The method of the request."""
        return self.facts.method

    @property
    def path(self) -> str:
        """The path of the request; for a foreign app the URL rule."""
        return self.facts.path

    @property
    def name(self) -> str:
        """The request in words: ``GET /login``."""
        return f"{self.method} {self.path}"

    @property
    def worker(self) -> int | None:
        """Which process answered it; None where one answers all requests."""
        return self.facts.worker

    @property
    def status(self) -> int | None:
        """The status of the answer."""
        return None if self.response is None else self.response.status

    @property
    def location(self) -> str | None:
        """Where the answer sends the browser."""
        return None if self.response is None else self.response.location

    @property
    def session_before(self) -> Mapping[str, Plain]:
        """The session as it was opened."""
        return self.facts.session or {}

    @property
    def session_after(self) -> Mapping[str, Plain]:
        """The session as it was saved."""
        return (self.response.session if self.response is not None else None) or {}

    def cookie_set(self, name: str) -> SetCookieFacts | None:
        """Return the Set-Cookie of that name in the answer, None when there is none."""
        return None if self.response is None else self.response.set_cookie.get(name)

    @property
    def session_cookie(self) -> str:
        """The name of the session cookie."""
        return self.facts.session_cookie_name

    def entries(self, kind: type[_F]) -> Iterator[LoggedEvent[_F]]:
        """Yield the events whose facts are of a class, in order."""
        for event in self._events_of(kind):
            if isinstance(event.facts, kind):
                yield LoggedEvent(event.name, event.facts, event.place)

    def first(self, kind: type[_F]) -> LoggedEvent[_F] | None:
        """Return the first event whose facts are of a class."""
        return next(self.entries(kind), None) if self._events_of(kind) else None

    def has(self, kind: type[object]) -> bool:
        """Whether there is an event whose facts are of a class."""
        return any(isinstance(event.facts, kind) for event in self._events_of(kind))

    def facts_of(self, kind: type[_F]) -> Iterator[_F]:
        """Yield the facts of a class, in order."""
        return (event.facts for event in self._events_of(kind) if isinstance(event.facts, kind))

    def _events_of(self, kind: type[object]) -> Sequence[Event]:
        """Return the events among which those with facts of a class are: most rules ask for a class that is not there.

        A class from which others are made may stand for any of them, so there all events are returned.
        """
        return self.events if kind.__subclasses__() else self._by_class.get(kind, ())

    @cached_property
    def _by_class(self) -> Mapping[type[object], Sequence[Event]]:
        found: dict[type[object], list[Event]] = {}
        for event in self.events:
            found.setdefault(type(event.facts), []).append(event)
        return found

    def stage(self, name: str, announced: Announcement | None = None) -> LoggedEvent[StageFacts] | None:
        """Return the first stage of that name that happened, and with just that announcement where one is given."""
        for entry in self._stages.get(name, ()):
            if announced is None or announced == entry.facts.announced:
                return entry
        return None

    @cached_property
    def _stages(self) -> Mapping[str, Sequence[LoggedEvent[StageFacts]]]:
        """The stages that happened, by their names: most rules ask for one that did not."""
        found: dict[str, list[LoggedEvent[StageFacts]]] = {}
        for event in self.events:
            if isinstance(event.facts, StageFacts) and event.number not in self.contradicted:
                found.setdefault(event.name, []).append(LoggedEvent(event.name, event.facts, event.place))
        return found

    def session_check(self, *, authenticated: bool) -> LoggedEvent[StageFacts] | None:
        """Return the first time that a guard asked who is there and got that answer."""
        return self.stage("session_checked", SessionChecked(authenticated))

    def has_signal(self, name: str) -> bool:
        """Whether Flask-Login sent a signal of that name."""
        return any(entry.name == name for entry in self.entries(SignalFacts))

    @property
    def exceptions(self) -> tuple[LoggedEvent[ExceptionFacts], ...]:
        """What was raised and not caught."""
        return tuple(self.entries(ExceptionFacts))

    @property
    def has_flashed(self) -> bool:
        """Whether a message was flashed."""
        return self.has(FlashFacts)

    @property
    def turned_away(self) -> LoggedEvent[StageFacts] | None:
        """The stage in which the visitor was turned away, None when it was not."""
        return self.stage("redirected") or self.stage("refused")

    @property
    def found_nobody(self) -> bool:
        """Whether the app asked who is there, and nobody was."""
        nobody = any(facts.anonymous is True for facts in self.facts_of(CurrentUserFacts))
        return bool(self.session_check(authenticated=False) or nobody) and not self.stage("logged_in")

    @property
    def tried_to_log_in(self) -> bool:
        """Whether ``login_user`` was called, whatever came of it."""
        return any(map(self.stage, ("logged_in", "login_refused"))) or self.has(LoginUserFacts)

    @property
    def is_logout_page(self) -> bool:
        """Whether the page is called a logout."""
        return any(_LOGOUT_NAME.search(name) for name in (self.path, self.facts.endpoint or ""))

    @property
    def is_named_logout(self) -> bool:
        """Whether the page is called a logout and nothing else: no document is signed off there."""
        names = (self.path.rstrip("/").rpartition("/")[2], (self.facts.endpoint or "").rpartition(".")[2])
        return "<" not in self.path and any(_LOGOUT_NAME.fullmatch(name) for name in names)

    @property
    def leads_elsewhere(self) -> bool:
        """Whether the answer sends the browser to another host."""
        host = split_address(self.location).netloc if self.location is not None else ""
        return bool(host) and host != self.facts.host

    def began_before_answer_of(self, other: "LoggedRequest") -> bool:
        """Whether it began before another one was answered, although its own answer came later."""
        return self.number - self.facts.overtaken_by <= other.number < self.number

    @property
    def is_ambiguous(self) -> bool:
        """Whether another browser could have sent the request as well."""
        return self.facts.ambiguous

    @property
    def is_static(self) -> bool:
        """Whether a static file was asked for."""
        return (self.facts.endpoint or "").rpartition(".")[2] == STATIC


def request_finding(code: str, request: LoggedRequest, what: str, place: str | None = None) -> Finding:
    """Return a finding that one request shows.

    Args:
        code: The stable name of what is wrong.
        request: The request.
        what: What was seen, in one or two sentences.
        place: Where in the code, as text; None where it cannot be told.
    """
    return Finding(code=code, what=what, request=request.number, browser=request.browser, place=place)
