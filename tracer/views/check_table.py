"""What a run says to a static table: the table with a mark in each cell, and the reasons below it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.console import RenderableType
from rich.table import Table as Grid
from rich.text import Text

from tracer.table_check.verdicts import CellVerdict, MissingStep, TableVerdict
from tracer.trace.wording.phrases import counted
from tracer.trace.wording.rows import COLUMNS, HEADINGS
from tracer.views.column_widths import Frame, fitted, frames, in_parts, longest_word
from tracer.views.markdown import inline
from tracer.views.pieces import Hanging, heading
from tracer.views.terminal import Marks, Space

_STYLES = {"agrees": "good", "contradicted": "bad", "not understood": "quiet"}
_NO_SETTING = "None of the settings that were tried makes it true."


@dataclass(frozen=True)
class TableVerdictView:
    """The verdict of one run on a static table."""

    verdict: TableVerdict

    def draw(self, space: Space) -> Iterator[RenderableType]:
        """Yield the marked tables, and each reason."""
        yield heading(f"Against “{self.verdict.title}” ({self.verdict.scenario})")
        yield from self._execution_table(space)
        yield from self._trackers(space)
        for sign, style, first, rest in self._remarks(space.marks):
            yield Hanging(Text(f"{sign} ", style=style), inline(first))
            yield from (Hanging(Text("    "), inline(line)) for line in rest)
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

    def _execution_table(self, space: Space) -> Iterator[RenderableType]:
        """Yield the table with its marks; one row below the other where a word would be broken in it."""
        rows: dict[str, dict[str, CellVerdict]] = {}
        for cell in self.verdict.cells:
            if cell.column in HEADINGS.values():
                rows.setdefault(cell.row, {})[cell.column] = cell
        if not rows:
            return
        columns = [
            [name, *(inline(own.text).plain for row in rows.values() if (own := row.get(name)))] for name in _COLUMNS
        ]
        least = [max(longest_word(texts[:1]), longest_word(texts[1:]) + _MARK) for texts in columns]
        natural = [max(cell_len(texts[0]), *(cell_len(text) + _MARK for text in texts)) for texts in columns]
        for frame in () if space.narrow else frames(space):
            widths = fitted(least, natural, frame.room(len(_COLUMNS) + 1, space.width) - len("Step"))
            if widths is not None:
                yield _table(rows, widths, frame, space.marks)
                return
        for row, cells in rows.items():
            yield Text(_capital(row), "step")
            for name, cell in cells.items():
                yield Hanging(Text(f"  {name:<{_WIDEST_HEADING}} ", "quiet"), _marked(cell, space.marks))
        yield Text()

    def _trackers(self, space: Space) -> Iterator[RenderableType]:
        """Yield the tracker in tables of as many columns as there is room for, so that no value is broken."""
        cells = [cell for cell in self.verdict.cells if cell.column not in HEADINGS.values()]
        if not cells:
            return
        moments = list(dict.fromkeys(cell.column for cell in cells))
        names = max(cell_len(name) for name in (_VARIABLE, *(cell.row for cell in cells)))
        widths = [_moment_width(moment, cells) for moment in moments]
        frame, parts = in_parts(names, widths, space.width)
        for part in parts:
            yield _tracker(moments[part], widths[part], cells, frame, space.marks)


_COLUMNS = [HEADINGS[column] for column in COLUMNS]
_WIDEST_HEADING = max(map(cell_len, _COLUMNS))
_VARIABLE = "Variable"
_MARK = 2
"""The room for the verdict on a cell and the space behind it."""
_WIDEST = 26
"""A longer value goes on in the next line, and a longer word is broken."""


def _table(rows: Mapping[str, Mapping[str, CellVerdict]], widths: Sequence[int], frame: Frame, marks: Marks) -> Grid:
    grid = frame.grid()
    grid.add_column("Step", justify="right", style="step", no_wrap=True)
    for name, width in zip(_COLUMNS, widths, strict=True):
        grid.add_column(name, width=width, overflow="fold")
    for row, cells in rows.items():
        grid.add_row(row.removeprefix("step "), *(_marked(cells.get(name), marks) for name in _COLUMNS))
    return grid


def _moment_width(moment: str, cells: Sequence[CellVerdict]) -> int:
    values = [inline(cell.text).cell_len + _MARK for cell in cells if cell.column == moment]
    return min(max(*map(cell_len, _moment(moment).split("\n")), *values), _WIDEST)


def _moment(moment: str) -> str:
    """Return the heading of a moment, on two lines: the values below it are short."""
    return _capital(moment).replace("After ", "After\n")


def _tracker(
    moments: Sequence[str], widths: Sequence[int], cells: Sequence[CellVerdict], frame: Frame, marks: Marks
) -> Grid:
    grid = frame.grid()
    grid.add_column(_VARIABLE, style="code", no_wrap=True)
    for moment, width in zip(moments, widths, strict=True):
        grid.add_column(_moment(moment), width=width, overflow="fold")
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
