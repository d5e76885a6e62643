"""What stands in the place of a function while it is observed.

It takes and passes on whatever comes, returns whatever came, and looks like what it stands for. What the function
raises passes through without a frame of ours in its traceback: the frame is taken out before the error goes on, and
nothing else of the error is changed; by ``BaseException`` itself, for an error that is a frozen dataclass refuses every
assignment. A listener that runs out of stack, where the app has left none, is given up.
"""

import inspect
from collections.abc import Callable, Mapping
from copy import copy
from functools import update_wrapper
from types import FunctionType, MethodType
from typing import Any, NamedTuple, TypeAlias, cast

Begins: TypeAlias = Callable[[], None]
"""Is told that a call begins. It raises nothing but RecursionError."""

Ended: TypeAlias = Callable[[tuple[Any, ...], Mapping[str, Any], Any, Exception | None], None]
"""Is told of a call that has ended: its arguments, what it returned, what it raised. It raises nothing but
RecursionError. An exception that is no Exception ends more than a call, and is told with the request."""


class Passage:
    """Where the calls of a stand-in go.

    Where another recording's stand-in stands behind this one and leaves, they go to what that one has called. Otherwise
    recordings that overlap without end would make an endless chain.

    Attributes:
        function: What is called.
    """

    __slots__ = ("function",)

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = function


class StandIn(NamedTuple):
    """What is put in the place of a function, and where its calls go."""

    stands: Callable[..., Any]
    passage: Passage


def observed_call(passage: Passage, ended: Ended, begins: Begins | None = None) -> Callable[..., Any]:
    """Return a function that calls another one and tells how that ended.

    Args:
        passage: Where the calls go.
        ended: Is told how each call ended.
        begins: Is told that a call begins.
    """

    def observed(*arguments: Any, **named: Any) -> Any:
        if begins is not None:
            try:  # noqa: SIM105 # suppress() takes more of the stack
                begins()
            except RecursionError:
                pass
        try:
            result = passage.function(*arguments, **named)
        except BaseException as error:
            BaseException.with_traceback(error, error.__traceback__.tb_next)  # type: ignore[union-attr] # our frame is there
            if isinstance(error, Exception):
                try:  # noqa: SIM105 # suppress() takes more of the stack
                    ended(arguments, named, None, error)
                except RecursionError:
                    pass
            raise
        try:  # noqa: SIM105 # suppress() takes more of the stack
            ended(arguments, named, result, None)
        except RecursionError:
            pass
        return result

    return observed


def stand_in(original: Callable[..., Any], ended: Ended, begins: Begins | None = None) -> StandIn:
    """Return what may be put in the place of a function, a bound method or any other callable.

    Args:
        original: What it stands for. Of a bound method the arguments that are told begin with ``self``.
        ended: Is told how each call ended.
        begins: Is told that a call begins.
    """
    passage = Passage(original.__func__ if isinstance(original, MethodType) else original)
    return StandIn(looking_like(original, observed_call(passage, ended, begins)), passage)


def first_position(original: Callable[..., Any]) -> int:
    """Return at which position a stand-in is told the first argument: of a bound method ``self`` comes before it."""
    return 1 if isinstance(original, MethodType) else 0


def looking_like(original: Callable[..., Any], observed: Callable[..., Any]) -> Callable[..., Any]:
    """Return an observed function in the likeness of what it stands for.

    Args:
        original: What it stands for.
        observed: What is called; in the place of a bound method it is called with ``self``.
    """
    if not isinstance(original, MethodType):
        return _likeness(original, observed)
    function = original.__func__
    if type(function) is not FunctionType or inspect.iscoroutinefunction(function):
        return MethodType(_likeness(function, observed), original.__self__)
    # A method is called several times in each request, and a function of its own is called sooner than a likeness.
    update_wrapper(observed, function)
    if isinstance(observed, FunctionType):
        if function.__code__ is observed.__code__:
            vars(observed).update(vars(function))  # It is another recording's, which may leave before this one.
        observed.__defaults__, observed.__kwdefaults__ = function.__defaults__, function.__kwdefaults__
    return MethodType(observed, original.__self__)


def _likeness(original: Any, observed: Callable[..., Any]) -> Callable[..., Any]:
    """Return a likeness of a class of its own: Python calls the observed function itself then, nothing in between."""
    if issubclass(type(original), _Likeness):
        original = original._tracer_original  # noqa: SLF001 # another recording's, which may leave before this one
    kind = type("_Likeness", (_Likeness,), {**_EVERY_CLASS_HAS, "__call__": staticmethod(observed)})
    return cast("Callable[..., Any]", kind(original))


def _of_the_original(name: str) -> property:
    """Return a property for what every class has, so that ``__getattr__`` is never asked for it."""
    return property(lambda likeness: getattr(likeness._tracer_original, name))  # noqa: SLF001 # it is our own


class _Likeness:
    """What stands in the place of a function, a partial, what ``lru_cache`` makes, or a callable object of the app's.

    Whatever is asked of it or done to it is asked of the original; only a call is observed, see ``_likeness``.
    """

    __slots__ = ("__weakref__", "_tracer_original")
    __class__ = _of_the_original("__class__")

    def __init__(self, original: Callable[..., Any]) -> None:
        object.__setattr__(self, "_tracer_original", original)

    def __getattr__(self, name: str) -> Any:
        if name == "__wrapped__":  # inspect asks for it, for a signature and for the source
            return getattr(self._tracer_original, name, self._tracer_original)
        return getattr(self._tracer_original, name)

    def __setattr__(self, name: str, value: object) -> None:
        setattr(self._tracer_original, name, value)

    def __delattr__(self, name: str) -> None:
        delattr(self._tracer_original, name)

    def __eq__(self, other: object) -> bool:
        return self is other or bool(self._tracer_original == other)

    def __hash__(self) -> int:
        return hash(self._tracer_original)

    def __repr__(self) -> str:
        return repr(self._tracer_original)

    def __reduce_ex__(self, protocol: Any) -> Any:
        return copy, (self._tracer_original,)  # What is copied or pickled is the original.


_EVERY_CLASS_HAS = {"__slots__": (), **{name: _of_the_original(name) for name in ("__doc__", "__module__")}}
"""What Python would give to each class by itself."""
