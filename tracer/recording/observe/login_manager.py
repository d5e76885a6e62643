"""Seeing what an app's LoginManager does where it sends no signal.

Only attributes of the app's own manager are replaced, so another app in the process is not touched. Whatever the
app put there itself is called exactly once, with what it would have been given, and what it raises passes through.
A manager may be of a class of the app's own, with slots, properties, methods that take more or that are not there:
what cannot be replaced without running code of the app's stays as it is, and is told once.
"""

import inspect
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, NamedTuple, Protocol

from flask_login import LoginManager

from tracer.recording.observe.attribute_place import NOT_SET, AttributePlace
from tracer.recording.observe.attribute_replacement import Replacement, put_all_back
from tracer.recording.observe.stand_in import Begins, Ended, first_position, stand_in
from tracer.recording.process_lock import PROCESS_LOCK

_LOAD_USER = vars(LoginManager)["_load_user"]


class LoginManagerListener(Protocol):
    """Is told what a LoginManager does. None of its methods raises anything but RecursionError."""

    def user_loaded(self, user_id: object, user: object, error: Exception | None) -> None:
        """``user_loader`` has returned or raised."""

    def request_loaded(self, user: object, error: Exception | None) -> None:
        """``request_loader`` has returned or raised."""

    def user_accessed(self) -> None:
        """Flask-Login sends its signal ``user_accessed``: the user is about to be loaded."""

    def tells_of_access(self, *, told: bool) -> None:
        """``user_accessed`` will be told, or is to be heard where Flask-Login sends it."""

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

    def not_observable(self, what: str, why: str) -> None:
        """A part of the manager cannot be observed; the app goes on without."""


class _Loader(NamedTuple):
    """A loader's place in a manager.

    Attributes:
        place: Where the manager keeps it.
        ended: Makes what is told how each call of it ended, of the position of the first argument.
    """

    place: AttributePlace
    ended: Callable[[int], Ended]


def _no_loader() -> None:
    """Read the loader of no manager."""


class _Seen(NamedTuple):
    """A manager as it was looked at.

    Attributes:
        manager: The manager; None where there was none.
        user_loader: Reads what it holds as its ``user_loader``.
        user_loader_held: What it held.
        request_loader: Reads what it holds as its ``request_loader``.
        request_loader_held: What it held.
    """

    manager: Any = None
    user_loader: Callable[[], object] = _no_loader
    user_loader_held: object = None
    request_loader: Callable[[], object] = _no_loader
    request_loader_held: object = None


