"""What was read of a function, kept so that it is read once."""

from typing import Any, NamedTuple

from tracer.recording import record
from tracer.recording.observe.code_reading import innermost
from tracer.recording.observe.guards import (
    asks_nothing_else,
    guards_in_chain,
    guards_of,
    is_guarded_by_its_own_code,
    is_login_guard,
)
from tracer.recording.observe.places import place_of_function


class KnownFunction(NamedTuple):
    """What is known of a hook or a view without running it.

    Attributes:
        function: The function itself, kept so that its identity stays its own.
        name: Its name.
        guarded: Whether a guard of Flask-Login stands before it, or before every method of its class.
        guard_around: Whether a guard of Flask-Login stands around the function itself.
        asks_for_login: Whether it seems to ask for a login and to turn visitors away.
        asks_nothing_else: Whether whoever it turns away is not logged in: it asks for nothing else.
        guards_itself: Whether it, or a decorator of the app's own around it, turns strangers away.
        place: Where it begins.
    """

    function: Any
    name: str
    guarded: bool
    guard_around: bool
    asks_for_login: bool
    asks_nothing_else: bool
    guards_itself: bool
    place: record.CodePlace | None


class KnownFunctions:
    """The functions of an app that were met so far."""

    def __init__(self) -> None:
        self._known: dict[int, KnownFunction] = {}

    def __getitem__(self, function: Any) -> KnownFunction:
        known = self._known.get(id(function))
        if known is None:
            inner = innermost(function)
            known = self._known[id(function)] = KnownFunction(
                function,
                getattr(inner, "__name__", type(inner).__name__),
                bool(guards_of(function)),
                bool(guards_in_chain(function)),
                is_login_guard(function),
                asks_nothing_else(function),
                is_guarded_by_its_own_code(function),
                place_of_function(function),
            )
        return known
