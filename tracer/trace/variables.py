"""The variables of a login flow, derived from recorded facts and from nothing else.

Each variable is what was last observed; a value is carried over until it is observed again. Every browser has
variables of its own.

* ``user_authenticated`` is the last outcome of a guard, a login or a logout.
* ``current_user`` is the class of the user that was loaded, with the id in the session: ``User(1)``.
* ``session_cookie`` is what the browser holds: ``None``, ``Set``, or ``Cleared`` in the step that deleted it.
* ``session.KEY`` is what the session holds under that key, ``session.*`` everything it holds.
* Any other name is a cookie, such as ``remember_token``, told like ``session_cookie``.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tracer.trace.events import Event
from tracer.trace.plain_values import Plain, as_mapping

BASIC: tuple[str, ...] = ("user_authenticated", "session_cookie", "current_user")
"""The variables that every tracker shows."""

ANONYMOUS = "Anonymous"
SET = "Set"
CLEARED = "Cleared"


@dataclass
class BrowserState:
    """What was last observed of one browser. It is fed event by event; ``values`` reads it.

    Attributes:
        authenticated: The last outcome of a guard, a login or a logout.
        current_user: Who it was.
        session: What the session held.
        held: The names of the cookies that the browser holds.
        deleted: The cookies that were deleted since the step began.
        session_cookie_name: The name of the session cookie in this app.
    """

    authenticated: bool = False
    current_user: str = ANONYMOUS
    session: Mapping[str, Plain] = field(default_factory=dict)
    held: set[str] = field(default_factory=set)
    deleted: set[str] = field(default_factory=set)
    session_cookie_name: str = "session"
    _jar_is_known: bool = False

    def begin_step(self) -> None:
        """Forget what was only true of the step before."""
        self.deleted = set()

    def feed(self, event: Event) -> None:
        """Take one fact."""
        facts = event.facts
        if event.kind == "stage":
            self._feed_stage(event)
        elif event.kind == "cookies":
            self._jar_is_known = True
            changed = as_mapping(facts.get("changed"))
            self.deleted |= {name for name, outcome in changed.items() if outcome == "deleted"} & self.held
            self.held = set(_names(facts.get("held")))
            self.deleted -= self.held
        elif event.kind == "request":
            self.session_cookie_name = str(facts.get("session_cookie_name", self.session_cookie_name))
            if not self._jar_is_known:
                self.held = set(_names(facts.get("cookies")))
        elif event.kind == "response":
            self.session = as_mapping(facts.get("session"))
            if not self._jar_is_known:
                self._feed_set_cookies(as_mapping(facts.get("set_cookie")))

    def _feed_stage(self, event: Event) -> None:
        facts = event.facts
        if event.name == "session_checked":
            self.authenticated = facts.get("authenticated") is True
        elif event.name == "logged_in":
            self.authenticated = True
        elif event.name == "logged_out":
            self.authenticated = False
        user = as_mapping(facts.get("current_user"))
        if user:
            self.current_user = _user_text(user)
        if isinstance(facts.get("session"), dict):
            self.session = as_mapping(facts["session"])

    def _feed_set_cookies(self, set_cookie: Mapping[str, Plain]) -> None:
        for name, cookie in set_cookie.items():
            if as_mapping(cookie).get("deleted"):
                self.deleted |= {name} & self.held
                self.held.discard(name)
            else:
                self.held.add(name)
                self.deleted.discard(name)

    def values(self, names: Iterable[str]) -> dict[str, Plain]:
        """Return the values of the named variables now."""
        return {name: self._value(name) for name in names}

    def _value(self, name: str) -> Plain:
        if name == "user_authenticated":
            return self.authenticated
        if name == "current_user":
            return self.current_user
        if name == "session.*":
            return dict(self.session)
        if name.startswith("session."):
            return self.session.get(name.removeprefix("session."))
        cookie = self.session_cookie_name if name == "session_cookie" else name
        if cookie in self.held:
            return SET
        return CLEARED if cookie in self.deleted else None


def _names(value: Plain) -> list[str]:
    return [str(name) for name in value] if isinstance(value, list) else []


def _user_text(user: Mapping[str, Plain]) -> str:
    if user.get("anonymous"):
        name = user.get("class")
        return ANONYMOUS if name == "AnonymousUserMixin" else f"{ANONYMOUS} ({name})"
    return f"{user.get('class')}({user.get('id')})" if user.get("id") is not None else str(user.get("class"))


def variable_names(events: Iterable[Event]) -> tuple[str, ...]:
    """Return the name of every variable that these events know of, the basic ones first."""
    names = dict.fromkeys(BASIC)
    session_cookies = {str(e.facts.get("session_cookie_name")) for e in events if e.kind == "request"}
    for event in events:
        names.update(dict.fromkeys(f"session.{key}" for key in as_mapping(event.facts.get("session"))))
        cookies = [*_names(event.facts.get("cookies")), *as_mapping(event.facts.get("set_cookie"))]
        names.update(dict.fromkeys(name for name in cookies if name not in session_cookies))
    return tuple(names)


REMEMBER_COOKIE = "remember_token"
"""Flask-Login's name of the remember cookie: a variable even in a run that never had one."""
