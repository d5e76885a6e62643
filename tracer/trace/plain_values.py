"""Plain values: what an event may hold.

A plain value is what JSON can hold and give back unchanged: None, a bool, an int, a finite float, a str, a
list of plain values or a dict from str to plain values. Whatever else an app keeps (a user object, a tuple of
a flash, a decimal) is made plain at the moment of recording, so that no event ever holds a living object.
"""

import math
import re
from collections.abc import Callable, Mapping
from typing import TypeAlias

Plain: TypeAlias = "bool | int | float | str | list[Plain] | dict[str, Plain] | None"

HIDDEN = "[hidden]"
"""Stands where a secret stood. It says that something was there, and nothing of what it was."""

_DEEPEST = 6
_MISTAKABLE = frozenset({"", "none", "null", "true", "false", "nan", "inf"})
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.IGNORECASE)
_SCALARS = frozenset({type(None), bool, int, str})


def plain(value: object, *, depth: int = 0) -> Plain:
    """Return ``value`` as a plain value, a copy that shares nothing with the original.

    What has no plain form becomes the name of its class in angle brackets. The value's own methods
    (``__repr__``, properties) are never called: they belong to the app and may do anything.
    """
    kind = type(value)
    if kind in _SCALARS:
        return value  # type: ignore[return-value] # the exact type was looked up one line above
    if kind is float:
        return value if math.isfinite(value) else f"<{value}>"  # type: ignore[arg-type,return-value]
    if depth < _DEEPEST:
        if isinstance(value, dict):
            return {str_key(key): plain(item, depth=depth + 1) for key, item in dict.items(value)}
        if kind in (list, tuple):
            return [plain(item, depth=depth + 1) for item in value]  # type: ignore[attr-defined]
    return f"<{kind.__name__}>"


def str_key(key: object) -> str:
    """Return the key of a mapping as text, without calling a method of the app's objects."""
    return str(key) if type(key) in _SCALARS else f"<{type(key).__name__}>"


def as_mapping(value: Plain) -> Mapping[str, Plain]:
    """Return a plain value as a mapping; anything that is not one counts as empty."""
    return value if isinstance(value, dict) else {}


def as_text(value: object) -> str:
    """Return a value as it is written in a claim and compared with one: ``None``, ``True``, ``1``, ``a, b``."""
    return _joined(value, str)


def as_shown(value: object) -> str:
    """Return a value as a person reads it: a text that looks like something else stands in quotes.

    The text ``None`` is shown as ``"None"``, the text ``1`` as ``"1"``, the empty text as ``""``; no value is
    ``None``, the number one is ``1``, and ``Set`` is ``Set``.
    """
    return _joined(value, _quoted)


def as_spoken(value: object) -> str:
    """Return a value as it is read aloud, where quotes are not heard: ``the text "None"``."""
    return _joined(value, lambda each: f"the text {shown}" if (shown := _quoted(each)) != str(each) else shown)


def as_named(user_id: object) -> str:
    """Return the id of a user as it is called in a sentence: ``user 1``, but ``user "None"``."""
    return str(user_id) if isinstance(user_id, str) and _NUMBER.fullmatch(user_id) else as_shown(user_id)


def same_value(found: Plain, expected: object) -> bool:
    """Compare a found value with an expected one, which may be written as it is shown.

    TOML has no word for nothing, so ``"None"`` is expected where there is no value; the text of these four letters is
    written with its quotes, ``'"None"'``.
    """
    return as_text(expected) in ({as_shown(found)} if found == str(None) else {as_text(found), as_shown(found)})


def as_expected(value: object) -> str:
    """Return an expected value as a person reads it; "None" is written where no value is expected."""
    bare = isinstance(value, str) and (value == str(None) or (len(value) > 1 and value[0] == value[-1] == '"'))
    return str(value) if bare else as_shown(value)


def _joined(value: object, written: Callable[[object], str]) -> str:
    if isinstance(value, list):
        return ", ".join(_joined(item, written) for item in value)
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_joined(item, written)}" for key, item in value.items())
    return written(value)


def _quoted(value: object) -> str:
    if isinstance(value, str) and (value.strip().lower() in _MISTAKABLE or _NUMBER.fullmatch(value.strip())):
        return f'"{value}"'
    return str(value)
