"""Running somebody's tests in a process of its own, and what is known of it afterwards."""

import os
from dataclasses import dataclass, replace
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

from tracer.recording.child_process import ChildProcess
from tracer.test_suites.suite_order import (
    CollectionFailed,
    FinishedTest,
    Learned,
    RunningTest,
    SuiteEnded,
    SuiteMessage,
    SuiteOrder,
    message_of,
)

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
        said: The end of what it printed.
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


def run_suite(order: SuiteOrder, time_limit: float) -> SuiteRun:
    """Run tests in a process of its own. Whatever happens, neither the process nor a file of it is left.

    Args:
        order: What is to be done; ``scratch`` is the folder in which this run gets one of its own.
        time_limit: After how many seconds the process is killed.
    """
    scratch = mkdtemp(dir=order.scratch)
    variables = {
        "TMPDIR": scratch,
        "COVERAGE_FILE": str(Path(scratch, "coverage")),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    before = {name: os.environ.get(name) for name in _OF_THE_INTERPRETER}
    ordered = replace(order, scratch=scratch, variables={**before, **order.variables})
    messages: list[SuiteMessage] = []
    try:
        with ChildProcess(
            ["-m", "tracer.test_suites.child"], ordered.to_line(), time_limit, variables=variables
        ) as child:
            for line in child.lines():
                if (message := message_of(line)) is not None:
                    messages.append(message)
                if isinstance(message, SuiteEnded):
                    break
            seconds = child.seconds
    finally:
        rmtree(scratch, ignore_errors=True)
    return _run_of(messages, child, seconds)


def _run_of(messages: list[SuiteMessage], child: ChildProcess, seconds: float) -> SuiteRun:
    last = messages[-1] if messages else None
    return SuiteRun(
        tuple(message for message in messages if isinstance(message, FinishedTest)),
        last.test if isinstance(last, RunningTest) else None,
        tuple(message.where for message in messages if isinstance(message, CollectionFailed)),
        last if isinstance(last, SuiteEnded) else None,
        tuple(message for message in messages if isinstance(message, Learned)),
        child.exit_code,
        child.timed_out,
        seconds,
        child.said,
    )
