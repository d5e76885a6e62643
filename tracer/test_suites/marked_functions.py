"""Functions that tell when they are called: the same source, with one call more at the beginning of their bodies.

It is done to the syntax tree while a file is imported, so every line and every column stays where it was.
"""

import ast
import builtins
from collections.abc import Callable, Iterable

from tracer.mutants.source_file import FunctionNode, SourceFile

MARK = "__login_tracer_called__"
"""The name of the built-in function that is told of a call, in a process that marks functions."""


def marked_tree(source: SourceFile, names: Iterable[str]) -> ast.Module:
    """Return the syntax tree of a file in which functions tell that they are called.

    Args:
        source: The file.
        names: The qualified names of the functions.
    """
    wanted = set(names)
    for function in [*source.functions]:
        name = source.name_of(function)
        if name in wanted:
            _mark(function, source.path, name)
    return source.tree


def _mark(function: FunctionNode, path: str, name: str) -> None:
    first = function.body[0]
    call = ast.Expr(
        ast.Call(ast.Name(MARK, ast.Load()), [ast.Constant(path), ast.Constant(name)], []),
    )
    for node in ast.walk(call):
        ast.copy_location(node, first)
    has_docstring = ast.get_docstring(function, clean=False) is not None
    function.body.insert(1 if has_docstring else 0, call)


def register_mark(told: Callable[[str, str], None]) -> None:
    """Let marked functions tell a function of their calls: the path of the file, and the qualified name."""
    setattr(builtins, MARK, told)
