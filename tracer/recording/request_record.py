"""What is kept while the app answers: bare tuples, one list per request.

A tuple is made in about a microsecond and an Event in several, so Events are made when the answer has left.
"""

from collections.abc import Mapping
from time import perf_counter_ns
from types import CodeType
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeAlias

from tracer.recording.forwarding import Forwarded
from tracer.stages import Announcement, Stage
from tracer.trace.facts import ActionFacts, CookiesFacts, ObservedFacts, PageFacts
from tracer.trace.plain_values import Plain, plain

if TYPE_CHECKING:
    from datetime import datetime


SessionItems: TypeAlias = tuple[tuple[object, object], ...] | None

_SCALARS = frozenset({str, bool, int, type(None)})
_are_scalars, _values_of, _items_of = _SCALARS.issuperset, dict.values, dict.items  # every request asks three times


def session_items(session: object) -> SessionItems:
    """Return what a session holds at this moment; None for what is no dictionary.

    Args:
        session: The session behind Flask's proxy. Only what every dictionary does is asked of it.
    """
    if not isinstance(session, dict):
        return None
    if _are_scalars(map(type, _values_of(session))):
        return tuple(_items_of(session))
    return tuple([(key, value if type(value) in _SCALARS else plain(value)) for key, value in _items_of(session)])


CookiePrints: TypeAlias = tuple[tuple[str, int], ...]
"""The names of cookies, each with a fingerprint of its value; one name may come twice."""


def cookie_prints(cookies: Any) -> CookiePrints:
    """Return the names of the cookies that a request carries, each with a fingerprint of its value.

    Args:
        cookies: What ``request.cookies`` is: werkzeug's dictionary, or another class that the app has chosen.
    """
    return tuple((name, hash(value)) for name, value in cookies.items(multi=True))


new_entry = tuple.__new__
"""Makes a named tuple of its class and all its values. What a named tuple is made by otherwise is a function in Python,
which costs a quarter of a microsecond more; what every request adds is made without it."""


class CodePlace(NamedTuple):
    """Where in the code something was announced: no frame is kept, only its code object and line."""

    code: CodeType
    line: int
    module: str


class Client(NamedTuple):
    """Who sends a request, as far as the request says. Redacted when the Event is made.

    Attributes:
        address: The address that Flask-Login looks at: the first of X-Forwarded-For, or else the remote one.
        user_agent: How the browser calls itself.
        accept: Which kinds of content it would like.
        site: Where the request was caused, as the browser says (Sec-Fetch-Site).
        mode: How the answer is to be taken, as the browser says (Sec-Fetch-Mode, or Upgrade for a WebSocket).
        destination: What the answer is for, as the browser says (Sec-Fetch-Dest).
        requested_with: What a script says that it asks with (X-Requested-With).
        for_fragment: Whether a library asks that puts HTML into a page by itself (htmx).
    """

    address: str | None
    user_agent: str | None
    accept: str | None
    site: str | None
    mode: str | None = None
    destination: str | None = None
    requested_with: str | None = None
    for_fragment: bool = False


class RequestBegun(NamedTuple):
    """The app has opened the session and is about to answer."""

    method: str
    path: str
    query: str
    scheme: str
    host: str
    endpoint: str | None
    rule: str | None
    cookies: CookiePrints
    client: Client
    session: SessionItems
    content_type: str | None = None
    forwarded: Forwarded | None = None
    kept_user: type | None = None  # the class of the user whom a context around the request had on g already

    def begun(self) -> "RequestBegun":
        """Return itself: where nobody waits for the answer, everything is known at once (see ``Arrived``)."""
        return self


class StageAnnounced(NamedTuple):
    """A stage signal, with who the user was and what the session held at that moment.

    Attributes:
        stage: The stage.
        announced: What the observer saw; or the keyword arguments of the app's own signal, made plain.
        place: Where in the app's code.
        user_class: The class of the user that was loaded; None while none was.
        session: What the session held; None outside of a request.
        raised: Whether the visitor was turned away by an error, of which a handler may make another answer.
    """

    stage: Stage
    announced: Announcement | Mapping[str, Plain]
    place: CodePlace | None
    user_class: type | None
    session: SessionItems
    raised: bool = False


class SignalSent(NamedTuple):
    """A signal of Flask-Login's own."""

    name: str
    user_class: type | None


class FoundUser(NamedTuple):
    """By what a user can be told from others.

    Attributes:
        user_id: The id, where it can be read without asking the user; None where it cannot.
        tables: The tables of the database in which the users of this class stand.
        names: The words by which the user is called, without the host of an address.
    """

    user_id: object = None
    tables: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


class Observed(NamedTuple):
    """Something that the observer saw and that is no stage.

    Attributes:
        facts: What was seen, safe as it is; where a form says to go next and the names of its fields are redacted when
            the Event is made.
        user_id: The id of the user that it is about, redacted when the Event is made; None where there is none.
        place: Where in the app's code.
        found: What is known of the user who was found or logged in, redacted when the Event is made.
        user_class: The class of the user that was loaded, where that is what was seen.
    """

    facts: ObservedFacts
    user_id: object = None
    place: CodePlace | None = None
    found: "FoundUser | None" = None
    user_class: type | None = None


