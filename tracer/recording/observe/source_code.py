"""Reading the code of an app's functions without running it: what they name, what they call, what they wrap."""

import ast
import linecache
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from types import CodeType, FunctionType
from typing import Any, TypeAlias

from tracer.recording.observe import bytecode
from tracer.syntax_tree import syntax_tree

Definition: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
"""A function as it is written."""

CodeScope: TypeAlias = Definition | ast.ClassDef
"""What gives names of its own."""

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
    for _ in range(_MOST_WRAPPED - 1):
        behind = getattr(view, "__wrapped__", None)
        if behind is None:
            break
        view = behind
    return view


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


@lru_cache(maxsize=4096)
def names_in(code: CodeType) -> frozenset[str]:
    """Return every name that a function refers to, those of functions inside it included."""
    names = {*code.co_names, *code.co_freevars}
    for inner in codes_inside(code):
        names |= names_in(inner)
    return frozenset(names)


def codes_inside(code: CodeType) -> Iterator[CodeType]:
    """Yield the code of each function inside a function."""
    return (constant for constant in code.co_consts if isinstance(constant, CodeType))


def any_of(answers: Iterable[bool | None]) -> bool | None:
    """Return True when one of some answers is True, else None when one of them is not known, else False."""
    unknown = False
    for answer in answers:
        if answer:
            return True
        unknown = unknown or answer is None
    return None if unknown else False


def asks_for_next(code: CodeType) -> bool | None:
    """Tell whether a function looks for where the visitor wanted to go: the word ``next``, or a field of that name.

    Returns:
        None where that cannot be told.
    """
    words = {item for constant in code.co_consts for item in (constant if isinstance(constant, tuple) else (constant,))}
    if "next" in words:
        return True
    reads = _reads_attribute(code, "next") if "next" in code.co_names else False
    return any_of([reads, *map(asks_for_next, codes_inside(code))])


def _reads_attribute(code: CodeType, name: str) -> bool | None:
    source = source_of_code(code)
    if source is None:
        return bytecode.reads_attribute(code, name)
    return any(isinstance(node, ast.Attribute) and node.attr == name for node in nodes_of(source, inside=False))


def returns_something(code: CodeType) -> bool | None:
    """Tell whether a function returns anything but None anywhere; None where that cannot be told."""
    source = source_of_code(code)
    if source is None:
        return bytecode.returns_something(code)
    if isinstance(source, ast.Lambda):
        return not is_nothing(source.body)
    returns = (node for node in nodes_of(source, inside=False) if isinstance(node, ast.Return))
    return any(not is_nothing(node.value) for node in returns)


def is_nothing(value: ast.expr | None) -> bool:
    """Tell whether what is returned is None, written out or not."""
    return value is None or (isinstance(value, ast.Constant) and value.value is None)


def nodes_of(scope: CodeScope, *, inside: bool) -> Iterator[ast.AST]:
    """Yield what the body of a function or class is made of.

    Args:
        scope: The function or class.
        inside: Whether the bodies of functions and classes in it count.
    """
    waiting: list[ast.AST] = [scope.body] if isinstance(scope, ast.Lambda) else [*scope.body]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += _before_the_body(node) if isinstance(node, CodeScope) and not inside else ast.iter_child_nodes(node)


def _before_the_body(scope: CodeScope) -> list[ast.AST]:
    """Return the parts of a function or class that belong to the place where it is defined."""
    if isinstance(scope, ast.ClassDef):
        return [*scope.decorator_list, *scope.bases, *scope.keywords]
    decorators = [] if isinstance(scope, ast.Lambda) else scope.decorator_list
    return [*decorators, *scope.args.defaults, *(default for default in scope.args.kw_defaults if default is not None)]


