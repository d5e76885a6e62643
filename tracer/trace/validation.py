"""Strict checks of values that were read from JSON, written by hand so that reading a trace imports no schema library.

A check takes a value and returns it as the model wants it, or raises WrongValueError, which collects the way to the
value while it passes through the checks around it: ``events[3].place.line``.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, TypeAlias, TypeVar, Union, get_args, get_origin, get_type_hints

from tracer.trace.plain_values import Plain

_T = TypeVar("_T")

Check: TypeAlias = Callable[[Any], _T]
"""Returns the value as the model takes it, or raises WrongValueError."""

_DEEPEST = 20
"""No fact is nested so deeply: what is recorded is cut off long before (tracer.trace.plain_values)."""


class WrongValueError(Exception):
    """A value does not fit.

    Args:
        problem: What is wrong with it.
    """

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem
        self._way: list[str | int] = []

    def inside(self, key: str | int) -> "WrongValueError":
        """Say that the value was found under this key or index."""
        self._way.insert(0, key)
        return self

    @property
    def where(self) -> str:
        """The way to the value, empty for the whole."""
        return "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in self._way).removeprefix(".")


def read_object(
    value: Plain, checks: Mapping[str, Check[Any]], *, required: Iterable[str] | None = None
) -> dict[str, Any]:
    """Return the checked values of a JSON object.

    Args:
        value: The object.
        checks: The check of each key that it may have.
        required: The keys that it must have; all of them when left out.
    """
    if not isinstance(value, dict):
        raise WrongValueError("an object is expected here")
    found: dict[str, Any] = {}
    for key, item in value.items():
        if key not in checks:
            raise WrongValueError(f"there is no such key as {json.dumps(key)}")
        try:
            found[key] = checks[key](item)
        except WrongValueError as wrong:
            raise wrong.inside(key) from None
    for key in checks if required is None else required:
        if key not in found:
            raise WrongValueError(f'the key "{key}" is missing')
    return found


def text(value: Any) -> str:
    """A text."""
    if type(value) is not str:
        raise WrongValueError("a text is expected here")
    return value


def count(value: Any) -> int:
    """A whole number from 1."""
    if type(value) is not int or value < 1:
        raise WrongValueError("a whole number from 1 is expected here")
    return value


def whole(value: Any) -> int:
    """A whole number."""
    if type(value) is not int:
        raise WrongValueError("a whole number is expected here")
    return value


def number(value: Any) -> float:
    """A number with a point."""
    if type(value) is not float:
        raise WrongValueError("a number with a decimal point is expected here")
    return value


def nothing(value: Any) -> None:
    """Nothing."""
    if value is not None:
        raise WrongValueError("nothing is expected here")


def truth(value: Any) -> bool:
    """True or false."""
    if type(value) is not bool:
        raise WrongValueError("true or false is expected here")
    return value


def anything(value: Any) -> Any:
    """Accept what is derived again anyway."""
    return value


def or_none(check: Check[_T]) -> Check[_T | None]:
    """What the check accepts, or nothing."""
    return lambda value: None if value is None else check(value)


def one_of(*known: str) -> Check[str]:
    """One of these texts."""

    def check(value: Any) -> str:
        if value not in known:
            raise WrongValueError(f"one of {', '.join(known)} is expected here")
        return str(value)

    return check


def list_of(check: Check[_T]) -> Check[tuple[_T, ...]]:
    """A list of what the check accepts."""

    def checked(value: Any) -> tuple[_T, ...]:
        if not isinstance(value, list):
            raise WrongValueError("a list is expected here")
        found = []
        for index, item in enumerate(value):
            try:
                found.append(check(item))
            except WrongValueError as wrong:
                raise wrong.inside(index) from None
        return tuple(found)

    return checked


def mapping_of(check: Check[_T]) -> Check[dict[str, _T]]:
    """An object with whatever keys, and what the check accepts in it."""

    def checked(value: Any) -> dict[str, _T]:
        if not isinstance(value, dict):
            raise WrongValueError("an object is expected here")
        found = {}
        for key, item in value.items():
            try:
                found[key] = check(item)
            except WrongValueError as wrong:
                raise wrong.inside(key) from None
        return found

    return checked


def facts(value: Any) -> dict[str, Plain]:
    """An object with whatever plain values in it."""
    if not isinstance(value, dict):
        raise WrongValueError("an object is expected here")
    _check_depth(value, _DEEPEST)
    return value


def _check_depth(value: Plain, depth: int) -> None:
    if depth == 0:
        raise WrongValueError("the facts are nested too deeply")
    if isinstance(value, dict):
        for item in value.values():
            if isinstance(item, (dict, list)):
                _check_depth(item, depth - 1)
    elif isinstance(value, list):
        for item in value:
            if isinstance(item, (dict, list)):
                _check_depth(item, depth - 1)


texts_by_name = mapping_of(text)
"""An object with texts in it."""


_SCALARS: Mapping[Any, Check[Any]] = {
    str: text,
    int: whole,
    bool: truth,
    float: number,
    NoneType: nothing,
}


@cache
def check_of(hint: Any) -> Check[Any]:
    """Return the check of a type: a dataclass, or what may stand as the type of one of its fields.

    Raises:
        TypeError: Values of this type cannot be told from plain data.
    """
    if hint in _SCALARS:
        return _SCALARS[hint]
    if is_dataclass(hint):
        return _of_dataclass(hint)
    make = _GENERIC.get(get_origin(hint))
    if make is None:
        raise TypeError(f"there is no check of {hint!r}: plain data has no such type")
    return make(get_args(hint))


def _of_dataclass(cls: Any) -> Check[Any]:
    hints = get_type_hints(cls)
    checks = {field.name: check_of(hints[field.name]) for field in fields(cls)}
    required = [field.name for field in fields(cls) if field.default is MISSING and field.default_factory is MISSING]

    def check(value: Any) -> Any:
        found = read_object(value, checks, required=required)
        try:
            return cls(**found)
        except ValueError as error:
            raise WrongValueError(str(error)) from error

    return check


def _of_literal(values: tuple[Any, ...]) -> Check[Any]:
    return one_of(*values)


def _of_tuple(items: tuple[Any, ...]) -> Check[Any]:
    if len(items) != 2 or items[1] is not ...:  # noqa: PLR2004 # tuple[X, ...]
        raise TypeError("there is no check of a tuple of a fixed length")
    return list_of(check_of(items[0]))


def _of_list(items: tuple[Any, ...]) -> Check[Any]:
    check = list_of(check_of(items[0]))
    return lambda value: list(check(value))


def _of_mapping(types: tuple[Any, ...]) -> Check[Any]:
    return mapping_of(check_of(types[1]))


def _of_union(types: tuple[Any, ...]) -> Check[Any]:
    """Accept what exactly one of the types accepts."""
    checks = [check_of(hint) for hint in types]

    def check(value: Any) -> Any:
        found = []
        problems = []
        for one in checks:
            try:
                found.append(one(value))
            except WrongValueError as wrong:
                problems.append(wrong)
        if len(found) == 1:
            return found[0]
        # A wrong part of the right object tells more than that an object is no text.
        raise max(problems, key=lambda wrong: len(wrong.where)) if problems else WrongValueError("this is ambiguous")

    return check


_GENERIC: Mapping[Any, Callable[[tuple[Any, ...]], Check[Any]]] = {
    Literal: _of_literal,
    Union: _of_union,
    UnionType: _of_union,
    tuple: _of_tuple,
    list: _of_list,
    dict: _of_mapping,
    Mapping: _of_mapping,
}
