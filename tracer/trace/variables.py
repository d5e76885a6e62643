"""The variables of a login flow, derived from recorded facts and from nothing else.

Each variable is what was last observed; a value is carried over until it is observed again. Every browser has
variables of its own.

* ``user_authenticated`` is the last outcome of a guard, a login or a logout, and what became of that when the answer
  left: a session that was emptied after the login, or that never reached the browser, logs nobody in. Whom an emptied
  session took out, the remember cookie may bring back.
* ``current_user`` is the class of the user that was loaded, with the id in the session: ``User(1)``. Where the answer
  takes the user out of the session, or never brings them into it, it is whoever was there before.
* ``session_cookie`` is what the browser holds: ``None``, ``Set``, or ``Cleared`` in the step that deleted it.
* ``session.KEY`` is what the session holds under that key, ``session.*`` everything it holds.
* Any other name is a cookie, such as ``remember_token``, told like ``session_cookie``. What the remember cookie of an
  app is called says ``remember_cookie_of``.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tracer.stages import SessionChecked, logged_in, logged_out, remembered
from tracer.trace.app_facts import AppFacts
from tracer.trace.events import Event, Trace
from tracer.trace.facts import CookiesFacts, RequestFacts, ResponseFacts, SetCookieFacts, StageFacts, UserFacts
from tracer.trace.plain_values import Plain, as_named

BASIC: tuple[str, ...] = ("user_authenticated", "session_cookie", "current_user")
"""The variables that every tracker shows."""

ANONYMOUS = "Anonymous"
SET = "Set"
CLEARED = "Cleared"

USER_ID = "_user_id"
"""Under which key Flask-Login keeps the id of the user in the session."""


@dataclass
class BrowserState:
    """What was last observed of one browser. It is fed event by event; ``values`` reads it.

    Attributes:
        authenticated: The last outcome of a guard, a login or a logout, as far as it reached the browser.
        current_user: Who it was; None where ``current_user`` itself was None.
        session: What the session held.
        held: The names of the cookies that the browser holds.
        deleted: The cookies that were deleted since the step began.
        session_cookie_name: The name of the session cookie in this app.
    """

    authenticated: bool = False
    current_user: str | None = ANONYMOUS
    session: Mapping[str, Plain] = field(default_factory=dict)
    held: set[str] = field(default_factory=set)
    deleted: set[str] = field(default_factory=set)
    session_cookie_name: str = "session"
    _jar_is_known: bool = False
    _nobody: str | None = ANONYMOUS
    _taken_out: tuple[Plain, str | None] | None = None
    _exchange: "_Exchange" = field(default_factory=lambda: _Exchange(None, {}))

    def begin_step(self) -> None:
        """Forget what was only true of the step before."""
        self.deleted = set()

    def feed(self, event: Event, *, believed: bool = True) -> None:
        """Take one fact.

        Args:
            event: The event.
            believed: Whether the announcement of a stage is believed. What was recorded beside it counts in any case.
        """
        match event.facts:
            case StageFacts() as facts:
                self._exchange.note(facts, self.authenticated, self.current_user)
                if believed:
                    self._feed_outcome(event.name, facts)
                self._feed_recorded(facts)
            case CookiesFacts(held=held, changed=changed):
                self._jar_is_known = True
                self.deleted |= {name for name, outcome in changed.items() if outcome == "deleted"} & self.held
                self.held = set(held)
                self.deleted -= self.held
                refused = changed.get(self.session_cookie_name, "").startswith("refused")
                if refused and event.request is not None and event.request == self._exchange.request:
                    self.lose_exchange()
            case RequestFacts(session_cookie_name=name, cookies=cookies, session=session):
                self.session_cookie_name = name
                self._exchange = _Exchange(event.request, session or {})
                if not self._jar_is_known:
                    self.held = set(cookies)
            case ResponseFacts(session=session, set_cookie=set_cookie):
                if session is not None and event.request == self._exchange.request:
                    self._feed_end_of_session(session)
                self.session = session or {}
                if not self._jar_is_known:
                    self._feed_set_cookies(set_cookie)

    def lose_exchange(self) -> None:
        """Take it that nothing of what the request did to the session has reached the browser."""
        before = self._exchange.before
        if before is not None:
            self.authenticated, self.current_user = before
            self.session = self._exchange.session

    def _feed_end_of_session(self, session: Mapping[str, Plain]) -> None:
        """Whoever was in the session, and is not in what is left of it, is not logged in any more."""
        if self._exchange.named is not None and session.get(USER_ID) is None and self.authenticated:
            self._taken_out = self._exchange.named, self.current_user
            self.authenticated, self.current_user = False, self._nobody

    def _bring_back(self, session: Mapping[str, Plain]) -> None:
        """Whom an emptied session took out is logged in again, once the remember cookie puts them into the session."""
        if self._taken_out is not None and session.get(USER_ID) == self._taken_out[0]:
            self.authenticated, self.current_user = True, self._taken_out[1]

    def _feed_outcome(self, stage: str, facts: StageFacts) -> None:
        if isinstance(facts.announced, SessionChecked):
            self.authenticated = facts.announced.authenticated is True
        elif stage in {logged_in.name, logged_out.name}:
            self.authenticated, self._taken_out = stage == logged_in.name, None
        elif stage == remembered.name:
            self._bring_back(facts.session or {})

    def _feed_recorded(self, facts: StageFacts) -> None:
        if facts.current_user is not None:
            self.current_user = _user_text(facts.current_user)
            if facts.current_user.anonymous:
                self._nobody = self.current_user
        if facts.session is not None:
            self.session = facts.session

    def _feed_set_cookies(self, set_cookie: Mapping[str, SetCookieFacts]) -> None:
        for name, cookie in set_cookie.items():
            if cookie.deleted:
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


@dataclass
class _Exchange:
    """What a request has done to the session so far.

    Attributes:
        request: Its number.
        session: What the session held when it began.
        named: The id of the user in the session now.
        before: Whether somebody was logged in, and who ``current_user`` was, before the user in the session was another
            one than when it began; None while that is not so.
    """

    request: int | None
    session: Mapping[str, Plain]
    before: tuple[bool, str | None] | None = None

    def __post_init__(self) -> None:
        self.named = self.session.get(USER_ID)

    def note(self, facts: StageFacts, authenticated: bool, current_user: str | None) -> None:  # noqa: FBT001 # a pair
        """Take what a stage says of the session, and what was known before it."""
        if facts.session is None:
            return
        named = facts.session.get(USER_ID)
        if named != self.named and self.before is None:
            self.before = authenticated, current_user
        self.named = named


def _user_text(user: UserFacts) -> str | None:
    if user.is_none:
        return None
    if user.anonymous:
        return ANONYMOUS if user.class_name == "AnonymousUserMixin" else f"{ANONYMOUS} ({user.class_name})"
    return user.class_name if user.id is None else f"{user.class_name}({as_named(user.id)})"


def variable_names(events: Iterable[Event]) -> tuple[str, ...]:
    """Return the name of every variable that these events know of, the basic ones first."""
    names = dict.fromkeys(BASIC)
    all_facts = [event.facts for event in events]
    session_cookies = {facts.session_cookie_name for facts in all_facts if isinstance(facts, RequestFacts)}
    for facts in all_facts:
        if isinstance(facts, RequestFacts | ResponseFacts | StageFacts):
            names.update(dict.fromkeys(f"session.{key}" for key in facts.session or {}))
        cookies: Iterable[str] = ()
        if isinstance(facts, RequestFacts):
            cookies = facts.cookies
        elif isinstance(facts, ResponseFacts):
            cookies = facts.set_cookie
        names.update(dict.fromkeys(name for name in cookies if name not in session_cookies))
    return tuple(names)


REMEMBER_COOKIE = "remember_token"
"""Flask-Login's name of the remember cookie: a variable even in a run that never had one."""


def remember_cookie_of(trace: Trace) -> str:
    """Return the name of the remember cookie of the app that a trace is of.

    The description of the app says it, or a setting of the scenario; otherwise it is Flask-Login's own.
    """
    described = [event.facts.remembering for event in trace.events if isinstance(event.facts, AppFacts)]
    named = [settings.cookie for settings in described if settings is not None and settings.cookie]
    chosen = trace.scenario.settings.get("REMEMBER_COOKIE_NAME") if trace.scenario is not None else None
    return named[-1] if named else str(chosen or REMEMBER_COOKIE)
