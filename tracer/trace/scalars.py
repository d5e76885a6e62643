"""Reading single values: texts, numbers, truth values, and one of a few known ones."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import isfinite
from types import NoneType
from typing import Any, TypeAlias, TypeVar

from tracer.trace.wrong_values import Expected, WrongValueError, nearest

_T = TypeVar("_T")

Check: TypeAlias = Callable[[Any], _T]
"""Returns a plain value as a class takes it, or raises WrongValueError."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads values of one type.

    Attributes:
        check: Returns the value as the class takes it, or raises WrongValueError.
        types: The types of plain values that it takes.
        expected: What belongs here.
    """

    check: Check[Any]
    types: frozenset[type]
    expected: Expected


SCALARS: Mapping[type, Expected] = {
    bool: Expected("true or false"),
    int: Expected("a whole number"),
    float: Expected("a number with a decimal point"),
    str: Expected("a text"),
    NoneType: Expected("nothing"),
}
"""The types of single values, each with what a message calls it."""


def scalar(kind: type, *, lenient: bool) -> Reader:
    """Return the reader of a type of single values.

    Args:
        kind: One of SCALARS.
        lenient: Whether a value of another type is taken for what it means.
    """
    expected = SCALARS[kind]
    meant = _MEANT.get(kind) if lenient else None

    def check(value: Any) -> Any:
        if type(value) is kind:
            return value
        if meant is not None and (found := meant(value)) is not None:
            return found
        raise expected.instead_of(value)

    return Reader(_finite if kind is float else check, frozenset({kind}), expected)


FINITE = Expected("a number that is finite")


def _finite(value: Any) -> float:
    """Return a number with a decimal point; NaN and infinity are none that JSON could hold."""
    if type(value) is not float:
        raise SCALARS[float].instead_of(value)
    if not isfinite(value):
        raise FINITE.instead_of(value)
    return value


_EXACT = 2**53
"""Below this number a float holds every whole number exactly (IEEE 754, binary64)."""


def _whole_number(value: Any) -> int | None:
    """Return the whole number that a value of another type means; None where it means none."""
    try:
        if type(value) is str:
            return int(value.strip().removesuffix(".0"))
    except ValueError:
        return None
    if type(value) in {bool, float} and abs(value) < _EXACT and value == int(value):
        return int(value)
    return None


_YES = frozenset({"true", "t", "yes", "y", "on", "1"})
_NO = frozenset({"false", "f", "no", "n", "off", "0"})


def _truth(value: Any) -> bool | None:
    """Return the truth value that a value of another type means; None where it means none."""
    if type(value) is str:
        word = value.lower()
        return word in _YES if word in _YES | _NO else None
    return bool(value) if type(value) in {int, float} and value in {0, 1} else None


_MEANT: Mapping[type, Callable[[Any], Any]] = {int: _whole_number, bool: _truth}


def literal(values: tuple[Any, ...]) -> Reader:
    """Return the reader of one of a few known values."""
    types = frozenset(map(type, values))
    texts = [str(value) for value in values]
    words = f"one of {', '.join(texts)}" if texts[1:] else json.dumps(texts[0])

    def check(value: Any) -> Any:
        if type(value) in types and value in values:
            return value
        close = nearest(value, texts) if type(value) is str else None
        raise Expected(words, f'did you mean "{close}"?' if close else "").instead_of(value)

    return Reader(check, types, Expected(words))


def with_minimum(reader: Reader, least: int) -> Reader:
    """Return the reader of numbers, with a least one."""
    expected = Expected(f"{reader.expected.words} from {least}")

    def check(value: Any) -> Any:
        found = reader.check(value)
        if found < least:
            raise expected.instead_of(value)
        return found

    return with_words(Reader(check, reader.types, expected), expected)


def with_words(reader: Reader, expected: Expected) -> Reader:
    """Return the reader, with other words for a value of a type that it does not take."""

    def check(value: Any) -> Any:
        try:
            return reader.check(value)
        except WrongValueError:
            if type(value) in reader.types:
                raise
            raise expected.instead_of(value) from None

    return Reader(check, reader.types, expected)
