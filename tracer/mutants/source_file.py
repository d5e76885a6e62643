"""A file of Python source with its syntax tree, and edits of its text that leave every line at its number."""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from tracer.syntax_tree import syntax_tree

FunctionNode: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Edit:
    """A part of a text, and what stands in its place.

    Attributes:
        start: Where the part begins, in characters from the beginning of the file.
        end: Where it ends.
        text: What stands there instead. It is given as many line ends as the part had, so no line below it moves.
    """

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class SourceFile:
    """A file of Python source.

    Attributes:
        path: Its path, as Python names it in ``__file__``.
        text: What it holds.
    """

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """Its syntax tree; that of an empty file where it is no Python."""
        return syntax_tree(self.text) or ast.Module([], [])

    @cached_property
    def parents(self) -> dict[ast.AST, ast.AST]:
        """For each node the one that holds it."""
        return {child: node for node in ast.walk(self.tree) for child in ast.iter_child_nodes(node)}

    @cached_property
    def _lines(self) -> tuple[tuple[int, bytes], ...]:
        """Where each line begins, in characters, and the line in UTF-8, by which Python counts columns."""
        start, lines = 0, []
        for line in self.text.splitlines(keepends=True):
            lines.append((start, line.encode()))
            start += len(line)
        return (*lines, (start, b""))

    def _offset(self, line: int, column: int) -> int:
        start, content = self._lines[line - 1]
        return start + len(content[:column].decode())

    def span(self, node: ast.expr | ast.stmt) -> tuple[int, int]:
        """Return where the text of a node begins and ends."""
        end_line, end_column = node.end_lineno or node.lineno, node.end_col_offset or 0
        return self._offset(node.lineno, node.col_offset), self._offset(end_line, end_column)

    def text_of(self, node: ast.expr | ast.stmt) -> str:
        """Return the text of a node."""
        start, end = self.span(node)
        return self.text[start:end]

    def replaced(self, node: ast.expr | ast.stmt, text: str) -> Edit:
        """Return the edit that puts a text in the place of a node."""
        return Edit(*self.span(node), text)

    def without_decorator(self, decorator: ast.expr) -> Edit:
        """Return the edit that takes a decorator away and leaves its lines empty."""
        start, end = self.span(decorator)
        return Edit(self.text.rindex("@", 0, start), end, "")

    def inserted(self, offset: int, text: str) -> Edit:
        """Return the edit that puts a text where nothing stands yet; it must hold no line end."""
        return Edit(offset, offset, text)

    def changed(self, edits: Iterable[Edit]) -> str:
        """Return the text with edits made. They must not overlap."""
        text = self.text
        for edit in sorted(edits, key=lambda each: each.start, reverse=True):
            kept = text[edit.start : edit.end].count("\n") - edit.text.count("\n")
            text = text[: edit.start] + edit.text + "\n" * kept + text[edit.end :]
        return text

    def function_around(self, node: ast.AST) -> FunctionNode | None:
        """Return the innermost function in whose body, decorators or arguments a node stands; None outside of any."""
        held: ast.AST | None = node
        while held is not None:
            if isinstance(held, FunctionNode):
                return held
            held = self.parents.get(held)
        return None

    def name_of(self, function: FunctionNode | None) -> str:
        """Return the qualified name of a function, ``Office.get``; ``<module>`` outside of any."""
        names: list[str] = []
        held: ast.AST | None = function
        while held is not None:
            if isinstance(held, FunctionNode | ast.ClassDef):
                names.append(held.name)
            held = self.parents.get(held)
        return ".".join(reversed(names)) or "<module>"

    def functions(self) -> Iterator[FunctionNode]:
        """Yield every function and method, in the order of the file."""
        found = [node for node in ast.walk(self.tree) if isinstance(node, FunctionNode)]
        yield from sorted(found, key=lambda node: node.lineno)

    def calls(self) -> Iterator[ast.Call]:
        """Yield every call, in the order of the file."""
        found = [node for node in ast.walk(self.tree) if isinstance(node, ast.Call)]
        yield from sorted(found, key=lambda node: (node.lineno, node.col_offset))

    @cached_property
    def imported(self) -> dict[str, str]:
        """What the names that it imports stand for: ``{"sign_in": "flask_login.login_user"}``."""
        names: dict[str, str] = {}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    names[alias.asname or alias.name.partition(".")[0]] = (
                        alias.name if alias.asname else alias.name.partition(".")[0]
                    )
            elif isinstance(node, ast.ImportFrom):
                for alias in node.names:
                    names[alias.asname or alias.name] = f"{node.module or ''}.{alias.name}"
        return names

    def meaning(self, node: ast.AST) -> str:
        """Return what a name or a dotted name stands for: ``flask_login.login_user``, as the file imports it.

        A name that the file does not import stands for itself; what is no name is the empty text.
        """
        if isinstance(node, ast.Name):
            return self.imported.get(node.id, node.id)
        if isinstance(node, ast.Attribute):
            before = self.meaning(node.value)
            return f"{before}.{node.attr}" if before else node.attr
        return ""

    def is_a(self, node: ast.AST, name: str) -> bool:
        """Tell whether a name stands for a function of Flask-Login or Flask: by its last part.

        Apps pass such functions on through modules of their own (``from .extensions import login_required``), so the
        module is not asked.
        """
        return self.meaning(node).rpartition(".")[2] == name
