"""The facts of each kind of event, one frozen dataclass per kind; what the observer saw stands in ``observed_facts``.

The recorder makes each of them once. The JSON form of a trace, the check of a trace that is read, and what claims can
ask for are all derived from these fields; ``tracer.trace.plain_form`` says what their metadata means.

Every value is plain and redacted: ``[hidden]`` stands where a secret was.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Literal, TypeVar

from tracer.stages import Announcement
from tracer.trace.plain_form import OMIT_DEFAULT
from tracer.trace.plain_values import Plain

_A = TypeVar("_A", bound=Announcement)

HEADERS: tuple[str, ...] = ("Allow", "Cache-Control", "Content-Type", "Location", "Vary", "WWW-Authenticate")
"""The response headers that are recorded; Set-Cookie is taken apart instead."""

COOKIE_ATTRIBUTES: tuple[str, ...] = (
    "domain",
    "expires",
    "httponly",
    "max-age",
    "partitioned",
    "path",
    "samesite",
    "secure",
)
"""The attributes of a Set-Cookie header that are recorded (RFC 6265, section 5.2)."""


LOGIN_SIGNALS: tuple[str, ...] = (
    "user_accessed",
    "session_protected",
    "user_loaded_from_cookie",
    "user_loaded_from_request",
    "user_logged_in",
    "user_logged_out",
    "user_login_confirmed",
    "user_unauthorized",
    "user_needs_refresh",
)
"""The signals of Flask-Login that are recorded."""


@dataclass(frozen=True, slots=True)
class ClientFacts:
    """Who sends a request, as far as the request says.

    Attributes:
        address: A number that stands for the network address: ``address #1``.
        user_agent: A number that stands for the browser's name.
        wants_page: Whether it asks for a page as a person's browser does; None where it does not say.
        site: Where the request was caused, as the browser says (Sec-Fetch-Site); None where it does not say.
        mode: How the answer is to be taken, as the browser says (Sec-Fetch-Mode; Upgrade for a WebSocket):
            ``navigate``, ``cors``, ...
        destination: What the answer is for, as the browser says (Sec-Fetch-Dest): ``document``, ``iframe``, ...
        script: Whether a script or a program asks that has no use for a page.
    """

    address: Plain = None
    user_agent: Plain = None
    wants_page: bool | None = None
    site: str | None = None
    mode: str | None = field(default=None, metadata=OMIT_DEFAULT)
    destination: str | None = field(default=None, metadata=OMIT_DEFAULT)
    script: bool = field(default=False, metadata=OMIT_DEFAULT)


@dataclass(frozen=True, slots=True)
class RequestFacts:
    """The app has begun to answer a request.

    Attributes:
        method: The method; ``(other)`` for one that is none of the known ones.
        path: The path, or the app's URL rule where values are not shown.
        query: The query arguments by their names.
        endpoint: The endpoint to which the path leads; None where it leads to none.
        scheme: ``http`` or ``https``.
        host: The host that was asked, with the port if there is one.
        client: Who sends it.
        cookies: The names of the cookies that came with it.
        session_cookie: Whether the session cookie was among them.
        session_cookie_name: What the app calls its session cookie.
        remember_cookie: Whether the remember cookie was among them.
        session: What the session held when it was opened; None where none was opened.
        ambiguous: Whether another browser may have sent it.
        worker: Which process answered it, the first is 1; None where one process answers all requests.
        content_type: The media type of what it carries, where that is neither a form nor nothing.
        forwarded: What a proxy says in headers: ``for``, ``host``, ``prefix``, ``proto``.
        forwarded_scheme: The scheme that the browser used, as a proxy says; None where none says it.
        doubled_cookies: The names of cookies of which two came; the app reads the first.
        older_cookies: Cookies that the app has set anew or deleted in the meantime, by their names: the numbers of the
            requests whose answers had set what came.
        overtaken_by: How many other requests were answered between the beginning of this one and its answer.
        kept_user: Whom ``g`` held before the request began, because an application context was open around it:
            Flask-Login then loads nobody; None where it held nobody.
    """

    kind: ClassVar[Literal["request"]] = "request"

    method: str
    path: str
    query: Mapping[str, Plain] = field(default_factory=dict)
    endpoint: str | None = None
    scheme: str = "http"
    host: str = ""
    client: ClientFacts = ClientFacts()
    cookies: tuple[str, ...] = ()
    session_cookie: bool = False
    session_cookie_name: str = "session"
    remember_cookie: bool = False
    session: Mapping[str, Plain] | None = None
    ambiguous: bool = field(default=False, metadata=OMIT_DEFAULT)
    worker: int | None = field(default=None, metadata=OMIT_DEFAULT)
    content_type: str | None = field(default=None, metadata=OMIT_DEFAULT)
    forwarded: tuple[str, ...] = field(default=(), metadata=OMIT_DEFAULT)
    forwarded_scheme: str | None = field(default=None, metadata=OMIT_DEFAULT)
    doubled_cookies: tuple[str, ...] = field(default=(), metadata=OMIT_DEFAULT)
    older_cookies: Mapping[str, int] = field(default_factory=dict, metadata=OMIT_DEFAULT)
    overtaken_by: int = field(default=0, metadata=OMIT_DEFAULT)
    kept_user: "UserFacts | None" = field(default=None, metadata=OMIT_DEFAULT)


@dataclass(frozen=True, slots=True)
class SetCookieFacts:
    """A cookie that a response sets or deletes.

    Attributes:
        deleted: Whether it is deleted.
        value: What it holds, as far as that may be known; None for a cookie that is deleted.
        attributes: Its attributes; True for one without a value.
        too_large: Whether it is larger than browsers take.
    """

    deleted: bool
    value: Plain = None
    attributes: Mapping[str, Plain] = field(default_factory=dict, metadata={"names": COOKIE_ATTRIBUTES})
    too_large: bool = field(default=False, metadata=OMIT_DEFAULT)


@dataclass(frozen=True, slots=True)
class ResponseFacts:
    """The answer as it left the app.

    Attributes:
        status: The HTTP status.
        location: Where the browser is sent; None where it is not sent anywhere.
        set_cookie: The cookies that it sets or deletes, by their names.
        headers: Other headers that it carries, see ``HEADERS``.
        session: What the session holds after the request; None where none was opened.
        leaves_proxy: Which header of a proxy shows that ``location`` leads out of the place where the proxy shows the
            app: ``prefix``, ``proto`` or ``host``; None where none does.
    """

    kind: ClassVar[Literal["response"]] = "response"

    status: int
    location: str | None = None
    set_cookie: Mapping[str, SetCookieFacts] = field(default_factory=dict)
    headers: Mapping[str, Plain] = field(default_factory=dict, metadata={"names": HEADERS})
    session: Mapping[str, Plain] | None = None
    leaves_proxy: str | None = field(default=None, metadata=OMIT_DEFAULT)


@dataclass(frozen=True, slots=True)
class UserFacts:
    """Who ``current_user`` was.

    Attributes:
        class_name: The name of the class; ``None`` as a text where ``current_user`` was None.
        anonymous: Whether it is the app's class of anonymous users.
        id: The id in the session, or a number that stands for it; None where none is known.
    """

    class_name: str = field(metadata={"key": "class"})
    anonymous: bool
    id: Plain = None

    @property
    def is_none(self) -> bool:
        """Whether ``current_user`` was None, as on Quart without the cure: nobody, not even an anonymous user."""
        return self.class_name == str(None)


@dataclass(frozen=True, slots=True)
class StageFacts:
    """A stage of the login flow was announced, or observed.

    Attributes:
        announced: What was announced with it. In JSON its facts stand beside the following ones.
        current_user: Who ``current_user`` was at that moment; None while nobody had asked.
        session: What the session held at that moment; None outside of a request.
        more: Facts that the app announced besides those that the stage knows.
    """

    kind: ClassVar[Literal["stage"]] = "stage"

    announced: Announcement
    current_user: UserFacts | None = None
    session: Mapping[str, Plain] | None = None
    more: Mapping[str, Plain] = field(default_factory=dict)

    @property
    def user_id(self) -> Plain:
        """The id in the session at the moment of the stage; None where there is none."""
        return (self.session or {}).get("_user_id")

    def told(self, kind: type[_A]) -> _A:
        """Return what was announced, as one class of announcements; an empty one where another was announced."""
        return self.announced if isinstance(self.announced, kind) else kind()


@dataclass(frozen=True, slots=True)
class SignalFacts:
    """Flask-Login sent a signal of its own.

    Attributes:
        user: The class of the user that the signal brought along; None where it brought none.
    """

    kind: ClassVar[Literal["signal"]] = "signal"

    user: str | None = field(default=None, metadata=OMIT_DEFAULT)


@dataclass(frozen=True, slots=True)
class ObservedFacts:
    """What the facts of every event of the kind ``observed`` have in common.

    Attributes:
        event_name: The name of the event.
    """

    kind: ClassVar[Literal["observed"]] = "observed"
    event_name: ClassVar[str]


@dataclass(frozen=True, slots=True)
class FlashFacts:
    """A message was flashed: the next page is to show it.

    Attributes:
        message: What it says.
    """

    kind: ClassVar[Literal["flash"]] = "flash"

    message: str


@dataclass(frozen=True, slots=True)
class ExceptionFacts:
    """A view, a loader or a hook raised.

    Attributes:
        message: What the exception says.
        of_anonymous_user: Whether an attribute was missing that anonymous users do not have.
        cause: What caused it, where that is known: ``property called``, ``view returned a coroutine``, ``no user``,
            ``no hash of bcrypt``, ``too long for bcrypt``, ``text for bcrypt``, ``hash method gone``,
            ``database session``, ``session not written``, ``session cookie not made``, ``remember cookie not made``.
        about: What the cause is about. Of a property that was called: its name; of what is no user: the attribute that
            is missing, and the class; of a method of hashes: its name; of a database session: the class of what was
            raised; of a session: the key, the class of the value that cannot be written, and the setting behind it.
    """

    kind: ClassVar[Literal["exception"]] = "exception"

    message: str
    of_anonymous_user: bool = field(default=False, metadata=OMIT_DEFAULT)
    cause: str | None = field(default=None, metadata=OMIT_DEFAULT)
    about: tuple[str, ...] = field(default=(), metadata=OMIT_DEFAULT)


LOOKED_FOR = "looked for"
"""How somebody finds a button that the page does not show: they look for it on the home page."""

BY_HAND = "by hand"
"""How somebody does without a button: they send the request themselves."""


@dataclass(frozen=True, slots=True)
class ActionFacts:
    """What a person did at a browser, or what happened behind the app's back. The name of the event is the verb.

    The fields are those of an ``Action`` of a scenario; of what was typed only the names are kept.

    Attributes:
        page: The page that it is about.
        account: The demo account that it is about.
        password: Which password was typed: ``right``, ``wrong``, ...
        remember: Whether "remember me" was ticked.
        fields: The names of further form fields.
        query: The names of query arguments.
        headers: The names of further headers.
        method: The method of a request that a program sent, or a person without a button.
        token: Which API token was sent.
        from_site: The other site that caused the request.
        origin: Under which address the app was asked.
        late: Whether the answer stayed under way.
        seconds: How many seconds the person waited.
        user_agent: How the browser calls itself from now on.
        address: From which network address the requests come from now on.
        cookie: The name of the cookie with which something was done.
        copied_from: Whose copy of the cookie was pasted.
        how: What was done to the cookie. Of a click for which the page shows no button: ``looked for`` on the home
            page, or done ``by hand``, for that page shows none either.
        secret_key: With which secret key the app was started again.
        settings: The names of settings with which the app was started again.
        possible: Whether it could be done.
        why: Why it could not be done.
    """

    kind: ClassVar[Literal["action"]] = "action"

    page: str | None = field(default=None, metadata=OMIT_DEFAULT)
    account: str | None = field(default=None, metadata=OMIT_DEFAULT)
    password: str | None = field(default=None, metadata=OMIT_DEFAULT)
    remember: bool | None = field(default=None, metadata=OMIT_DEFAULT)
    fields: tuple[str, ...] | None = field(default=None, metadata=OMIT_DEFAULT)
    query: tuple[str, ...] | None = field(default=None, metadata=OMIT_DEFAULT)
    headers: tuple[str, ...] | None = field(default=None, metadata=OMIT_DEFAULT)
    method: str | None = field(default=None, metadata=OMIT_DEFAULT)
    token: str | None = field(default=None, metadata=OMIT_DEFAULT)
    from_site: str | None = field(default=None, metadata=OMIT_DEFAULT)
    origin: str | None = field(default=None, metadata=OMIT_DEFAULT)
    late: bool | None = field(default=None, metadata=OMIT_DEFAULT)
    seconds: int | None = field(default=None, metadata=OMIT_DEFAULT)
    user_agent: str | None = field(default=None, metadata=OMIT_DEFAULT)
    address: str | None = field(default=None, metadata=OMIT_DEFAULT)
    cookie: str | None = field(default=None, metadata=OMIT_DEFAULT)
    copied_from: str | None = field(default=None, metadata=OMIT_DEFAULT)
    how: str | None = field(default=None, metadata=OMIT_DEFAULT)
    secret_key: str | None = field(default=None, metadata=OMIT_DEFAULT)
    settings: tuple[str, ...] | None = field(default=None, metadata=OMIT_DEFAULT)
    possible: bool = True
    why: str | None = field(default=None, metadata=OMIT_DEFAULT)


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What the person sees in the browser.

    Attributes:
        page: What the page is, among the pages of the app; None for one that has no name.
        path: Its path.
        status: The HTTP status with which it came.
        heading: Its heading.
        asks_password: Whether it has a form that asks for a password.
        offers_to_remember: Whether that form has a box to tick for "remember me".
        from_memory: Whether the browser had kept it and asked nobody.
        left_for: The address of another site to which the browser was sent; None where it stayed.
        redirect_loop: After how many redirects the browser gave up; None where it did not have to.
    """

    kind: ClassVar[Literal["page"]] = "page"

    page: str | None
    path: str
    status: int
    heading: str
    asks_password: bool
    offers_to_remember: bool = field(default=False, metadata=OMIT_DEFAULT)
    from_memory: bool = field(default=False, metadata=OMIT_DEFAULT)
    left_for: str | None = field(default=None, metadata=OMIT_DEFAULT)
    redirect_loop: int | None = field(default=None, metadata=OMIT_DEFAULT)


@dataclass(frozen=True, slots=True)
class CookiesFacts:
    """What the browser did with its cookies.

    Attributes:
        held: The names of the cookies that it holds now.
        changed: What became of each cookie that was touched: ``stored``, ``deleted``, ``refused: ...``.
    """

    kind: ClassVar[Literal["cookies"]] = "cookies"

    held: tuple[str, ...] = ()
    changed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FaultFacts:
    """The recorder failed, could not observe a part of the app, or was told what it could not understand.

    The app was not disturbed.

    Attributes:
        error: The class of the error, why a part cannot be observed, or what could not be understood.
    """

    kind: ClassVar[Literal["fault"]] = "fault"

    error: str
