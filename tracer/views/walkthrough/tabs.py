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
    """The names of the panes that can stand below; a click shows one."""

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

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 # Textual's own word
        super().__init__(id=id)
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
        return [
            (
                Content.styled(f"[{WORDS[pane]}]", NOW)
                if pane == self._current
                else Content.styled(f" {WORDS[pane]} ", DIM),
                pane,
            )
            for pane in self._panes
        ]

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
