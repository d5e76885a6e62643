"""Seeing guards let a request pass, and hooks and views that turn visitors away by themselves.

Flask sends every function that it is about to call through ``app.ensure_sync``: ``before_request`` hooks, views,
and, because Flask-Login does the same, the view behind a guard, at the very instant at which the guard has let the
request pass (B112). Who asks is told by the code of the caller.
"""

import sys
from collections.abc import Callable
from typing import Any, Protocol

from flask import Flask
from werkzeug.exceptions import HTTPException

from tracer.recording.observe.attribute_replacement import Replacement
from tracer.recording.observe.guards import GUARD_CODES

_GUARDS = {id(code): name for code, name in GUARD_CODES.items()}  # comparing codes themselves takes a microsecond
_HOOKS = Flask.preprocess_request.__code__
_DISPATCH = Flask.dispatch_request.__code__


class DispatchListener(Protocol):
    """Is told whom Flask calls. None of its methods raises."""

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


def observe_dispatching(app: Flask, listener: DispatchListener) -> Replacement:
    """Tell a listener of every guard that lets a request pass, every hook and every view.

    Returns:
        The replacement to put back in the end.
    """
    ensure_sync = app.ensure_sync

    def observed_ensure_sync(function: Callable[..., Any]) -> Callable[..., Any]:
        caller = sys._getframe(1).f_code  # noqa: SLF001 # inspect.currentframe is the same, with one call more
        guard = _GUARDS.get(id(caller))
        if guard is not None:
            listener.guard_passed(function)
            if guard == "fresh_login_required" and listener.listens:
                return _called_again_on_attribute_error(ensure_sync(function), function, listener)
        elif caller is _HOOKS:
            return _observed_hook(ensure_sync(function), function, listener)
        elif caller is _DISPATCH and listener.listens:
            listener.view_begins(function)
            if listener.is_worth_watching(function):
                return _observed_view(ensure_sync(function), function, listener)
        return ensure_sync(function)

    return Replacement(app, "ensure_sync", observed_ensure_sync)


def _observed_hook(call: Callable[..., Any], hook: Any, listener: DispatchListener) -> Callable[..., Any]:
    def observed(*arguments: Any, **named: Any) -> Any:
        __tracebackhide__ = True
        __traceback_hide__ = True  # read by werkzeug's debugger: the frame is not the app's
        if not listener.listens:
            return call(*arguments, **named)
        listener.hook_begins(hook)
        try:
            answer = call(*arguments, **named)
        except HTTPException as error:
            listener.hook_ended(hook, None, error)
            raise
        listener.hook_ended(hook, answer, None)
        return answer

    return observed


def _observed_view(call: Callable[..., Any], view: Any, listener: DispatchListener) -> Callable[..., Any]:
    def observed(*arguments: Any, **named: Any) -> Any:
        __tracebackhide__ = True
        __traceback_hide__ = True  # as above
        try:
            answer = call(*arguments, **named)
        except HTTPException as error:
            if listener.listens:
                listener.view_ended(view, None, error)
            raise
        if listener.listens:
            listener.view_ended(view, answer, None)
        return answer

    return observed


def _called_again_on_attribute_error(
    call: Callable[..., Any], view: Any, listener: DispatchListener
) -> Callable[..., Any]:
    """Return the view of ``fresh_login_required``, which runs it a second time when it raises AttributeError (B121)."""

    def observed(*arguments: Any, **named: Any) -> Any:
        __tracebackhide__ = True
        __traceback_hide__ = True  # as above
        try:
            return call(*arguments, **named)
        except AttributeError:
            if listener.listens:
                listener.guard_passed(view)
            raise

    return observed
