"""Seeing guards let a request pass, and hooks and views that turn visitors away by themselves.

Flask sends every function that it is about to call through ``app.ensure_sync``: ``before_request`` hooks, views,
and, because Flask-Login does the same, the view behind a guard, at the very instant at which the guard has let the
request pass (B112). Who asks is told by the code of the caller.
"""

import sys
from collections.abc import Callable, Mapping
from typing import Any, Protocol, TypeAlias

from flask import Flask
from werkzeug.exceptions import HTTPException

from tracer.recording.observe.attribute_place import AttributePlace
from tracer.recording.observe.attribute_replacement import Replacement
from tracer.recording.observe.guards import GUARD_CODES
from tracer.recording.observe.stand_in import Passage, looking_like, observed_call


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

    def view_begins(self, view: Any) -> bool | None:
        """A view is about to be called. Tell whether it is worth watching; None where that could not be told."""

    def view_ended(self, view: Any, answer: object, error: HTTPException | None) -> None:
        """A view has returned or aborted."""


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
    observed = _observed_ensure_sync(passage, 1 if bound else 0, listener)
    return Replacement(app, "ensure_sync", looking_like(ensure_sync, observed), passage)


def _observed_ensure_sync(passage: Passage, position: int, listener: DispatchListener) -> Callable[..., Any]:
    asked_for_by, frame_above = _ASKED_FOR.get, sys._getframe  # noqa: SLF001 # currentframe is the same, and slower

    def observed(*arguments: Any, **named: Any) -> Any:
        asked_for = asked_for_by(id(frame_above(1).f_code))
        observe = None
        if asked_for is not None and len(arguments) > position:
            try:  # noqa: SIM105 # suppress() takes more of the stack
                observe = asked_for(arguments[position], listener)
            except RecursionError:
                pass
        try:
            function = passage.function(*arguments, **named)
        except BaseException as error:
            BaseException.with_traceback(error, error.__traceback__.tb_next)  # type: ignore[union-attr] # our frame is there
            raise
        return function if observe is None else observe(function, arguments[position], listener)

    return observed


def _hook_asked_for(hook: Any, listener: DispatchListener) -> _Observation | None:  # noqa: ARG001 # as the others
    return _observed_hook if listener.listens else None


def _view_asked_for(view: Any, listener: DispatchListener) -> _Observation | None:
    return _observed_view if listener.view_begins(view) else None


def _guarded_asked_for(view: Any, listener: DispatchListener) -> _Observation | None:
    listener.guard_passed(view)
    return None


def _freshly_guarded_asked_for(view: Any, listener: DispatchListener) -> _Observation | None:
    listener.guard_passed(view)
    return _called_again_on_attribute_error if listener.listens else None


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


_ASKED_FOR: Mapping[int, Callable[[Any, DispatchListener], _Observation | None]] = {
    id(Flask.preprocess_request.__code__): _hook_asked_for,
    id(Flask.dispatch_request.__code__): _view_asked_for,
    **{
        id(code): _freshly_guarded_asked_for if name == "fresh_login_required" else _guarded_asked_for
        for code, name in GUARD_CODES.items()
    },
}
"""Tells that a function is about to be called, and returns what is to observe the call, None for nothing: by the
identity of the code that asks for the function. Comparing codes themselves takes a microsecond."""
