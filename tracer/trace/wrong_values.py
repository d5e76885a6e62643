"""What is wrong with plain data that was read, place by place, in words."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from types import NoneType
from typing import Any, TypeAlias

NO_SUCH_KEY = "there is no such key"

KeyPath: TypeAlias = tuple[str | int, ...]
"""The way to a value, by keys and by indices from 0; empty for the whole."""

_TOLD = 5
"""A message names at most this many wrong values; the others are counted."""

_LONGEST = 40
"""A message shows at most this many characters of a text, or digits of a number."""


@dataclass(frozen=True, slots=True)
class WrongValue:
    """A value that does not fit.

    Attributes:
        place: Where it stands.
        message: What is wrong with it.
        meant: For a key that there is not: the one that may have been meant; empty where there is none.
    """

    place: KeyPath
    message: str
    meant: str = ""

    @property
    def is_strange_key(self) -> bool:
        """Whether it is a key that there is not, and no value."""
        return self.message.startswith(NO_SUCH_KEY)

    def __str__(self) -> str:
        where = "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in self.place).removeprefix(".")
        return f"at {where}: {self.message}" if where else self.message


class WrongValueError(ValueError):
    """Plain data does not fit what it is read as. The caller, who knows the file, tells the user, with the remedy.

    A dataclass that finds in its ``__post_init__`` what is wrong with several of its fields may raise it as well.

    Attributes:
        problems: Everything that is wrong; never empty.
    """

    def __init__(self, *problems: WrongValue) -> None:
        super().__init__(*problems)
        self.problems = problems

    def __str__(self) -> str:
        told = [*map(str, self.problems[:_TOLD])]
        more = len(self.problems) - len(told)
        return "; ".join([*told, f"and {more} more"] if more else told)

    def inside(self, *place: str | int) -> "WrongValueError":
        """Return the error as it is seen from outside, where the value stands under these keys and indices."""
        return WrongValueError(*(replace(problem, place=place + problem.place) for problem in self.problems))


def wrong(message: str, *place: str | int) -> WrongValueError:
    """Return the error for one wrong value."""
    return WrongValueError(WrongValue(place, message))


@dataclass(frozen=True)
class Expected:
    """What belongs at a place. Stands in ``Annotated`` where the type alone would not say it well.

    Attributes:
        words: What is expected: "a step".
        remedy: How to write it; may be empty.
    """

    words: str
    remedy: str = ""

    def instead_of(self, value: Any) -> WrongValueError:
        """Return the error for a value that stands where this is expected."""
        remedy = f": {self.remedy}" if self.remedy else ""
        return wrong(f"{self.words} is expected here, not {_shown(value)}{remedy}")


def nearest(name: str, known: Sequence[str]) -> str | None:
    """Return the known name that somebody may have meant."""
    return next(iter(get_close_matches(name[:_LONGEST], known, n=1)), None)


_KINDS: Mapping[type, str] = {NoneType: "nothing", list: "a list", dict: "a table of keys and values"}


def _shown(value: Any) -> str:
    """Return a value in a few words, without a control character."""
    if isinstance(value, str):
        return json.dumps(value if len(value) <= _LONGEST else f"{value[:_LONGEST]}...")
    if isinstance(value, int) and abs(value) >= 10**_LONGEST:
        return "such a large number"
    if isinstance(value, bool | int | float):
        return str(value).lower()
    return _KINDS.get(type(value), f"a {type(value).__name__}")
