"""Telling what merely stands where a hash of a password would stand from a hash that is broken.

An app may compare with a text of its own when there is no such user, so that the answer takes as long; and an account
whose password must never fit holds a mark, as in ``/etc/shadow``. Neither is a fault.
"""

import sys
from collections.abc import Iterator, Mapping
from types import CodeType, ModuleType
from typing import Any

from tracer.recording.observe.places import frames_of_the_app

_MARKS = ("!", "*")
_WORDS = frozenset({"", "-", "x", "disabled", "locked", "none", "nologin", "unusable"})


def is_placeholder(stored: str) -> bool:
    """Tell whether a text that is no whole hash was never meant to be one. To be called while it is compared."""
    if stored.startswith(_MARKS) or stored.lower() in _WORDS:
        return True
    packages: set[str] = set()
    for frame in frames_of_the_app():
        if stored in _texts_in(frame.f_code):
            return True
        packages.add(str(frame.f_globals.get("__name__", "")).partition(".")[0])
    modules = [module for name, module in [*sys.modules.items()] if name.partition(".")[0] in packages]
    return any(stored in [*_texts_of(module)] for module in modules if issubclass(type(module), ModuleType))


def _texts_in(code: CodeType) -> frozenset[str]:
    """Return every text that is written in a function."""
    constants = [item for constant in code.co_consts for item in (constant if type(constant) is tuple else (constant,))]
    return frozenset(constant for constant in constants if type(constant) is str)


def _texts_of(module: ModuleType) -> Iterator[str]:
    """Yield every text that a module or one of its classes holds under a name."""
    for value in [*vars(module).values()]:
        if type(value) is str:
            yield value
        elif issubclass(type(value), type):  # isinstance would ask a proxy what it stands for, and load the user.
            held: Mapping[str, Any] = vars(value)
            yield from (text for text in [*held.values()] if type(text) is str)
