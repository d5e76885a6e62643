"""Finding out whether a function refers to one of Flask-Login's own, under whatever name, and not to a namesake.

A service of the app may have a method called ``login_user`` that has nothing to do with Flask-Login's.
"""

import ast
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from types import CellType, CodeType, FunctionType, ModuleType
from typing import Any, TypeGuard, TypeVar

from tracer.recording.module_names import package_of
from tracer.recording.observe import bytecode
from tracer.recording.observe.source_code import (
    Definition,
    any_of,
    codes_inside,
    innermost,
    last_name,
    names_from_outside,
    names_in,
    nodes_of,
    source_of_code,
)

_T = TypeVar("_T")

_LIBRARY = "flask_login"
_WAYS_OF_LIBRARIES = frozenset({"login_user", "logout_user"})
_DEEP = 2
"""How far a view is followed into functions of its own package."""


class References:
    """What the functions of an app refer to; each of them is read once."""

    def __init__(self) -> None:
        self._named: dict[FunctionType, tuple[FunctionType, ...]] = {}
        self._referring: dict[tuple[FunctionType, str], bool | None] = {}
        self._asked: set[FunctionType] = set()
        self._at: dict[frozenset[str], tuple[FunctionType, ...]] = {}

    def functions_at(self, home: frozenset[str]) -> tuple[FunctionType, ...]:
        """Return the functions and methods of the loaded modules of some packages and folders."""
        if home not in self._at:
            self._at[home] = tuple(_functions_at(home))
        return self._at[home]

    def with_helpers(self, *functions: FunctionType) -> list[FunctionType]:
        """Return functions, and the functions and methods of their own packages that they name."""
        self._asked.update(functions)
        found = dict.fromkeys(functions)
        newest = [*found]
        for _ in range(_DEEP):
            named = dict.fromkeys(helper for function in newest for helper in self._named_by(function))
            newest = [helper for helper in named if helper not in found]
            found.update(dict.fromkeys(newest))
        return [*found]

    def refer_elsewhere(self, target: FunctionType) -> bool | None:
        """Tell whether the code of the app refers to a function of Flask-Login's where no view was seen to lead.

        Functions inside of functions do not count: a factory holds the views, which are known. None where it cannot
        be told.
        """
        home = frozenset().union(*map(home_of, self._asked))
        reached = {*self._named, *(helper for named in self._named.values() for helper in named)}
        return any_of(
            _refers_to(function.__code__, target, _names_held(function), inside=False)
            for function in self.functions_at(home)
            if function not in reached
        )

    def use_together(self, name: str, word: str) -> bool:
        """Tell whether a function of the app uses a name and a word: ``session`` and ``"user_id"``."""
        home = frozenset().union(*map(home_of, self._asked))
        functions = {*self.functions_at(home), *self._asked, *self._named}
        return any(_uses_together(function.__code__, name, word) for function in functions)

    def _named_by(self, function: FunctionType) -> tuple[FunctionType, ...]:
        if function not in self._named:
            self._named[function] = tuple(_functions_named_by(function))
        return self._named[function]

    def refer_to(self, function: FunctionType, target: FunctionType) -> bool | None:
        """Tell whether the code of a function refers to a function of Flask-Login's; None where it cannot be told."""
        key = (function, target.__name__)
        if key not in self._referring:
            self._referring[key] = _refers_to(function.__code__, target, _names_held(function))
        return self._referring[key]


def _functions_at(home: frozenset[str]) -> Iterator[FunctionType]:
    for module in [module for name, module in [*sys.modules.items()] if _holds(home, name, module)]:
        for value in [*vars(module).values()]:
            held = [*vars(value).values()] if _is_a(value, type) else [value]
            functions = [each for each in map(_function_behind, held) if type(each) is FunctionType]
            yield from (inner for inner in map(innermost, functions) if _is_at(inner, home))


def _holds(home: frozenset[str], name: str, module: ModuleType) -> bool:
    """Tell whether a loaded module belongs to some packages and folders; most do not, as their names alone say."""
    if package_of(name) in home:
        return _is_a(module, ModuleType)
    return "." not in name and _is_a(module, ModuleType) and not home.isdisjoint(_home_at(name, _file_of(module)))


def _uses_together(code: CodeType, name: str, word: str) -> bool:
    own = name in {*code.co_names, *code.co_freevars} and word in code.co_consts
    return own or any(_uses_together(inner, name, word) for inner in codes_inside(code))


def _file_of(module: ModuleType) -> str:
    """Return the file of a module; empty where it has none, or something of its own in that place."""
    file = vars(module).get("__file__")
    return file if type(file) is str else ""


def _functions_named_by(function: FunctionType) -> Iterator[FunctionType]:
    names, around = sorted(names_in(function.__code__)), _held_around(function)
    found = [held for name in names if (held := _held_by(function, around, name)) is not None]
    found += [value for owner in found for value in _named_in(owner, names)]
    home = home_of(function)
    for named in found:
        inner = innermost(named) if type(named) is FunctionType else None
        if type(inner) is FunctionType and (_is_at(inner, home) or inner.__name__ in _WAYS_OF_LIBRARIES):
            yield inner


