"""Functions that tell when they are called."""

import ast

from tracer.mutants.source_file import SourceFile
from tracer.test_suites.marked_functions import MARK, marked_tree

TEXT = '''"""A module."""
from __future__ import annotations


def plain(value):
    """Says what it does."""
    if value:
        return value
    return 0


class Office:
    def get(self): return plain(3)


def outer():
    def inner(): yield 1
    return list(inner())


def other():
    return 7
'''


def test_only_the_named_functions_tell_and_they_do_what_they_did() -> None:
    called: list[tuple[str, str]] = []
    tree = marked_tree(SourceFile("/app.py", TEXT), ["plain", "Office.get", "outer.inner"])
    scope: dict[str, object] = {MARK: lambda file, name: called.append((file, name))}
    exec(compile(tree, "/app.py", "exec", dont_inherit=True), scope)  # noqa: S102 # a text of this file
    value = eval("Office().get(), outer(), other(), plain.__doc__", scope)  # noqa: S307 # as above
    assert value == (3, [1], 7, "Says what it does.")
    assert called == [("/app.py", name) for name in ("Office.get", "plain", "outer.inner")]


def test_every_line_stays_where_it_was() -> None:
    before = {(node.lineno, type(node).__name__) for node in ast.walk(ast.parse(TEXT)) if isinstance(node, ast.stmt)}
    tree = marked_tree(SourceFile("/app.py", TEXT), ["plain", "outer", "other"])
    after = {(node.lineno, type(node).__name__) for node in ast.walk(tree) if isinstance(node, ast.stmt)}
    assert {line for line, _ in after} == {line for line, _ in before}
    assert before <= after
