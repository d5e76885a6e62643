"""What is longer than the screen, read part by part with single keys: each part has a heading that says which it is."""

import sys
from collections.abc import Sequence

from tracer.activities.keyboard import single_keys
from tracer.activities.single_key import ENTER, LEAVE
from tracer.activities.wake_up import WakeUp
from tracer.views.key_line import KeyLine
from tracer.views.screens import PartHeading, Screen, height_of, in_screens
from tracer.views.terminal import Terminal, View

_BACK = "b"

_STOP = LEAVE | {"q"}

_MANY = 99
"""The heading and the keys are measured with this many parts."""


class PagedReading:
    """Views that somebody reads, a screen at a time. What fits on the screen is shown at once, without a heading.

    Where nothing is seen on a screen, or where it is read aloud, everything is shown at once, too.

    Args:
        title: What is read, as the heading calls it.
        views: The views.
        terminal: Where they are shown.
        below: What will stand below the last part, with an empty line before it; None where nothing will.
    """

    def __init__(self, title: str, views: Sequence[View], terminal: Terminal, below: View | None = None) -> None:
        self._title = title
        self._views = views
        self._terminal = terminal
        self._below = below
        self._part = 0
        self.is_over = False

    def begin(self, above: int = 0) -> None:
        """Show the first part; of what fits, everything.

        Args:
            above: How many lines on the screen belong to it that are there already.
        """
        if self._fits(above):
            self._terminal.show(*self._views)
            self.is_over = True
        else:
            self._show(1)

    def press(self, key: str) -> None:
        """Do what a key says: show the next part or the one before, or stop. Any other key does nothing."""
        if key in ENTER:
            self._show(self._part + 1)
        elif key.lower() == _BACK:
            self._show(max(self._part - 1, 1))
        elif key.lower() in _STOP:
            self._terminal.tell("")
            self.is_over = True

    def _show(self, part: int) -> None:
        """Show a part, or the last one where there are fewer: the window may have been made larger meanwhile."""
        parts = self._parts()
        self._part = min(part, len(parts))
        self._terminal.begin_screen()
        self._terminal.show(PartHeading(self._title, self._part, len(parts)), apart=False)
        self._terminal.show(parts[self._part - 1])
        self.is_over = self._part == len(parts)
        if not self.is_over:
            self._terminal.show(_keys(self._part + 1, len(parts)), apart=False)

    def _parts(self) -> tuple[Screen, ...]:
        return in_screens(
            self._views, self._terminal, self._room - self._height(PartHeading(self._title, _MANY, _MANY))
        )

    def _fits(self, above: int) -> bool:
        lines = self._terminal.lines
        return lines is None or above + sum(self._height(view) + 1 for view in self._views) - 1 <= self._room

    @property
    def _room(self) -> int:
        """How many lines there are above the empty one, the keys, and the line in which the cursor waits."""
        below = [_keys(_MANY, _MANY), *([self._below] if self._below is not None else [])]
        return self._terminal.out.height - 2 - max(map(self._height, below))

    def _height(self, view: View) -> int:
        return height_of(view, self._terminal)


def _keys(part: int, of: int) -> KeyLine:
    back = [(_BACK, "back")] if part > 2 else []  # noqa: PLR2004 # before the second part is nothing to go back to
    return KeyLine([("Enter", f"part {part} of {of}"), *back, ("q", "stop reading")])


def read_by_key(title: str, views: Sequence[View], terminal: Terminal) -> None:
    """Show views, and where they are longer than the screen let somebody read them part by part.

    Args:
        title: What is read, as the heading calls it.
        views: The views.
        terminal: Where they are shown. Nobody is asked for a key where the standard input is no terminal.
    """
    if not sys.stdin.isatty():
        terminal.show(*views)
        return
    reading = PagedReading(title, views, terminal)
    reading.begin()
    if reading.is_over:
        return
    with single_keys() as keyboard, WakeUp() as wake_up:
        while not reading.is_over:
            reading.press(keyboard.wait(wake_up) or "")
