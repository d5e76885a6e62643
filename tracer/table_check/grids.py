"""The tables in a text as people have them: written in Markdown, or pasted from a web page with tabs or as HTML."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from itertools import pairwise, zip_longest
from typing import TYPE_CHECKING

from tracer.libraries import imported_from

if TYPE_CHECKING:
    from markdown_it.token import Token


@dataclass(frozen=True)
class Grid:
    """A table of a text: its headings and its rows, each with its line.

    Attributes:
        line: The line of the headings, from 1.
        headings: The headings.
        rows: The lines of the rows, with what stands in their cells.
    """

    line: int
    headings: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


@dataclass(frozen=True)
class BadSeparator:
    """A line below the headings of a Markdown table by which it is no table.

    Attributes:
        line: Its line, from 1.
        headings: The headings above it.
        problem: What is wrong with it.
    """

    line: int
    headings: tuple[str, ...]
    problem: str


def grids(text: str) -> Iterator[Grid]:
    """Yield every table of a text, in whatever way it is written; each has headings and rows.

    Raises:
        NotInstalledError: There is a table in Markdown, and the library that reads it is missing.
    """
    text = _without_code(text)
    if "<table" in text.lower():
        yield from html_grids(text)
    if "\t" in text:
        yield from tab_grids(text)
    if "|" in text:
        yield from markdown_grids(text)


_FENCED = re.compile(r"^(`{3,}|~{3,}).*?^\1[`~]*[ \t]*$", re.MULTILINE | re.DOTALL)


def _without_code(text: str) -> str:
    """Return a text with nothing in its fenced blocks of code, and with as many lines."""
    return _FENCED.sub(lambda found: "\n" * found[0].count("\n"), text)


def markdown_grids(text: str) -> Iterator[Grid]:
    """Yield every table of a text that is written in Markdown."""
    with imported_from("learn", "A table in Markdown"):  # Rich brings it since 13.3
        from markdown_it import MarkdownIt  # noqa: PLC0415 # 20 ms, needed only where a Markdown file is read

    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    line = 0
    rows: list[tuple[int, tuple[str, ...]]] = []
    cells: list[str] = []
    for token in tokens:
        if token.type == "table_open":
            line, rows = _line(token), []
        elif token.type == "tr_open":
            # The parser knows the line of the table and of its heading; rows follow one a line.
            cells = []
        elif token.type == "inline" and token.level > 0:
            cells.append(_text(token.children or []))
        elif token.type == "tr_close":
            rows.append((line + len(rows) + (1 if rows else 0), tuple(cells)))
        elif token.type == "table_close":
            (_, headings), *body = rows
            yield Grid(line, headings, tuple(body))


def _line(token: "Token") -> int:
    return token.map[0] + 1 if token.map else 0


def _text(parts: Sequence["Token"]) -> str:
    """Return what a person reads in a cell: the text and the code, without the marks."""
    read = [part.content or " " for part in parts if part.type in {"text", "code_inline", "softbreak"}]
    return " ".join("".join(read).split())


_SEPARATOR = re.compile(r"\|?[ \t]*:?-+:?[ \t]*(\|[ \t]*:?-+:?[ \t]*)*\|?")
_NEARLY_SEPARATOR = re.compile(r"[-|:=_+~ \t\N{HYPHEN}-\N{HORIZONTAL BAR}\N{MINUS SIGN}]*")
"""What people write in the place of a separator: other strokes, some of them put there by a word processor."""

_GROUP = re.compile(r":?-+:?")
"""What parts one column of a table from its heading."""

_BAR = re.compile(r"(?<!\\)\|")


def bad_separators(text: str) -> Iterator[BadSeparator]:
    """Yield each line that should part the headings of a Markdown table from its rows, and does not."""
    lines = _without_code(text).replace("\r\n", "\n").split("\n")
    in_table = False
    for number, (above, line) in enumerate(pairwise(lines), start=2):
        if "|" not in above:
            in_table = False
            continue
        headings = _cells(above)
        if in_table or len(headings) < 2:  # noqa: PLR2004 # a table has two columns at least
            continue
        in_table = "|" in line
        if problem := _problem_of_separator(line, len(headings)):
            yield BadSeparator(number, headings, problem)


def _problem_of_separator(line: str, columns: int) -> str:
    """Return what is wrong with the line below some headings, empty where it is a separator that fits."""
    bare = line.strip()
    strange = [cell for cell in _cells(bare) if not _GROUP.fullmatch(cell)]
    if strange and len(strange) < len(_cells(bare)) and all(cell.startswith(("-", ":-")) for cell in strange):
        return f"the separator row holds “{strange[0]}”, where only hyphens belong, with a colon at an end of them"
    if not _NEARLY_SEPARATOR.fullmatch(bare) or not bare.strip("| \t"):
        return "there is no separator row here, between the headings and the first row" if "|" in bare else ""
    if not _SEPARATOR.fullmatch(bare):
        return "the separator row is written with other characters than hyphens"
    found = len(_cells(bare))
    if found == columns:
        return ""
    return f"the separator row has {found} {'column' if found == 1 else 'columns'}, and the headings above it {columns}"


def _cells(line: str) -> tuple[str, ...]:
    bare = line.strip()
    cells = _BAR.split(bare.removeprefix("|").removesuffix("|") if not bare.endswith("\\|") else bare.removeprefix("|"))
    return tuple(" ".join(re.sub(r"[`*]", "", cell).split()) for cell in cells)


def tab_grids(text: str) -> Iterator[Grid]:
    """Yield every table of a text whose cells are parted by tabs, as a browser puts it into the clipboard.

    A table ends where a line has no tab, and where its first column is called *Variable* anew: a variable tracker
    that was copied together with the table before it.
    """
    rows: list[tuple[int, tuple[str, ...]]] = []
    for number, line in enumerate([*text.replace("\r\n", "\n").split("\n"), ""], start=1):
        cells = tuple(" ".join(cell.split()) for cell in line.split("\t")) if "\t" in line else ()
        if rows and (not cells or cells[0].lower() == "variable"):
            yield _grid(rows)
            rows = []
        if cells:
            rows.append((number, cells))


def _grid(rows: Sequence[tuple[int, tuple[str, ...]]]) -> Grid:
    (line, headings), *body = rows
    filled = [(number, (*cells, *[""] * (len(headings) - len(cells)))) for number, cells in body]
    return Grid(line, headings, tuple(filled))


def html_grids(text: str) -> Iterator[Grid]:
    """Yield every table of a text that is written in HTML; a table inside of another one is one of its own."""
    reader = _HtmlTables()
    reader.feed(text)
    reader.close()
    reader.end()
    yield from reader.found


class _OpenTable:
    """A table whose end was not read yet."""

    def __init__(self) -> None:
        self.rows: list[tuple[int, list[str]]] = []
        self.cell: list[str] | None = None
        self.columns = 1
        self._below: dict[int, int] = {}
        """Into how many more rows a cell of a column reaches."""

        self._rows_of_headings = 0

    def begin_row(self, line: int) -> None:
        self.end_cell()
        self.rows.append((line, []))
        self._below = {column: rows - 1 for column, rows in self._below.items() if rows > 1}
        self._fill()

    def begin_cell(self, line: int, *, is_heading: bool, columns: int, rows: int) -> None:
        self.end_cell()
        if not self.rows:
            self.begin_row(line)
        cells = self.rows[-1][1]
        if is_heading and self._rows_of_headings == len(self.rows) - 1 and not any(cells):
            self._rows_of_headings += 1
        elif not is_heading and self._rows_of_headings == len(self.rows):
            self._rows_of_headings -= 1  # a heading of this one row
        if rows > 1:
            self._below.update(dict.fromkeys(range(len(cells), len(cells) + columns), rows))
        self.cell, self.columns = [], columns

    def end_cell(self) -> None:
        if self.cell is not None:
            self.rows[-1][1].extend([" ".join("".join(self.cell).split()), *[""] * (self.columns - 1)])
            self.cell = None
            self._fill()

    def _fill(self) -> None:
        """Leave the places empty that cells of the rows above reach into."""
        cells = self.rows[-1][1]
        while len(cells) in self._below:
            cells.append("")

    def grid(self) -> Grid | None:
        """Return what was read; of headings in several rows the lowest that says something. None for no row."""
        rows = [(line, tuple(cells)) for line, cells in self.rows if cells]
        heads = rows[: max(self._rows_of_headings, 1)]
        if not heads:
            return None
        lowest = zip_longest(*(cells for _, cells in reversed(heads)), fillvalue="")
        headings = tuple(next((text for text in texts if text), "") for texts in lowest)
        return _grid([(heads[-1][0], headings), *rows[len(heads) :]])


_MOST_SPANNED = 100
"""No cell of a table that somebody reads goes over more columns or rows; a stranger's page may claim so."""


