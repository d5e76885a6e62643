"""The line of tabs above the companion's place."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from tracer.views.walkthrough.arrangement import Pane
from tracer.views.walkthrough.lines import DIM, NOW

WORDS: Mapping[Pane, str] = {
    "card": "Step",
    "flow": "Flow",
    "table": "Table",
    "code": "Code",
    "exchange": "Request",
    "variables": "Variables",
    "tracker": "Tracker",
    "detail": "Detail",
    "notes": "Notes",
}
"""What the panes are called in one word."""


class Tabs(Widget):
    """The names of the panes that can stand below; a click shows one.

    Args:
        words: What some panes are called here, where that differs from what they are called elsewhere.
    """

    DEFAULT_CSS: ClassVar[str] = """
    Tabs {
        position: absolute;
        height: 1;
        background: $background;
        color: $foreground;
    }
    """

    class Chosen(Message):
        """A name was clicked.

        Attributes:
            pane: The pane of that name.
        """

        def __init__(self, pane: Pane) -> None:
            super().__init__()
            self.pane = pane

    def __init__(self, words: Mapping[Pane, str]) -> None:
        super().__init__()
        self._words = words
        self._panes: Sequence[Pane] = ()
        self._current: Pane | None = None

    def show(self, panes: Sequence[Pane], current: Pane | None) -> None:
        """Show other names, or mark another one."""
        self._panes, self._current = panes, current
        self.refresh()

    def render(self) -> Content:
        """Draw the names on a rule, the current one in brackets and in colour."""
        names = Content("").join(text for text, _ in self._parts())
        room = max(self.content_size.width - names.cell_length, 0)
        return names + Content.styled("─" * room, "$rule")

    def _parts(self) -> list[tuple[Content, Pane]]:
        words = {pane: self._words.get(pane, WORDS[pane]) for pane in self._panes}
        room = self.content_size.width
        if sum(len(word) + 2 for word in words.values()) <= room:
            return [(self._tab(f" {word} ", f"[{word}]", pane), pane) for pane, word in words.items()]
        parts = [(self._tab(f" {word}", f" [{word}]", pane), pane) for pane, word in words.items()]
        while len(parts) > 1 and _cells_up_to(parts, self._current) > room:
            del parts[0]
        return parts

    def _tab(self, other: str, current: str, pane: Pane) -> Content:
        return Content.styled(current, NOW) if pane == self._current else Content.styled(other, DIM)

    def on_click(self, event: events.Click) -> None:
        """Show the pane whose name was clicked."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        right = 0
        for text, pane in self._parts():
            right += text.cell_length
            if offset.x < right:
                self.post_message(self.Chosen(pane))
                return


def _cells_up_to(parts: list[tuple[Content, Pane]], current: Pane | None) -> int:
    """Return how many cells the names take up to the current one; none where it is the first."""
    panes = [pane for _, pane in parts]
    place = panes.index(current) if current in panes else 0
    return sum(text.cell_length for text, _ in parts[: place + 1]) if place else 0
