"""The footer: the keys that matter most, as many as there is room for; each can be clicked.

What is to be told stands in their place, in as many lines as it needs: a message there covers nothing.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from tracer.views.walkthrough.drawing.lines import NOW, folded, styled, without_control
from tracer.views.walkthrough.keys import Key

if TYPE_CHECKING:
    from textual.timer import Timer


_TOLD_FOR = 10
"""For how many seconds something is told, if nothing else takes its place before."""


class KeyBar(Widget):
    """One line of keys with what they do, or what is told."""

    DEFAULT_CSS: ClassVar[str] = """
    KeyBar {
        dock: bottom;
        height: auto;
        max-height: 50%;
        padding: 0 1;
        background: $footer-background;
        color: $foreground;
    }
    """

    def __init__(self, keys: Sequence[Key]) -> None:
        super().__init__()
        self._keys = keys
        self._told = ""
        self._until: Timer | None = None

    @property
    def told(self) -> str:
        """What is told in the place of the keys; empty where they are shown."""
        return self._told

    def show(self, keys: Sequence[Key]) -> None:
        """Show other keys."""
        self._keys = keys
        self.tell("")

    def tell(self, words: str) -> None:
        """Tell something in the place of the keys, until they are shown again or it has been read."""
        if self._until is not None:
            self._until.stop()
        self._until = self.set_timer(_TOLD_FOR, lambda: self.tell("")) if words and self.is_mounted else None
        grows = words != self._told
        self._told = words
        self.refresh(layout=grows)

    def render(self) -> Content:
        """Draw the keys that fit."""
        if self._told:
            told = without_control(Content.styled(self._told, NOW))
            return Content("\n").join(folded(told, max(self.content_size.width, 1)))
        return Content("  ").join(_entry(key) for key in fitting(self._keys, self.content_size.width))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002 # Textual's form
        """Return one line for the keys, and as many as are needed for what is told."""
        return len(folded(Content(self._told), max(width, 1))) if self._told else 1

    async def on_click(self, event: events.Click) -> None:
        """Do what the clicked key does."""
        offset = event.get_content_offset(self)
        if offset is None or self._told:
            return
        right = 0
        for key in fitting(self._keys, self.content_size.width):
            right += _entry(key).cell_length + 2
            if offset.x < right:
                await self.app.run_action(key.action, self.screen)
                return


def _entry(key: Key) -> Content:
    return styled((key.shown.split()[0].removesuffix(","), NOW), f" {key.short}")


def fitting(keys: Sequence[Key], width: int) -> list[Key]:
    """Return the keys that fit into a line: help and the way out always, then what matters most."""
    room = width
    chosen: list[Key] = []
    for key in sorted((key for key in keys if key.short), key=lambda key: key.rank):
        needed = _entry(key).cell_length + 2
        if needed <= room + 2:
            chosen.append(key)
            room -= needed
    return sorted(chosen, key=lambda key: key.rank or len(keys))
