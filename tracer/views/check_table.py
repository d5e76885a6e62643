"""What a run says to a static table: the table with a mark in each cell, and the reasons below it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich import box
from rich.cells import cell_len
from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table as Grid
from rich.text import Text

from tracer.table_check.verdicts import CellVerdict, MissingStep, TableVerdict
from tracer.trace.wording.phrases import counted
from tracer.trace.wording.rows import COLUMNS, HEADINGS
from tracer.views.markdown import inline
from tracer.views.terminal import Marks, Space, heading

_STYLES = {"agrees": "good", "contradicted": "bad", "not understood": "quiet"}
_NO_SETTING = "None of the settings that were tried makes it true."


@dataclass(frozen=True)
class TableVerdictView:
    """The verdict of one run on a static table."""

    verdict: TableVerdict

    def draw(self, space: Space) -> Iterator[RenderableType]:
        """Yield the marked tables, where there is room for them, and each reason."""
        yield heading(f"Against “{self.verdict.title}” ({self.verdict.scenario})")
        if not space.narrow:
            for grid in (self._execution_table(space), *self._trackers(space)):
                if grid.row_count:
                    yield grid
        for sign, style, first, rest in self._remarks(space.marks):
            yield Text(f"{sign} ", style=style).append_text(inline(first))
            for line in rest:
                yield Padding(inline(line), (0, 0, 0, 4))
        yield Text(summary(self.verdict), style="bold")

    def lines(self) -> Iterator[str]:
        """Yield the verdict on each cell as a line of its own, the reasons below it."""
        yield f"Against “{self.verdict.title}” ({self.verdict.scenario})."
        for cell in self.verdict.cells:
            yield f"{_name(cell)}: {cell.outcome}. It says “{cell.text}”."
            if cell.outcome != "agrees":
                yield from (f"  {line}" for line in _reasons(cell))
        for step in self.verdict.missing:
            yield _missing(step)
            if step.settings:
                yield f"  {_settings(step.settings)}"
        yield summary(self.verdict)

    def _remarks(self, marks: Marks) -> Iterator[tuple[str, str, str, Sequence[str]]]:
        """Yield the remarks besides the marks: a sign, its style, a first line and the lines below it."""
        told: set[str] = set()
        for cell in self.verdict.cells:
            if cell.outcome == "agrees":
                continue
            if cell.outcome == "contradicted" and cell.step is None and cell.column in HEADINGS.values():
                if cell.row not in told:
                    told.add(cell.row)
                    yield marks.no, "bad", f"{_capital(cell.row)}: {cell.shown}", ()
                continue
            sign = marks.no if cell.outcome == "contradicted" else "?"
            yield sign, _STYLES[cell.outcome], f"{_name(cell)}: “{cell.text}”", list(_reasons(cell))
        for step in self.verdict.missing:
            yield marks.no, "bad", _missing(step), [_settings(step.settings)] if step.settings else ()

    def _execution_table(self, space: Space) -> Grid:
        """Return the table with its marks; without rules where only that lets each word be whole."""
        words = {column: self._longest_word(HEADINGS[column]) for column in COLUMNS}
        needed = sum(words.values()) + _STEP
        ruled = needed + (len(words) + 1) * _RULED <= space.width
        whole = ruled or needed + (len(words) + 1) * _UNRULED <= space.width
        grid = Grid(
            box=box.ROUNDED if ruled or not whole else box.SIMPLE_HEAD,
            header_style="heading",
            padding=(0, 1) if ruled or not whole else (0, 1, 0, 0),
            show_edge=ruled or not whole,
        )
        grid.add_column("Step", justify="right", style="step", no_wrap=True)
        for column, word in words.items():
            heading_text = HEADINGS[column] if whole else HEADINGS[column].replace("/", "/\n")
            grid.add_column(heading_text, overflow="fold", min_width=word if whole else None)
        rows: dict[str, dict[str, CellVerdict]] = {}
        for cell in self.verdict.cells:
            if cell.column in HEADINGS.values():
                rows.setdefault(cell.row, {})[cell.column] = cell
        for row, cells in rows.items():
            shown = [_marked(cells.get(HEADINGS[column]), space.marks) for column in COLUMNS]
            grid.add_row(row.removeprefix("step "), *shown)
        return grid

    def _longest_word(self, heading: str) -> int:
        """Return how much room the longest word of a column takes, with the verdict before it."""
        texts = [cell.text for cell in self.verdict.cells if cell.column == heading]
        return min(max(_longest_word(texts) + _MARK, _longest_word([heading])), _WIDEST)

    def _trackers(self, space: Space) -> Iterator[Grid]:
        """Yield the tracker in tables of as many columns as there is room for, so that no value is broken."""
        cells = [cell for cell in self.verdict.cells if cell.column not in HEADINGS.values()]
        names = list(dict.fromkeys(cell.row for cell in cells))
        room = space.width - max(map(cell_len, names), default=0) - _EDGES
        part: list[str] = []
        taken = 0
        for moment in dict.fromkeys(cell.column for cell in cells):
            texts = [cell.text for cell in cells if cell.column == moment]
            needed = min(_longest_word([_capital(moment), *texts]) + _MARK, _WIDEST) + _EDGES
            if part and taken + needed > room:
                yield _tracker(names, part, cells, space.marks)
                part, taken = [], 0
            part.append(moment)
            taken += needed
        yield _tracker(names, part, cells, space.marks)


_STEP = 4
"""The room for the number of a step."""
_RULED, _UNRULED = 3, 2
"""The room between two columns with a rule between them, and without one."""
_MARK = 2
"""The room for the verdict on a cell and the space behind it."""
_EDGES = 4
"""The room for what stands around a cell."""
_WIDEST = 26
"""A longer word is broken."""


def _longest_word(texts: Sequence[str]) -> int:
    return max((cell_len(word) for text in texts for word in text.split()), default=0)


def _tracker(names: Sequence[str], moments: Sequence[str], cells: Sequence[CellVerdict], marks: Marks) -> Grid:
    grid = Grid(box=box.ROUNDED, header_style="heading", padding=(0, 1))
    grid.add_column("Variable", style="code", no_wrap=True)
    for moment in moments:
        texts = [cell.text for cell in cells if cell.column == moment]
        grid.add_column(_capital(moment), overflow="fold", min_width=min(_longest_word(texts) + _MARK, _WIDEST))
    for name in names:
        own = {cell.column: cell for cell in cells if cell.row == name}
        grid.add_row(name, *(_marked(own.get(moment), marks) for moment in moments))
    return grid


def summary(verdict: TableVerdict) -> str:
    """Return how many cells agree, in one line."""
    parts = [f"{len(verdict.of('agrees'))} of {counted(len(verdict.cells), 'cell')} agree with the run"]
    if contradicted := len(verdict.of("contradicted")):
        parts.append(f"{contradicted} {'is' if contradicted == 1 else 'are'} contradicted")
    if strange := len(verdict.of("not understood")):
        parts.append(f"{strange} {'is' if strange == 1 else 'are'} not understood")
    if verdict.missing:
        parts.append(f"{counted(len(verdict.missing), 'step')} of the run {_stand(len(verdict.missing))} in no row")
    return ", ".join(parts) + "."


def _stand(number: int) -> str:
    return "stands" if number == 1 else "stand"


def _marked(cell: CellVerdict | None, marks: Marks) -> Text:
    if cell is None:
        return Text()
    sign = {"agrees": marks.yes, "contradicted": marks.no, "not understood": "?"}[cell.outcome]
    style = "bad" if cell.outcome == "contradicted" else ""
    return Text(f"{sign} ", style=_STYLES[cell.outcome]).append_text(inline(cell.text, style))


def _name(cell: CellVerdict) -> str:
    line = f" (line {cell.line})" if cell.line else ""
    return f"{_capital(cell.row) if cell.row.startswith('step ') else cell.row}, {cell.column}{line}"


def _reasons(cell: CellVerdict) -> Iterator[str]:
    if cell.outcome == "not understood":
        yield f"Not understood: {cell.because}."
        yield "Write it in other words, or as a claim: docs/checking-tables.md shows both."
        return
    yield f"That says: {cell.meaning}."
    because = f"; {cell.because}" if cell.because else ""
    yield f"The run: {cell.shown}{because}."
    yield _settings(cell.settings)


def _settings(settings: Sequence[str]) -> str:
    if not settings:
        return _NO_SETTING
    return f"The setting that makes the difference: {', or '.join(settings)}."


def _missing(step: MissingStep) -> str:
    return f"No row speaks of step {step.number} of the run. {step.words}."


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
