"""A file of source code: read as text, never imported, and its functions found by name and by line."""

import ast
import io
import tokenize
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TypeAlias

from tracer.syntax_tree import syntax_tree

DefinitionNode: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)

_NO_CODE = frozenset({tokenize.NL, tokenize.COMMENT, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER})
"""Tokens with which no statement begins."""


@dataclass(frozen=True)
class SourceDefinition:
    """A function or a class in a file.

    Attributes:
        file: The name of its file, from the folder in which its package lies.
        name: Its name, behind those of what stands around it: ``Accounts.verified``.
        node: Its syntax tree.
        around: The function or class in which it stands; None where it stands alone.
    """

    file: str
    name: str
    node: DefinitionNode
    around: "SourceDefinition | None" = None

    @property
    def first(self) -> int:
        """The number of its first line, that of its first decorator if it has any."""
        return min([self.node.lineno, *(decorator.lineno for decorator in self.node.decorator_list)])

    @property
    def last(self) -> int:
        """The number of its last line."""
        return self.node.end_lineno or self.node.lineno


@dataclass(frozen=True)
class SourceOutline:
    """A file of source code.

    Attributes:
        name: Its name, from the folder in which its package lies.
        lines: Its lines.
        tree: Its syntax tree.
        definitions: Its functions and classes, each before those that stand in it.
    """

    name: str
    lines: tuple[str, ...]
    tree: ast.Module
    definitions: tuple[SourceDefinition, ...]

    def definition(self, name: str) -> SourceDefinition | None:
        """Return the function or class of that name, ``Accounts.verified``; None where there is none."""
        return next((one for one in self.definitions if one.name == name), None)

    def statement_at(self, line: int) -> range:
        """Return the numbers of the lines of the statement to which a line belongs; the line alone where it is none.

        Of a statement that holds others, such as an ``if``, it is the head: what Python calls a logical line.
        """
        first = 0
        for token in tokenize.generate_tokens(io.StringIO("\n".join(self.lines)).readline):
            if token.type == tokenize.NEWLINE:
                if first <= line <= token.start[0] and first:
                    return range(first, token.start[0] + 1)
                first = 0
            elif not first and token.type not in _NO_CODE:
                first = token.start[0]
        return range(line, line + 1)

    def definition_at(self, line: int, name: str) -> SourceDefinition | None:
        """Return the innermost function around a line, if that is its name, however it is nested."""
        around = [one for one in self.definitions if one.first <= line <= one.last and one.node.name == name]
        return around[-1] if around else None


def read_source(name: str, source: Path) -> SourceOutline | None:
    """Return a file of source code; None where it is not there, is no Python, or lies outside of ``source``.

    A saved trace may come from anywhere: the names in it shall not make us read a file that is no source of ours.
    """
    try:
        path = (source / name).resolve()
        if not path.is_relative_to(_resolved(source)) or path.suffix != ".py" or not path.is_file():
            return None
    except (ValueError, OSError, RuntimeError):  # no file has such a name, or links go round in circles
        return None
    seen = path.stat()
    return _parsed(name, path, seen.st_mtime_ns, seen.st_size)


_resolved = lru_cache(maxsize=8)(Path.resolve)


@lru_cache(maxsize=64)
def _parsed(name: str, path: Path, _changed: int, _size: int) -> SourceOutline | None:
    """Return a file of source code. Its time and its size are part of the key, so that a change is noticed."""
    try:
        text = path.read_text(encoding="utf-8")
    except ValueError:
        return None
    tree = syntax_tree(text)
    if tree is None:
        return None
    return SourceOutline(name, tuple(text.splitlines()), tree, tuple(_definitions_in(tree, name, None)))


def _definitions_in(node: ast.AST, file: str, around: SourceDefinition | None) -> Iterator[SourceDefinition]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, _DEFINITIONS):
            inner = SourceDefinition(file, f"{around.name}.{child.name}" if around else child.name, child, around)
            yield inner
            yield from _definitions_in(child, file, inner)
        elif not isinstance(child, ast.expr):
            yield from _definitions_in(child, file, around)


@lru_cache(maxsize=512)
def nodes_in(node: ast.AST) -> tuple[ast.AST, ...]:
    """Return a part of a syntax tree and everything in it: walked through once, for a run asks at each step."""
    return tuple(ast.walk(node))


def calls_in(node: ast.AST) -> Iterator[tuple[str, int]]:
    """Yield the name of each function that is called, with the line in which the name stands."""
    for inner in nodes_in(node):
        if isinstance(inner, ast.Call):
            yield bare_name(inner.func), inner.func.end_lineno or inner.lineno


def lines_naming(node: ast.AST, names: Collection[str]) -> Iterator[int]:
    """Yield the lines in which one of these names stands."""
    for inner in nodes_in(node):
        if isinstance(inner, ast.Name | ast.Attribute) and bare_name(inner) in names:
            yield inner.end_lineno or inner.lineno


def names_assigned(statement: ast.AST) -> set[str]:
    """Return the names that a statement assigns; none where it is no assignment."""
    match statement:
        case ast.Assign(targets=targets):
            written = targets
        case ast.AnnAssign(target=target):
            written = [target]
        case _:
            return set()
    return {name.id for target in written for name in ast.walk(target) if isinstance(name, ast.Name)}


def bare_name(node: ast.expr) -> str:
    """Return the last part of a name: ``login_user`` for ``flask_login.login_user``; nothing for what is no name."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""
