"""The facts of the first event of an observed run: the app as it is set up, before anybody visits it.

The rules are those of ``tracer.trace.facts``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from tracer.trace.facts import ObservedFacts
from tracer.trace.plain_form import OMIT_DEFAULT


@dataclass(frozen=True, slots=True)
class NamedView:
    """A view to which visitors are sent.

    Attributes:
        name: The endpoint or the address, as the app names it.
        rule: Its URL rule; None where there is none.
        found: Whether it can be found at all.
    """

    name: str
    rule: str | None
    found: bool


@dataclass(frozen=True, slots=True)
class SessionSettings:
    """How an app keeps its sessions.

    Attributes:
        interface: The class of the session interface.
        server_side: Whether the content stays on the server, so that the cookie is a secret as a whole.
        lifetime: For how many seconds a permanent session lives.
        cookie: The name of the session cookie.
        domain: Its domain; None where it is not set.
        path: Its path; None where it is not set.
        secure: Whether it is sent over HTTPS only.
        httponly: Whether scripts cannot read it.
        samesite: Its SameSite mode; None where it is not set.
        wrong: The settings with values that cannot work, each with the class of the value.
    """

    interface: str
    server_side: bool
    lifetime: float
    cookie: str
    domain: str | None
    path: str | None
    secure: bool
    httponly: bool
    samesite: str | None
    wrong: Mapping[str, str] = field(default_factory=dict, metadata=OMIT_DEFAULT)


@dataclass(frozen=True, slots=True)
class RememberSettings:
    """How an app remembers its users.

    Attributes:
        cookie: The name of the remember cookie.
        domain: Its domain; None where it is not set.
        path: Its path; None where it is not set.
        secure: Whether it is sent over HTTPS only.
        httponly: Whether scripts cannot read it.
        samesite: Its SameSite mode; None where it is not set.
        lifetime: For how many seconds it lives; None where the setting is neither a timedelta nor a number.
        refreshed_each_request: Whether it is set anew with each response.
        wrong: The settings with values that cannot work, each with the class of the value.
    """

    cookie: str
    domain: str | None
    path: str | None
    secure: bool
    httponly: bool
    samesite: str | None
    lifetime: float | None
    refreshed_each_request: bool
    wrong: Mapping[str, str] = field(default_factory=dict, metadata=OMIT_DEFAULT)


@dataclass(frozen=True, slots=True)
class AppView:
    """One view of an app, as it can be read without running it.

    Attributes:
        endpoint: Its endpoint.
        rule: Its URL rule.
        methods: The methods that the rule answers, without HEAD and OPTIONS.
        guards: Flask-Login's guards before it.
        own_guards: Guards of the app's own before it.
        hooks: The ``before_request`` hooks that ask for a login before it.
        unguarded_methods: The methods of a class-based view that no guard stands before.
        misordered: Whether a guard stands above the route and so guards nothing.
        static: Whether it serves static files.
        guard_thrown_away: Whether a guard was made and its result was not used.
        logs_in: Whether it calls ``login_user``; None where that is not known, here and in the following.
        logs_out: Whether it calls ``logout_user``.
        ignores_login_result: Whether it calls ``login_user`` and does not look at what it returns.
        reads_next: Whether it reads the argument ``next``.
        place: Where it stands in the code, in words; None where that is not known.
        strangers_turned_away: Whether the code turns every stranger away, by whatever guard; None where that depends
            on what the code does not say; False where no guard was seen.
        library_guards: Guards of other libraries before it, as ``auth_required of Flask-Security``.
        own_checks: The functions of the view itself in which strangers are turned away.
        unknown_wrappers: Wrappers of libraries around it of which nothing is known, as ``limit of some_library``.
        remembers_always: Whether it calls ``login_user`` with ``remember=True``, whatever the visitor wishes.
        redirect_not_returned: Whether it logs in or asks who is there, calls ``redirect``, and throws away what that
            returns.
        refusal_statuses: The statuses from 400 on with which it answers in its code once it has asked whether there is
            such a user, or checked the password.
    """

    endpoint: str
    rule: str
    methods: tuple[str, ...]
    guards: tuple[str, ...]
    own_guards: tuple[str, ...]
    hooks: tuple[str, ...]
    unguarded_methods: tuple[str, ...]
    misordered: bool
    static: bool
    guard_thrown_away: bool
    logs_in: bool | None
    logs_out: bool | None
    ignores_login_result: bool
    reads_next: bool | None
    place: str | None
    strangers_turned_away: bool | None = field(default=False, metadata=OMIT_DEFAULT)
    library_guards: tuple[str, ...] = field(default=(), metadata=OMIT_DEFAULT)
    own_checks: tuple[str, ...] = field(default=(), metadata=OMIT_DEFAULT)
    unknown_wrappers: tuple[str, ...] = field(default=(), metadata=OMIT_DEFAULT)
    remembers_always: bool = field(default=False, metadata=OMIT_DEFAULT)
    redirect_not_returned: bool = field(default=False, metadata=OMIT_DEFAULT)
    refusal_statuses: tuple[int, ...] = field(default=(), metadata=OMIT_DEFAULT)

    @property
    def has_guard(self) -> bool:
        """Whether any guard was seen before it, whatever it is."""
        return bool(
            self.strangers_turned_away or self.guards or self.own_guards or self.library_guards or self.own_checks
            or self.hooks
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class AppHook:
    """A ``before_request`` hook of an app.

    Attributes:
        name: The name of the function.
        blueprint: The blueprint before whose views it runs; None for the whole app.
        guards: Flask-Login's guards around it.
        asks_for_login: Whether it turns away who is not logged in.
        place: Where it stands in the code, in words; None where that is not known.
    """

    name: str
    blueprint: str | None
    guards: tuple[str, ...]
    asks_for_login: bool
    place: str | None


@dataclass(frozen=True, slots=True)
class AppFacts(ObservedFacts):
    """How the app is set up: its views and their guards, its loaders, its cookies; no value of a secret.

    Attributes:
        name: The import name of the app.
        testing: Whether Flask's testing mode is on.
        debug: Whether Flask's debug mode is on.
        login_manager: The class of the login manager; None where there is none, and the following facts are None.
        user_loader: Whether there is a ``user_loader``.
        request_loader: Whether there is a ``request_loader``.
        login_view: Where strangers are sent; None where that is not set.
        blueprint_login_views: The same for single blueprints.
        refresh_view: Where those are sent whose login is not fresh; None where that is not set.
        unauthorized_handler: Whether the app answers strangers by a function of its own.
        needs_refresh_handler: Whether it does so for logins that are not fresh.
        flashes_login_message: Whether a message is flashed when a stranger is sent to the login.
        session_protection: The mode of session protection: ``basic``, ``strong``, None, or ``unknown``.
        anonymous_user: The class of anonymous users.
        handles_401: Whether the app has an answer of its own to the error 401.
        login_disabled: Whether LOGIN_DISABLED is set.
        next_in_session: Whether USE_SESSION_FOR_NEXT is set.
        secret_key: ``set``, ``short``, ``missing`` or ``wrong type``.
        sessions: How sessions are kept.
        remembering: How users are remembered.
        views: Every view.
        logs_in_elsewhere: Whether ``login_user`` is called outside of the views; None where that is not known.
        own_user_id: Whether code of the app names the session and the word ``user_id``, and so may keep a key of its
            own beside Flask-Login's ``_user_id``; None where that is not known.
        hooks: Every ``before_request`` hook.
        secret_key_kept: Whether the app has the same secret key when it is loaded a second time; None where that was
            not tried, or could not be told.
        login_library_copy: The module of a copy of Flask-Login that the app carries and uses instead of the one that is
            installed; None where it uses that one.
    """

    event_name: ClassVar[str] = "app"

    name: str
    testing: bool = False
    debug: bool = False
    login_manager: str | None = None
    user_loader: bool | None = None
    request_loader: bool | None = None
    login_view: NamedView | None = None
    blueprint_login_views: Mapping[str, NamedView | None] = field(default_factory=dict)
    refresh_view: NamedView | None = None
    unauthorized_handler: bool | None = None
    needs_refresh_handler: bool | None = None
    flashes_login_message: bool | None = None
    session_protection: str | None = None
    anonymous_user: str | None = None
    handles_401: bool = False
    login_disabled: bool = False
    next_in_session: bool = False
    secret_key: str = "set"  # noqa: S105 # the word for a key that is set
    sessions: SessionSettings | None = None
    remembering: RememberSettings | None = None
    views: tuple[AppView, ...] = ()
    logs_in_elsewhere: bool | None = False
    own_user_id: bool | None = field(default=None, metadata=OMIT_DEFAULT)
    hooks: tuple[AppHook, ...] = ()
    secret_key_kept: bool | None = field(default=None, metadata=OMIT_DEFAULT)
    login_library_copy: str | None = field(default=None, metadata=OMIT_DEFAULT)
