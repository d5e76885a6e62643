"""The closing line: where the run ended, and what the recorder could not do."""

from collections.abc import Iterator
from dataclasses import dataclass

from rich.console import RenderableType
from rich.text import Text

from tracer.closing_words import closing_words, warnings
from tracer.steps import Table
from tracer.trace import Trace
from tracer.views.terminal import Space


@dataclass(frozen=True)
class Closing:
    """How the run ended."""

    trace: Trace
    rows: Table

    def draw(self, space: Space) -> Iterator[RenderableType]:
        """Yield the closing line and the warnings."""
        yield Text(closing_words(self.trace, self.rows), style="bold")
        for warning in warnings(self.trace):
            yield Text(f"{space.marks.no} {warning}", style="bad")

    def lines(self) -> Iterator[str]:
        """Yield the closing line and the warnings."""
        yield closing_words(self.trace, self.rows)
        yield from warnings(self.trace)
