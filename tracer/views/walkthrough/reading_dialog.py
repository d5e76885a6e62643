"""A dialog to read: the help, the key moments."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tracer.views.walkthrough.dialog import Dialog

Draw = Callable[[int], Sequence[Content]]
"""Returns the lines for a width."""


class _Text(Static):
    """Lines that are drawn anew for each width."""

    def __init__(self, draw: Draw) -> None:
        super().__init__()
        self._draw = draw

    def on_resize(self, event: events.Resize) -> None:
        """Draw the lines for the new width."""
        self.update(Content("\n").join(self._draw(max(event.size.width, 1))))


class ReadingDialog(Dialog[None]):
    """Text in a box: the arrows and page keys scroll it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("question_mark,h,f1,m,q,enter,space", "close", show=False)]

    def __init__(self, title: str, draw: Draw) -> None:
        super().__init__()
        self._title = title
        self._draw = draw

    def compose(self) -> ComposeResult:
        """Make the box."""
        box = VerticalScroll(_Text(self._draw))
        box.border_title = self._title
        box.border_subtitle = "Esc closes"
        yield box
