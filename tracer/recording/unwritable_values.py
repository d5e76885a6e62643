"""Finding the value with which a session cannot be written: one that Flask's JSON has no form for."""

from collections.abc import Iterator
from dataclasses import is_dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

_WRITABLE = (str, int, float, type(None), bytes, date, Decimal, UUID)
"""What Flask's session turns into JSON by itself (TaggedJSONSerializer, DefaultJSONProvider)."""

_DEEPEST = 4
_MOST_VALUES = 1000
_FLASHES = "_flashes"
_MESSAGES_OF_MANAGER = ("login_message", "needs_refresh_message")


class Unwritable(NamedTuple):
    """A value that cannot be written.

    Attributes:
        key: The session's key under which it stands.
        class_name: Its class.
        setting: The setting of the LoginManager that it comes from; None where it comes from elsewhere.
    """

    key: str
    class_name: str
    setting: str | None = None


def unwritable_in(session: dict[object, object], manager: object) -> Unwritable | None:
    """Return the first value of a session that cannot be written. Nothing of the values is called or kept.

    Args:
        session: The session.
        manager: The app's LoginManager, which flashes messages of its own; None where there is none.
    """
    for key, value in [*dict.items(session)]:
        for found in _parts_of(value):
            if not _is_writable(type(found)):
                setting = _setting_holding(found, manager) if key == _FLASHES else None
                return Unwritable(key if type(key) is str else "", type(found).__name__, setting)
    return None


def _is_writable(kind: type) -> bool:
    return issubclass(kind, _WRITABLE) or is_dataclass(kind) or any("__html__" in vars(each) for each in kind.__mro__)


def _parts_of(value: object) -> Iterator[object]:
    """Yield a value, or what it holds where it is a list, a tuple or a mapping."""
    level: list[object] = [value]
    for _ in range(_DEEPEST):
        deeper: list[object] = []
        for each in level[:_MOST_VALUES]:
            held = _held_by(each)
            if held is None:
                yield each
            else:
                deeper.extend(held)
        level = deeper


def _held_by(value: Any) -> list[object] | None:
    """Return what a list, a tuple or a mapping holds, without calling what its class makes of them; else None."""
    kind = type(value)
    if issubclass(kind, dict):
        return [*dict.values(value)]
    if issubclass(kind, list):
        return [*list.__iter__(value)]
    return [*tuple.__iter__(value)] if issubclass(kind, tuple) else None


def _setting_holding(message: object, manager: object) -> str | None:
    return next((name for name in _MESSAGES_OF_MANAGER if _attribute(manager, name) is message), None)


def _attribute(manager: object, name: str) -> object:
    """Return what a manager holds under a name, itself or its class."""
    held = vars(manager).get(name) if hasattr(manager, "__dict__") else None
    return held if held is not None else next((vars(c)[name] for c in type(manager).__mro__ if name in vars(c)), None)
