"""Two runs side by side, aligned step by step, what differs marked."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from rich import box
from rich.cells import cell_len
from rich.console import Group, RenderableType
from rich.table import Table as Grid
from rich.text import Text

from tracer.trace.compare import NOTHING_BEHIND, Comparison, Difference, Pair
from tracer.trace.event_facts import facts_to_plain
from tracer.trace.plain_values import Plain, as_shown, as_spoken
from tracer.trace.table import Step
from tracer.trace.wording.phrases import counted, in_sentence, quoted, sentence
from tracer.views.column_widths import longest_word
from tracer.views.pieces import heading
from tracer.views.terminal import Space

_NO_STEP = "no such step"


@dataclass(frozen=True)
class ComparisonView:
    """Two runs side by side.

    Attributes:
        comparison: The runs, aligned.
        left: How the first one is called.
        right: How the second one is called.
        details: Whether it is told of each pair of steps what differs in it, besides what the steps themselves show.
    """

    comparison: Comparison
    left: str
    right: str
    details: bool = True

    def draw(self, space: Space) -> Iterator[RenderableType]:
        """Yield the two runs beside one another, then what differs in each pair of steps.

        They are stacked where a word would be broken beside one another.
        """
        yield heading(f"{self.left} and {self.right}")
        if space.narrow or self._longest_word(space) > (space.width - _FRAME) // 2:
            for pair in self._pairs_and_end():
                if any(self.comparison.told_before(pair)):
                    yield self._stacked_between(pair, space)
                if pair is not None:
                    yield self._stacked(pair, space)
        else:
            yield self._grid(space)
        if self.details:
            yield from self._differences(space)
        yield Text(self._conclusion(as_shown), style="bold")

    def lines(self) -> Iterator[str]:
        """Yield each pair of steps, what differs below it, and what differs first at the end."""
        yield f"{self.left} and {self.right}, step by step."
        for difference in self.comparison.before:
            yield f"Before the first step, {self._said(difference)}"
        for pair in self._pairs_and_end():
            yield from self._between_lines(pair)
            if pair is not None:
                yield from self._pair_lines(pair)
        yield self._conclusion(as_spoken)

    def _pair_lines(self, pair: Pair) -> Iterator[str]:
        yield f"{_title(pair)}: {'the same' if pair.same else 'different'}."
        if pair.same and pair.left is not None:
            yield f"  Both: {self._told(pair.left)}"
            return
        yield f"  {self.left}: {self._told(pair.left)}"
        yield f"  {self.right}: {self._told(pair.right)}"
        if self.details:
            yield from (f"  {self._said(difference, pair)}" for difference in _telling(pair))

    def _pairs_and_end(self) -> tuple[Pair | None, ...]:
        """Return the pairs of steps, then None for what comes after the last one."""
        return (*self.comparison.pairs, None)

    def _between_lines(self, pair: Pair | None) -> Iterator[str]:
        """Yield what happened between the requests just before a pair of steps, in both runs or in one."""
        left, right = self.comparison.told_before(pair)
        if left == right:
            yield from (f"Meanwhile, in both: {sentence(words)}" for words in left)
            return
        for name, told in ((self.left, left), (self.right, right)):
            yield from (f"Meanwhile, in {name}: {sentence(words)}" for words in told)

    def _grid(self, space: Space) -> Grid:
        grid = Grid(box=box.ROUNDED, header_style="heading", padding=(0, 1))
        grid.add_column("Step", justify="right", style="step", no_wrap=True)
        grid.add_column(self.left, ratio=1, overflow="fold")
        grid.add_column("", no_wrap=True)
        grid.add_column("Step", justify="right", style="step", no_wrap=True)
        grid.add_column(self.right, ratio=1, overflow="fold")
        for pair in self._pairs_and_end():
            between = self.comparison.told_before(pair)
            if any(between):
                left, right = (_between_cells(told, space) for told in between)
                grid.add_row(*left, _sign(space, same=between[0] == between[1]), *right, end_section=pair is None)
            if pair is not None:
                left, right = (self._cells(step, space, same=pair.same) for step in (pair.left, pair.right))
                grid.add_row(*left, _sign(space, same=pair.same), *right, end_section=True)
        return grid

    def _longest_word(self, space: Space) -> int:
        """Return how much room the longest word in the columns of the two runs takes."""
        texts = [self.left, self.right]
        for pair in self._pairs_and_end():
            texts += (words for told in self.comparison.told_before(pair) for words in told)
            steps = (pair.left, pair.right) if pair is not None else ()
            texts += (self._cells(step, space, same=pair is not None and pair.same)[1].plain for step in steps)
        return longest_word(texts)

    def _differences(self, space: Space) -> Iterator[RenderableType]:
        """Yield what differs, pair by pair; a step that has no counterpart says so in the table."""
        if self.comparison.before:
            yield Text("Before the first step", style="step")
            yield _difference_grid(self.comparison.before, self.left, self.right, space)
        for pair in self.comparison.pairs:
            if pair.differences:
                yield Text(f"{_title(pair)} differs", style="step")
                yield _difference_grid(_telling(pair), self.left, self.right, space)

    def _conclusion(self, written: Callable[[Plain], str]) -> str:
        if self.comparison.same:
            return "Nothing differs."
        first = self.comparison.first_difference
        if self.comparison.before or first is None:
            return "They differ before the first step."
        number = sum(not pair.same for pair in self.comparison.pairs)
        pairs = counted(len(self.comparison.pairs), "pair of steps", "pairs of steps")
        said = self._first(first, written)
        return f"The first step that differs: {said} Of {pairs}, {number} {'differs' if number == 1 else 'differ'}."

    def _first(self, pair: Pair, written: Callable[[Plain], str]) -> str:
        if pair.left is None or pair.right is None:
            only, name = (pair.left, self.left) if pair.left is not None else (pair.right, self.right)
            return f"only {name} has {self._told(only)}"
        # Two stages differ in everything; what was done there instead says most.
        telling = next((d for d in pair.differences if d.aspect == "column"), pair.differences[0])
        return f"{pair}, “{pair.left.row.action}”. {self._said(telling, pair, written)}"

    def _said(
        self, difference: Difference, pair: Pair | None = None, written: Callable[[Plain], str] = as_spoken
    ) -> str:
        """Return what differs, as a sentence. Words are quoted, and a value is not: nobody takes it for words."""
        left, right = (text if text == NOTHING_BEHIND else quoted(text) for text in (difference.left, difference.right))
        if pair is not None and pair.left is not None and pair.right is not None:
            left = _value(difference, pair.left, written) or left
            right = _value(difference, pair.right, written) or right
        return f"{difference.name}: {left} in {self.left}, {right} in {self.right}."

    def _told(self, step: Step | None) -> str:
        if step is None:
            return _NO_STEP
        return f"step {step.number}{self.comparison.whose(step)}, {step.row.action}. {step.row.result}."

    def _cells(self, step: Step | None, space: Space, *, same: bool) -> tuple[str, Text]:
        if step is None:
            return "", Text(_NO_STEP, style="quiet")
        return str(step.number), Text.assemble(
            (f"{step.row.action}{self.comparison.whose(step)}", "quiet" if same else ""),
            "\n",
            (f"{space.marks.onward} {step.row.result}", "quiet" if same else "bold"),
        )

    def _stacked(self, pair: Pair, space: Space) -> Grid:
        grid = _two_columns()
        grid.add_row(_sign(space, same=pair.same), Text(_title(pair), style="step"))
        if pair.same:
            grid.add_row("", self._cells(pair.left, space, same=True)[1])
            return grid
        for name, step in ((self.left, pair.left), (self.right, pair.right)):
            grid.add_row("", Text(name, style="code"))
            grid.add_row("", self._cells(step, space, same=False)[1])
        return grid

    def _stacked_between(self, pair: Pair | None, space: Space) -> Grid:
        grid = _two_columns()
        between = self.comparison.told_before(pair)
        if between[0] == between[1]:
            grid.add_row(*_between_cells(between[0], space))
            return grid
        for name, told in zip((self.left, self.right), between, strict=True):
            if told:
                mark, words = _between_cells(told, space)
                grid.add_row("", Text(name, style="code"))
                grid.add_row(mark, words)
        return grid


def _telling(pair: Pair) -> Sequence[Difference]:
    """Return the differences that say something: of two different stages everything else differs anyway."""
    if any(difference.aspect == "stage" for difference in pair.differences):
        return [difference for difference in pair.differences if difference.aspect in {"column", "variable"}]
    return pair.differences


def _title(pair: Pair) -> str:
    words = str(pair)
    return words[:1].upper() + words[1:]


def _value(difference: Difference, step: Step, written: Callable[[Plain], str]) -> str | None:
    """Return the value of a variable or a fact in a step; None where what differs is neither."""
    if difference.aspect == "variable":
        return in_sentence(written(step.variables.get(difference.name)))
    if difference.aspect == "fact":
        return in_sentence(written(facts_to_plain(step.facts).get(difference.name)))
    return None


def _between_cells(told: Sequence[str], space: Space) -> tuple[str, Text]:
    return (space.marks.dot if told else ""), Text("\n".join(told), style="quiet")


def _sign(space: Space, *, same: bool) -> Text:
    return Text("=", style="quiet") if same else Text(space.marks.differs, style="changed")


def _two_columns() -> Grid:
    grid = Grid.grid(padding=(0, 1))
    grid.add_column(style="quiet", no_wrap=True)
    grid.add_column(overflow="fold")
    return grid


def _difference_grid(differences: Sequence[Difference], left: str, right: str, space: Space) -> RenderableType:
    """Return a table of what differs; lines below one another where it would break a word."""
    names = max(cell_len(difference.name) for difference in differences) + 2
    least = longest_word(text for difference in differences for text in (difference.left, difference.right))
    if space.narrow or names + max(cell_len(left), cell_len(right)) + least + 2 > space.width:
        return Group(*(line for difference in differences for line in _difference_lines(difference, left, right)))
    grid = Grid.grid(padding=(0, 1))
    grid.add_column(style="quiet", no_wrap=True)
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


_FRAME = 2 * len("Step") + 1 + 3 * 5 + 1
"""The room that a table of two runs takes besides their columns."""
