"""Checks that are read off the annotations of dataclasses: plain data in, the dataclass out.

They make lessons and scenarios of plain data in a few milliseconds and import nothing; a schema of pydantic takes a
tenth of a second. They are strict: a value has exactly the type that the annotation names. What they refuse may still
be good enough for pydantic, which also names everything that is wrong and not only the first thing; so where somebody
writes by hand, pydantic has the last word (tracer.lesson_loading).
"""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from tracer import json_checks
from tracer.json_checks import Check, WrongValueError

_SCALARS: Mapping[Any, Check[Any]] = {
    str: json_checks.text,
    int: json_checks.whole,
    bool: json_checks.truth,
    float: json_checks.number,
    NoneType: json_checks.nothing,
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
        found = json_checks.read_object(value, checks, required=required)
        try:
            return cls(**found)
        except ValueError as error:
            raise WrongValueError(str(error)) from error

    return check


def _of_literal(values: tuple[Any, ...]) -> Check[Any]:
    return json_checks.one_of(*values)


def _of_tuple(items: tuple[Any, ...]) -> Check[Any]:
    if len(items) != 2 or items[1] is not ...:  # noqa: PLR2004 # tuple[X, ...]
        raise TypeError("there is no check of a tuple of a fixed length")
    return json_checks.list_of(check_of(items[0]))


def _of_list(items: tuple[Any, ...]) -> Check[Any]:
    check = json_checks.list_of(check_of(items[0]))
    return lambda value: list(check(value))


def _of_mapping(types: tuple[Any, ...]) -> Check[Any]:
    return json_checks.mapping_of(check_of(types[1]))


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
