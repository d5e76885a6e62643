"""The keyboard of a terminal, key by key and without Enter, while something else may come first.

A key is read from the terminal itself: what Python or click read ahead would be missed by those who wait for it. On
POSIX the system waits, so that a key, a wake-up call and a signal all end the waiting at once; on Windows, where only
sockets can be waited for, the keyboard is looked at twenty times a second.
"""

import os
import sys
from codecs import getincrementaldecoder
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Protocol

from tracer.activities.terminal_input import wait_for
from tracer.activities.wake_up import WakeUp

ESCAPE = "\x1b"
END_OF_INPUT = "\x04"
"""Ctrl-D; it also stands for a terminal that was closed."""


class Keyboard(Protocol):
    """What single keys come from."""

    def wait(self, wake_up: WakeUp) -> str | None:
        """Wait for a key, or until somebody calls.

        Returns:
            The key; None where the call came first. A call is left to be answered.
        """


if sys.platform == "win32":
    import msvcrt

    _GLANCE = 0.05
    """For how many seconds nobody looks at the keyboard."""

    _OF_TWO_PARTS = frozenset({"\x00", "\xe0"})
    """What comes first of a key that stands for no character."""

    class _Console:
        def wait(self, wake_up: WakeUp) -> str | None:
            while not wake_up.called:
                if not msvcrt.kbhit():
                    wake_up.wait(_GLANCE)
                elif (key := msvcrt.getwch()) == "\x03":
                    raise KeyboardInterrupt
                elif key in _OF_TWO_PARTS:
                    msvcrt.getwch()
                else:
                    return key
            return None

    @contextmanager
    def single_keys() -> Iterator[Keyboard]:
        """Yield the keyboard of the console."""
        yield _Console()

else:
    import signal
    import termios
    import tty

    class _Terminal:
        """The keyboard of a terminal.

        Args:
            number: The file descriptor of the terminal.
        """

        def __init__(self, number: int) -> None:
            self._number = number
            self._decoder = getincrementaldecoder("utf-8")("ignore")
            self._keys: list[str] = []

        def wait(self, wake_up: WakeUp) -> str | None:
            while not self._keys:
                if wake_up.called:
                    return None
                if wake_up in wait_for(self._number, wake_up):
                    return None
                self._keys += self._read()
            return self._keys.pop(0)

        def _read(self) -> list[str]:
            try:
                typed = os.read(self._number, 1024)
            except OSError:  # the terminal is gone
                typed = b""
            if not typed:
                return [END_OF_INPUT]
            text = self._decoder.decode(typed)
            if text.startswith(ESCAPE) and text != ESCAPE:
                return []  # an arrow or another key that sends several characters
            return [*text]

    @contextmanager
    def single_keys() -> Iterator[Keyboard]:
        """Let the terminal hand over each key at once and without showing it, and yield its keyboard.

        However the block is left, the terminal is afterwards as it was. Ctrl-C still interrupts. A shell gives a
        command that goes on after Ctrl-Z a terminal as it was before, so that it is set once more then.
        """
        number = sys.stdin.fileno()
        before = termios.tcgetattr(number)

        def listen(*_: object) -> None:
            tty.setcbreak(number, termios.TCSANOW)

        going_on = signal.signal(signal.SIGCONT, listen)
        try:
            listen()
            yield _Terminal(number)
        finally:
            with suppress(termios.error):  # the terminal is gone
                termios.tcsetattr(number, termios.TCSANOW, before)
            signal.signal(signal.SIGCONT, going_on)
