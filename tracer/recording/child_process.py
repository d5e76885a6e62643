"""A process of its own that answers with lines, watched so that it can neither hang nor be left behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from threading import Thread, Timer
from types import MappingProxyType, TracebackType
from typing import IO, Self

from tracer.recording.child_environment import SAFE, child_environment

TIME_LIMIT = 60.0
"""After this many seconds a process has failed. A run on Quart takes about one second as a rule."""

_LONGEST_LINE = 4_000_000
"""In bytes. A longer line is cut there, and so is no JSON."""

_SAID = 64_000
"""How many bytes of what a process said last are kept: where it hung may take a few hundred lines."""

_RUNNING: "set[ChildProcess]" = set()
"""The processes that this process has started and that run now: they are its own, as its open files are."""


class ChildProcess:
    """A Python process that is given an order, answers line by line, and is stopped when its time is over.

    ::

        with ChildProcess(["-m", "package.module"], b"...", time_limit=30) as child:
            for line in child.lines():
                ...
        child.exit_code, child.timed_out, child.said

    However the block is left (an exception, Ctrl-C), the process has ended, and so has all that it started and that
    has not left its group. Its standard input stays open as long as this process lives: when nothing comes there any
    more, nobody waits for its answers.

    Args:
        arguments: What follows the name of the Python interpreter.
        order: What the process reads from its standard input, one line.
        time_limit: How many seconds it may take; then it is killed.
        variables: Variables of its environment, besides those of this process.
    """

    def __init__(
        self,
        arguments: Sequence[str],
        order: bytes,
        time_limit: float,
        *,
        variables: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self.timed_out = False
        self._order = order
        self._began = time.monotonic()
        self._process = subprocess.Popen(  # noqa: S603 # our own interpreter, and nothing that a user typed
            [sys.executable, SAFE, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**child_environment(), **variables},
            start_new_session=True,
        )
        self._tail = bytearray()
        self._listener = Thread(target=self._listen, daemon=True)
        self._timer = Timer(time_limit, self._give_up)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        """Begin to listen and hand over the order."""
        _RUNNING.add(self)
        self._listener.start()
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """End the process, however the block was left."""
        self._timer.cancel()
        self.kill()
        self._process.wait()
        _RUNNING.discard(self)
        self._listener.join(timeout=5)
        for pipe in (self._process.stdout, self._process.stdin):
            with suppress(OSError):
                _opened(pipe).close()

    def lines(self) -> Iterator[bytes]:
        """Yield what the process answers, line by line, until it has ended or is killed."""
        self.send(self._order)
        while line := _opened(self._process.stdout).readline(_LONGEST_LINE):
            yield line
        self._process.wait()

    def send(self, line: bytes) -> None:
        """Hand over one more line, for a process that reads more than its order."""
        # A process that has died already, or is killed while it reads, is told from its exit code.
        with suppress(BrokenPipeError):
            pipe = _opened(self._process.stdin)
            pipe.write(line + b"\n")
            pipe.flush()

    @property
    def number(self) -> int:
        """The number of the process."""
        return self._process.pid

    @property
    def exit_code(self) -> int:
        """The exit code; below zero the number of the signal that ended the process."""
        return self._process.returncode

    @property
    def seconds(self) -> float:
        """How long ago the process was started."""
        return time.monotonic() - self._began

    @property
    def said(self) -> str:
        """The end of what the process wrote to its standard error."""
        return self._tail.decode("utf-8", errors="replace").strip()

    def _listen(self) -> None:
        with _opened(self._process.stderr) as pipe:
            while chunk := os.read(pipe.fileno(), _SAID):
                self._tail += chunk
                del self._tail[:-_SAID]

    def _give_up(self) -> None:
        self.timed_out = True
        self.kill()

    def kill(self) -> None:
        """Kill the process and, where the system knows groups of processes, all that it started.

        A caller that waits for its answers gets no more.
        """
        with suppress(OSError):
            if hasattr(os, "killpg"):
                os.killpg(self._process.pid, signal.SIGKILL)
            else:
                self._process.kill()


def end_all() -> None:
    """End every process that was started here and runs now, so that no thread waits for one any longer."""
    for child in [*_RUNNING]:
        child.kill()


def _opened(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None  # noqa: S101 # each of the three was asked for
    return pipe
