"""What is typed at a terminal, waited for so that no Ctrl-C is lost.

Python looks for a signal before it asks the system to read, and the system ends a read at a signal. A signal that comes
between the two is told to nobody before the next line is typed: who presses Ctrl-C at the very moment at which a prompt
appears would wait for ever. ``signal.set_wakeup_fd`` leaves something to read at each signal, also at that moment.
"""

import os
import select
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import UnsupportedOperation
from threading import current_thread, main_thread
from typing import Protocol, TextIO


class Source(Protocol):
    """What can be waited for: a terminal, a pipe."""

    def fileno(self) -> int:
        """Return its file descriptor."""


def wait_for(*sources: Source | int) -> list[Source | int]:
    """Wait until one of the sources can be read, and return those that can. For POSIX only.

    Raises:
        KeyboardInterrupt: Ctrl-C was pressed while it was waited for, or just before.
    """
    with _signals() as signals:
        while True:
            ready, _, _ = select.select([*sources, *signals], [], [])
            if found := [source for source in sources if source in ready]:
                return found
            for end in signals:  # whoever handles the signal has done so by now, and nobody was interrupted
                os.read(end, 4096)


def typed_line(stream: TextIO | None = None) -> str:
    """Wait for a line, and return it with its end; an empty text where nothing comes any more.

    Args:
        stream: Where it is typed; the standard input where none is given. It need not be a terminal.

    Raises:
        KeyboardInterrupt: Ctrl-C was pressed.
    """
    stream = stream or sys.stdin
    # A terminal hands over a line at a time, so that nothing of the next one is read ahead and missed here.
    if sys.platform != "win32" and stream.isatty():
        with suppress(UnsupportedOperation):  # typed in a window, as in IDLE: the system knows nothing of it
            wait_for(stream)
    return stream.readline()


@contextmanager
def _signals() -> Iterator[list[int]]:
    """Yield what can be read after a signal. Only the main thread hears signals: in others there is nothing to read."""
    if current_thread() is not main_thread():
        yield []
        return
    reading, writing = os.pipe()
    for end in (reading, writing):
        os.set_blocking(end, False)
    before = signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    try:
        yield [reading]
    finally:
        signal.set_wakeup_fd(before)
        os.close(writing)
        os.close(reading)
