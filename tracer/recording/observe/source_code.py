"""Reading the code of an app's functions without running it: what they name, what they call, what they wrap."""

import ast
import dis
import inspect
import textwrap
from collections.abc import Iterator
from functools import lru_cache
from types import CodeType, FunctionType
from typing import Any

_MOST_WRAPPED = 50
"""A chain of ``__wrapped__`` that is longer than this leads in a circle."""


def chain(view: Any) -> Iterator[Any]:
    """Yield a function and everything that it wraps, the outermost first."""
    for _ in range(_MOST_WRAPPED):
        yield view
        view = getattr(view, "__wrapped__", None)
        if view is None:
            return


def innermost(view: Any) -> Any:
    """Return the function at the end of a chain of decorators."""
    *_, last = chain(view)
    return last


def methods_of(view: Any) -> dict[str, Any]:
    """Return the functions that answer the methods of a class-based view; empty for a plain one."""
    view_class = getattr(view, "view_class", None)
    if view_class is None:
        return {}
    names = sorted(getattr(view_class, "methods", None) or ())
    found = {name: getattr(view_class, name.lower(), None) for name in names}
    return {name: function for name, function in found.items() if function is not None}


def functions_of(view: Any) -> list[FunctionType]:
    """Return the functions in which a view is written: the one behind its decorators, or those of its class."""
    view_class = getattr(view, "view_class", None)
    candidates = [*methods_of(view).values(), getattr(view_class, "dispatch_request", None)] if view_class else [view]
    return [inner for candidate in candidates if isinstance(inner := innermost(candidate), FunctionType)]


def names_in(code: CodeType) -> frozenset[str]:
    """Return every name that a function refers to, those of functions inside it included."""
    names = {*code.co_names, *code.co_freevars}
    for inner in _inside(code):
        names |= names_in(inner)
    return frozenset(names)


def asks_for_next(code: CodeType) -> bool:
    """Tell whether a function looks for where the visitor wanted to go: the word ``next``, or a field of that name."""
    words = {item for constant in code.co_consts for item in (constant if isinstance(constant, tuple) else (constant,))}
    return "next" in words or _reads_attribute(code, "next") or any(map(asks_for_next, _inside(code)))


def _reads_attribute(code: CodeType, name: str) -> bool:
    if name not in code.co_names:
        return False
    return any(
        each.argval == name and each.opname in {"LOAD_ATTR", "LOAD_METHOD"} for each in dis.get_instructions(code)
    )


def _inside(code: CodeType) -> Iterator[CodeType]:
    return (constant for constant in code.co_consts if isinstance(constant, CodeType))


def returns_something(code: CodeType) -> bool:
    """Tell whether a function returns anything but None anywhere."""
    before: dis.Instruction | None = None
    for instruction in dis.get_instructions(code):
        if instruction.opname == "RETURN_VALUE":
            if before is None or before.opname != "LOAD_CONST" or before.argval is not None:
                return True
        elif instruction.opname == "RETURN_CONST" and instruction.argval is not None:
            return True
        before = instruction
    return False


def source_of(function: FunctionType) -> ast.FunctionDef | ast.AsyncFunctionDef | None:
    """Return the source of a function, taken apart; None where there is none to be read."""
    inner = innermost(function)
    return source_of_code(inner.__code__) if isinstance(inner, FunctionType) else None


@lru_cache(maxsize=512)
def source_of_code(code: CodeType) -> ast.FunctionDef | ast.AsyncFunctionDef | None:
    """Return the source of a function by its code, taken apart; None where there is none to be read."""
    # To find the end of a function its file is read token by token, which takes two milliseconds.
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(code)))
    except (OSError, TypeError, SyntaxError):
        return None
    found = tree.body[0] if tree.body else None
    return found if isinstance(found, ast.FunctionDef | ast.AsyncFunctionDef) else None


def ignores_result_of(function: FunctionType, called: str) -> bool | None:
    """Tell whether a function calls another by name and throws away what it returns; None where it cannot be told."""
    if called not in names_in(function.__code__):
        return None
    source = source_of(function)
    if source is None:
        return None
    thrown_away = [node.value for node in ast.walk(source) if isinstance(node, ast.Expr)]
    return any(isinstance(call, ast.Call) and last_name(call.func) == called for call in thrown_away)


def last_name(expression: ast.expr) -> str | None:
    """Return the name at the end of an expression: ``abort`` for ``flask.abort``; None where there is none."""
    if isinstance(expression, ast.Attribute):
        return expression.attr
    return expression.id if isinstance(expression, ast.Name) else None
