"""The code sample of a lesson: the source of functions and classes, the lines that act in a step, the tokens to colour.

The files are found by path beside the tracer and read as text; nothing is imported, so that showing a saved trace
imports no Flask.
"""

import io
import keyword
import re
import textwrap
import tokenize
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Literal, TypeAlias

from tracer.demo_names import BROKEN_APP
from tracer.errors import LessonError
from tracer.lessons.acting_line import acting_line
from tracer.lessons.schema import Code, CodeExcerpt
from tracer.lessons.shipped_files import SOURCE
from tracer.lessons.source_file import SourceDefinition, SourceOutline, read_source
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
    """A function or a class, or some lines of it.

    Attributes:
        file: Its file, named from the top of the package.
        name: Its name.
        lines: Those of its lines that are shown: all, its decorators included, unless the lesson chooses some.
        left_out: How many of its lines are not shown.
    """

    file: str
    name: str
    lines: tuple[CodeLine, ...]
    left_out: int = 0

    @property
    def share(self) -> str:
        """How much of it is shown, in words: ``2 of 27 lines``; empty where that is all of it."""
        return f"{len(self.lines)} of {len(self.lines) + self.left_out} lines" if self.left_out else ""

    @property
    def gaps(self) -> Mapping[int, int]:
        """How many lines are left out before a line that is shown, behind the one shown before, by its number."""
        return {
            line.number: line.number - before.number - 1
            for before, line in pairwise(self.lines)
            if line.number > before.number + 1
        }

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
    moved = ((shown, _moved(shown, there)) for shown in code.show)
    found = (shown if shown == to else _what_is_there(to, source) for shown, to in moved)
    return replace(code, show=tuple(shown for shown in found if shown is not None))


def code_parts(code: Code, rows: Table, trace: Trace, source: Path = SOURCE) -> tuple[CodePart, ...]:
    """Return the parts of a code sample, with the steps in which their lines act.

    Args:
        code: The code sample.
        rows: The table of a run.
        trace: The run.
        source: The folder in which the packages of the apps lie.

    Raises:
        LessonError: A pointer leads to nothing, or no line holds a text by which an excerpt chooses its lines.
    """
    found = [_pointed_at(shown, source) for shown in code.show]
    acting = _acting_lines(rows, trace, source)
    return tuple(_cut(file, definition, acting, chosen) for file, definition, chosen in found)


def part_of_step(step: Step, rows: Table, trace: Trace, source: Path = SOURCE) -> CodePart | None:
    """Return the function in which a line acts in a step; only that step is marked in it.

    None where the source is not to be had, or where it has changed since the run was recorded: then no line may be
    pointed at. No line is marked where the app announced the step and nothing in its function does what it tells.
    """
    # A fault that is hunted was put in while the app was loaded: the files are those of the healthy app.
    found = acting_line(step, rows, trace, source) if trace.app != BROKEN_APP else None
    file = read_source(found.definition.file, source) if found else None
    if found is None or file is None:
        return None
    return _cut(file, found.definition, {(found.definition.file, line): (step.number,) for line in found.lines})


def code_spans(part: CodePart) -> Iterator[CodeSpan]:
    """Yield the pieces of a part that are worth a colour; none of lines that are no whole Python."""
    first = 0
    for row, line in enumerate(part.lines):
        if line.number in part.gaps:
            yield from _spans_in(part.lines[first:row], first)
            first = row
    yield from _spans_in(part.lines[first:], first)


def _spans_in(lines: Sequence[CodeLine], first: int) -> Iterator[CodeSpan]:
    """Yield what is worth a colour in lines that follow one another; the first of them has that place in its part."""
    source = textwrap.dedent("\n".join(line.text for line in lines))
    indent = len(lines[0].text) - len(source.partition("\n")[0])
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
                yield CodeSpan(first + row - 1, begin, end, kind)


def _moved(shown: str | CodeExcerpt, there: str) -> str | CodeExcerpt:
    """Return what is shown as the demo app of another package would have it."""
    if isinstance(shown, CodeExcerpt):
        return replace(shown, source=_DEMO_APP.sub(there, shown.source))
    return _DEMO_APP.sub(there, shown)


def _what_is_there(shown: str | CodeExcerpt, source: Path) -> str | CodeExcerpt | None:
    """Return what is shown, of an excerpt only the lines that there are; None where nothing of it is there."""
    if isinstance(shown, CodeExcerpt):
        there = tuple(text for text in shown.only if _found(replace(shown, only=(text,)), source))
        return replace(shown, only=there) if there else None
    return shown if _found(shown, source) else None


def _found(shown: str | CodeExcerpt, source: Path) -> bool:
    try:
        _pointed_at(shown, source)
    except LessonError:
        return False
    return True


def _pointed_at(shown: str | CodeExcerpt, source: Path) -> tuple[SourceOutline, SourceDefinition, frozenset[int]]:
    """Return the file, the function or class, and the numbers of those of its lines that are shown.

    Raises:
        LessonError: The pointer leads nowhere, or no line holds a text by which lines are chosen.
    """
    pointer = shown.source if isinstance(shown, CodeExcerpt) else shown
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
    if not isinstance(shown, CodeExcerpt):
        return file, definition, frozenset(range(definition.first, definition.last + 1))
    chosen: set[int] = set()
    for text in shown.only:
        lines = [*_lines_with(text, file, definition)]
        if not lines:
            raise LessonError(f'code.show: no line of {name} holds "{text}". Copy a part of the line from {file.name}.')
        chosen.update(lines)
    return file, definition, frozenset(chosen)


def _lines_with(text: str, file: SourceOutline, definition: SourceDefinition) -> Iterator[int]:
    """Yield the numbers of the lines of a definition in which a text stands, with all lines of such a statement."""
    for number in range(definition.first, definition.last + 1):
        if text in file.lines[number - 1]:
            yield from file.statement_at(number)


def _file_of(module: str, source: Path) -> SourceOutline | None:
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


def _cut(
    file: SourceOutline,
    definition: SourceDefinition,
    acting: Mapping[tuple[str, int], tuple[int, ...]],
    chosen: Collection[int] = (),
) -> CodePart:
    """Return the lines of a definition, its decorators included: those that are chosen, or all where none is."""
    every = range(definition.first, definition.last + 1)
    lines = tuple(
        CodeLine(number, file.lines[number - 1], acting.get((file.name, number), ()))
        for number in every
        if not chosen or number in chosen
    )
    return CodePart(file.name, definition.name, lines, left_out=len(every) - len(lines))


def _kind_of(token: tokenize.TokenInfo) -> TokenKind | None:
    if token.type == tokenize.NAME and keyword.iskeyword(token.string):
        return "keyword"
    if token.type == tokenize.STRING:
        return "string"
    return "comment" if token.type == tokenize.COMMENT else None
