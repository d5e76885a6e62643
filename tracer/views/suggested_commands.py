"""Commands that are suggested: each with what it is for, and never broken by the end of a line."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.console import RenderableType
from rich.text import Text

from tracer.views.markdown import inline, plain_line
from tracer.views.terminal import Space


@dataclass(frozen=True)
class SuggestedCommands:
    """Commands for what one may want to do next.

    Attributes:
        commands: What each is for, and the command.
    """

    commands: Sequence[tuple[str, str]]

    def draw(self, space: Space) -> Iterator[RenderableType]:
        """Yield a line for each; the command below its words where both have no room on a line."""
        width = max(cell_len(what) for what, _ in self.commands) + 2
        beside = all(width + cell_len(command) <= space.width for _, command in self.commands)
        for what, command in self.commands:
            said = inline(f"{what}:")
            if beside:
                said.pad_right(width - said.cell_len)
                yield said.append(command, "code")
            else:
                yield said
                yield Text(f"  {command}", "code")

    def lines(self) -> Iterator[str]:
        """Yield a line for each."""
        for what, command in self.commands:
            yield f"{plain_line(what)}: {command}"
