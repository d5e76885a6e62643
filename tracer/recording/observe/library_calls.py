"""Seeing calls of a library's function, under whatever name the app holds it.

``from flask_login import login_user`` binds early: who replaces the name in the library afterwards sees nothing of
an app that was imported before. So a function written in Python keeps its identity, and its code is exchanged:
``__code__`` of a function may be assigned (Python's data model says so). Names in modules, attributes of classes,
partials and closures all lead to the same function object, and putting the code back leaves no trace anywhere.

A compiled function has no such code. It is replaced by identity in every loaded module that holds it, and put back
the same way; a replacement that an app has kept calls straight through.
"""

import sys
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from types import CodeType, FunctionType, ModuleType
from typing import Any, NamedTuple, TypeAlias

from tracer.recording.observe.attribute_replacement import Replacement, put_all_back
from tracer.recording.observe.reporting_code import can_be_reported, reporting_code
from tracer.recording.observe.stand_in import looking_like
from tracer.recording.process_lock import PROCESS_LOCK


class Call(NamedTuple):
    """A call that has just ended. Arguments and result are the app's own objects: look, never touch, never keep.

    Attributes:
        name: The name of the function, with its module: ``flask_login.utils.login_user``.
        arguments: The positional arguments.
        named: The named arguments.
        result: What the function returned; None when it raised.
        error: What it raised, or None.
        inside: The names of the observed functions that were still running around this call.
    """

    name: str
    arguments: tuple[Any, ...]
    named: Mapping[str, Any]
    result: Any
    error: Exception | None
    inside: tuple[str, ...]

    def argument(self, position: int, name: str) -> Any:
        """Return an argument, whether it was given by position or by name; None when it was not given."""
        return self.arguments[position] if len(self.arguments) > position else self.named.get(name)


Listener: TypeAlias = Callable[[Call], None]
"""Is told of a call that has ended. It raises nothing but RecursionError, where the app has left no stack."""


class _Observed:
    """A function whose calls are observed while somebody listens."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = function
        self.name = function_name(function)
        self.listeners: tuple[Listener, ...] = ()
        self.original: Any = function
        self._code: CodeType | None = None
        self._replacements: list[Replacement] = []
        if isinstance(function, FunctionType):
            self.original = FunctionType(
                function.__code__,
                function.__globals__,
                function.__name__,
                function.__defaults__,
                function.__closure__,
            )
            self.original.__kwdefaults__ = function.__kwdefaults__

    def begin(self) -> None:
        if isinstance(self.function, FunctionType):
            self._code = reporting_code(self.function.__code__, self)
            self.function.__code__ = self._code
            return
        substitute = looking_like(self.function, self._call_compiled)
        sought = id(self.function)
        for module in [module for module in sys.modules.copy().values() if isinstance(module, ModuleType)]:
            if sought in map(id, [*vars(module).values()]):
                names = [at for at, held in vars(module).copy().items() if held is self.function]
                self._replacements.extend(Replacement(module, at, substitute) for at in names)

    def end(self) -> None:
        if isinstance(self.function, FunctionType) and self.function.__code__ is self._code:
            self.function.__code__ = self.original.__code__
        put_all_back(self._replacements)

    def call(self, arguments: tuple[Any, ...], named: dict[str, Any]) -> Any:
        """Call the original and tell the listeners how it ended; what it raises bears no frame of ours."""
        if not self.listeners:
            return self.original(*arguments, **named)
        running = _RUNNING.get()
        token = _RUNNING.set((*running, self.name))
        try:
            result = self.original(*arguments, **named)
        except BaseException as error:
            BaseException.with_traceback(error, error.__traceback__.tb_next)  # type: ignore[union-attr] # our frame is there
            _RUNNING.reset(token)
            if isinstance(error, Exception):
                self._tell(Call(self.name, arguments, named, None, error, running))
            raise
        _RUNNING.reset(token)
        self._tell(Call(self.name, arguments, named, result, None, running))
        return result

    def _call_compiled(self, *arguments: Any, **named: Any) -> Any:
        try:
            return self.call(arguments, named)
        except BaseException as error:
            BaseException.with_traceback(error, error.__traceback__.tb_next)  # type: ignore[union-attr] # as above
            raise

    def _tell(self, call: Call) -> None:
        try:
            for listener in self.listeners:
                listener(call)
        except RecursionError:
            pass


# The functions of a library belong to the whole process, so what is known of them does too. An entry stays for
# good: a call that is under way when the last listener leaves must still find the original.
_OBSERVED: dict[int, _Observed] = {}
_RUNNING: ContextVar[tuple[str, ...]] = ContextVar("tracer_running", default=())


def function_name(function: Callable[..., Any]) -> str:
    """Return the name of a function with its module."""
    return f"{function.__module__}.{function.__qualname__}"


def can_be_observed(function: Any) -> bool:
    """Tell whether the calls of a function can be seen.

    It is compiled, or written in Python and closes over nothing. What a test has put in the place of a function, a
    mock, has no name of its own and is left alone.
    """
    if not callable(function) or not isinstance(getattr(function, "__qualname__", None), str):
        return False
    return not isinstance(function, FunctionType) or can_be_reported(function.__code__)


def listen(function: Callable[..., Any], listener: Listener) -> None:
    """Tell ``listener`` of every call of ``function`` from now on."""
    with PROCESS_LOCK:
        observed = _OBSERVED.get(id(function))
        if observed is None or not observed.listeners:
            observed = _OBSERVED[id(function)] = _Observed(function)
            observed.begin()
        observed.listeners = (*observed.listeners, listener)


def forget(function: Callable[..., Any], listener: Listener) -> None:
    """Tell ``listener`` no more; with the last one the function is as it was. Nothing happens if it never listened."""
    with PROCESS_LOCK:
        observed = _OBSERVED.get(id(function))
        if observed is None or listener not in observed.listeners:
            return
        observed.listeners = tuple(other for other in observed.listeners if other != listener)
        if not observed.listeners:
            observed.end()