@lru_cache(maxsize=1024)
def names_from_outside(scope: CodeScope, *, inside: bool = True) -> frozenset[str]:
    """Return the names that a function or class reads and does not give itself.

    Args:
        scope: The function or class.
        inside: Whether functions and classes in it count.
    """
    own = [*nodes_of(scope, inside=False)]
    given = _names_given(scope, own)
    read = {node.id for node in own if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    inner = [names_from_outside(node) for node in own if isinstance(node, CodeScope)] if inside else []
    if isinstance(scope, ast.ClassDef):
        # Functions in a class do not see the names that it gives.
        return frozenset(read - given).union(*inner)
    return frozenset(read.union(*inner) - given)


def _names_given(scope: CodeScope, own: Iterable[ast.AST]) -> set[str]:
    given = (
        set()
        if isinstance(scope, ast.ClassDef)
        else {each.arg for each in ast.walk(scope.args) if isinstance(each, ast.arg)}
    )
    elsewhere: set[str] = set()
    for node in own:
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            given.add(node.id)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            given.add(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            given |= {(alias.asname or alias.name).partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar):
            given.add(node.name or "")
        elif isinstance(node, ast.MatchMapping):
            given.add(node.rest or "")
        elif isinstance(node, ast.Global | ast.Nonlocal):
            elsewhere |= {*node.names}
    return given - elsewhere


def source_of(function: FunctionType) -> Definition | None:
    """Return the source of a function, taken apart; None where there is none to be read."""
    inner = innermost(function)
    return source_of_code(inner.__code__) if isinstance(inner, FunctionType) else None


def source_of_code(code: CodeType) -> Definition | None:
    """Return the source of a function by its code, taken apart; None where there is none to be read.

    Two lambdas of the same form in one line are not told apart, so neither has a source. The answer is not kept by
    code: two codes are equal wherever they were written, and have other decorators.
    """
    found = [node for node in _definitions_in(code.co_filename).get(code.co_firstlineno, ()) if _fits(node, code)]
    return found[0] if len(found) == 1 else None


@lru_cache(maxsize=64)
def _definitions_in(file: str) -> Mapping[int, Sequence[Definition]]:
    """Return the functions of a file by the lines at which they begin; decorators belong to a function."""
    return _definitions_of(source_of_file(file))


def source_of_file(file: str) -> str:
    """Return the source of a file; empty where it cannot be read."""
    return "".join(linecache.getlines(file))


tree_of = lru_cache(maxsize=64)(syntax_tree)
"""Kept by the text itself: what was taken apart before a process is forked is there in the fork, whatever text the file
holds in it."""


def forget_files() -> None:
    """Read files anew from now on; what was taken apart is kept by their texts."""
    linecache.clearcache()
    _definitions_in.cache_clear()


@lru_cache(maxsize=64)
def _definitions_of(text: str) -> Mapping[int, Sequence[Definition]]:
    """Return the functions of a source text by the lines at which they begin; decorators belong to a function."""
    tree = tree_of(text)
    if tree is None:
        return {}
    found: dict[int, list[Definition]] = {}
    for node in ast.walk(tree):
        if isinstance(node, Definition):
            decorators = [] if isinstance(node, ast.Lambda) else node.decorator_list
            found.setdefault(min(part.lineno for part in (node, *decorators)), []).append(node)
    return found


def _fits(node: Definition, code: CodeType) -> bool:
    name = "<lambda>" if isinstance(node, ast.Lambda) else node.name
    positional = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    count = code.co_argcount + code.co_kwonlyargcount
    return name == code.co_name and [argument.arg for argument in positional] == [*code.co_varnames[:count]]


def ignores_result_of(function: FunctionType, called: str) -> bool | None:
    """Tell whether a function calls another by name and throws away what it returns; None where it cannot be told."""
    if called not in names_in(function.__code__):
        return None
    source = source_of(function)
    if source is None:
        return None
    return called in _names_called_for_nothing(source)


@lru_cache(maxsize=1024)
def _names_called_for_nothing(source: Definition) -> frozenset[str | None]:
    """Return the names by which a function calls others and throws away what they return."""
    thrown_away = [node.value for node in ast.walk(source) if isinstance(node, ast.Expr)]
    return frozenset(last_name(call.func) for call in thrown_away if isinstance(call, ast.Call))


def passes_true(function: FunctionType, called: str, position: int, name: str) -> bool:
    """Tell whether a function calls another by name and gives it ``True``, as it stands, for one of its arguments.

    Args:
        function: The function.
        called: The name of the other one.
        position: The position of the argument.
        name: The name of the argument.
    """
    source = source_of(function) if called in names_in(function.__code__) else None
    if source is None:
        return False
    calls = [node for node in ast.walk(source) if isinstance(node, ast.Call) and last_name(node.func) == called]
    given = [keyword.value for call in calls for keyword in call.keywords if keyword.arg == name]
    given += [call.args[position] for call in calls if len(call.args) > position]
    return any(isinstance(value, ast.Constant) and value.value is True for value in given)


def last_name(expression: ast.expr) -> str | None:
    """Return the name at the end of an expression: ``abort`` for ``flask.abort``; None where there is none."""
    if isinstance(expression, ast.Attribute):
        return expression.attr
    return expression.id if isinstance(expression, ast.Name) else None
