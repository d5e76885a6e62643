"""What does not fit the schema of lesson files, in the words of an author.

The schema's own messages name its classes and each way in which a value could have been meant. Here the way that fits
best is taken, and places are named as they stand in the file.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

Error: TypeAlias = Mapping[str, Any]
"""One error as pydantic gives it: ``loc``, ``type``, ``msg``, ``input``."""

_SCALARS = frozenset({"int", "bool", "float", "str", "none", "list[str]", "dict[str,str]"})
_CLASSES = frozenset({"StepPointer", "EventPointer", "RequestPointer"})
"""By these names pydantic tells the ways apart in which a value could have been meant."""

_PLAINER = {
    "unexpected_keyword_argument": "there is no such key",
    "missing": "the key is missing",
    "missing_keyword_only_argument": "the key is missing",
    "dataclass_type": 'this is no table of keys and values, such as { stage = "logged_in" }',
}
"""The commonest messages of the schema in plainer words."""


def problems_of(content: Mapping[str, Any], errors: Sequence[Any]) -> tuple[tuple[str, str], ...]:
    """Return each place that does not fit the schema, in words, and what is wrong there.

    Args:
        content: The file as it was parsed.
        errors: What pydantic says of it.
    """
    told: dict[tuple[str, str], None] = {}
    for error in _best(errors):
        message = _PLAINER.get(error["type"], str(error["msg"]).removeprefix("Value error, "))
        told[_place(content, error["loc"]), message[:1].lower() + message[1:]] = None
    return tuple(told)


def _best(errors: Sequence[Error]) -> Iterator[Error]:
    """Yield the errors; where a value could have been meant in several ways, only those of the likeliest way."""
    ways: dict[tuple[Any, ...], dict[str, list[Error]]] = {}
    for error in errors:
        place, way = _meant(error["loc"])
        ways.setdefault(place, {}).setdefault(way, []).append(error)
    for meant in ways.values():
        if "" in meant:
            yield from meant[""]
        elif tables := {way: found for way, found in meant.items() if way in _CLASSES and not _is_no_table(found)}:
            yield from min(tables.values(), key=len)
        else:
            first = next(iter(meant.values()))[0]
            yield {**first, "loc": _meant(first["loc"])[0], "type": "", "msg": _expected(meant)}


def _meant(location: Sequence[Any]) -> tuple[tuple[Any, ...], str]:
    """Return the place whose value could be meant in several ways, and in which way it was taken here."""
    for index, part in enumerate(location):
        if part in _SCALARS or part in _CLASSES:
            return tuple(location[:index]), part
    return tuple(location), ""


def _is_no_table(errors: Sequence[Error]) -> bool:
    return str(errors[0]["type"]) == "dataclass_type"


def _expected(meant: Mapping[str, Any]) -> str:
    """Return what a value should have been, where it was none of the things that it could be."""
    if "StepPointer" in meant:
        return 'this is no step: write its number, or { stage = "logged_in" }'
    return "this is no value that can stand here: write a text, a number, true or false"


def _place(content: Mapping[str, Any], location: Sequence[Any]) -> str:
    """Return a place in a lesson file in words: ``question "who-logs-out", choice 2, claim``."""
    words: list[str] = []
    here: Any = content
    for part in location:
        if isinstance(part, int) and isinstance(here, list) and part < len(here):
            here = here[part]
            name = here.get("id") if isinstance(here, dict) else None
            number = f'"{name}"' if name else str(part + 1)
            words[-1] = f"{words[-1].removesuffix('s')} {number}" if words else number
        elif isinstance(here, dict) and (part in here or part == location[-1]) and part not in _CLASSES:
            here = here.get(part)
            words.append(str(part))
    return ", ".join(words)
