"""Hostile texts and files, for tests."""

import re
from collections.abc import Callable
from typing import Any

STEERS = "\x1b]0;OWNED\x07\x1b[2J\x9b31m\x7f\u202e\u2066\x1b]8;;http://evil\x1b\\"
"""Sets the title, clears the screen, colours by a C1 code, deletes, turns the direction round, and opens a link."""

_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def steering(text: str) -> list[str]:
    """Return the control characters in an output, but for ends of lines and tabs."""
    return [f"U+{ord(char):04X}" for char in _STEERING.findall(text)]


def everywhere(value: Any, change: Callable[[str], str], *, keys: bool = False) -> list[Any]:
    """Return copies of plain data, each with one text (or one key) in it changed."""
    if isinstance(value, str):
        return [change(value)]
    if isinstance(value, dict):
        found = [
            {**value, key: changed} for key, item in value.items() for changed in everywhere(item, change, keys=keys)
        ]
        if keys:
            found += [{(change(old) if old == key else old): item for old, item in value.items()} for key in value]
        return found
    if isinstance(value, list):
        return [
            [*value[:index], changed, *value[index + 1 :]]
            for index, item in enumerate(value)
            for changed in everywhere(item, change, keys=keys)
        ]
    return []


def in_all(value: Any, change: Callable[[str], str]) -> Any:
    """Return plain data with every text in it changed; keys stay."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {key: in_all(item, change) for key, item in value.items()}
    return [in_all(item, change) for item in value] if isinstance(value, list) else value


def as_toml(value: Any) -> str:
    """Return plain data as the value of a key in TOML."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return '"' + "".join(_escaped(char) for char in value) + '"'
    if isinstance(value, dict):
        return "{" + ", ".join(f"{as_toml(str(key))} = {as_toml(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(as_toml, value)) + "]"
    return "0" if value is None else repr(value)


def toml_file(content: dict[str, Any]) -> str:
    """Return plain data as a file of TOML."""
    return "".join(f"{as_toml(str(key))} = {as_toml(item)}\n" for key, item in content.items())


def _escaped(char: str) -> str:
    return char if char.isalnum() or char in " _-.:/" else f"\\U{ord(char):08x}"
