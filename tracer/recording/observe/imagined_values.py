"""The values that a function meets while it is gone through and not run: known, known in part, or not at all."""

import http
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import FunctionType, MethodType, ModuleType
from typing import Any, TypeAlias

import flask
import flask_login

from tracer.recording.observe.source_code import Definition

PLAIN_TYPES = frozenset({type(None), bool, int, float, str, bytes})
_CONTAINERS = frozenset({set, frozenset, list, tuple, dict})


@dataclass(frozen=True, eq=False)
class Unknown:
    """Nothing is known of it."""


@dataclass(frozen=True, eq=False)
class Constant:
    """A number, a text, None, or a container as Python itself makes them: looking into it runs nothing."""

    value: Any


@dataclass(frozen=True, eq=False)
class Held:
    """A function, a class or a module that the app holds."""

    thing: Any


@dataclass(frozen=True, eq=False)
class Instance:
    """An object of a known class.

    Attributes:
        of: The class.
        holds: What the object holds, as far as it exists; no method or property of it is called.
    """

    of: type
    holds: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Bound:
    """A method with the object that it belongs to, or what ``super()`` finds above a class."""

    function: FunctionType
    owner: "ImaginedValue"
    defined_in: type | None = None


@dataclass(frozen=True, eq=False)
class Local:
    """A function that is made in the one that is gone through; it is known by its source alone.

    Attributes:
        source: The function as it is written.
        around: What is known of the variables around it.
    """

    source: Definition
    around: Mapping[str, "ImaginedValue"]


@dataclass(frozen=True, eq=False)
class Super:
    """What ``super()`` returns: the classes above the one in which a method stands."""

    of: type
    above: type


@dataclass(frozen=True, eq=False)
class Known:
    """One of the things that every Flask app has: ``user``, ``session``, ``request``, ``headers``, ``cookies``, ...

    Attributes:
        what: Which.
    """

    what: str


@dataclass(frozen=True, eq=False)
class Away:
    """An answer that turns the visitor away.

    Attributes:
        site: Where it was made, as the identity of a node of the source.
    """

    site: int


@dataclass(frozen=True, eq=False)
class Behind:
    """What the guarded function answers."""


@dataclass(frozen=True, eq=False)
class OneOf:
    """One of several values; which is not known."""

    options: tuple["ImaginedValue", ...]


ImaginedValue: TypeAlias = Unknown | Constant | Held | Instance | Bound | Local | Super | Known | Away | Behind | OneOf

UNKNOWN = Unknown()
USER, SESSION, REQUEST, APP = Known("user"), Known("session"), Known("request"), Known("app")

_PROXIES = (
    (flask_login.current_user, USER),
    (flask.session, SESSION),
    (flask.request, REQUEST),
    (flask.current_app, APP),
)
_PROXY = type(flask.request)


def held_value(thing: Any) -> ImaginedValue:
    """Return what is known of something that an app holds under a name. Nothing of it is called or compared."""
    kind = type(thing)
    if kind is _PROXY:
        return next((value for proxy, value in _PROXIES if proxy is thing), UNKNOWN)
    if kind in PLAIN_TYPES or kind in _CONTAINERS:
        return Constant(thing)
    if kind is http.HTTPStatus:
        return Constant(int(thing))
    if kind is MethodType:
        return (
            Bound(thing.__func__, Instance(type(thing.__self__))) if type(thing.__func__) is FunctionType else UNKNOWN
        )
    if kind is FunctionType or issubclass(kind, type | ModuleType):
        return Held(thing)
    return APP if issubclass(kind, flask.Flask) else Instance(kind, _held_by_object(thing))


def _held_by_object(thing: Any) -> Mapping[str, Any]:
    try:
        held = object.__getattribute__(thing, "__dict__")
    except AttributeError:
        return {}
    return held if type(held) is dict else {}


def truth_of(value: ImaginedValue) -> bool | None:
    """Tell whether a value counts as true; None where that is not known."""
    if isinstance(value, Constant):
        return bool(value.value)
    if isinstance(value, OneOf):
        answers = {truth_of(option) for option in value.options}
        return answers.pop() if len(answers) == 1 else None
    if isinstance(value, Held | Bound | Local | Away) or (
        isinstance(value, Known) and value.what in {"user", "request", "app"}
    ):
        return True
    return None


def joined(values: list[ImaginedValue]) -> ImaginedValue:
    """Return one value for several of which one is there."""
    options: list[ImaginedValue] = []
    for value in values:
        for option in value.options if isinstance(value, OneOf) else (value,):
            if not any(_same(option, known) for known in options):
                options.append(option)
    if len(options) == 1:
        return options[0]
    return OneOf(tuple(options)) if options else UNKNOWN


def _same(one: ImaginedValue, other: ImaginedValue) -> bool:
    if isinstance(one, Constant) and isinstance(other, Constant):
        return is_plain(one) and is_plain(other) and type(one.value) is type(other.value) and one.value == other.value
    if isinstance(one, Unknown | Behind):
        return type(one) is type(other)
    return one is other


def is_plain(value: ImaginedValue) -> bool:
    """Tell whether a value is a number, a text or None, which can be compared without running anything."""
    return isinstance(value, Constant) and type(value.value) in PLAIN_TYPES


def contains(container: ImaginedValue, item: ImaginedValue) -> bool | None:
    """Tell whether a container holds a text; None where that cannot be told without running anything."""
    if isinstance(container, Constant) and type(container.value) in _CONTAINERS and not container.value:
        return False
    if not isinstance(container, Constant) or not isinstance(item, Constant) or type(item.value) is not str:
        return None
    if type(container.value) is str:
        return item.value in container.value
    if type(container.value) not in _CONTAINERS or any(type(each) is not str for each in container.value):
        return None
    return item.value in container.value


def found_in_class(owner: type, name: str, *, above: type | None = None) -> tuple[Any, type | None]:
    """Return what a class holds under a name, and which of its bases holds it; nothing is called.

    Args:
        owner: The class.
        name: The name.
        above: Look only at the classes that come after this one, as ``super()`` does.
    """
    bases = owner.__mro__
    if above is not None and above in bases:
        bases = bases[bases.index(above) + 1 :]
    for base in bases:
        if name in vars(base):
            return vars(base)[name], base
    return None, None
