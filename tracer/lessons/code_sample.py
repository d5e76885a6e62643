"""The code sample of a lesson: the source of functions and classes, the lines that act in a step, the tokens to colour.

The files are found by path beside the tracer and read as text; nothing is imported, so that showing a saved trace
imports no Flask.
"""

import io
import keyword
import re
import textwrap
import tokenize
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, TypeAlias

from tracer.errors import LessonError
from tracer.lessons.acting_line import acting_line
from tracer.lessons.schema import Code
from tracer.lessons.shipped_files import SOURCE
from tracer.lessons.source_file import SourceDefinition, SourceFile, read_source
from tracer.trace.events import Trace
from tracer.trace.table import Step, Table

_DEMO_APP = re.compile(r"^demo_app\.\w+_app\b")
TokenKind: TypeAlias = Literal["keyword", "string", "comment"]


@dataclass(frozen=True)
class CodeLine:
    """One line of a code sample.

    Attributes:
        number: Its number in the file.
        text: The line.
        steps: The steps of the run in which it acts.
    """

    number: int
    text: str
    steps: tuple[int, ...] = ()


@dataclass(frozen=True)
class CodePart:
    """A function or a class.

    Attributes:
        file: Its file, named from the top of the package.
        name: Its name.
        lines: Its lines, its decorators included.
    """

    file: str
    name: str
    lines: tuple[CodeLine, ...]

    @property
    def acting(self) -> Mapping[int, tuple[int, ...]]:
        """The steps in which lines of it act, by the numbers of these lines; of a statement in several, the first."""
        before = ((), *(line.steps for line in self.lines))
        return {
            line.number: line.steps
            for line, earlier in zip(self.lines, before, strict=False)
            if line.steps and line.steps != earlier
        }


@dataclass(frozen=True)
class CodeSpan:
    """A piece of a line.

    Attributes:
        row: The place of the line in the part, from 0.
        begin: Its first column.
        end: The column behind it; None for the end of the line.
        kind: What it is.
    """

    row: int
    begin: int
    end: int | None
    kind: TokenKind


def on_app(code: Code, app: str, source: Path = SOURCE) -> Code:
    """Return the code sample with the functions of another demo app, which bear the same names.

    What the other app does not have is left out. For an app that is not a demo app, the sample stays as it is.
    """
    there = f"demo_app.{app}_app"
    if _file_of(there, source) is None:
        return code
    moved = [_DEMO_APP.sub(there, pointer) for pointer in code.show]
    pairs = zip(code.show, moved, strict=True)
    return replace(code, show=tuple(to for was, to in pairs if was == to or _found(to, source)))


def code_parts(code: Code, rows: Table, trace: Trace, source: Path = SOURCE) -> tuple[CodePart, ...]:
    """Return the parts of a code sample, with the steps in which their lines act.

    Args:
        code: The code sample.
        rows: The table of a run.
        trace: The run.
        source: The folder in which the packages of the apps lie.

    Raises:
        LessonError: A pointer leads to nothing.
    """
    found = [_pointed_at(pointer, source) for pointer in code.show]
    acting = _acting_lines(rows, trace, source)
    return tuple(_cut(file, definition, acting) for file, definition in found)


def part_of_step(step: Step, rows: Table, trace: Trace, source: Path = SOURCE) -> CodePart | None:
    """Return the function in which a line acts in a step; only that step is marked in it.

    None where the source is not to be had, or where it has changed since the run was recorded: then no line may be
    pointed at. No line is marked where the app announced the step and nothing in its function does what it tells.
    """
    found = acting_line(step, rows, trace, source)
    file = read_source(found.definition.file, source) if found else None
    if found is None or file is None:
        return None
    return _cut(file, found.definition, {(found.definition.file, line): (step.number,) for line in found.lines})


def code_spans(part: CodePart) -> Iterator[CodeSpan]:
    """Yield the pieces of a part that are worth a colour; none where it is no whole Python."""
    source = textwrap.dedent("\n".join(line.text for line in part.lines))
    indent = len(part.lines[0].text) - len(part.lines[0].text.lstrip())
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(source).readline))
    except (tokenize.TokenError, SyntaxError):
        return
    for token in tokens:
        kind = _kind_of(token)
        for row in range(token.start[0], token.end[0] + 1) if kind else ():
            begin = token.start[1] + indent if row == token.start[0] else 0
            end = token.end[1] + indent if row == token.end[0] else None
            if kind:
                yield CodeSpan(row - 1, begin, end, kind)


def _found(pointer: str, source: Path) -> bool:
    try:
        _pointed_at(pointer, source)
    except LessonError:
        return False
    return True


def _pointed_at(pointer: str, source: Path) -> tuple[SourceFile, SourceDefinition]:
    """Return the file and the function or class to which a pointer leads. Raises LessonError where it leads nowhere."""
    module, _, name = pointer.partition(":")
    file = _file_of(module, source)
    if file is None or not name:
        raise LessonError(
            f'code.show: "{pointer}" leads to no file. Write it as demo_app.flask_app.authentication:login.'
        )
    definition = file.definition(name)
    if definition is None:
        there = Path(file.name).name
        raise LessonError(f'code.show: there is no function or class "{name}" in {there}. Look for its new name.')
    return file, definition


def _file_of(module: str, source: Path) -> SourceFile | None:
    path = module.replace(".", "/")
    return read_source(f"{path}.py", source) or read_source(f"{path}/__init__.py", source)


def _acting_lines(rows: Table, trace: Trace, source: Path) -> dict[tuple[str, int], tuple[int, ...]]:
    """Return the steps in which lines act, by the file and the number of the line."""
    acting: dict[tuple[str, int], tuple[int, ...]] = {}
    for step in rows.steps:
        if (found := acting_line(step, rows, trace, source)) is None:
            continue
        for line in found.lines:
            place = (found.definition.file, line)
            acting[place] = (*acting.get(place, ()), step.number)
    return acting


def _cut(file: SourceFile, definition: SourceDefinition, acting: Mapping[tuple[str, int], tuple[int, ...]]) -> CodePart:
    """Return the lines of a definition, its decorators included."""
    lines = file.lines[definition.first - 1 : definition.last]
    return CodePart(
        file.name,
        definition.name,
        tuple(
            CodeLine(number, line, acting.get((file.name, number), ()))
            for number, line in enumerate(lines, start=definition.first)
        ),
    )


def _kind_of(token: tokenize.TokenInfo) -> TokenKind | None:
    if token.type == tokenize.NAME and keyword.iskeyword(token.string):
        return "keyword"
    if token.type == tokenize.STRING:
        return "string"
    return "comment" if token.type == tokenize.COMMENT else None
