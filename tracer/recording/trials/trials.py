"""Trials: a process that is ready waits for an order, so that an app is judged as soon as it was saved."""

import time
from collections.abc import Iterator
from contextlib import suppress
from subprocess import TimeoutExpired
from threading import Timer
from types import TracebackType
from typing import Self

from tracer.recording.child_process import ChildProcess
from tracer.recording.message_lines import from_line, to_line
from tracer.recording.trials.order import TrialFailure, TrialOrder, TrialResult, too_long
from tracer.trace.events import Trace

_MODULE = ("-m", "tracer.recording.trials.child")

_DONE = b"done"
"""How the process says that it is ready for the next order; where it takes no other one it says ``last``."""

_A_MONTH = 30 * 24 * 3600.0
"""In seconds: so long a process may wait for an order. A learner may think."""

_MORE = 5.0
"""So many seconds after the time of an order its process is killed, if it could not end the order itself."""

_TO_CLEAR = 3.0
"""So many seconds it may take to end the processes of an order."""


class Trials:
    """Performs orders, one after the other, while its block runs.

    ::

        with Trials() as trials:
            result = trials.perform(TrialOrder(AppFile("app.py"), scenarios, pages, accounts))

    However the block is left, no process is left, and nothing is written but by the app itself.
    """

    def __init__(self) -> None:
        self._child: _ReadyProcess | None = None

    def __enter__(self) -> Self:
        """Begin the process that waits for orders."""
        self.get_ready()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """End it."""
        self._end()

    def get_ready(self) -> None:
        """Begin the process that waits for an order, if none does."""
        if self._child is not None and self._child.has_ended:
            self._end()
        if self._child is None:
            self._child = _ReadyProcess()
            self._child.__enter__()

    def perform(self, order: TrialOrder) -> TrialResult:
        """Perform the scenarios of an order, and return what came of them."""
        began = time.monotonic()
        self.get_ready()
        assert self._child is not None  # noqa: S101 # made just now
        failure: TrialFailure | None = None
        runs: dict[str, Trace | TrialFailure] = {}
        names = [*order.scenarios]
        done = late = False
        try:
            for number, message in self._child.answers(order):
                if number:
                    runs[names[number - 1]] = message
                elif isinstance(message, TrialFailure):
                    failure = message
            done, late = self._child.ready, self._child.late
        finally:
            if not done:
                self._end()
        ended = TrialFailure("ended", "The app ended the process in which it was tried, before that could answer.")
        lost = failure or (too_long() if late else ended)
        return TrialResult({name: runs.get(name, lost) for name in names}, failure, seconds=time.monotonic() - began)

    def _end(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            child.__exit__(None, None, None)


class _ReadyProcess(ChildProcess):
    """The process that performs orders. It must be asked to end, for the processes of an order have another group.

    Attributes:
        ready: Whether it waits for the next order.
        late: Whether it was killed because the time of an order was over.
    """

    def __init__(self) -> None:
        super().__init__(_MODULE, b"", _A_MONTH)
        self.ready = self.late = False
        self._answers: Iterator[bytes] | None = None

    def answers(self, order: TrialOrder) -> Iterator[tuple[int, Trace | TrialFailure]]:
        """Hand over an order, and yield what it answers; ``ready`` says whether it waits for another one."""
        self.ready = False
        limit = Timer(order.time_limit + _MORE, self._end_late)
        limit.daemon = True
        limit.start()
        try:
            if self._answers is None:
                self._answers = self.lines()
                next(self._answers, None)  # it is ready
            self.send(to_line(order))
            for line in self._answers:
                number, _, message = line.partition(b" ")
                if not message:
                    self.ready = number.strip() == _DONE
                    return
                yield int(number), _message(message)
        finally:
            limit.cancel()

    def _end_late(self) -> None:
        self.late = True
        self.kill()

    def kill(self) -> None:
        """End it, and with it the processes of its order."""
        with suppress(OSError, TimeoutExpired):
            self._process.terminate()
            self._process.wait(_TO_CLEAR)
        super().kill()

    @property
    def has_ended(self) -> bool:
        """Whether the process is there no more."""
        return self._process.poll() is not None


def _message(line: bytes) -> Trace | TrialFailure:
    try:
        return from_line(line, Trace, TrialFailure)
    except TypeError:
        return TrialFailure("ended", "The app wrote into a file that it has not opened: the tracer's own.")
