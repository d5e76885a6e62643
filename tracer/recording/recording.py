"""A recording: what an app does while somebody listens to it, and everything that follows from that.

There is one way to record, ``Recording.of(app)``. It finds out whether the app announces its stages or must be
observed, and is a context manager: it listens while its block runs. Scenarios, ``watch``, ``record()`` and the pytest
fixture all use it.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack
from dataclasses import replace
from datetime import datetime
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from tracer import stages
from tracer.recording.events import EventMaker, EventMemory, utc_now
from tracer.recording.module_names import recorded_name
from tracer.recording.recorder import Framework, Recorder, connected
from tracer.recording.redaction import Redaction
from tracer.recording.request_record import BrowserRecord, RequestRecord
from tracer.recording.url_rules import UrlRules
from tracer.trace.events import FIRST_BROWSER, Event, Trace, Witness
from tracer.trace.facts import ActionFacts, CookiesFacts, PageFacts
from tracer.trace.plain_values import Plain
from tracer.trace.scenario import Scenario
from tracer.trace.table import Step, table

if TYPE_CHECKING:
    from tracer.findings.finding import Finding
    from tracer.recording.events import Completing
    from tracer.trace.app_facts import AppFacts


class Recording(AbstractContextManager["Recording"]):
    """What is being recorded. Read it at any time; it grows while the app answers requests.

    Make one by ``Recording.of``.
    """

    def __init__(
        self, app: Any, framework: Framework, events: EventMaker, trace: Trace, arrived: Callable[[], None]
    ) -> None:
        self._app = app
        self._framework = framework
        self._maker = events
        self._empty = trace
        self._arrived = arrived
        self._waiting: deque[RequestRecord | BrowserRecord] = deque()
        self._events: list[Event] = []
        self._listening = ExitStack()
        self._is_listening = False

    @classmethod
    def of(
        cls,
        app: Any,
        *,
        show_values: bool = False,
        scenario: Scenario | None = None,
        app_name: str | None = None,
        pages: Mapping[str, str] | None = None,
        witness: Witness | None = None,
        now: Callable[[], datetime] = utc_now,
        framework: Framework | None = None,
        arrived: Callable[[], None] = lambda: None,
    ) -> Self:
        """Return the recording of an app; nothing is recorded before its block begins.

        Args:
            app: A Flask app with Flask-Login, or a proxy for one; with ``framework`` an app of that one.
            show_values: Whether the values in sessions, queries and messages may be shown. Only for an app whose data
                is made for learning; secrets are hidden all the same.
            scenario: What is performed, if a scenario is.
            app_name: The name of the app in the trace; its import name when left out.
            pages: The paths of the pages by what they are.
            witness: Who tells of the stages. When left out: the observer if the scenario wants it or the app does not
                announce its stages, otherwise the app.
            now: The time that app and browser believe in.
            framework: How to look at the app's requests; Flask's way when left out.
            arrived: Is called when a request has been answered, in the thread that answers it.

        Raises:
            AppError: It is no Flask app.
        """
        if framework is None:
            # Not at the top: where Quart has taken Flask's place, neither can be imported.
            from tracer.recording.flask_adapter import FlaskAdapter  # noqa: PLC0415 # see above
            from tracer.recording.recordable_app import recordable_app  # noqa: PLC0415 # see above

            app, framework = recordable_app(app), FlaskAdapter()
        wanted = scenario is not None and scenario.observed
        observed = wanted or stages.ANNOUNCED not in app.extensions if witness is None else witness == "observed"
        redaction = Redaction(show_values=show_values, rule_of=UrlRules(app).rule_of)
        events = EventMaker(app, redaction, now, _description if observed else None, _completing if observed else None)
        name = recorded_name(app.import_name) if app_name is None else app_name
        shown = {page: redaction.rule(path) for page, path in (pages or {}).items()}
        trace = Trace(scenario, name, (), "observed" if observed else "announced", pages=shown)
        return cls(app, framework, events, trace, arrived)

    def __enter__(self) -> Self:
        self.begin()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()

    def begin(self) -> None:
        """Begin to listen to the app; ``stop`` ends it, as the end of a ``with`` block does."""
        if not self._is_listening:
            self._listening.enter_context(self.listening_to(self._app))
            self._is_listening = True

    def stop(self) -> None:
        """Record no more; what was recorded stays, and nothing is left behind in the app."""
        self._listening.close()
        self._is_listening = False

    def listening_to(self, app: Any) -> AbstractContextManager[None]:
        """Return what listens to an app while its block runs: the recorded one, or that one after a restart."""
        make_observer = None
        if self._empty.witness == "observed":
            from tracer.recording.observe import Observer  # noqa: PLC0415 # not needed where the app announces

            make_observer = Observer
        return connected(Recorder(app, self._answered, self._framework, make_observer=make_observer))

    def _answered(self, request: RequestRecord) -> None:
        request.answered_at = self._maker.now()
        self._waiting.append(request)
        self._arrived()

    def note(
        self,
        name: str,
        facts: ActionFacts | PageFacts | CookiesFacts,
        *,
        browser: str = FIRST_BROWSER,
        of_last_request: bool = False,
    ) -> None:
        """Take something that is known outside the app: an action, a page seen, the cookies held."""
        self._waiting.append(BrowserRecord(name, facts, browser, of_last_request))

    def drain(self) -> Iterator[Event]:
        """Yield the Events of everything that was recorded since the last time, and forget it."""
        while self._waiting:
            yield from self._maker.of_app()
            item = self._waiting.popleft()
            if isinstance(item, BrowserRecord):
                yield self._maker.of_browser(item)
            else:
                yield from self._maker.of_request(item)

    @property
    def events(self) -> tuple[Event, ...]:
        """Every Event so far, in order."""
        self._events.extend(self.drain())
        return tuple(self._events)

    @property
    def memory(self) -> EventMemory:
        """What the next events depend on; everything that was recorded so far is made into events first."""
        self._events.extend(self.drain())
        return self._maker.memory

    def go_on_from(self, memory: EventMemory) -> None:
        """Make the next events as if those before had been made here."""
        self._maker.go_on_from(memory)

    def take(self, events: Iterable[Event], memory: EventMemory) -> None:
        """Take events that another process has made, and go on from there."""
        self._events.extend(self.drain())
        self._events.extend(events)
        self.go_on_from(memory)

    @property
    def head(self) -> Trace:
        """The trace without any event: which app, which versions, which pages."""
        from tracer.recording.versions import library_versions  # noqa: PLC0415 # 5 ms, needed once at the end

        return replace(self._empty, versions=library_versions(self._empty.app))

    @property
    def trace(self) -> Trace:
        """The trace so far."""
        return replace(self.head, events=self.events)

    @property
    def stages(self) -> list[str]:
        """The names of the stages so far, in order."""
        return [event.name for event in self.events if event.kind == "stage"]

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps so far: the rows of the execution table."""
        return table(self.trace).steps

    @property
    def variables(self) -> Mapping[str, Plain]:
        """The variables after the last step: ``user_authenticated``, ``session_cookie``, ``current_user``, ..."""
        return table(self.trace).final

    @property
    def findings(self) -> "tuple[Finding, ...]":
        """What the recording shows to be wrong with the login; empty for a healthy app."""
        from tracer.findings import find  # noqa: PLC0415 # the rules are not needed to record

        return find(self.trace)


def _completing(app: Any, description: "AppFacts") -> "Completing":
    """Return what completes the requests of an app that is observed."""
    from tracer.recording.observe.answer_stages import AnswerStages  # noqa: PLC0415 # as below

    return AnswerStages(app, description).complete


def _description(app: Any) -> "AppFacts":
    """Describe an app that is observed."""
    from tracer.recording.observe import describe  # noqa: PLC0415 # not needed where the app announces

    return describe(app)
