"""Loading a static table from a file: TOML, Markdown, or a lesson that holds one."""

import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tracer.errors import TableError
from tracer.lesson_files import load as load_lesson
from tracer.schema_words import problems_of
from tracer.textbook.markdown_tables import read_markdown
from tracer.textbook.static_table import StaticTable

if TYPE_CHECKING:
    from pydantic import TypeAdapter

FORMAT_VERSION = 1
"""The version of the format of tables in TOML. A file says which one it is written in."""

_MARKDOWN = frozenset({".md", ".markdown", ".mdown", ".txt"})


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
        return read_markdown(_text(path), path.name)
    if suffix == ".toml":
        return _from_toml(path)
    raise TableError(
        f"{path}: a table is a Markdown file (.md) or a TOML file (.toml). Rename the file to say which one it is."
    )


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise TableError(f"{path}: there is no such file. Check the path.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise TableError(f"{path}: the file cannot be read ({error}). A table is a text file in UTF-8.") from error


def _from_toml(path: Path) -> StaticTable:
    try:
        content = tomllib.loads(_text(path))
    except tomllib.TOMLDecodeError as error:
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
    from pydantic import ValidationError  # noqa: PLC0415 # 65 ms, needed only where a table is loaded

    try:
        return _schema().validate_python(content)
    except ValidationError as error:
        problems = problems_of(content, error.errors(include_url=False, include_context=False))
        lines = [f"  {place}: {what}" if place else f"  {what}" for place, what in problems]
        head = f"{file}: the table does not fit the schema (docs/checking-tables.md explains each key):"
        raise TableError("\n".join([head, *lines])) from error


@cache
def _schema() -> "TypeAdapter[StaticTable]":
    from pydantic import TypeAdapter  # noqa: PLC0415 # as in _checked()

    return TypeAdapter(StaticTable)
