"""The footer: the keys that matter most, as many as there is room for; each can be clicked."""

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.content import Content
from textual.widget import Widget

from tracer.views.walkthrough.drawing.lines import NOW, styled, without_control
from tracer.views.walkthrough.keys import Key


class KeyBar(Widget):
    """One line of keys with what they do."""

    DEFAULT_CSS: ClassVar[str] = """
    KeyBar {
        dock: bottom;
        height: 1;
        padding: 0 1;
        background: $footer-background;
        color: $foreground;
    }
    """

    def __init__(self, keys: Sequence[Key]) -> None:
        super().__init__()
        self._keys = keys
        self._told = ""

    def show(self, keys: Sequence[Key]) -> None:
        """Show other keys."""
        self._keys = keys
        self._told = ""
        self.refresh()

    def tell(self, words: str) -> None:
        """Tell something in the place of the keys until they are shown again: a message there covers nothing."""
        self._told = words
        self.refresh()

    def render(self) -> Content:
        """Draw the keys that fit."""
        if self._told:
            return without_control(Content.styled(self._told, NOW)).truncate(self.content_size.width, ellipsis=True)
        return Content("  ").join(_entry(key) for key in fitting(self._keys, self.content_size.width))

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
