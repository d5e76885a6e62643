"""What a run says to a static table: the table with a mark in each cell, and the reasons below it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich import box
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
            for grid in (self._execution_table(space.marks), self._tracker(space.marks)):
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

    def _execution_table(self, marks: Marks) -> Grid:
        grid = Grid(box=box.ROUNDED, header_style="heading", padding=(0, 1))
        grid.add_column("Step", justify="right", style="step", no_wrap=True)
        for column in COLUMNS:
            grid.add_column(HEADINGS[column], overflow="fold")
        rows: dict[str, dict[str, CellVerdict]] = {}
        for cell in self.verdict.cells:
            if cell.column in HEADINGS.values():
                rows.setdefault(cell.row, {})[cell.column] = cell
        for row, cells in rows.items():
            shown = [_marked(cells.get(HEADINGS[column]), marks) for column in COLUMNS]
            grid.add_row(row.removeprefix("step "), *shown)
        return grid

    def _tracker(self, marks: Marks) -> Grid:
        grid = Grid(box=box.ROUNDED, header_style="heading", padding=(0, 1))
        cells = [cell for cell in self.verdict.cells if cell.column not in HEADINGS.values()]
        moments = list(dict.fromkeys(cell.column for cell in cells))
        grid.add_column("Variable", style="code", no_wrap=True)
        for moment in moments:
            grid.add_column(_capital(moment), overflow="fold")
        for name in dict.fromkeys(cell.row for cell in cells):
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
