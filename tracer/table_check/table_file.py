"""The file of a static table: a text, where tables are found by their headings, TOML, or a lesson with a table."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tracer.errors import TableError
from tracer.input_file import SMALL, read_input
from tracer.lessons.library import load_lesson
from tracer.lessons.loading import flaws_of, toml
from tracer.lessons.static_table import FINAL, START, StaticRow, StaticTable, StaticVariable
from tracer.table_check.grids import Grid, bad_separators, grids
from tracer.trace.validation import read
from tracer.trace.wrong_values import WrongValueError

if TYPE_CHECKING:
    from tracer.trace.scenario import Value

FORMAT_VERSION = 1
"""The version of the format of tables in TOML. A file says which one it is written in."""

_TEXT = frozenset({".md", ".markdown", ".mdown", ".txt", ".tsv", ".html", ".htm"})
"""Files in which tables are looked for, in whatever way they are written."""

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


def load_table(path: Path) -> StaticTable:
    """Return the static table in a file.

    Args:
        path: A text with a table in Markdown, in HTML or with tabs between its cells; a TOML file; or a lesson file
            with a table under ``[textbook]``.

    Raises:
        TableError: The file cannot be read, or holds no such table; every place that does not fit is named.
        LessonError: It is a lesson that cannot be loaded.
    """
    suffix = path.suffix.lower()
    if suffix in _TEXT:
        return read_text(_read(path), path.name)
    if suffix == ".toml":
        return _from_toml(path)
    raise TableError(
        f"{path}: a table is a Markdown file (.md), a web page (.html), a text with tabs (.txt, .tsv) or a TOML file "
        "(.toml). Rename the file to say which one it is."
    )


def read_text(text: str, file: str) -> StaticTable:
    """Return the static table in a text, written in Markdown, in HTML or with tabs between its cells.

    Args:
        text: The text.
        file: The name of the file, for messages.

    Raises:
        TableError: There is no execution table in it, more than one, or a cell that cannot be read.
    """
    _require_separators(text, file)
    found = list(grids(text))
    tables = [grid for grid in found if _is_table(grid.headings)]
    trackers = [grid for grid in found if _is_tracker(grid.headings)]
    if not tables:
        raise TableError(
            f"{file}: there is no execution table in it. A table counts as one when its heading names at least two of "
            "Action, Input, Check/Process and Result/Output, for example: | Step | Action | Input | Check | Result |"
        )
    for several, what in ((tables, "execution table"), (trackers, "variable tracker")):
        if len(several) > 1:
            lines = " and ".join(str(grid.line) for grid in several)
            raise TableError(
                f"{file}: there is more than one {what}, in lines {lines}. Put each into a file of its own."
            )
    rows = tuple(_rows(tables[0], file))
    variables = tuple(_variables(trackers[0], file)) if trackers else ()
    try:
        return StaticTable(rows=rows, variables=variables)
    except ValueError as error:
        raise TableError(f"{file}, line {tables[0].line}: {error}.") from error


def _require_separators(text: str, file: str) -> None:
    """Refuse a Markdown table of ours that is none because of the row below its headings. Raises TableError."""
    for bad in bad_separators(text):
        if _is_table(bad.headings) or _is_tracker(bad.headings):
            row = f"|{'---|' * len(bad.headings)}"
            raise TableError(
                f"{file}, line {bad.line}: {bad.problem}, so this is no table in Markdown. Below the headings belongs "
                f"one group of hyphens for each column: {row}"
            )


def _columns(headings: Sequence[str]) -> dict[str, int]:
    """Return where the known columns of an execution table are."""
    found: dict[str, int] = {}
    for index, heading in enumerate(headings):
        for column, words in ACCEPTED_HEADINGS.items():
            if re.sub(r"\s*/\s*", "/", heading.lower().strip(". ")) in words:
                found.setdefault(column, index)
    return found


def _is_table(headings: Sequence[str]) -> bool:
    return len(_columns(headings).keys() - {"step"}) >= _NEEDED


def _is_tracker(headings: Sequence[str]) -> bool:
    words = [heading.lower() for heading in headings]
    return words[:1] == ["variable"] and all(_moment(heading) is not None for heading in words[1:])


def _moment(heading: str) -> str | int | None:
    """Return the moment that a heading of a tracker names, None when it names none."""
    words = heading.lower().strip()
    if words in {START, FINAL}:
        return words
    after = _AFTER.fullmatch(words)
    return int(after[1]) if after else None


def _rows(grid: Grid, file: str) -> Iterator[StaticRow]:
    columns = _columns(grid.headings)
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


def _variables(grid: Grid, file: str) -> Iterator[StaticVariable]:
    moments = [_moment(heading) for heading in grid.headings[1:]]
    for line, (name, *values) in grid.rows:
        if not name:
            raise TableError(f"{file}, line {line}: the row names no variable. Write its name into the first column.")
        found: dict[str | int | None, Value] = {
            moment: value for moment, value in zip(moments, values, strict=False) if value
        }
        after = {str(moment): value for moment, value in found.items() if isinstance(moment, int)}
        yield StaticVariable(name=name, start=found.get(START), after=after, final=found.get(FINAL), line=line)


def _read(path: Path) -> str:
    try:
        return read_input(path, SMALL, encoding="utf-8")
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
