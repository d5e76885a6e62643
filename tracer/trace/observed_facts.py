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
        LoginWithoutAnswerFacts,
    )
}
"""The facts of these events, by the names of the events. That of the app stands in ``tracer.trace.app_facts``."""
