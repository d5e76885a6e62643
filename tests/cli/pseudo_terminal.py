"""A terminal that a test looks at: a real process on a pseudo-terminal, and the screen that it draws."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from time import monotonic
from types import TracebackType
from typing import Self

import pexpect
import pyte

from tests.cli.process import environment
from tests.processes import PATIENCE


class PseudoTerminal:
    """A process on a pseudo-terminal.

    Args:
        arguments: The words after ``python``.
        size: Columns and lines.
        settings: Environment variables.
    """

    def __init__(self, *arguments: str, size: tuple[int, int] = (80, 24), **settings: str) -> None:
        columns, lines = size
        self._screen = pyte.Screen(columns, lines)
        self._stream = pyte.ByteStream(self._screen)
        self.written = b""
        self.process = pexpect.spawn(
            arguments[0],
            list(arguments[1:]),
            env=environment(TERM="xterm-256color", **settings),
            dimensions=(lines, columns),
            timeout=PATIENCE,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.process.close(force=True)

    @property
    def text(self) -> str:
        """What is seen now."""
        return "\n".join(line.rstrip() for line in self._screen.display)

    def send(self, keys: str) -> None:
        """Press keys."""
        self.process.send(keys)

    def wait_for(self, *words: str) -> None:
        """Wait until all these words are seen, wherever a line breaks between them."""
        until = monotonic() + PATIENCE
        while not self._shows(words):
            assert monotonic() < until, f"{words} never came; seen was:\n{self.text}"
            assert self._read(), f"{words} never came; the process ended with:\n{self.text}"

    def _shows(self, words: Sequence[str]) -> bool:
        text = self.text  # drawing it takes long
        in_one_line = " ".join(text.split())
        return all(word in text or word in in_one_line for word in words)

    def wait_until_gone(self, words: str) -> None:
        """Wait until these words are seen no more."""
        until = monotonic() + PATIENCE
        while words in self.text:
            assert monotonic() < until, f"{words} never went; seen was:\n{self.text}"
            assert self._read(), f"{words} never went; the process ended with:\n{self.text}"

    def wait_for_end(self) -> int:
        """Wait until the process has ended, and return its exit code."""
        until = monotonic() + PATIENCE
        while self._read():
            assert monotonic() < until, f"the process never ended; seen was:\n{self.text}"
        self.process.wait()
        return int(self.process.exitstatus if self.process.exitstatus is not None else -self.process.signalstatus)

    def _read(self) -> bool:
        """Take what was written meanwhile. Returns whether the process is still there."""
        try:
            written = self.process.read_nonblocking(65536, timeout=0.1)
        except pexpect.TIMEOUT:
            return True
        except pexpect.EOF:
            return False
        self.written += written
        self._stream.feed(written)
        return True


@contextmanager
def tracer_on_terminal(*arguments: str, size: tuple[int, int] = (80, 24), **settings: str) -> Iterator[PseudoTerminal]:
    """Run ``python -m tracer`` on a pseudo-terminal."""
    with PseudoTerminal(sys.executable, "-m", "tracer", *arguments, size=size, **settings) as terminal:
        yield terminal
