"""Advice for production, as notes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.console import RenderableType
from rich.table import Table as Grid
from rich.text import Text

from tracer.findings.production import Note
from tracer.views.terminal import Space, heading


@dataclass(frozen=True)
class NoteList:
    """What should be changed before an app goes to production."""

    notes: Sequence[Note]

    def draw(self, space: Space) -> Iterator[RenderableType]:
        """Yield each note below its topic."""
        yield heading("Before it goes to production")
        if not self.notes:
            yield Text(f"{space.marks.yes} Nothing to change.", style="good")
        grid = Grid.grid(padding=(0, 2))
        grid.add_column(style="step", no_wrap=not space.narrow)
        grid.add_column(overflow="fold")
        for note in self.notes:
            grid.add_row(note.topic, note.advice)
        yield grid

    def lines(self) -> Iterator[str]:
        """Yield each note as a line."""
        yield f"Before it goes to production: {len(self.notes) or 'nothing to change'}."
        for note in self.notes:
            yield f"  {note.topic}: {note.advice}"
