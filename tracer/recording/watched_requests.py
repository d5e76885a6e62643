"""Watching an app for as long as somebody likes, with a memory that is bounded."""

from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from itertools import groupby
from threading import Event as Flag
from typing import Any

from flask import Flask

from tracer.recording.module_names import recorded_name
from tracer.recording.record import description_by, recorder_for, witness_for
from tracer.recording.recorder import Recording, connected
from tracer.recording.redaction import Redaction
from tracer.recording.request_record import RequestRecord
from tracer.recording.url_rules import UrlRules
from tracer.trace.events import Event, Trace
from tracer.trace.plain_values import Plain, as_mapping


class _Arriving(Recording):
    """A recording that says when something has come."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.arrived = Flag()

    def answered(self, request: RequestRecord) -> None:
        """Take the record of a request whose response is ready."""
        super().answered(request)
        self.arrived.set()


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
        self._witness = witness_for(app)
        self.app = app
        self._keep = keep
        describe = description_by("observed")
        self.description: Mapping[str, Plain] = describe(app) if describe is not None else {}
        self._recording = _Arriving(
            app,
            Redaction(show_values=show_values, rule_of=UrlRules(app).rule_of),
            app_name=recorded_name(app.import_name),
            pages=_pages(self.description),
            witness=self._witness,
            describe=description_by(self._witness),
        )
        self.head: Trace = self._recording.head
        self._described: list[Event] = []
        self._outside: deque[Event] = deque(maxlen=keep)
        self._requests: deque[list[Event]] = deque()
        self.forgotten = 0

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Listen to the app while the block runs."""
        with connected(recorder_for(self.app, self._recording, self._witness)):
            yield

    def wait_for_requests(self, seconds: float) -> None:
        """Wait until a request was answered, at most for some time."""
        self._recording.arrived.wait(seconds)
        self._recording.arrived.clear()

    def new_requests(self) -> Iterator[list[Event]]:
        """Yield the events of each request that was answered since the last time, and remember them."""
        for number, group in groupby(self._recording.drain(), key=lambda event: event.request):
            events = [*group]
            if number is not None:
                self._remember(events)
            else:
                self._described.extend(event for event in events if event.name == "app")
                self._outside.extend(event for event in events if event.name != "app")
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


def _pages(description: Mapping[str, Plain]) -> dict[str, str]:
    """Return the names of the pages that the description knows: the login page."""
    rule = as_mapping(description.get("login_view")).get("rule")
    return {"login": rule} if isinstance(rule, str) else {}
