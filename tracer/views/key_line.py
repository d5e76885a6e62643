"""The keys that do something now, each with what it does, on as few lines as they take."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.console import RenderableType
from rich.text import Text

from tracer.views.terminal import Space

_GAP = "   "


@dataclass(frozen=True)
class KeyLine:
    """Keys that can be pressed without Enter.

    Attributes:
        keys: Each with what it does.
        waiting: What is waited for besides them; it stands above them.
    """

    keys: Sequence[tuple[str, str]]
    waiting: str = ""

    def draw(self, space: Space) -> Iterator[RenderableType]:
        """Yield what is waited for, and the keys in lines that break between two of them."""
        if self.waiting:
            yield Text(self.waiting, style="step", overflow="fold")
        line = Text()
        for key, what in self.keys:
            offered = Text.assemble((key, "lit"), (f" {what}", "quiet"))
            if line and line.cell_len + len(_GAP) + offered.cell_len > space.width:
                yield line
                line = Text()
            line = Text.assemble(line, _GAP if line else "", offered)
        yield line

    def lines(self) -> Iterator[str]:
        """Yield what is waited for, and the keys in one line."""
        if self.waiting:
            yield self.waiting
        yield f"Keys: {', '.join(f'{key} {what}' for key, what in self.keys)}."
