"""The code sample of a lesson: the source of functions and classes, the steps announced there, the tokens to colour.

The files are found by path beside the tracer and read as text; nothing is imported, so that showing a saved trace
imports no Flask.
"""

import ast
import io
import keyword
import re
import textwrap
import tokenize
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, TypeAlias

from tracer.errors import LessonError
from tracer.lessons.schema import Code
from tracer.lessons.shipped_files import SOURCE
from tracer.stages import BY_NAME
from tracer.trace.table import Step, Table

_Definition: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)

_DEMO_APP = re.compile(r"^demo_app\.\w+_app\b")
TokenKind: TypeAlias = Literal["keyword", "string", "comment"]


@dataclass(frozen=True)
class CodeLine:
    """One line of a code sample.

    Attributes:
        number: Its number in the file.
        text: The line.
        stage: The stage that is announced there, if one is.
        steps: The steps of the run that were announced there.
    """

    number: int
    text: str
    stage: str | None = None
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


def code_parts(code: Code, rows: Table, source: Path = SOURCE) -> tuple[CodePart, ...]:
    """Return the parts of a code sample, with the steps that were announced in them.

    Raises:
        LessonError: A pointer leads to nothing.
    """
    return tuple(_part(pointer, rows, source) for pointer in code.show)


def part_of_step(step: Step, rows: Table, source: Path = SOURCE) -> CodePart | None:
    """Return the function in which a step was announced.

    None where the source is not to be had, or where it has changed since the run was recorded: then no line may be
    pointed at.
    """
    place = step.place
    if place is None:
        return None
    path = (source / place.file).resolve()
    # A saved trace may come from anywhere: it shall not make us read a file that is no source of ours.
    if not path.is_relative_to(source) or path.suffix != ".py" or not path.is_file():
        return None
    text = path.read_text(encoding="utf-8")
    around = [node for node in _definitions(ast.parse(text)) if node.lineno <= place.line <= (node.end_lineno or 0)]
    named = [node for node in around if node.name == place.function]
    if not named:
        return None
    part = _cut(named[-1], named[-1].name, place.file, text, rows)
    return part if any(step.number in line.steps for line in part.lines) else None


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
    module, _, name = pointer.partition(":")
    path = _file_of(module, source)
    return path is not None and _definition(ast.parse(path.read_text(encoding="utf-8")), name.split(".")) is not None


def _part(pointer: str, rows: Table, source: Path) -> CodePart:
    module, _, name = pointer.partition(":")
    path = _file_of(module, source)
    if path is None or not name:
        raise LessonError(
            f'code.show: "{pointer}" leads to no file. Write it as demo_app.flask_app.authentication:login.'
        )
    text = path.read_text(encoding="utf-8")
    definition = _definition(ast.parse(text), name.split("."))
    if definition is None:
        raise LessonError(f'code.show: there is no function or class "{name}" in {path.name}. Look for its new name.')
    return _cut(definition, name, path.relative_to(source).as_posix(), text, rows)


def _cut(definition: _Definition, name: str, file: str, text: str, rows: Table) -> CodePart:
    """Return the lines of a definition, its decorators included."""
    first = min([definition.lineno, *(decorator.lineno for decorator in definition.decorator_list)])
    last = definition.end_lineno or definition.lineno
    announced = dict(_announcements(definition))
    lines = text.splitlines()[first - 1 : last]
    return CodePart(
        file,
        name,
        tuple(
            CodeLine(number, line, announced.get(number), _steps_at(file, number, announced.get(number), rows))
            for number, line in enumerate(lines, start=first)
        ),
    )


def _file_of(module: str, source: Path) -> Path | None:
    path = source.joinpath(*module.split("."))
    found = [file for file in (path.with_suffix(".py"), path / "__init__.py") if file.is_file()]
    return found[0] if found else None


def _definitions(tree: ast.Module) -> list[_Definition]:
    """Return every function and class, an inner one after the one around it."""
    found = [node for node in ast.walk(tree) if isinstance(node, _DEFINITIONS)]
    return sorted(found, key=lambda node: node.lineno)


def _definition(inside: ast.Module | ast.ClassDef, names: list[str]) -> _Definition | None:
    for node in inside.body:
        if isinstance(node, _DEFINITIONS) and node.name == names[0]:
            if len(names) == 1:
                return node
            return _definition(node, names[1:]) if isinstance(node, ast.ClassDef) else None
    return None


def _announcements(definition: ast.AST) -> Iterable[tuple[int, str]]:
    """Yield each line in which ``stages.NAME.send(...)`` begins, with the name."""
    for node in ast.walk(definition):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Attribute(attr=stage, value=ast.Name(id="stages")))):
                if stage in BY_NAME:
                    yield node.lineno, stage


def _steps_at(file: str, line: int, stage: str | None, rows: Table) -> tuple[int, ...]:
    """Return the steps announced at a line. A trace of an older source names other lines; then there are none."""
    if stage is None:
        return ()
    return tuple(
        step.number
        for step in rows.steps
        if step.stage == stage and step.place is not None and (step.place.file, step.place.line) == (file, line)
    )


def _kind_of(token: tokenize.TokenInfo) -> TokenKind | None:
    if token.type == tokenize.NAME and keyword.iskeyword(token.string):
        return "keyword"
    if token.type == tokenize.STRING:
        return "string"
    return "comment" if token.type == tokenize.COMMENT else None
