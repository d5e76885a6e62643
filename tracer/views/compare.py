"""Two runs side by side, aligned step by step, what differs marked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table as Grid
from rich.text import Text

from tracer.trace.compare import Comparison, Difference, Pair
from tracer.trace.table import Step
from tracer.trace.wording.phrases import counted
from tracer.views.terminal import Space, heading

_NO_STEP = "no such step"


@dataclass(frozen=True)
class ComparisonView:
    """Two runs side by side.

    Attributes:
        comparison: The runs, aligned.
        left: How the first one is called.
        right: How the second one is called.
    """

    comparison: Comparison
    left: str
    right: str

    def draw(self, space: Space) -> Iterator[RenderableType]:
        """Yield a table with the two runs beside one another, then what differs in each pair of steps."""
        yield heading(f"{self.left} and {self.right}")
        if space.narrow:
            yield from (_stacked(pair, self.left, self.right, space) for pair in self.comparison.pairs)
        else:
            yield self._grid(space)
        yield from self._differences(space)
        yield Text(self._conclusion(), style="bold")

    def lines(self) -> Iterator[str]:
        """Yield each pair of steps, what differs below it, and what differs first at the end."""
        yield f"{self.left} and {self.right}, step by step."
        for difference in self.comparison.before:
            yield f"Before the first step, {_said(difference, self.left, self.right)}"
        for pair in self.comparison.pairs:
            yield f"{_title(pair)}: {'the same' if pair.same else 'different'}."
            if pair.same and pair.left is not None:
                yield f"  Both: {_told(pair.left)}"
                continue
            yield f"  {self.left}: {_told(pair.left)}"
            yield f"  {self.right}: {_told(pair.right)}"
            for difference in _telling(pair):
                yield f"  {_said(difference, self.left, self.right)}"
        yield self._conclusion()

    def _grid(self, space: Space) -> Grid:
        grid = Grid(box=box.ROUNDED, header_style="heading", padding=(0, 1))
        grid.add_column("Step", justify="right", style="step", no_wrap=True)
        grid.add_column(self.left, ratio=1, overflow="fold")
        grid.add_column("", no_wrap=True)
        grid.add_column("Step", justify="right", style="step", no_wrap=True)
        grid.add_column(self.right, ratio=1, overflow="fold")
        for pair in self.comparison.pairs:
            left, right = _cells(pair.left, space, same=pair.same), _cells(pair.right, space, same=pair.same)
            sign = Text("=", style="quiet") if pair.same else Text(space.marks.differs, style="changed")
            grid.add_row(*left, sign, *right, end_section=True)
        return grid

    def _differences(self, space: Space) -> Iterator[RenderableType]:
        """Yield what differs, pair by pair; a step that has no counterpart says so in the table."""
        if self.comparison.before:
            yield Text("Before the first step", style="step")
            yield _difference_grid(self.comparison.before, self.left, self.right, space)
        for pair in self.comparison.pairs:
            if pair.differences:
                yield Text(f"{_title(pair)} differs", style="step")
                yield _difference_grid(_telling(pair), self.left, self.right, space)

    def _conclusion(self) -> str:
        if self.comparison.same:
            return "Nothing differs."
        first = self.comparison.first_difference
        if self.comparison.before or first is None:
            return "They differ before the first step."
        number = sum(not pair.same for pair in self.comparison.pairs)
        pairs = counted(len(self.comparison.pairs), "pair of steps", "pairs of steps")
        said = _first(first, self.left, self.right)
        return f"The first step that differs: {said} Of {pairs}, {number} {'differs' if number == 1 else 'differ'}."


def _telling(pair: Pair) -> Sequence[Difference]:
    """Return the differences that say something: of two different stages everything else differs anyway."""
    if any(difference.aspect == "stage" for difference in pair.differences):
        return [difference for difference in pair.differences if difference.aspect in {"column", "variable"}]
    return pair.differences


def _first(pair: Pair, left: str, right: str) -> str:
    if pair.left is None or pair.right is None:
        only, name = (pair.left, left) if pair.left is not None else (pair.right, right)
        return f"only {name} has {_told(only)}"
    # Two stages differ in everything; what was done there instead says most.
    why = _said(next((d for d in pair.differences if d.aspect == "column"), pair.differences[0]), left, right)
    return f"{pair}, “{pair.left.row.action}”. {why}"


def _title(pair: Pair) -> str:
    words = str(pair)
    return words[:1].upper() + words[1:]


def _told(step: Step | None) -> str:
    return _NO_STEP if step is None else f"step {step.number}, {step.row.action}. {step.row.result}."


def _said(difference: Difference, left: str, right: str) -> str:
    return f"{difference.name}: “{difference.left}” in {left}, “{difference.right}” in {right}."


def _cells(step: Step | None, space: Space, *, same: bool) -> tuple[str, Text]:
    if step is None:
        return "", Text(_NO_STEP, style="quiet")
    return str(step.number), Text.assemble(
        (step.row.action, "quiet" if same else ""),
        "\n",
        (f"{space.marks.onward} {step.row.result}", "quiet" if same else "bold"),
    )


def _stacked(pair: Pair, left: str, right: str, space: Space) -> Grid:
    grid = Grid.grid(padding=(0, 1))
    grid.add_column(style="quiet", no_wrap=True)
    grid.add_column(overflow="fold")
    mark = "=" if pair.same else space.marks.differs
    grid.add_row(Text(mark, style="step"), Text(_title(pair), style="step"))
    if pair.same:
        grid.add_row("", _cells(pair.left, space, same=True)[1])
    else:
        for name, step in ((left, pair.left), (right, pair.right)):
            grid.add_row("", Text(name, style="code"))
            grid.add_row("", _cells(step, space, same=False)[1])
    return grid


def _difference_grid(differences: Sequence[Difference], left: str, right: str, space: Space) -> RenderableType:
    if space.narrow:
        return Group(*(line for difference in differences for line in _difference_lines(difference, left, right)))
    grid = Grid.grid(padding=(0, 1))
    grid.add_column(style="quiet", max_width=max(space.width // 4, _WIDEST_NAME), overflow="fold")
    grid.add_column(style="quiet", no_wrap=True)
    grid.add_column(overflow="fold")
    for difference in differences:
        grid.add_row(f"  {difference.name}", left, difference.left)
        grid.add_row("", right, Text(difference.right, style="changed"))
    return grid


def _difference_lines(difference: Difference, left: str, right: str) -> Iterator[Text]:
    yield Text(f"  {difference.name}", style="quiet")
    yield Text.assemble((f"    {left}: ", "quiet"), difference.left)
    yield Text.assemble((f"    {right}: ", "quiet"), (difference.right, "changed"))


_WIDEST_NAME = 22
"""The names of variables and columns are shorter than this, with the indentation."""
