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
from threading import Lock
from types import CodeType, FunctionType, ModuleType
from typing import Any, NamedTuple, TypeAlias

from tracer.recording.observe.attribute_replacement import Replacement, put_all_back


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
"""Is told of a call that has ended. It must not raise."""


class _Observed:
    """A function whose calls are observed while somebody listens."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = function
        self.name = function_name(function)
        self.listeners: tuple[Listener, ...] = ()
        self.original: Any = function
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
            self.function.__code__ = _code_for(id(self.function), self.function.__code__)
            return
        substitute = _substitute_for(self)
        for module in [module for module in [*sys.modules.values()] if isinstance(module, ModuleType)]:
            names = [at for at, held in [*vars(module).items()] if held is self.function]
            self._replacements.extend(Replacement(module, at, substitute) for at in names)

    def end(self) -> None:
        if isinstance(self.function, FunctionType):
            self.function.__code__ = self.original.__code__
        put_all_back(self._replacements)

    def call(self, arguments: tuple[Any, ...], named: dict[str, Any]) -> Any:
        """Call the original and tell the listeners how it ended."""
        __tracebackhide__ = True
        __traceback_hide__ = True  # read by werkzeug's debugger: the frame is not the app's
        running = _RUNNING.get()
        token = _RUNNING.set((*running, self.name))
        try:
            result = self.original(*arguments, **named)
        except Exception as error:
            self._tell(Call(self.name, arguments, named, None, error, running))
            raise
        finally:
            _RUNNING.reset(token)
        self._tell(Call(self.name, arguments, named, result, None, running))
        return result

    def _tell(self, call: Call) -> None:
        for listener in self.listeners:
            listener(call)


# The functions of a library belong to the whole process, so what is known of them does too. An entry stays for
# good: a call that is under way when the last listener leaves must still find the original.
_OBSERVED: dict[int, _Observed] = {}
_LOCK = Lock()
_RUNNING: ContextVar[tuple[str, ...]] = ContextVar("tracer_running", default=())
_NUMBER = "the number of the observed function"


def function_name(function: Callable[..., Any]) -> str:
    """Return the name of a function with its module."""
    return f"{function.__module__}.{function.__qualname__}"


def can_be_observed(function: Any) -> bool:
    """Tell whether the calls of a function can be seen: compiled, or written in Python and closing over nothing."""
    return callable(function) and not (isinstance(function, FunctionType) and function.__code__.co_freevars)


def listen(function: Callable[..., Any], listener: Listener) -> None:
    """Tell ``listener`` of every call of ``function`` from now on."""
    with _LOCK:
        observed = _OBSERVED.get(id(function))
        if observed is None or not observed.listeners:
            observed = _OBSERVED[id(function)] = _Observed(function)
            observed.begin()
        observed.listeners = (*observed.listeners, listener)


def forget(function: Callable[..., Any], listener: Listener) -> None:
    """Tell ``listener`` no more; with the last one the function is as it was."""
    with _LOCK:
        observed = _OBSERVED[id(function)]
        observed.listeners = tuple(other for other in observed.listeners if other != listener)
        if not observed.listeners:
            observed.end()


def call_observed(number: int, arguments: tuple[Any, ...], named: dict[str, Any]) -> Any:
    """Call an observed function by its number; the exchanged code does so."""
    __tracebackhide__ = True
    __traceback_hide__ = True  # as above
    return _OBSERVED[number].call(arguments, named)


def _through_observer(*arguments: Any, **named: Any) -> Any:
    # This code runs as the body of a library's function, with that library's globals: hence the import.
    __tracebackhide__ = True
    __traceback_hide__ = True  # as above
    from tracer.recording.observe.library_calls import call_observed  # noqa: PLC0415 # see above

    return call_observed("the number of the observed function", arguments, named)  # type: ignore[arg-type] # _code_for puts the number there


def _code_for(number: int, original: CodeType) -> CodeType:
    """Return code that reports its calls under a number and bears the name of the original."""
    code = _through_observer.__code__
    constants = tuple(number if constant == _NUMBER else constant for constant in code.co_consts)
    return code.replace(co_consts=constants, co_name=original.co_name, co_qualname=original.co_qualname)


def _substitute_for(observed: _Observed) -> Callable[..., Any]:
    """Return what stands in the place of a compiled function."""

    def substitute(*arguments: Any, **named: Any) -> Any:
        __tracebackhide__ = True
        __traceback_hide__ = True  # as above
        return observed.call(arguments, named) if observed.listeners else observed.original(*arguments, **named)

    substitute.__name__ = observed.function.__name__
    substitute.__qualname__ = observed.function.__qualname__
    substitute.__module__ = observed.function.__module__
    substitute.__doc__ = observed.function.__doc__
    return substitute
