"""A line is waited for, and no Ctrl-C is lost, whenever it comes."""

import io
import os
import pty
import signal
import threading
from collections.abc import Iterator
from typing import TextIO

import pytest

from tracer.activities.terminal_input import typed_line, wait_for


class Typist:
    """Somebody at a pseudo-terminal."""

    def __init__(self) -> None:
        self._typing, terminal = pty.openpty()
        self.lines: TextIO = os.fdopen(terminal, encoding="utf-8")

    def type(self, text: str) -> None:
        os.write(self._typing, text.encode())

    def leave(self) -> None:
        self.lines.close()
        os.close(self._typing)


@pytest.fixture
def typist() -> Iterator[Typist]:
    made = Typist()
    yield made
    made.leave()


def signal_elsewhere(number: int) -> None:
    """Let another thread be the one that the signal comes to.

    So nothing ends the reading of the main thread, as where a signal comes just before the reading begins.
    """
    threading.Timer(0.2, lambda: signal.pthread_kill(threading.get_ident(), number)).start()


def test_each_line_is_returned_whole_and_then_the_end(typist: Typist) -> None:
    typist.type("first\nsécond\n\x04")
    assert [typed_line(typist.lines) for _ in range(3)] == ["first\n", "sécond\n", ""]


def test_ctrl_c_is_heard_although_nothing_interrupts_the_reading(typist: Typist) -> None:
    too_late = threading.Timer(10, typist.type, ["at last\n"])
    too_late.start()
    signal_elsewhere(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        typed_line(typist.lines)
    assert too_late.is_alive(), "no line was needed"
    too_late.cancel()
    assert signal.set_wakeup_fd(-1) == -1, "who waited has left the signals as they were"


def test_a_signal_that_interrupts_nobody_does_not_end_the_waiting(typist: Typist) -> None:
    heard: list[int] = []
    before = signal.signal(signal.SIGUSR1, lambda number, _: heard.append(number))
    try:
        signal_elsewhere(signal.SIGUSR1)
        threading.Timer(0.5, typist.type, ["yes\n"]).start()
        assert wait_for(typist.lines) == [typist.lines]
        assert (heard, typed_line(typist.lines)) == ([signal.SIGUSR1], "yes\n")
    finally:
        signal.signal(signal.SIGUSR1, before)


def test_what_was_waited_for_is_told_from_what_was_not(typist: Typist) -> None:
    reading, writing = os.pipe()
    os.write(writing, b"!")
    assert wait_for(typist.lines, reading) == [reading]
    for end in (reading, writing):
        os.close(end)


def test_other_threads_than_the_main_one_wait_as_well(typist: Typist) -> None:
    read: list[str] = []
    thread = threading.Thread(target=lambda: read.append(typed_line(typist.lines)))
    thread.start()
    typist.type("from a thread\n")
    thread.join(timeout=10)
    assert read == ["from a thread\n"]


def test_a_pipe_is_read_line_by_line() -> None:
    reading, writing = os.pipe()
    os.write(writing, b"one\ntwo\n")
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as lines:
        assert [typed_line(lines) for _ in range(3)] == ["one\n", "two\n", ""]


class Window(io.StringIO):
    """Where one types in IDLE: it calls itself a terminal, and the system does not know it."""

    def isatty(self) -> bool:
        return True


def test_what_is_typed_in_a_window_is_read_as_the_window_gives_it() -> None:
    assert typed_line(Window("typed\n")) == "typed\n"
