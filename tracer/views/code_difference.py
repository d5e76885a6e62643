"""Two texts of one file beside one another, where they differ; below one another on a narrow terminal."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.console import RenderableType
from rich.text import Text

from tracer.exercises.code_difference import DifferentPart, NumberedLine
from tracer.trace.wording.phrases import counted
from tracer.views.code_folding import folded_code
from tracer.views.pieces import heading
from tracer.views.terminal import Space

_MOST_LINES = 40
"""More lines than this are no help: whoever has written the whole file anew looks into it."""

_GAP = 3


@dataclass(frozen=True)
class CodeDifference:
    """What differs in two texts of one file.

    Attributes:
        parts: Where they differ.
        left: How the first one is called.
        right: How the second one is called.
    """

    parts: Sequence[DifferentPart]
    left: str
    right: str

    def draw(self, space: Space) -> Iterator[RenderableType]:
        """Yield the parts, both texts beside one another where their lines have room; what differs is marked."""
        yield heading(f"{self.left} and {self.right}")
        width = (space.width - _GAP) // 2
        longest = max((cell_len(line.text) for line in self._all_lines()), default=0)
        if self._front + max(longest, cell_len(self.left), cell_len(self.right)) <= width:
            yield self._beside(Text(self.left, "quiet"), Text(self.right, "quiet"), width)
        for number, part in enumerate(self._shown):
            if number:
                yield Text(f"{space.marks.left_out:>{self._digits + 2}}", style="quiet")
            if self._front + longest <= width:
                yield from self._part_beside(part, width, space)
            else:
                yield from self._part_stacked(part, space)
        if self._left_out:
            yield Text(self._left_out, style="quiet")

    def lines(self) -> Iterator[str]:
        """Yield for each part the lines of the first text, then those of the second; what differs is said."""
        for part in self._shown:
            for name, side in self._sides(part):
                yield f"{name}:"
                for line, same in side:
                    yield f"{line.number:4} {line.text}{'' if same else '  # differs'}"
        if self._left_out:
            yield self._left_out

    @property
    def _shown(self) -> Sequence[DifferentPart]:
        shown: list[DifferentPart] = []
        for part in self.parts:
            if shown and sum(map(len, shown)) + len(part) > _MOST_LINES:
                break
            shown.append(part[:_MOST_LINES])
        return shown

    @property
    def _left_out(self) -> str:
        number = sum(map(len, self.parts)) - sum(map(len, self._shown))
        return f"{counted(number, 'line')} more {'differs' if number == 1 else 'differ'}." if number else ""

    @property
    def _digits(self) -> int:
        return max((len(str(line.number)) for line in self._all_lines()), default=1)

    @property
    def _front(self) -> int:
        """How much room the mark and the number before a line take."""
        return self._digits + 3

    def _all_lines(self) -> Iterator[NumberedLine]:
        for part in self._shown:
            for pair in part:
                yield from (line for line in (pair.left, pair.right) if line is not None)

    def _sides(self, part: DifferentPart) -> Iterator[tuple[str, list[tuple[NumberedLine, bool]]]]:
        """Yield the name of each text with its lines, and whether the other one has the same there."""
        yield self.left, [(pair.left, pair.same) for pair in part if pair.left is not None]
        yield self.right, [(pair.right, pair.same) for pair in part if pair.right is not None]

    def _part_beside(self, part: DifferentPart, width: int, space: Space) -> Iterator[Text]:
        for pair in part:
            sides = [
                self._line(line, line.text, same=pair.same, space=space) if line is not None else Text()
                for line in (pair.left, pair.right)
            ]
            yield self._beside(sides[0], sides[1], width)

    def _beside(self, left: Text, right: Text, width: int) -> Text:
        return Text.assemble(left, " " * (width - left.cell_len + _GAP), right)

    def _part_stacked(self, part: DifferentPart, space: Space) -> Iterator[Text]:
        room = max(space.width - self._front, 1)
        for name, side in self._sides(part):
            yield Text(name, style="quiet")
            for line, same in side:
                for row in folded_code(line.text, room):
                    text = f"{' ' * row.indent}{line.text[row.begin : row.end].rstrip()}"
                    if row.begin:
                        yield Text(f"{' ' * self._front}{text}", style="" if same else "changed")
                    else:
                        yield self._line(line, text, same=same, space=space)

    def _line(self, line: NumberedLine, text: str, *, same: bool, space: Space) -> Text:
        mark = " " if same else space.marks.changed
        style = "quiet" if same else "changed"
        return Text.assemble((f"{mark} {line.number:{self._digits}} ", style), (text, "" if same else "changed"))
