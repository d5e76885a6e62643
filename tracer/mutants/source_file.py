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

    def text_of_keyword(self, keyword: ast.keyword) -> str:
        """Return the text of a named argument, ``remember=True``."""
        value = self.text_of(keyword.value)
        return f"**{value}" if keyword.arg is None else f"{keyword.arg}={value}"

    def text_of_call(self, call: ast.Call, *more: str, without: ast.expr | None = None) -> str:
        """Return the text of a call with other arguments.

        Args:
            call: The call.
            more: Arguments that stand behind its own.
            without: The value of an argument that is left out, with its name where it has one.
        """
        said = [self.text_of(each) for each in call.args if each is not without]
        said += [self.text_of_keyword(each) for each in call.keywords if each.value is not without]
        return f"{self.text_of(call.func)}({', '.join((*said, *more))})"

    def replaced_from(self, first: ast.expr, last: ast.expr, text: str) -> Edit:
        """Return the edit that puts a text in the place of everything from one node to another."""
        return Edit(self.span(first)[0], self.span(last)[1], text)

    def without_parentheses(self, edit: Edit) -> Edit:
        """Return an edit that also takes the parentheses away between which it stands."""
        return Edit(self.text.rindex("(", 0, edit.start), self.text.index(")", edit.end) + 1, edit.text)

    def without_element(self, listed: ast.List | ast.Tuple | ast.Set, element: ast.expr) -> Edit:
        """Return the edit that takes an element out of a list, a tuple or a set."""
        starts, ends = zip(*map(self.span, listed.elts), strict=True)
        place, last = listed.elts.index(element), len(listed.elts) - 1
        followed = self.text.find(",", ends[-1], self.span(listed)[1])
        if isinstance(listed, ast.Tuple) and last == 1:
            kept = self.text_of(listed.elts[1 - place])
            return Edit(starts[0], ends[1], kept if followed >= 0 else f"{kept},")
        if place < last:
            return Edit(starts[place], starts[place + 1], "")
        if place > 0:
            return Edit(ends[place - 1], ends[place], "")
        return Edit(starts[0], followed + 1 if followed >= 0 else ends[0], "")

    def replaced(self, node: ast.expr | ast.stmt, text: str) -> Edit:
        """Return the edit that puts a text in the place of a node."""
        return Edit(*self.span(node), text)

    def without_decorator(self, decorator: ast.expr) -> Edit:
        """Return the edit that takes a decorator away and leaves its lines empty."""
        start, end = self.span(decorator)
        return self._emptied(self.text.rindex("@", 0, start), end)

    def without_statement(self, statement: ast.stmt) -> Edit:
        """Return the edit that takes a statement away; ``pass`` stands there where something must."""
        start, end = self.span(statement)
        before = self.text[self._offset(statement.lineno, 0) : start]
        after = self.text[end:].partition("\n")[0].partition("#")[0]
        if before.strip() or after.strip() or len(self.block_of(statement)) == 1:
            return Edit(start, end, "pass")
        return self._emptied(start, end)

    def _emptied(self, start: int, end: int) -> Edit:
        """Return the edit that leaves nothing where a text was, the blanks before it included."""
        line = self.text.rfind("\n", 0, start) + 1
        return Edit(start if self.text[line:start].strip() else line, end, "")

    def without_return(self, statement: ast.Return) -> Edit:
        """Return the edit that makes a mere expression of a ``return`` with a value."""
        start, _ = self.span(statement)
        after = self.text[start + len("return") :]
        return Edit(start, start + len("return") + len(after) - len(after.lstrip(" \t")), "")

    def added_before(self, node: ast.expr | ast.stmt, text: str) -> Edit:
        """Return the edit that puts a text directly before a node; it must hold no line end."""
        start, _ = self.span(node)
        return Edit(start, start, text)

    def added_after(self, node: ast.expr | ast.stmt, text: str) -> Edit:
        """Return the edit that puts a text directly behind a node; it must hold no line end."""
        _, end = self.span(node)
        return Edit(end, end, text)

    def written_into_line(self, line: int, text: str) -> Edit | None:
        """Return the edit that puts a text into an empty line; None where there is no such line, or it is not empty."""
        if not 0 < line < len(self._lines) or self._lines[line - 1][1].strip():
            return None
        return Edit(self._offset(line, 0), self._offset(line, 0), text)

    def statement_of(self, node: ast.AST) -> ast.stmt | None:
        """Return the innermost statement in which a node stands; the node itself where it is one."""
        return next((held for held in (node, *self.around(node)) if isinstance(held, ast.stmt)), None)

    def block_of(self, statement: ast.stmt) -> list[ast.stmt]:
        """Return the statements among which a statement stands, itself included."""
        parent = self.parents[statement]
        blocks = [getattr(parent, name, None) for name in ("body", "orelse", "finalbody")]
        return next((block for block in blocks if isinstance(block, list) and statement in block), [statement])

    def around(self, node: ast.AST) -> Iterator[ast.AST]:
        """Yield what holds a node, from the innermost to the module."""
        while (held := self.parents.get(node)) is not None:
            yield held
            node = held

    def changed(self, edits: Iterable[Edit]) -> str:
        """Return the text with edits made. They must not overlap."""
        made = tuple(edits)
        text = self._with(made, behind_line=False)
        if any(edit.text and "\n" in self.text[edit.start : edit.end] for edit in made) and syntax_tree(text) is None:
            # A long expression stood there without parentheses around it.
            return self._with(made, behind_line=True)
        return text

    def _with(self, edits: Iterable[Edit], *, behind_line: bool) -> str:
        """Return the text with edits made.

        Args:
            edits: The edits.
            behind_line: Whether the line ends that an edit swallowed are written at the end of the line in which it
                ends, and not directly behind it.
        """
        text = self.text
        for edit in sorted(edits, key=lambda each: each.start, reverse=True):
            kept = text[edit.start : edit.end].count("\n") - edit.text.count("\n")
            rest = text[edit.end :]
            place = max(rest.find("\n"), 0) if behind_line else 0
            text = text[: edit.start] + edit.text + rest[:place] + "\n" * kept + rest[place:]
        return text

    def function_around(self, node: ast.AST) -> FunctionNode | None:
        """Return the innermost function in whose body, decorators or arguments a node stands; None outside of any."""
        return next((held for held in (node, *self.around(node)) if isinstance(held, FunctionNode)), None)

    def name_of(self, function: FunctionNode | None) -> str:
        """Return the qualified name of a function, ``Office.get``; ``<module>`` outside of any."""
        held = () if function is None else (function, *self.around(function))
        names = [each.name for each in held if isinstance(each, FunctionNode | ast.ClassDef)]
        return ".".join(reversed(names)) or "<module>"

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """Every node, in the order of the file."""
        return tuple(sorted(ast.walk(self.tree), key=lambda node: (getattr(node, "lineno", 0), _column(node))))

    @cached_property
    def identifiers(self) -> frozenset[str]:
        """Every name that stands in the code: of variables, attributes, arguments and what is imported."""
        names: set[str] = set()
        for node in self.nodes:
            match node:
                case ast.Name(id=name) | ast.Attribute(attr=name) | ast.keyword(arg=str(name)) | ast.alias(name=name):
                    names.add(name)
        return frozenset(names)

    @cached_property
    def functions(self) -> tuple[FunctionNode, ...]:
        """Every function and method, in the order of the file."""
        return tuple(node for node in self.nodes if isinstance(node, FunctionNode))

    @cached_property
    def calls(self) -> tuple[ast.Call, ...]:
        """Every call, in the order of the file."""
        return tuple(node for node in self.nodes if isinstance(node, ast.Call))

    def calls_of(self, *names: str) -> Iterator[ast.Call]:
        """Yield the calls of functions with some names, in the order of the file."""
        for call in self.calls:
            if any(self.is_a(call.func, name) for name in names):
                yield call

    def within(self, node: ast.AST) -> Iterator[ast.AST]:
        """Yield what a node holds, itself included, and nothing of functions and classes that are made inside of it."""
        yield node
        for child in ast.iter_child_nodes(node):
            if not isinstance(child, FunctionNode | ast.Lambda | ast.ClassDef):
                yield from self.within(child)

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

    def with_name(self, module: str, name: str) -> tuple[str, tuple[Edit, ...]] | None:
        """Return how the file can name something of a module, and what must be added to an import for that.

        Args:
            module: The module, ``flask``.
            name: What is wanted of it, ``session``.

        Returns:
            The text that names it, and the edits; None where the file imports nothing from the module.
        """
        for known, meaning in self.imported.items():
            if meaning == f"{module}.{name}":
                return known, ()
        for known, meaning in self.imported.items():
            if meaning == module:
                return f"{known}.{name}", ()
        for node in ast.walk(self.tree):
            if isinstance(node, ast.ImportFrom) and node.module == module and name not in self.imported:
                last = node.names[-1]
                end = self._offset(last.end_lineno or node.lineno, last.end_col_offset or 0)
                return name, (Edit(end, end, f", {name}"),)
        return None

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


def _column(node: ast.AST) -> int:
    return getattr(node, "col_offset", 0)
