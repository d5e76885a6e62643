"""A single key that is pressed: the next one that means something where it is asked for."""

from collections.abc import Callable
from typing import TypeVar

Meant = TypeVar("Meant")

ENTER = frozenset({"\r", "\n"})
LEAVE = frozenset({"\x04", "\x1b"})
"""Ctrl-D and Esc, which leave everywhere."""


def meant_by_key(
    press: Callable[[], str], leave: frozenset[str], meaning: Callable[[str], Meant | None]
) -> Meant | None:
    """Wait for a key that means something, and return its meaning. Any other key is passed over.

    Args:
        press: Waits for a key and returns it. Raises KeyboardInterrupt for Ctrl-C.
        leave: The keys that leave.
        meaning: Returns what a key means; None where it means nothing.

    Returns:
        What the key means; None for a key that leaves.
    """
    while (key := press()) not in leave:
        meant = meaning(key)
        if meant is not None:
            return meant
    return None
