"""The file of a static table: Markdown, where tables are found by their headings, TOML, or a lesson with a table."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tracer.errors import TableError
from tracer.lessons.library import load_lesson
from tracer.lessons.loading import flaws_of, toml
from tracer.lessons.static_table import FINAL, START, StaticRow, StaticTable, StaticVariable
from tracer.libraries import imported_from
from tracer.trace.validation import read
from tracer.trace.wrong_values import WrongValueError

if TYPE_CHECKING:
    from markdown_it.token import Token

    from tracer.trace.scenario import Value

FORMAT_VERSION = 1
"""The version of the format of tables in TOML. A file says which one it is written in."""

_MARKDOWN = frozenset({".md", ".markdown", ".mdown", ".txt"})

ACCEPTED_HEADINGS: Mapping[str, tuple[str, ...]] = {
    "step": ("step", "no", "nr", "#"),
    "action": ("action",),
    "input": ("input",),
    "check": ("check/process", "check", "process"),
    "result": ("result/output", "result", "output"),
}
"""The headings of an execution table by which its columns are known, in small letters. Without a column of numbers
the rows are counted."""

_NEEDED = 2
"""This many of the columns, besides the number, make a table an execution table."""

_AFTER = re.compile(r"(?:after )?(?:step )?(\d+)")


@dataclass(frozen=True)
class _Grid:
    """A table of the file: its headings and its rows, each with its line."""

    line: int
    headings: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


def load_table(path: Path) -> StaticTable:
    """Return the static table in a file.

    Args:
        path: A Markdown file, a TOML file, or a lesson file with a table under ``[textbook]``.

    Raises:
        TableError: The file cannot be read, or holds no such table; every place that does not fit is named.
        LessonError: It is a lesson that cannot be loaded.
    """
    suffix = path.suffix.lower()
    if suffix in _MARKDOWN:
        return read_markdown(_read(path), path.name)
    if suffix == ".toml":
        return _from_toml(path)
    raise TableError(
        f"{path}: a table is a Markdown file (.md) or a TOML file (.toml). Rename the file to say which one it is."
    )


def read_markdown(text: str, file: str) -> StaticTable:
    """Return the static table in a Markdown text.

    Args:
        text: The text.
        file: The name of the file, for messages.

    Raises:
        TableError: There is no execution table in it, more than one, or a cell that cannot be read.
    """
    grids = list(_grids(text))
    tables = [grid for grid in grids if _columns(grid).keys() & {"action", "input", "check", "result"}]
    tables = [grid for grid in tables if len(_columns(grid).keys() - {"step"}) >= _NEEDED]
    trackers = [grid for grid in grids if _is_tracker(grid)]
    if not tables:
        raise TableError(
            f"{file}: there is no execution table in it. A table counts as one when its heading names at least two of "
            "Action, Input, Check/Process and Result/Output, for example: | Step | Action | Input | Check | Result |"
        )
    for found, what in ((tables, "execution table"), (trackers, "variable tracker")):
        if len(found) > 1:
            lines = " and ".join(str(grid.line) for grid in found)
            raise TableError(
                f"{file}: there is more than one {what}, in lines {lines}. Put each into a file of its own."
            )
    rows = tuple(_rows(tables[0], file))
    variables = tuple(_variables(trackers[0], file)) if trackers else ()
    try:
        return StaticTable(rows=rows, variables=variables)
    except ValueError as error:
        raise TableError(f"{file}, line {tables[0].line}: {error}.") from error


def _columns(grid: _Grid) -> dict[str, int]:
    """Return where the known columns of an execution table are."""
    found: dict[str, int] = {}
    for index, heading in enumerate(grid.headings):
        for column, words in ACCEPTED_HEADINGS.items():
            if re.sub(r"\s*/\s*", "/", heading.lower().strip(". ")) in words:
                found.setdefault(column, index)
    return found


def _is_tracker(grid: _Grid) -> bool:
    headings = [heading.lower() for heading in grid.headings]
    return headings[:1] == ["variable"] and all(_moment(heading) is not None for heading in headings[1:])


def _moment(heading: str) -> str | int | None:
    """Return the moment that a heading of a tracker names, None when it names none."""
    words = heading.lower().strip()
    if words in {START, FINAL}:
        return words
    after = _AFTER.fullmatch(words)
    return int(after[1]) if after else None


def _rows(grid: _Grid, file: str) -> Iterator[StaticRow]:
    columns = _columns(grid)
    for index, (line, cells) in enumerate(grid.rows, start=1):
        texts = {column: cells[at] for column, at in columns.items() if at < len(cells)}
        number = cells[columns["step"]].strip(" .") if "step" in columns else str(index)
        if not number.isdigit():
            raise TableError(f"{file}, line {line}: “{number}” is not the number of a step. Write 1, 2, 3, ...")
        yield StaticRow(
            step=int(number),
            action=texts.get("action", ""),
            input=texts.get("input", ""),
            check=texts.get("check", ""),
            result=texts.get("result", ""),
            line=line,
        )


def _variables(grid: _Grid, file: str) -> Iterator[StaticVariable]:
    moments = [_moment(heading) for heading in grid.headings[1:]]
    for line, (name, *values) in grid.rows:
        if not name:
            raise TableError(f"{file}, line {line}: the row names no variable. Write its name into the first column.")
        found: dict[str | int | None, Value] = {
            moment: value for moment, value in zip(moments, values, strict=False) if value
        }
        after = {str(moment): value for moment, value in found.items() if isinstance(moment, int)}
        yield StaticVariable(name=name, start=found.get(START), after=after, final=found.get(FINAL), line=line)


def _grids(text: str) -> Iterator[_Grid]:
    """Yield every table of a Markdown text."""
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
            yield _Grid(line, headings, tuple(body))


def _line(token: "Token") -> int:
    return token.map[0] + 1 if token.map else 0


def _text(parts: Sequence["Token"]) -> str:
    """Return what a person reads in a cell: the text and the code, without the marks."""
    read = [part.content or " " for part in parts if part.type in {"text", "code_inline", "softbreak"}]
    return " ".join("".join(read).split())


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise TableError(f"{path}: there is no such file. Check the path.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise TableError(f"{path}: the file cannot be read ({error}). A table is a text file in UTF-8.") from error


def _from_toml(path: Path) -> StaticTable:
    try:
        content = toml(_read(path))
    except ValueError as error:
        raise TableError(f"{path.name}: this is no TOML: {error}.") from error
    if "scenarios" in content or "textbook" in content:
        lesson = load_lesson(path)
        if lesson.textbook is None:
            raise TableError(f"{path.name}: this lesson holds no static table. Add one under [textbook].")
        return lesson.textbook
    version = content.pop("format_version", None)
    if version != FORMAT_VERSION:
        raise TableError(
            f"{path.name}: format_version is {version!r}, but this version of the tracer reads {FORMAT_VERSION}. "
            f"Write format_version = {FORMAT_VERSION} as the first line, or update the tracer."
        )
    return _checked(content, path.name)


def _checked(content: dict[str, Any], file: str) -> StaticTable:
    try:
        return read(StaticTable, content, lenient=True)
    except WrongValueError as error:
        flaws = flaws_of(content, error)
        lines = [f"  {flaw.place}: {flaw.message}" if flaw.place else f"  {flaw.message}" for flaw in flaws]
        head = f"{file}: the table does not fit the schema (docs/checking-tables.md explains each key):"
        raise TableError("\n".join([head, *lines])) from error
