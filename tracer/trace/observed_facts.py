"""The facts of the events of kind ``observed``: what the observer saw that is no stage and sends no signal.

One frozen dataclass for each name of such an event; the rules are those of ``tracer.trace.facts``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from tracer.trace.facts import ObservedFacts
from tracer.trace.plain_form import OMIT_DEFAULT
from tracer.trace.plain_values import Plain


@dataclass(frozen=True, slots=True)
class FoundUserFacts:
    """By what the user who was logged in, or found, can be told from others.

    Attributes:
        id: The id, or a number that stands for it; None where it could not be read without asking the user.
        tables: The tables of the database in which users of this class stand.
        names: A number for each word by which the user is called.
    """

    id: Plain = None
    tables: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


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
        cause: Why it raised: ``not found``, ``wrong id``, ``database`` or ``wrong arguments``; None where that is not
            known.
        lacks: What every user must have and the class of the result does not have.
        found: Who was found, where that may be somebody else.
    """

    event_name: ClassVar[str] = "user_loader"

    id_type: str
    id_is_number: bool
    id_says_none: bool
    result: str | None
    raised: str | None
    id: Plain = None
    cause: str | None = field(default=None, metadata=OMIT_DEFAULT)
    lacks: tuple[str, ...] = field(default=(), metadata=OMIT_DEFAULT)
    found: FoundUserFacts | None = field(default=None, metadata=OMIT_DEFAULT)


@dataclass(frozen=True, slots=True)
class RequestLoaderFacts(ObservedFacts):
    """The request_loader was called: what class it returned, what it raised.

    Attributes:
        result: The class of what it returned; None for nothing.
        raised: The class of what it raised; None where it raised nothing.
        cause: Why it raised: ``not found``, ``wrong id``, ``database`` or ``wrong arguments``; None where that is not
            known.
        lacks: What every user must have and the class of the result does not have.
    """

    event_name: ClassVar[str] = "request_loader"

    result: str | None
    raised: str | None
    cause: str | None = field(default=None, metadata=OMIT_DEFAULT)
    lacks: tuple[str, ...] = field(default=(), metadata=OMIT_DEFAULT)


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
        id_is_empty: Whether that id is the empty text.
        saved: Whether the database knows the user; None where that could not be told without asking it.
        own_id: Whether the user has an id besides the one that ``get_id()`` makes; None where that is not known.
        id_attribute: The attribute that ``get_id()`` reads and that is empty, where the id says nothing.
        methods: What Flask-Login asks as a property and is a method of this class, and may say no.
        duration_type: The class of ``duration``, where it is no timedelta.
        found: Who was logged in, where that can be told.
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
    id_is_empty: bool = field(default=False, metadata=OMIT_DEFAULT)
    saved: bool | None = field(default=None, metadata=OMIT_DEFAULT)
    own_id: bool | None = field(default=None, metadata=OMIT_DEFAULT)
    id_attribute: str | None = field(default=None, metadata=OMIT_DEFAULT)
    methods: tuple[str, ...] = field(default=(), metadata=OMIT_DEFAULT)
    duration_type: str | None = field(default=None, metadata=OMIT_DEFAULT)
    found: FoundUserFacts | None = field(default=None, metadata=OMIT_DEFAULT)


@dataclass(frozen=True, slots=True)
class PasswordCheckFacts(ObservedFacts):
    """A password was checked, or a login went by without a check that can be observed.

    Attributes:
        observable: Whether the check could be seen; if not, the following facts are None.
        function: The function that checked it.
        result: What it said; None where it raised.
        raised: The class of what it raised; None where it raised nothing.
        stored_hash: What can be said of the stored hash: ``whole``, ``cut off``, ``too long``, ``method gone``,
            ``another method``, ``bytes as text``, ``malformed``, ``no hash``, ``wrong type``, ``nothing``.
        inside_load: Whether it was called while the user was loaded.
        stored_method: The known method of the stored hash, where that is what is wrong with it; or the class of what is
            stored.
        typed: What of the typed password made the check raise: ``nothing``, ``text``, ``bytes``, ``over 72 bytes``,
            ``not over 72 bytes``; or ``a hash`` where the two were given in the wrong order.
    """

    event_name: ClassVar[str] = "password_check"

    observable: bool
    function: str | None = None
    result: bool | None = None
    raised: str | None = None
    stored_hash: str | None = None
    inside_load: bool = field(default=False, metadata=OMIT_DEFAULT)
    stored_method: str | None = field(default=None, metadata=OMIT_DEFAULT)
    typed: str | None = field(default=None, metadata=OMIT_DEFAULT)


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
        of_json: Whether the request carried JSON, of which the app read nothing.
    """

    event_name: ClassVar[str] = "form"

    fields: tuple[str, ...]
    next: str | None = field(default=None, metadata=OMIT_DEFAULT)
    of_json: bool = field(default=False, metadata=OMIT_DEFAULT)


@dataclass(frozen=True, slots=True)
class HttpErrorFacts(ObservedFacts):
    """The request ended with an HTTP error that somebody raised: a library, or the app by ``abort``.

    Attributes:
        error: The class of the error.
        status: Its HTTP status.
        own: Whether the app's own code raised it, and no library.
        said: What it says, where that is a sentence of a library that is known here.
        rule: For a method that is not allowed: the URL rule that does not take it.
    """

    event_name: ClassVar[str] = "http_error"

    error: str
    status: int
    own: bool
    said: str | None = field(default=None, metadata=OMIT_DEFAULT)
    rule: str | None = field(default=None, metadata=OMIT_DEFAULT)


@dataclass(frozen=True, slots=True)
class CsrfCheckFacts(ObservedFacts):
    """Flask-WTF has compared the token of a form with the one in the session.

    Attributes:
        valid: Whether they belong together.
        why: Why they do not: ``missing``, ``not in the session``, ``expired``, ``not readable``, ``another session's``;
            None where they do, or where the reason is not known.
    """

    event_name: ClassVar[str] = "csrf_check"

    valid: bool
    why: str | None = None


@dataclass(frozen=True, slots=True)
class LoginWithoutAnswerFacts(ObservedFacts):
    """login_user was called where no HTTP answer follows that could set the session cookie.

    Attributes:
        user: The class of the user; None for nothing.
        where: Where that was: ``Socket.IO event``.
        session_saved: Whether the session is written to a store on the server all the same.
    """

    event_name: ClassVar[str] = "login_without_answer"

    user: str | None
    where: str
    session_saved: bool


OBSERVED: Mapping[str, type[ObservedFacts]] = {
    kind.event_name: kind
    for kind in (
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
        HttpErrorFacts,
        CsrfCheckFacts,
        LoginWithoutAnswerFacts,
    )
}
"""The facts of these events, by the names of the events. That of the app stands in ``tracer.trace.app_facts``."""
