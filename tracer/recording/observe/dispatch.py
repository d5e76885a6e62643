"""Seeing guards let a request pass, and hooks and views that turn visitors away by themselves.

Flask sends every function that it is about to call through ``app.ensure_sync``: ``before_request`` hooks, views,
and, because Flask-Login does the same, the view behind a guard, at the very instant at which the guard has let the
request pass (B112). Who asks is told by the code of the caller.
"""

import sys
from collections.abc import Callable, Mapping
from types import CodeType
from typing import Any, Protocol, TypeAlias

from flask import Flask
from werkzeug.exceptions import HTTPException

from tracer.recording.observe.attribute_place import AttributePlace
from tracer.recording.observe.attribute_replacement import Replacement
from tracer.recording.observe.guards import GUARD_CODES
from tracer.recording.observe.stand_in import Passage, looking_like, observed_call

_GUARDS = {id(code): name for code, name in GUARD_CODES.items()}  # comparing codes themselves takes a microsecond
_HOOKS = Flask.preprocess_request.__code__
_DISPATCH = Flask.dispatch_request.__code__


class DispatchListener(Protocol):
    """Is told whom Flask calls. None of its methods raises anything but RecursionError."""

    @property
    def listens(self) -> bool:
        """Whether anybody still wants to know."""

    def guard_passed(self, guarded: Any) -> None:
        """A guard of Flask-Login lets the request pass to ``guarded``."""

    def hook_begins(self, hook: Any) -> None:
        """A ``before_request`` hook is about to be called."""

    def hook_ended(self, hook: Any, answer: object, error: HTTPException | None) -> None:
        """A ``before_request`` hook has returned or aborted."""

    def view_begins(self, view: Any) -> None:
        """A view is about to be called."""

    def view_ended(self, view: Any, answer: object, error: HTTPException | None) -> None:
        """A view has returned or aborted."""

    def is_worth_watching(self, view: Any) -> bool | None:
        """Whether a view may turn visitors away by itself; None where that could not be told."""


_Observation: TypeAlias = Callable[[Callable[..., Any], Any, DispatchListener], Callable[..., Any]]
"""Makes of what is called, and of the function that it stands for, what tells a listener how the call ended."""


def observe_dispatching(app: Flask, listener: DispatchListener) -> Replacement | None:
    """Tell a listener of every guard that lets a request pass, every hook and every view.

    Returns:
        The replacement to put back in the end; None where the app holds its ``ensure_sync`` in another way.
    """
    ensure_sync = AttributePlace(app, "ensure_sync").value()
    if not callable(ensure_sync):
        return None
    bound = getattr(ensure_sync, "__self__", None) is app and hasattr(ensure_sync, "__func__")
    passage = Passage(ensure_sync.__func__ if bound else ensure_sync)
    position = 1 if bound else 0

    def observed_ensure_sync(*arguments: Any, **named: Any) -> Any:
        caller = sys._getframe(1).f_code  # noqa: SLF001 # inspect.currentframe is the same, with one call more
        observe = None
        if len(arguments) > position:
            try:  # noqa: SIM105 # suppress() takes more of the stack
                observe = _observation(caller, arguments[position], listener)
            except RecursionError:
                pass
        try:
            function = passage.function(*arguments, **named)
        except BaseException as error:
            BaseException.with_traceback(error, error.__traceback__.tb_next)  # type: ignore[union-attr] # our frame is there
            raise
        return function if observe is None else observe(function, arguments[position], listener)

    return Replacement(app, "ensure_sync", looking_like(ensure_sync, observed_ensure_sync), passage)


def _observation(caller: CodeType, function: Any, listener: DispatchListener) -> _Observation | None:
    """Tell that a function is about to be called, and return what is to observe the call; None for nothing.

    Args:
        caller: The code that asks for the function.
        function: What it will call.
        listener: Is told.
    """
    guard = _GUARDS.get(id(caller))
    if guard is not None:
        if listener.listens:
            listener.guard_passed(function)
            if guard == "fresh_login_required":
                return _called_again_on_attribute_error
    elif caller is _HOOKS:
        if listener.listens:
            return _observed_hook
    elif caller is _DISPATCH and listener.listens:
        listener.view_begins(function)
        if listener.is_worth_watching(function):
            return _observed_view
    return None


def _observed_hook(call: Callable[..., Any], hook: Any, listener: DispatchListener) -> Callable[..., Any]:
    def ended(_: tuple[Any, ...], __: Mapping[str, Any], answer: Any, error: Exception | None) -> None:
        if error is None or isinstance(error, HTTPException):
            listener.hook_ended(hook, answer, error)

    return observed_call(Passage(call), ended, lambda: listener.hook_begins(hook))


def _observed_view(call: Callable[..., Any], view: Any, listener: DispatchListener) -> Callable[..., Any]:
    def ended(_: tuple[Any, ...], __: Mapping[str, Any], answer: Any, error: Exception | None) -> None:
        if error is None or isinstance(error, HTTPException):
            listener.view_ended(view, answer, error)

    return observed_call(Passage(call), ended)


def _called_again_on_attribute_error(
    call: Callable[..., Any], view: Any, listener: DispatchListener
) -> Callable[..., Any]:
    """Return the view of ``fresh_login_required``, which runs it a second time when it raises AttributeError (B121)."""

    def ended(_: tuple[Any, ...], __: Mapping[str, Any], ___: Any, error: Exception | None) -> None:
        if isinstance(error, AttributeError):
            listener.guard_passed(view)

    return observed_call(Passage(call), ended)