class ObservedManager:
    """The LoginManager of an app, with its loaders and refusals replaced by observed ones.

    Args:
        listener: Is told what happens.
    """

    def __init__(self, listener: LoginManagerListener) -> None:
        self._listener = listener
        self._manager: Any = None
        self._methods: list[Replacement] = []
        self._loaders: dict[str, _Loader] = {}
        self._replaced: dict[str, Replacement] = {}
        self._seen = _Seen()

    def is_up_to_date(self, manager: Any) -> bool:
        """Tell whether nothing of a manager has changed since it was observed. Costs a look into its dictionary."""
        seen, user_loader, user_loader_held, request_loader, request_loader_held = self._seen
        return manager is seen and user_loader() is user_loader_held and request_loader() is request_loader_held

    def observe(self, manager: Any) -> None:
        """Observe a manager and its loaders as they are now; to be called again when either may have changed."""
        with PROCESS_LOCK:
            if manager is not self._manager:
                self.leave()
                self._manager = manager
                load_begins = None if manager is None else self._load_begins(manager)
                self._listener.tells_of_access(told=load_begins is not None)  # first, so that nothing is told twice
                if manager is not None:
                    self._replace_methods(manager, load_begins)
                    self._take_loaders(manager)
            for attribute, loader in self._loaders.items():
                self._replace_loader(attribute, loader)
            self._seen = _Seen()
            if manager is not None:
                user_loader, request_loader = (loader.place.read for loader in self._loaders.values())
                self._seen = _Seen(manager, user_loader, user_loader(), request_loader, request_loader())

    def leave(self) -> None:
        """Put everything back."""
        with PROCESS_LOCK:
            put_all_back(self._methods)
            put_all_back([*self._replaced.values()])
            self._replaced.clear()
            self._loaders.clear()
            self._manager = None
            self._seen = _Seen()

    def _replace_methods(self, manager: Any, load_begins: Begins | None) -> None:
        listener = self._listener
        watched: dict[str, tuple[Ended, Begins | None]] = {
            "unauthorized": (_refusal_ended(listener), lambda: listener.turning_away(authenticated=False)),
            "needs_refresh": (_refusal_ended(listener), lambda: listener.turning_away(authenticated=True)),
            "_load_user": (_load_ended(listener), load_begins),  # it sends no signal when it fails
            "_update_request_context_with_user": (_switch_ended(listener), None),  # only there current_user changes
        }
        for name, (ended, begins) in watched.items():
            place = AttributePlace(manager, name)
            method = place.value()
            if callable(method):
                self._methods.append(Replacement(manager, name, *stand_in(method, ended, begins)))
            else:
                listener.not_observable(f"LoginManager.{name}", _why(place))

    def _load_begins(self, manager: Any) -> Begins | None:
        """Return what is told where a load begins; None where only the signal itself says that it was sent.

        Flask-Login's own ``_load_user`` sends it first of all, if there is a loader. A receiver of it costs more than
        all else that is done for a load.
        """
        method = AttributePlace(manager, "_load_user").value()
        loaders = [AttributePlace(manager, attribute) for attribute in _LOADERS]
        if _original_of(method) is not _LOAD_USER or not all(map(_holds_by_itself, loaders)):
            return None
        user_loader, request_loader = (loader.read for loader in loaders)
        told = self._listener.user_accessed

        def begins() -> None:
            if user_loader() is not None or request_loader() is not None:
                told()

        return begins

    def _take_loaders(self, manager: Any) -> None:
        self._loaders = {
            attribute: _Loader(AttributePlace(manager, attribute), partial(ended, self._listener))
            for attribute, ended in _LOADERS.items()
        }
        for attribute, loader in self._loaders.items():
            if not loader.place.changeable:
                self._listener.not_observable(f"LoginManager.{attribute}", _why(loader.place))

    def _replace_loader(self, attribute: str, loader: _Loader) -> None:
        standing = self._replaced.get(attribute)
        if standing is not None and standing.holds:
            return
        callback = loader.place.value()
        if callable(callback):
            substitute = stand_in(callback, loader.ended(first_position(callback)))
            self._replaced[attribute] = Replacement(self._manager, attribute, *substitute)


def _original_of(method: Any) -> object:
    """Return the function of a method, also where another recording's stands in its place."""
    function = getattr(method, "__func__", None)
    return inspect.unwrap(function) if function is not None else None


def _holds_by_itself(place: AttributePlace) -> bool:
    return place.changeable and place.read() is not NOT_SET


def _why(place: AttributePlace) -> str:
    if not place.changeable:
        return "a property or another descriptor of the class stands there"
    return "it is not there, or is nothing that can be called"


def _user_loader_ended(listener: LoginManagerListener, position: int) -> Ended:
    def ended(arguments: tuple[Any, ...], named: Mapping[str, Any], user: Any, error: Exception | None) -> None:
        by_name = len(arguments) <= position
        user_id = next(iter(named.values()), None) if by_name else arguments[position]
        listener.user_loaded(user_id, user, error)

    return ended


def _request_loader_ended(listener: LoginManagerListener, _position: int) -> Ended:
    def ended(_: tuple[Any, ...], __: Mapping[str, Any], user: Any, error: Exception | None) -> None:
        listener.request_loaded(user, error)

    return ended


_LOADERS = {"_user_callback": _user_loader_ended, "_request_callback": _request_loader_ended}
"""Where a manager keeps its loaders, and what is told of their calls."""


def _refusal_ended(listener: LoginManagerListener) -> Ended:
    def ended(_: tuple[Any, ...], __: Mapping[str, Any], answer: Any, error: Exception | None) -> None:
        listener.turned_away(answer, error)

    return ended


def _load_ended(listener: LoginManagerListener) -> Ended:
    def ended(_: tuple[Any, ...], __: Mapping[str, Any], ___: Any, error: Exception | None) -> None:
        if error is None:
            listener.load_ended()
        else:
            listener.load_failed(error)

    return ended


def _switch_ended(listener: LoginManagerListener) -> Ended:
    def ended(_: tuple[Any, ...], __: Mapping[str, Any], ___: Any, error: Exception | None) -> None:
        if error is None:
            listener.user_switched()

    return ended