class _HtmlTables(HTMLParser):
    """Reads tables. As in a browser, a row or a cell may end without a tag that says so."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Grid] = []
        self._open: list[_OpenTable] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"script", "style"}:
            self._hidden += 1
        elif tag == "table":
            self._open.append(_OpenTable())
        elif self._open and tag == "tr":
            self._open[-1].begin_row(self.getpos()[0])
        elif self._open and tag in {"td", "th"}:
            columns, rows = (_span(dict(attrs).get(name)) for name in ("colspan", "rowspan"))
            self._open[-1].begin_cell(self.getpos()[0], is_heading=tag == "th", columns=columns, rows=rows)
        else:
            self.handle_data(" " if tag in {"br", "p", "div", "li"} else "")

    def handle_endtag(self, tag: str) -> None:
        if tag in {"script", "style"}:
            self._hidden = max(self._hidden - 1, 0)
        elif tag == "table" and self._open:
            self._end_table()
        elif tag in {"td", "th", "tr"} and self._open:
            self._open[-1].end_cell()

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1].cell is not None and not self._hidden:
            self._open[-1].cell.append(data)

    def end(self) -> None:
        """End the tables that the text leaves open."""
        while self._open:
            self._end_table()

    def _end_table(self) -> None:
        table = self._open.pop()
        table.end_cell()
        if (grid := table.grid()) is not None:
            self.found.append(grid)


def _span(value: str | None) -> int:
    """Return over how many columns or rows a cell goes, as its tag says."""
    return min(max(int(value), 1), _MOST_SPANNED) if value is not None and value.isdecimal() else 1
