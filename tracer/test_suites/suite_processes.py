"""Running somebody's tests in processes of their own, and what is known of each run afterwards."""

import json
import os
import signal
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from queue import SimpleQueue
from shutil import rmtree
from tempfile import mkdtemp
from threading import Event, Timer
from types import TracebackType

from tracer.recording.child_process import ChildProcess
from tracer.recording.descendants import end_descendants
from tracer.test_suites.suite_order import (
    CollectionFailed,
    FinishedTest,
    Learned,
    RunBegan,
    RunEnded,
    RunningTest,
    SuiteEnded,
    SuiteMessage,
    SuiteOrder,
    read_message,
)

_FOR_EVER = 1e7
"""In seconds: the process lives as long as it is needed; each run has a time limit of its own."""

_OF_THE_INTERPRETER = ("PYTHONPATH", "PYTHONSAFEPATH")
"""What is different in our processes, and is put back for the processes that the tests start."""


@dataclass(frozen=True)
class SuiteRun:
    """One run of somebody's tests.

    Attributes:
        tests: The tests that have ended, in order.
        running: The test that ran when the process ended; None where none did.
        uncollected: The files that cannot be collected.
        ended: What was told in the end; None where the process did not come to its end.
        learned: What tests that are being written have learned.
        exit_code: That of the process; below zero the number of the signal that ended it.
        timed_out: Whether it was ended because it took too long.
        seconds: How long it took.
        said: The end of what was printed.
    """

    tests: tuple[FinishedTest, ...]
    running: str | None
    uncollected: tuple[str, ...]
    ended: SuiteEnded | None
    learned: tuple[Learned, ...]
    exit_code: int
    timed_out: bool
    seconds: float
    said: str

    @property
    def failed(self) -> tuple[FinishedTest, ...]:
        """The tests that failed, in order."""
        return tuple(test for test in self.tests if test.failed)


class RunStoppedError(Exception):
    """Nobody waits for this run any more."""


class SuiteProcesses(AbstractContextManager["SuiteProcesses"]):
    """Processes that run tests, one run at a time each. Afterwards neither a process nor a file of them is left.

    Args:
        count: How many runs there may be at a time.
        libraries: The modules that each process imports ahead.
    """

    def __init__(self, count: int, libraries: Sequence[str] = ()) -> None:
        self.count = count
        self._all = [_SuiteProcess(libraries) for _ in range(count)]
        self._free: SimpleQueue[_SuiteProcess] = SimpleQueue()
        for process in self._all:
            self._free.put(process)
        self._stopped = Event()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()
        for process in self._all:
            process.end()

    def run(self, order: SuiteOrder, time_limit: float) -> SuiteRun:
        """Run tests in a process that is free; wait for one where none is.

        Args:
            order: What is to be done; ``scratch`` is the folder in which this run gets one of its own.
            time_limit: After how many seconds the run is ended.

        Raises:
            RunStoppedError: ``stop`` was called.
        """
        process = self._free.get()
        try:
            if self._stopped.is_set():
                raise RunStoppedError
            return process.run(order, time_limit)
        finally:
            self._free.put(process)

    def stop(self) -> None:
        """End every run at once, and begin no other one."""
        self._stopped.set()
        for process in self._all:
            process.kill()


class _SuiteProcess:
    """A process that runs tests, begun when it is needed.

    Args:
        libraries: The modules that it imports ahead.
    """

    def __init__(self, libraries: Sequence[str]) -> None:
        self._libraries = json.dumps([*libraries]).encode("ascii")
        self._open = ExitStack()
        self._child: ChildProcess | None = None
        self._lines: Iterator[bytes] = iter(())
        self._run: int | None = None
        self._timed_out = False

    def run(self, order: SuiteOrder, time_limit: float) -> SuiteRun:
        """Run tests; see ``SuiteProcesses.run``."""
        child = self._child or self._begin()
        scratch = mkdtemp(dir=order.scratch)
        variables: dict[str, str | None] = {name: os.environ.get(name) for name in _OF_THE_INTERPRETER}
        variables |= {
            "TMPDIR": scratch,
            "COVERAGE_FILE": str(Path(scratch, "coverage")),
            "HYPOTHESIS_STORAGE_DIRECTORY": str(Path(scratch, "hypothesis")),
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        began, self._timed_out = child.seconds, False
        timer = Timer(time_limit, self._give_up)
        timer.daemon = True
        timer.start()
        try:
            bytecode = str(Path(order.scratch, "bytecode"))
            ordered = replace(order, scratch=scratch, bytecode=bytecode, variables={**variables, **order.variables})
            child.send(ordered.to_line())
            messages = self._messages()
        finally:
            timer.cancel()
            rmtree(scratch, ignore_errors=True)
        seconds = child.seconds - began
        if self._timed_out or not messages or not isinstance(messages[-1], RunEnded):
            self.end()
            messages.append(RunEnded(child.exit_code))
        return _run_of(messages, seconds, child.said, timed_out=self._timed_out)

    def _begin(self) -> ChildProcess:
        self._child = self._open.enter_context(
            ChildProcess(["-m", "tracer.test_suites.child"], self._libraries, _FOR_EVER)
        )
        self._lines = self._child.lines()
        next(self._lines, None)  # it is waiting for orders; or it was ended, and that is seen in a moment
        return self._child

    def _messages(self) -> list[SuiteMessage]:
        found: list[SuiteMessage] = []
        for line in self._lines:
            message = read_message(line)
            if isinstance(message, RunBegan):
                self._run = message.process
            elif message is not None:
                found.append(message)
            if isinstance(message, RunEnded):
                break
        self._run = None
        return found

    def _give_up(self) -> None:
        self._timed_out = True
        self.kill()

    def kill(self) -> None:
        """End the run, and the process; whoever waits for the run gets what is known of it."""
        if (run := self._run) is not None:
            with suppress(OSError):
                os.killpg(run, signal.SIGKILL)
        if (child := self._child) is not None:
            end_descendants(child.number)
            child.kill()

    def end(self) -> None:
        """End the process, and forget it; the next run begins another one."""
        self.kill()
        self._open.close()
        self._child = None


def _run_of(messages: Sequence[SuiteMessage], seconds: float, said: str, *, timed_out: bool) -> SuiteRun:
    told = [message for message in messages if not isinstance(message, RunEnded | Learned)]
    last = told[-1] if told else None
    return SuiteRun(
        tuple(message for message in messages if isinstance(message, FinishedTest)),
        last.test if isinstance(last, RunningTest) else None,
        tuple(message.where for message in messages if isinstance(message, CollectionFailed)),
        last if isinstance(last, SuiteEnded) else None,
        tuple(message for message in messages if isinstance(message, Learned)),
        next(message.exit_code for message in messages if isinstance(message, RunEnded)),
        timed_out,
        seconds,
        said,
    )
