"""The facts of the events of kind ``observed``: what the observer saw that is no stage and sends no signal.

One frozen dataclass for each name of such an event; the rules are those of ``tracer.trace.facts``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Literal

from tracer.trace.plain_form import OMIT_DEFAULT
from tracer.trace.plain_values import Plain


@dataclass(frozen=True, slots=True)
class ObservedFacts:
    """What the facts of every event of the kind ``observed`` have in common.

    Attributes:
        event_name: The name of the event.
    """

    kind: ClassVar[Literal["observed"]] = "observed"
    event_name: ClassVar[str]


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
    """

    cookie: str
    domain: str | None
    path: str | None
    secure: bool
    httponly: bool
    samesite: str | None
    lifetime: float | None
    refreshed_each_request: bool


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
        hooks: Every ``before_request`` hook.
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
    hooks: tuple[AppHook, ...] = ()


@dataclass(frozen=True, slots=True)
class UserLoaderFacts(ObservedFacts):
    """The user_loader was called: with which user's id, what class it returned, what it raised.

    Attributes:
        id_type: The class of the id.
        id_is_number: Whether the id is a number, or a text of digits.
        id_says_none: Whether the id is the text "None".
        result: The class of what it returned; None for nothing.
        raised: The class of what it raised; None where it raised nothing.
        id: The id, or a number that stands for it.
    """

    event_name: ClassVar[str] = "user_loader"

    id_type: str
    id_is_number: bool
    id_says_none: bool
    result: str | None
    raised: str | None
    id: Plain = None


@dataclass(frozen=True, slots=True)
class RequestLoaderFacts(ObservedFacts):
    """The request_loader was called: what class it returned, what it raised.

    Attributes:
        result: The class of what it returned; None for nothing.
        raised: The class of what it raised; None where it raised nothing.
    """

    event_name: ClassVar[str] = "request_loader"

    result: str | None
    raised: str | None


@dataclass(frozen=True, slots=True)
class LoadFailedFacts(ObservedFacts):
    """Loading the user raised, in a loader or before any was called.

    Attributes:
        raised: The class of what was raised.
    """

    event_name: ClassVar[str] = "load_failed"

    raised: str


@dataclass(frozen=True, slots=True)
class CurrentUserFacts(ObservedFacts):
    """The current_user has just become a user of this class.

    Attributes:
        class_name: The name of the class.
        anonymous: Whether it is the app's class of anonymous users; None where that is not known.
    """

    event_name: ClassVar[str] = "current_user"

    class_name: str = field(metadata={"key": "class"})
    anonymous: bool | None


@dataclass(frozen=True, slots=True)
class LoginUserFacts(ObservedFacts):
    """The call of login_user ended: what it returned or raised, for a user of which class.

    Attributes:
        user: The class of the user; None for nothing.
        result: What it returned; None where it raised.
        raised: The class of what it raised; None where it raised nothing.
        missing: The attribute that every user needs and that this one lacks.
        id_type: The class of the id that stands in the session afterwards.
        id_is_number: Whether that id is a number, or a text of digits.
        id_says_none: Whether that id is the text "None".
        id: That id, or a number that stands for it.
    """

    event_name: ClassVar[str] = "login_user"

    user: str | None
    result: bool | None
    raised: str | None
    missing: str | None = field(default=None, metadata=OMIT_DEFAULT)
    id_type: str | None = field(default=None, metadata=OMIT_DEFAULT)
    id_is_number: bool | None = field(default=None, metadata=OMIT_DEFAULT)
    id_says_none: bool | None = field(default=None, metadata=OMIT_DEFAULT)
    id: Plain = field(default=None, metadata=OMIT_DEFAULT)


@dataclass(frozen=True, slots=True)
class PasswordCheckFacts(ObservedFacts):
    """A password was checked, or a login went by without a check that can be observed.

    Attributes:
        observable: Whether the check could be seen; if not, the following facts are None.
        function: The function that checked it.
        result: What it said; None where it raised.
        raised: The class of what it raised; None where it raised nothing.
        stored_hash: What can be said of the stored hash: ``whole``, ``cut off``, ...
        inside_load: Whether it was called while the user was loaded.
    """

    event_name: ClassVar[str] = "password_check"

    observable: bool
    function: str | None = None
    result: bool | None = None
    raised: str | None = None
    stored_hash: str | None = None
    inside_load: bool = field(default=False, metadata=OMIT_DEFAULT)


@dataclass(frozen=True, slots=True)
class CookieRejectedFacts(ObservedFacts):
    """A cookie was presented and not believed, and why.

    Attributes:
        cookie: The cookie's name.
        role: ``session`` or ``remember``.
        why: ``bad signature``, ``expired``, ``malformed``, or ``not in the store``.
        claims_user: Whose cookie it claims to be; None where it claims nothing.
        origin: Whether this app issued it: ``this app``, ``altered``, ``unknown``.
    """

    event_name: ClassVar[str] = "cookie_rejected"

    cookie: str
    role: str
    why: str
    claims_user: Plain
    origin: str | None


@dataclass(frozen=True, slots=True)
class GuardSkippedFacts(ObservedFacts):
    """A guard let the request pass without asking.

    Attributes:
        why: ``LOGIN_DISABLED``, or the method that Flask-Login lets pass.
    """

    event_name: ClassVar[str] = "guard_skipped"

    why: str


@dataclass(frozen=True, slots=True)
class HookAnsweredFacts(ObservedFacts):
    """A before_request hook answered in the place of the view.

    Attributes:
        hook: The name of the hook.
        status: The HTTP status of its answer.
    """

    event_name: ClassVar[str] = "hook_answered"

    hook: str
    status: int


@dataclass(frozen=True, slots=True)
class SentWhereAskedFacts(ObservedFacts):
    """A login sent the browser to another host that stood in the request.

    Attributes:
        parameter: The parameter in which it stood.
        host: The host.
    """

    event_name: ClassVar[str] = "sent_where_asked"

    parameter: str
    host: str


@dataclass(frozen=True, slots=True)
class FormFacts(ObservedFacts):
    """The names of the fields that the app read of the form, never their values.

    Attributes:
        fields: The names.
        next: Where the form says to go next, redacted as an address is; None where it does not say.
    """

    event_name: ClassVar[str] = "form"

    fields: tuple[str, ...]
    next: str | None = field(default=None, metadata=OMIT_DEFAULT)


OBSERVED: Mapping[str, type[ObservedFacts]] = {
    kind.event_name: kind
    for kind in (
        AppFacts,
        UserLoaderFacts,
        RequestLoaderFacts,
        LoadFailedFacts,
        CurrentUserFacts,
        LoginUserFacts,
        PasswordCheckFacts,
        CookieRejectedFacts,
        GuardSkippedFacts,
        HookAnsweredFacts,
        SentWhereAskedFacts,
        FormFacts,
    )
}
"""What the observer can see besides stages, by the names of the events."""
