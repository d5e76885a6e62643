"""Seeing what an app's LoginManager does where it sends no signal.

Only attributes of the app's own manager are replaced, so another app in the process is not touched. Whatever the
app put there itself is called exactly once, with what it would have been given, and what it raises passes through.
"""

from collections.abc import Callable
from typing import Any, Protocol

from tracer.recording.observe.attribute_replacement import Replacement, put_all_back


class LoginManagerListener(Protocol):
    """Is told what a LoginManager does. None of its methods raises."""

    @property
    def listens(self) -> bool:
        """Whether anybody still wants to know, and the request in progress is the app's own."""

    def loader_called(self, name: str, argument: object, result: object, error: Exception | None) -> None:
        """``user_loader`` or ``request_loader`` has returned or raised."""

    def load_failed(self, error: Exception) -> None:
        """Loading the user raised."""

    def load_ended(self) -> None:
        """The user, or an anonymous one, is loaded."""

    def user_switched(self) -> None:
        """``current_user`` has just become somebody."""

    def turning_away(self, *, authenticated: bool) -> None:
        """``unauthorized()`` or ``needs_refresh()`` is about to answer."""

    def turned_away(self, answer: object, error: Exception | None) -> None:
        """``unauthorized()`` or ``needs_refresh()`` has answered or raised."""


class ObservedManager:
    """The LoginManager of an app, with its loaders and refusals replaced by observed ones.

    Args:
        listener: Is told what happens.
    """

    def __init__(self, listener: LoginManagerListener) -> None:
        self._listener = listener
        self._manager: Any = None
        self._methods: list[Replacement] = []
        self._loaders: dict[str, Replacement] = {}

    def observe(self, manager: Any) -> None:
        """Observe a manager and its loaders as they are now; to be called again when either may have changed."""
        if manager is not self._manager:
            self.leave()
            self._manager = manager
            if manager is not None:
                self._replace_methods(manager)
        if manager is None:
            return
        for attribute, name in (("_user_callback", "user_loader"), ("_request_callback", "request_loader")):
            standing = self._loaders.get(attribute)
            callback = vars(manager).get(attribute)
            if callback is not None and (standing is None or not standing.holds):
                self._loaders[attribute] = Replacement(manager, attribute, self._loader(name, callback))

    def leave(self) -> None:
        """Put everything back."""
        put_all_back(self._methods)
        for replacement in self._loaders.values():
            replacement.put_back()
        self._loaders.clear()
        self._manager = None

    def _replace_methods(self, manager: Any) -> None:
        substitutes = {
            "unauthorized": self._turning_away(manager.unauthorized, authenticated=False),
            "needs_refresh": self._turning_away(manager.needs_refresh, authenticated=True),
            "_load_user": self._load(manager._load_user),  # noqa: SLF001 # it sends no signal when it fails
            "_update_request_context_with_user": self._switch(manager._update_request_context_with_user),  # noqa: SLF001 # the only place where current_user changes
        }
        self._methods.extend(Replacement(manager, name, substitute) for name, substitute in substitutes.items())

    def _loader(self, name: str, callback: Callable[[Any], Any]) -> Callable[[Any], Any]:
        listener = self._listener

        def loader(argument: Any) -> Any:
            __tracebackhide__ = True
            __traceback_hide__ = True  # read by werkzeug's debugger: the frame is not the app's
            if not listener.listens:
                return callback(argument)
            try:
                user = callback(argument)
            except Exception as error:
                listener.loader_called(name, argument, None, error)
                raise
            listener.loader_called(name, argument, user, None)
            return user

        loader.__wrapped__ = callback  # type: ignore[attr-defined] # as functools.wraps does; the listener looks for it
        return loader

    def _turning_away(self, answer_visitor: Callable[[], Any], *, authenticated: bool) -> Callable[[], Any]:
        listener = self._listener

        def turning_away() -> Any:
            __tracebackhide__ = True
            __traceback_hide__ = True  # as above
            if not listener.listens:
                return answer_visitor()
            listener.turning_away(authenticated=authenticated)
            try:
                answer = answer_visitor()
            except Exception as error:
                listener.turned_away(None, error)
                raise
            listener.turned_away(answer, None)
            return answer

        return turning_away

    def _load(self, load_user: Callable[[], Any]) -> Callable[[], Any]:
        listener = self._listener

        def load() -> Any:
            __tracebackhide__ = True
            __traceback_hide__ = True  # as above
            if not listener.listens:
                return load_user()
            try:
                result = load_user()
            except Exception as error:
                listener.load_failed(error)
                raise
            listener.load_ended()
            return result

        return load

    def _switch(self, update: Callable[..., Any]) -> Callable[..., Any]:
        listener = self._listener

        def switch(*user: Any, **named: Any) -> Any:
            __tracebackhide__ = True
            __traceback_hide__ = True  # as above
            result = update(*user, **named)
            if listener.listens:
                listener.user_switched()
            return result

        return switch
