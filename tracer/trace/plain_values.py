"""Plain values: what an event may hold.

A plain value is what JSON can hold and give back unchanged: None, a bool, an int, a finite float, a str, a
list of plain values or a dict from str to plain values. Whatever else an app keeps (a user object, a tuple of
a flash, a decimal) is made plain at the moment of recording, so that no event ever holds a living object.
"""

import math
from collections.abc import Mapping
from typing import TypeAlias

Plain: TypeAlias = "bool | int | float | str | list[Plain] | dict[str, Plain] | None"

HIDDEN = "[hidden]"
"""Stands where a secret stood. It says that something was there, and nothing of what it was."""

_DEEPEST = 6
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
    """Return a value as a person would write it in a table: ``None``, ``True``, ``1``, ``a, b``."""
    if isinstance(value, list):
        return ", ".join(as_text(item) for item in value)
    if isinstance(value, dict):
        return ", ".join(f"{key}: {as_text(item)}" for key, item in value.items())
    return str(value)
