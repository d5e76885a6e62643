"""Watching an app for as long as somebody likes, with a memory that is bounded."""

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from itertools import groupby
from threading import Event as Flag
from typing import TYPE_CHECKING

from flask import Flask

from tracer.findings import causes, live_findings
from tracer.findings.finding import Finding
from tracer.recording.observe import describe
from tracer.recording.recording import Recording
from tracer.trace.app_facts import AppFacts
from tracer.trace.events import Event, Trace

if TYPE_CHECKING:
    from tracer.findings.live_findings import LiveFindings


class Watch:
    """An app that is being watched.

    Args:
        app: The app.
        keep: How many requests are remembered; the oldest are forgotten first.
        show_values: Whether values in sessions, queries and messages are shown.

    Attributes:
        app: The app.
        description: What can be said of the app without a request.
        head: The trace without any event: which app, which versions, which pages.
        forgotten: How many requests were forgotten.
    """

    def __init__(self, app: Flask, *, keep: int, show_values: bool) -> None:
        self.app = app
        self._keep = keep
        self.description = describe(app)
        self._arrived = Flag()
        pages = _pages(self.description)
        self._recording = Recording.of(app, show_values=show_values, pages=pages, arrived=self._note_arrival)
        self.head: Trace = self._recording.head
        self._described: list[Event] = []
        self._outside: deque[Event] = deque(maxlen=keep)
        self._requests: deque[list[Event]] = deque()
        self.forgotten = 0
        self._findings: LiveFindings | None = None
        self._unjudged: list[Event] = []

    def listening(self) -> AbstractContextManager[Recording]:
        """Return what listens to the app while its block runs."""
        return self._recording

    def _note_arrival(self) -> None:
        """Wake whoever waits. It is called while the app answers, and a flag that is set need not be set again."""
        if not self._arrived.is_set():
            self._arrived.set()

    def wait_for_requests(self, seconds: float) -> bool:
        """Wait until a request was answered, or until the time is over; tell whether one was."""
        arrived = self._arrived.wait(seconds)
        self._arrived.clear()
        return arrived

    def new_requests(self) -> Iterator[list[Event]]:
        """Yield the events of each request that was answered since the last time, and remember them."""
        for number, group in groupby(self._recording.drain(), key=lambda event: event.request):
            events = [*group]
            if number is not None:
                self._remember(events)
            else:
                self._described.extend(event for event in events if event.name == "app")
                self._outside.extend(event for event in events if event.name != "app")
            if self._findings is not None:
                self._unjudged += events
            yield events

    def _remember(self, request: list[Event]) -> None:
        self._requests.append(request)
        if len(self._requests) > self._keep:
            self._requests.popleft()
            self.forgotten += 1

    @property
    def trace(self) -> Trace:
        """The trace of what is remembered."""
        return self.recent(self._keep)

    def recent(self, requests: int) -> Trace:
        """Return the trace of the latest requests."""
        chosen = [event for request in [*self._requests][-requests:] for event in request]
        events = sorted([*self._described, *self._outside, *chosen], key=lambda event: event.number)
        return replace(self.head, events=tuple(events))

    def findings(self, between: Callable[[], None] | None = None) -> tuple[Finding, ...]:
        """Return what is wrong with the app so far, without the steps; only what is new is judged.

        What lies behind twice as many requests as are remembered is no longer known here either.

        Args:
            between: Is called between two rules, so that the app can answer meanwhile.
        """
        if self._findings is None or len(self._findings) > 2 * self._keep:
            self._findings = live_findings(self.head)
            self._findings.add(self.trace.events)
        else:
            self._findings.add(self._unjudged)
        self._unjudged = []
        return causes(self._findings.found(between))


def _pages(description: AppFacts) -> dict[str, str]:
    """Return the names of the pages that the description knows: the login page."""
    view = description.login_view
    return {"login": view.rule} if view is not None and view.rule is not None else {}
