"""A wake-up call: what another thread gives to one that waits for a key."""

import os
from contextlib import suppress
from threading import Event
from types import TracebackType
from typing import Self


class WakeUp:
    """A call that can be waited for beside a terminal: a pipe for those who wait for files, an event for all others.

    It is a context manager: the pipe is closed at its end.
    """

    def __init__(self) -> None:
        self._event = Event()
        self._reading, self._writing = os.pipe()
        for end in (self._reading, self._writing):
            os.set_blocking(end, False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        os.close(self._writing)
        os.close(self._reading)

    def fileno(self) -> int:
        """Return the end of the pipe that can be read after a call."""
        return self._reading

    @property
    def called(self) -> bool:
        """Whether somebody has called since it was answered last."""
        return self._event.is_set()

    def wait(self, seconds: float) -> None:
        """Wait for a call, at most so long."""
        self._event.wait(seconds)

    def call(self) -> None:
        """Wake who waits."""
        self._event.set()
        with suppress(BlockingIOError):  # so many calls lie there already
            os.write(self._writing, b"!")

    def answer(self) -> None:
        """Take every call that has come so far."""
        self._event.clear()
        with suppress(BlockingIOError):
            os.read(self._reading, 4096)
