"""A scenario in front of several workers: first one process answers everything, then others take turns.

What works while one process answers and fails while several do is kept in one process: a secret key that is made when
the app starts, users or sessions in a dict. Servers start several workers in production, and ``flask run`` starts one.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from random import SystemRandom
from string import ascii_uppercase
from types import TracebackType
from typing import Self, TypeVar

from flask import Flask

from tracer.browser.clock import WallClock
from tracer.browser.http import WebRequest, WebResponse
from tracer.browser.site import Site
from tracer.errors import AppError
from tracer.recording.child_process import ChildProcess
from tracer.recording.demo.tampering import tampering_with
from tracer.recording.foreign_app import try_out, visit_of
from tracer.recording.message_lines import from_line, to_line
from tracer.recording.recording import Recording
from tracer.recording.url_rules import UrlRules
from tracer.recording.workers.messages import NotReady, Order, Ready, WorkerRequest, WorkerResponse
from tracer.trace.events import Event, Trace
from tracer.trace.facts import RequestFacts
from tracer.trace.scenario import Action, Scenario
from tracer.trace.visitor import Visitor

_M = TypeVar("_M")

MOST_SECONDS = 300.0
"""After this many seconds a worker is stopped, and the run has failed."""

_WORKER = ("-m", "tracer.recording.workers.worker")


class Workers:
    """Processes that have each loaded the same app; they run while the block does.

    Begin them before the app is loaded here too: that puts the app's folder on the path.

    Args:
        target: Whatever ``flask --app`` takes.
        count: How many take turns. One more, the first, answers alone, so that nothing of that is left in the others.
        show_values: Whether values in sessions, queries and messages are shown.
    """

    def __init__(self, target: str, count: int, *, show_values: bool) -> None:
        self._order = to_line(Order(target, show_values))
        # Cookies are told apart by their hashes, which must be the same in each process.
        variables = {"PYTHONHASHSEED": str(SystemRandom().randrange(1, 2**32))}
        self._children = [
            ChildProcess(_WORKER, self._order, MOST_SECONDS, variables=variables) for _ in range(count + 1)
        ]
        self._lines: list[Iterator[bytes]] = []
        self._running = ExitStack()

    def __enter__(self) -> Self:
        """Let each load the app.

        Raises:
            AppError: It cannot be loaded.
        """
        try:
            for child in self._children:
                self._lines.append(self._running.enter_context(child).lines())
            for number in range(len(self._children)):
                self._next(number, Ready)
        except BaseException:
            self._running.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """End them all."""
        self._running.close()

    @property
    def count(self) -> int:
        """How many take turns; their numbers begin at 1, and that of the one that answers alone is 0."""
        return len(self._children) - 1

    def ask(self, number: int, asked: WorkerRequest) -> WorkerResponse:
        """Let one of them answer a request.

        Args:
            number: Which; 0 is the one that answers alone.
            asked: The request, and what was recorded before.

        Raises:
            AppError: It has ended, takes too long, or could not answer.
        """
        self._children[number].send(to_line(asked))
        return self._next(number, WorkerResponse)

    def _next(self, number: int, kind: type[_M]) -> _M:
        line = next(self._lines[number], None)
        if line is not None:
            message = from_line(line, kind, NotReady)
            if isinstance(message, NotReady):
                raise AppError(message.message)
            return message
        child = self._children[number]
        why = f"took longer than {MOST_SECONDS:g} s" if child.timed_out else f"ended with exit code {child.exit_code}"
        said = f" It said: {child.said.splitlines()[-1]}" if child.said else ""
        raise AppError(f"Worker {number + 1} of the app {why}.{said}")


def run_on_workers(
    workers: Workers,
    app: Flask,
    scenario: Scenario,
    *,
    pages: Mapping[str, str],
    visitor: Visitor,
    show_values: bool = False,
) -> Trace:
    """Perform a scenario twice, in front of one worker and in front of the others, and return the trace of both.

    The second time other browsers are used, so that nothing of the first time is left in them.

    Args:
        workers: Have loaded the app.
        app: The app, loaded here to be read: where its pages are, how its cookies are made.
        scenario: What is performed.
        pages: The paths of the app's pages by what they are.
        visitor: Who tries it out.
        show_values: Whether values in sessions, queries and messages are shown.

    Raises:
        AppError: A worker has ended.
        ScenarioError: As ``run_on_app``.
    """
    rules = UrlRules(app)
    visit = visit_of(app, scenario, pages, visitor, show_values=show_values)
    again = _by_other_browsers(scenario.actions)
    both = replace(scenario, actions=(*scenario.actions, *again))
    recording = Recording.of(app, show_values=show_values, scenario=both, pages=visit.shown)
    turns = _Turns(workers, recording)
    site = Site(turns.send, visit.paths, visit.secrets, WallClock(), tampering_with(lambda: app))
    try_out(scenario, recording, site, rules)
    turns.alternate = True
    try_out(replace(scenario, actions=again), recording, site, rules)
    return recording.trace


class _Turns:
    """Carries each request to the worker whose turn it is.

    Attributes:
        alternate: Whether they take turns; otherwise one answers alone.
    """

    def __init__(self, workers: Workers, recording: Recording) -> None:
        self.alternate = False
        self._workers = workers
        self._recording = recording
        self._asked = 0

    def send(self, request: WebRequest) -> WebResponse:
        number = 1 + self._asked % self._workers.count if self.alternate else 0
        self._asked += self.alternate
        answer = self._workers.ask(number, WorkerRequest(request, self._recording.memory))
        self._recording.take([_answered_by(number + 1, event) for event in answer.events], answer.memory)
        return answer.response


def _answered_by(worker: int, event: Event) -> Event:
    facts = event.facts
    return replace(event, facts=replace(facts, worker=worker)) if isinstance(facts, RequestFacts) else event


def _by_other_browsers(actions: Sequence[Action]) -> tuple[Action, ...]:
    """Return the actions done in browsers whose names follow on those that are used already."""
    names = list(dict.fromkeys(action.browser for action in actions))
    free = iter([letter for letter in ascii_uppercase if letter not in names])
    others = {name: next(free) for name in names}
    copied = [action.copied_from for action in actions]
    return tuple(
        replace(action, browser=others[action.browser], copied_from=others[source] if source else None)
        for action, source in zip(actions, copied, strict=True)
    )