class CookieRejected(NamedTuple):
    """A cookie that was presented and not believed.

    Attributes:
        cookie: The cookie's name.
        role: ``session`` or ``remember``.
        why: ``bad signature``, ``expired``, ``malformed``, or ``not in the store`` for a server-side session.
        user_id: Whose cookie it claims to be, None where it claims nothing.
        prints: Fingerprints of the whole value and of its parts; they tell whether this app issued it.
    """

    cookie: str
    role: str
    why: str
    user_id: object
    prints: tuple[int, ...]


class MessageFlashed(NamedTuple):
    """A message that the next page is to show."""

    category: str
    message: str


class CalledValue(NamedTuple):
    """Something was called that cannot be called; what it was is looked up when the Event is made.

    Attributes:
        code: The code in which it was called.
        instruction: The instruction that called it.
        line: Its line.
        template: The text of the template, where that is no file; None where it is one, or no template at all.
    """

    code: CodeType
    instruction: int
    line: int
    template: str | None


class KnownCause(NamedTuple):
    """What caused an exception.

    Attributes:
        cause: The cause, as ``ExceptionFacts`` name it.
        about: What it is about: names of classes, attributes, keys of the session.
        call: The call of which it has to be found out what was called.
    """

    cause: str
    about: tuple[str, ...] = ()
    call: CalledValue | None = None


class ExceptionRaised(NamedTuple):
    """A view, a loader or a hook raised."""

    name: str
    message: str
    place: CodePlace | None
    of_anonymous_user: bool = False  # whether an attribute was missing that the anonymous user does not have
    known: KnownCause | None = None


class ResponseReady(NamedTuple):
    """The answer as it is about to leave, after the session was saved."""

    status: int
    headers: tuple[tuple[str, str], ...]
    session: SessionItems


class RecorderFault(NamedTuple):
    """The recorder failed somewhere; the app did not notice."""

    where: str
    error: str


class BrowserRecord(NamedTuple):
    """Something that is known outside the app: an action, a page seen, the cookies held.

    Attributes:
        name: The name of the event.
        facts: Its facts.
        browser: Whose browser it is.
        of_last_request: Whether it belongs to the last request; otherwise it happened between requests.
    """

    name: str
    facts: ActionFacts | PageFacts | CookiesFacts
    browser: str
    of_last_request: bool


RecordEntry: TypeAlias = (
    RequestBegun
    | StageAnnounced
    | SignalSent
    | Observed
    | CookieRejected
    | MessageFlashed
    | ExceptionRaised
    | ResponseReady
    | RecorderFault
)


class Arrived(Protocol):
    """A request as it arrived, as far as it must be kept; the rest is made of it when the answer has left."""

    def begun(self) -> RequestBegun:
        """Return what is known of the request when the app begins to answer it."""


class RequestRecord:
    """Everything that was seen of one request.

    Attributes:
        browser: Whose browser sent the request, None where the request does not say.
        arrived: The request as it arrived; None outside of any, and as soon as its beginning stands in the entries.
        entries: What was seen, in order.
        outside: True for what happened outside of any request.
        answered_at: When it was answered, by the clock of the run: whether a cookie was deleted is judged by it.
        begun: When the app began to answer, in nanoseconds of a clock that never goes back.
        ended: When the answer was ready, by the same clock. An answer can overtake another one.
        context: The identity of the context in which it began; a copy of that has the same request.
        request: The request itself, while it is answered.
        session: Its session behind the proxy, while it is answered.
        hook: The ``before_request`` hook that is running.
        leaving: Whether ``user_logged_out`` was sent and ``current_user`` has not switched yet.
        let_in_by_hook: Whether a hook asked for the login and let the request pass, before the view begins.
        stages: The names of the stages that were observed so far.
    """

    __slots__ = (
        *("answered_at", "arrived", "begun", "browser", "context", "ended", "entries", "hook", "leaving"),
        *("let_in_by_hook", "outside", "request", "session", "stages"),
    )

    def __init__(
        self,
        browser: str | None,
        arrived: Arrived | None = None,
        context: int = 0,
        request: Any = None,
        session: object = None,
    ) -> None:
        self.browser = browser
        self.arrived = arrived
        self.entries: list[RecordEntry] = []
        self.outside = arrived is None
        self.answered_at: datetime | None = None
        self.begun = self.ended = perf_counter_ns()
        self.context = context
        self.request = request
        self.session = session
        self.hook: Any = None
        self.leaving = False
        self.let_in_by_hook = False
        self.stages: tuple[str, ...] = ()

    @property
    def turned_away(self) -> bool:
        """Whether the visitor was turned away already."""
        return "redirected" in self.stages or "refused" in self.stages

    def close(self) -> None:
        """Note that the answer is ready, and let go of what belongs to the app."""
        self.ended = perf_counter_ns()
        self.request = self.session = self.hook = None

    def tell_beginning(self) -> None:
        """Put what is known of the beginning of the request before what was seen of it."""
        if self.arrived is not None:
            self.entries.insert(0, self.arrived.begun())
            self.arrived = None
