"""Reading plain data into dataclasses: strict checks that follow from the fields and their types.

``read`` takes what a parser of JSON or TOML has made and returns the dataclass, or raises one error that names every
wrong value with its place: ``events[3].place.line``. It needs the standard library only, so that a stranger's trace
is checked wherever it is shown.

The type of a field is a scalar, a Literal, a dataclass, ``tuple[X, ...]``, ``list[X]``, ``Mapping[str, X]``,
``Plain``, or a union of these. ``Annotated`` narrows it: by a ``Minimum``, by ``Expected`` words for the message, or
by ``ReadBy`` a function of its own. ``tracer.trace.plain_form`` says which keys the fields have.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, is_dataclass
from math import isfinite
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, TypeAlias, TypeVar, Union, get_args, get_origin

from tracer.trace.plain_form import PlainField, plain_fields
from tracer.trace.plain_values import Plain
from tracer.trace.scalars import FINITE, SCALARS, Check, Reader, literal, scalar, with_minimum, with_words
from tracer.trace.wrong_values import NO_SUCH_KEY, Expected, WrongValue, WrongValueError, nearest, wrong

_T = TypeVar("_T")

_DEEPEST = 20
"""No plain value is nested so deeply: what is recorded is cut off long before (tracer.trace.plain_values)."""


@dataclass(frozen=True)
class Minimum:
    """For ``Annotated``: the least number that is allowed."""

    least: int


@dataclass(frozen=True)
class ReadBy:
    """For ``Annotated``: the function that reads the value."""

    check: Check[Any]


Count: TypeAlias = Annotated[int, Minimum(1)]
"""A whole number from 1."""


def read(kind: type[_T], value: Any, *, lenient: bool = False) -> _T:
    """Return plain data as a dataclass.

    Args:
        kind: The dataclass.
        value: What a parser made of JSON or TOML.
        lenient: Whether a number or a truth value may be written in another form that means the same: ``"10"`` and
            ``10.0`` for 10, ``"yes"`` and 1 for true. People write so by hand; programs do not.

    Raises:
        WrongValueError: It does not fit. Every wrong value is named.
        TypeError: A field has a type that plain data cannot hold: a mistake in the class.
    """
    found: _T = (_LENIENT if lenient else _STRICT).of(kind).check(value)
    return found


_COMPARED = 20
"""For so many strange keys of one object the key is named that may have been meant."""

_PLAIN = frozenset({*SCALARS, list, dict})
_ANYTHING = Expected("a value of another form")
_TABLE = Expected("a table of keys and values")
_LIST = Expected("a list")


class _Readers:
    """Makes the reader of each type, once.

    Args:
        lenient: As for ``read``.
    """

    def __init__(self, *, lenient: bool) -> None:
        self._known: dict[Any, Reader] = {kind: scalar(kind, lenient=lenient) for kind in SCALARS}
        self._known[Plain] = Reader(_plain, _PLAIN, _ANYTHING)
        self._generic: Mapping[Any, Callable[[tuple[Any, ...]], Reader]] = {
            Annotated: self._of_annotated,
            Literal: literal,
            Mapping: self._of_mapping,
            Union: self._of_union,
            UnionType: self._of_union,
            dict: self._of_mapping,
            list: self._of_list,
            tuple: self._of_tuple,
        }

    def of(self, hint: Any) -> Reader:
        """Return the reader of a type. Raises TypeError."""
        reader = self._known.get(hint)
        if reader is None:
            reader = self._known[hint] = self._made(hint)
        return reader

    def _made(self, hint: Any) -> Reader:
        if is_dataclass(hint):
            return self._of_dataclass(hint)
        make = self._generic.get(get_origin(hint))
        if make is None:
            raise TypeError(f"{hint!r} cannot be read: plain data has no such type")
        return make(get_args(hint))

    def _of_dataclass(self, kind: Any) -> Reader:
        fields = plain_fields(kind)
        checks = {field.key: (field.name, self.of(field.hint).check) for field in fields}
        required = frozenset(field.key for field in fields if field.required)
        expected = _expected_of(fields)

        def check(value: Any) -> Any:
            if type(value) is not dict:
                raise expected.instead_of(value)
            found: dict[str, Any] = {}
            problems: list[WrongValue] = []
            for key, item in value.items():
                if key not in checks:
                    # Looking for the nearest key takes time, and a stranger's file may hold a million strange ones.
                    close = nearest(key, [*checks]) if len(problems) < _COMPARED else None
                    meant = f'; did you mean "{close}"?' if close else ""
                    problems.append(WrongValue((key,), f"{NO_SUCH_KEY}{meant}", close or ""))
                    continue
                name, check_item = checks[key]
                try:
                    found[name] = check_item(item)
                except WrongValueError as error:
                    problems += error.inside(key).problems
            if not required <= value.keys():
                missing = required - value.keys()
                problems += [WrongValue((key,), "the key is missing") for key in checks if key in missing]
            if problems:
                raise WrongValueError(*problems)
            try:
                return kind(**found)
            except WrongValueError:
                raise
            except ValueError as error:
                raise wrong(str(error)) from error

        return Reader(check, frozenset({dict}), expected)

    def _of_union(self, hints: tuple[Any, ...]) -> Reader:
        """Return a reader that takes what one of the types takes; the first one, where several do."""
        readers = [self.of(hint) for hint in hints]
        by_type = {kind: [one.check for one in readers if kind in one.types] for kind in _PLAIN}
        named = [one.expected for one in readers if one.types != {NoneType}]
        words = " or ".join(dict.fromkeys(expected.words for expected in named))
        expected = named[0] if len(named) == 1 else Expected(words)

        def check(value: Any) -> Any:
            fitting = by_type.get(type(value), ())
            if len(fitting) == 1:
                return fitting[0](value)
            errors = []
            for check_one in fitting or (one.check for one in readers):
                try:
                    return check_one(value)
                except WrongValueError as error:
                    errors.append(error)
            # What has the fewest faults is the likeliest meaning.
            raise min(errors, key=lambda error: len(error.problems)) if fitting else expected.instead_of(value)

        return Reader(check, frozenset(kind for kind in _PLAIN if by_type[kind]), expected)

    def _of_annotated(self, arguments: tuple[Any, ...]) -> Reader:
        hint, *notes = arguments
        own = [note.check for note in notes if isinstance(note, ReadBy)]
        reader = Reader(own[0], _PLAIN, _ANYTHING) if own else self.of(hint)
        for note in notes:
            if isinstance(note, Minimum):
                reader = with_minimum(reader, note.least)
            elif isinstance(note, Expected):
                reader = with_words(reader, note)
        return reader

    def _of_tuple(self, hints: tuple[Any, ...]) -> Reader:
        if hints[1:] != (...,):
            raise TypeError("a tuple of a fixed length cannot be read: plain data has only lists")
        items = self._of_list(hints)
        return Reader(lambda value: tuple(items.check(value)), items.types, items.expected)

    def _of_list(self, hints: tuple[Any, ...]) -> Reader:
        check = self.of(hints[0]).check

        def check_list(value: Any) -> list[Any]:
            if type(value) is not list:
                raise _LIST.instead_of(value)
            return _items(value, check)

        return Reader(check_list, frozenset({list}), _LIST)

    def _of_mapping(self, hints: tuple[Any, ...]) -> Reader:
        check = self.of(hints[1]).check

        def check_mapping(value: Any) -> dict[str, Any]:
            if type(value) is not dict:
                raise _TABLE.instead_of(value)
            return _entries(value, check)

        return Reader(check_mapping, frozenset({dict}), _TABLE)


def _expected_of(fields: Sequence[PlainField]) -> Expected:
    required = [field.key for field in fields if field.required]
    has = f"it has the {'keys' if required[1:] else 'key'} {', '.join(required)}" if required else ""
    return Expected(_TABLE.words, has)


def _items(values: Sequence[Any], check: Check[Any]) -> list[Any]:
    """Return the items of a list as they are read, or raise everything that is wrong in it."""
    found = []
    problems: list[WrongValue] = []
    for index, value in enumerate(values):
        try:
            found.append(check(value))
        except WrongValueError as error:
            problems += error.inside(index).problems
    if problems:
        raise WrongValueError(*problems)
    return found


def _entries(values: Mapping[str, Any], check: Check[Any]) -> dict[str, Any]:
    """Return the values under keys of any name as they are read, or raise everything that is wrong with them."""
    found = {}
    problems: list[WrongValue] = []
    for key, value in values.items():
        try:
            found[key] = check(value)
        except WrongValueError as error:
            problems += error.inside(key).problems
    if problems:
        raise WrongValueError(*problems)
    return found


_AS_THEY_ARE = frozenset({NoneType, bool, int, str})


def _plain(value: Any) -> Any:
    """Return a plain value as it is; a parser has made it just now, and nobody else has it."""
    if type(value) not in _AS_THEY_ARE and (problems := _strange(value, _DEEPEST)):
        raise WrongValueError(*problems)
    return value


def _strange(value: Any, depth: int) -> Sequence[WrongValue]:
    """Return what is wrong inside of a value that should be plain."""
    kind = type(value)
    if kind is float and isfinite(value):
        return ()
    if kind is not dict and kind is not list:
        return (FINITE if kind is float else _ANYTHING).instead_of(value).problems
    if depth == 0:
        return (WrongValue((), "the value is nested too deeply"),)
    found: list[WrongValue] = []
    for key, item in value.items() if kind is dict else enumerate(value):
        if type(item) not in _AS_THEY_ARE:
            found += [WrongValue((key, *one.place), one.message) for one in _strange(item, depth - 1)]
    return found


_STRICT = _Readers(lenient=False)
_LENIENT = _Readers(lenient=True)