def _is_a(value: object, kind: type[_T]) -> TypeGuard[_T]:
    """Tell of which type an object is. isinstance would ask a proxy what it stands for, and load the user."""
    return issubclass(type(value), kind)


def _is_at(value: object, home: frozenset[str]) -> TypeGuard[FunctionType]:
    return type(value) is FunctionType and bool(home_of(value) & home)


def home_of(function: FunctionType) -> frozenset[str]:
    """Return the package and the folder of a function: an app may be a package, or files side by side."""
    return _home_at(function.__module__ or "", function.__code__.co_filename)


@lru_cache(maxsize=4096)
def _home_at(module: str, file: str) -> frozenset[str]:
    # A package may be imported under two names, from one folder: then its functions are there twice.
    folder = file.rpartition(os.sep)[0] if "." not in module else ""
    return frozenset({package_of(module), folder} - {""})


def _held_around(function: FunctionType) -> Mapping[str, Any]:
    """Return what a function finds under each name in the functions that it was made in."""
    cells = zip(function.__code__.co_freevars, function.__closure__ or (), strict=True)
    return {name: cell.cell_contents for name, cell in cells if _is_filled(cell)}


def _is_filled(cell: CellType) -> bool:
    try:
        cell.cell_contents  # noqa: B018 # an empty cell raises
    except ValueError:
        return False
    return True


def _held_by(function: FunctionType, around: Mapping[str, Any], name: str) -> Any:
    """Return what a function finds under a name, around it or in its module; None when it finds nothing."""
    return around[name] if name in around else function.__globals__.get(name)


def _named_in(owner: Any, names: Iterable[str]) -> Iterator[Any]:
    """Yield what a module, a class or an object holds under some of the names. Nothing is called."""
    if _is_a(owner, ModuleType):
        spaces: list[Mapping[str, Any]] = [vars(owner)]
    else:
        spaces = [vars(each) for each in (owner if _is_a(owner, type) else type(owner)).__mro__]
    for space in spaces:
        yield from (_function_behind(space[name]) for name in names if name in space)


def _function_behind(value: Any) -> Any:
    return value.__func__ if type(value) in {staticmethod, classmethod} else value


def _names_held(function: FunctionType) -> Mapping[str, Any]:
    """Return what a function finds under each name that it uses."""
    around = _held_around(function)
    return {name: _held_by(function, around, name) for name in names_in(function.__code__)}


def _refers_to(code: CodeType, target: FunctionType, held: Mapping[str, Any], *, inside: bool = True) -> bool | None:
    """Tell whether a function refers to one of Flask-Login's; None where that cannot be told.

    Args:
        code: The code of the function.
        target: The function of Flask-Login's.
        held: What the function finds under each name that it uses.
        inside: Whether the functions inside it count.
    """
    if target.__name__ not in held and not any(value is target for value in held.values()):
        return False
    source = source_of_code(code)
    if source is not None:
        return _names(source, target, held, inside=inside)
    inner = codes_inside(code) if inside else ()
    return any_of([bytecode.refers_to(code, target, held), *(_refers_to(each, target, held) for each in inner)])


def _names(source: Definition, target: FunctionType, held: Mapping[str, Any], *, inside: bool) -> bool:
    """Tell whether a function names another by itself, by its module, or in an import of its own."""
    names = names_from_outside(source, inside=inside)
    if any(held.get(name) is target for name in names):
        return True
    owners = names & _owners_of(source, target.__name__, inside=inside)
    if any(_is_module_of_library(held.get(name)) for name in owners):
        return True
    return _imports(source, target.__name__, inside=inside)


@lru_cache(maxsize=1024)
def _owners_of(source: Definition, attribute: str, *, inside: bool) -> frozenset[str]:
    """Return the names before an attribute in a function: ``flask_login`` for ``flask_login.login_user``."""
    nodes = nodes_of(source, inside=inside)
    owners = (last_name(node.value) for node in nodes if isinstance(node, ast.Attribute) and node.attr == attribute)
    return frozenset(owner for owner in owners if owner is not None)


@lru_cache(maxsize=1024)
def _imports(source: Definition, name: str, *, inside: bool) -> bool:
    """Tell whether a function itself imports something of Flask-Login's."""
    froms = (node for node in nodes_of(source, inside=inside) if isinstance(node, ast.ImportFrom))
    return any(_is_of_library(node.module or "") and name in {each.name for each in node.names} for node in froms)


def _is_module_of_library(value: object) -> bool:
    return _is_a(value, ModuleType) and _is_of_library(value.__name__)


def _is_of_library(module: str) -> bool:
    return module.partition(".")[0] == _LIBRARY
