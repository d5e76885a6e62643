"""Single keys of a terminal, and the wake-up calls of a folder that is watched, one beside the other."""

import os
import pty
import sys
import termios
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.processes import wait_until
from tracer.activities.keyboard import END_OF_INPUT, single_keys
from tracer.activities.saves import Saves
from tracer.activities.wake_up import WakeUp


class Typed:
    """A pseudo-terminal as the standard input, and somebody who types in it."""

    def __init__(self) -> None:
        self.typist, self.terminal = pty.openpty()

    def fileno(self) -> int:
        return self.terminal

    def type(self, keys: str) -> None:
        os.write(self.typist, keys.encode())

    @property
    def is_line_by_line(self) -> bool:
        return bool(termios.tcgetattr(self.terminal)[3] & termios.ICANON)


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Iterator[Typed]:
    made = Typed()
    monkeypatch.setattr(sys, "stdin", made)
    yield made
    os.close(made.terminal)
    os.close(made.typist)


def test_keys_come_one_by_one(typed: Typed) -> None:
    with single_keys() as keyboard, WakeUp() as wake_up:
        typed.type("hé")
        assert [keyboard.wait(wake_up), keyboard.wait(wake_up)] == ["h", "é"]


def test_a_key_that_sends_several_characters_is_none_of_them(typed: Typed) -> None:
    with single_keys() as keyboard, WakeUp() as wake_up:
        typed.type("\x1b[A")
        threading.Timer(0.3, typed.type, "q").start()
        assert keyboard.wait(wake_up) == "q"


def test_a_call_comes_before_any_key_and_waits_until_it_is_answered(typed: Typed) -> None:
    with single_keys() as keyboard, WakeUp() as wake_up:
        threading.Timer(0.05, wake_up.call).start()
        assert keyboard.wait(wake_up) is None
        assert keyboard.wait(wake_up) is None
        wake_up.answer()
        typed.type("n")
        assert keyboard.wait(wake_up) == "n"


def test_the_terminal_is_as_it_was_however_the_block_is_left(typed: Typed) -> None:
    assert typed.is_line_by_line
    with suppress(KeyboardInterrupt), single_keys():
        assert not typed.is_line_by_line
        raise KeyboardInterrupt
    assert typed.is_line_by_line


def test_a_terminal_that_is_gone_is_the_end_of_the_input(monkeypatch: pytest.MonkeyPatch) -> None:
    made = Typed()
    monkeypatch.setattr(sys, "stdin", made)
    with WakeUp() as wake_up, single_keys() as keyboard:
        os.close(made.typist)
        assert keyboard.wait(wake_up) == END_OF_INPUT
    os.close(made.terminal)


def test_each_save_in_the_folder_or_below_it_wakes(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    before = threading.active_count()
    with WakeUp() as wake_up:
        with Saves(tmp_path, wake_up):
            wait_until(lambda: wake_up.called, "the watching begins")
            for name in ("app.py", "templates/login.html"):
                wake_up.answer()
                (tmp_path / name).write_text("saved", encoding="utf-8")
                wait_until(lambda: wake_up.called, f"{name} wakes")
            wake_up.answer()
            (tmp_path / "app.py").rename(tmp_path / "new.py")
            wait_until(lambda: wake_up.called, "what an editor puts in the place of a file wakes")
        assert threading.active_count() == before


def test_many_calls_are_one() -> None:
    with WakeUp() as wake_up:
        for _ in range(100_000):
            wake_up.call()
        wake_up.answer()
        assert not wake_up.called
