"""Making Events of the tuples that were kept while the app answered. Redaction happens here, for every value."""

from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from itertools import chain, takewhile
from operator import is_
from pathlib import PurePath
from types import MappingProxyType, NoneType
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from tracer.browser.cookies import SetCookie, parse_set_cookie
from tracer.recording import request_record
from tracer.recording.client_identity import Browsers, Recognised
from tracer.recording.cookie_facts import CookieFacts
from tracer.recording.header_redaction import carried_media_type
from tracer.recording.module_names import recorded_name
from tracer.recording.plausible_names import name_or_nameless
from tracer.recording.redaction import Numbers, Redaction
from tracer.recording.set_cookies import CookieSettings
from tracer.recording.shown_description import shown_description
from tracer.recording.url_rules import NO_RULE
from tracer.stages import Announcement, Redirected
from tracer.trace.event_facts import Facts
from tracer.trace.events import FIRST_BROWSER, Event, Place
from tracer.trace.facts import (
    ActionFacts,
    ClientFacts,
    CookiesFacts,
    ExceptionFacts,
    FaultFacts,
    FlashFacts,
    RequestFacts,
    ResponseFacts,
    SignalFacts,
    StageFacts,
    UserFacts,
)
from tracer.trace.plain_values import HIDDEN, Plain
from tracer.trace.validation import read
from tracer.trace.wrong_values import WrongValueError

if TYPE_CHECKING:
    from tracer.trace.app_facts import AppFacts
    from tracer.trace.observed_facts import (
        FormFacts,
        FoundUserFacts,
        HttpErrorFacts,
        LoginUserFacts,
        UserLoaderFacts,
    )

SITES = frozenset({"none", "same-origin", "same-site", "cross-site"})
"""What a browser may say of where a request was caused (Fetch Metadata)."""

MODES = frozenset({"cors", "navigate", "no-cors", "same-origin", "websocket"})
"""What a browser may say of how the answer is to be taken (Fetch Metadata)."""

DESTINATIONS = frozenset(
    {
        *("audio", "audioworklet", "document", "embed", "empty", "fencedframe", "font", "frame", "iframe", "image"),
        *("json", "manifest", "object", "paintworklet", "report", "script", "serviceworker", "sharedworker", "style"),
        *("track", "video", "webidentity", "worker", "xslt"),
    }
)
"""What a browser may say of what the answer is for (Fetch Metadata)."""

_MOST_AT_ONCE = 1_000
"""At most so many answers are looked at that overtook another one."""

NOBODY = "None"
"""Stands for the class of a current_user that is None."""

_OfUser = TypeVar("_OfUser", "UserLoaderFacts", "LoginUserFacts")

Made = tuple[str, Facts, Place | None]
"""The name, the facts and the place of an Event."""


Completing = Callable[[list[request_record.RecordEntry]], list[request_record.RecordEntry]]
"""Returns what was seen of a request, with what its answer tells besides."""


@dataclass(frozen=True)
class EventMemory:
    """What the next events depend on, for another process that goes on from there.

    Attributes:
        events: How many there are.
        requests: How many requests there were.
        described: Whether the app was described.
        numbers: The numbers that stand for what is not shown, by the kinds of that.
        issued: Fingerprints of the cookies that the app has issued; only whoever hashes alike knows them.
    """

    events: int
    requests: int
    described: bool
    numbers: Numbers
    issued: Mapping[int, bool]


class EventMaker:
    """Makes the Events of one recording, numbered in order.

    Args:
        app: The recorded app; its configuration names the cookies, and its session interface reads them.
        redaction: Decides what of each value may be known.
        now: The time that app and browser believe in.
        describe: Describes the app; what it says becomes the first Event.
        completing: Makes what completes each request with what its answer tells, of an app and its description.

    Attributes:
        now: The time that app and browser believe in.
    """

    def __init__(
        self,
        app: Any,
        redaction: Redaction,
        now: Callable[[], datetime],
        describe: "Callable[[Any], AppFacts] | None" = None,
        completing: "Callable[[Any, AppFacts], Completing] | None" = None,
    ) -> None:
        self._describe = describe
        self._completing = completing
        self._complete: Completing | None = None
        self._app = app
        self._redaction = redaction
        self.now = now
        self._answered_at = now()
        self._cookies = CookieFacts(app, redaction)
        self._host = ""
        self._asked: request_record.RequestBegun | None = None
        self._browsers = Browsers()
        self._cookie_settings = CookieSettings()
        self._ended: deque[int] = deque(maxlen=_MOST_AT_ONCE)
        self._events = 0
        self._requests = 0
        self._identified_by_session = True
        self._among_others = _AmongOthers()
        self._latest_session: tuple[tuple[tuple[object, object], ...], Mapping[str, Plain]] = (), {}
        self._latest_client: tuple[request_record.Client, ClientFacts] | None = None
        self._redacted_of: Mapping[str, Callable[[Any, request_record.Observed], Facts]] = {
            "user_loader": self._user_redacted,
            "login_user": self._user_redacted,
            "form": self._form_redacted,
            "http_error": self._http_error_redacted,
        }
        self._makers: Mapping[type, Callable[[Any], Made]] = {
            request_record.RequestBegun: self._begun,
            request_record.StageAnnounced: self._stage,
            request_record.SignalSent: self._signal,
            request_record.Observed: self._observed,
            request_record.CookieRejected: self._cookie_rejected,
            request_record.MessageFlashed: self._flash,
            request_record.ExceptionRaised: self._exception,
            request_record.ResponseReady: self._response,
            request_record.RecorderFault: self._fault,
        }

    @property
    def memory(self) -> EventMemory:
        """What the next events depend on."""
        redaction, issued = self._redaction, self._cookies.issued
        return EventMemory(self._events, self._requests, self._describe is None, redaction.numbers, issued.prints)

    def go_on_from(self, memory: EventMemory) -> None:
        """Make the next events as if those before had been made here."""
        self._events, self._requests = memory.events, memory.requests
        if memory.described:
            self._description()
        self._redaction.numbers = memory.numbers
        self._latest_client = None
        self._cookies.issued.prints = memory.issued

    def of_app(self) -> Iterator[Event]:
        """Yield, the first time only, the Event that describes the app."""
        facts = self._description()
        if facts is not None:
            name = "app" if isinstance(facts, FaultFacts) else facts.event_name
            yield self._event(name, facts, None, FIRST_BROWSER, None)

    def _description(self) -> "AppFacts | FaultFacts | None":
        """Return, the first time only, the description of the app: by it each request is completed."""
        if self._describe is None:
            return None
        describe, self._describe = self._describe, None
        try:
            facts = describe(self._app)
            if self._completing is not None:
                self._complete = self._completing(self._app, facts)
            return shown_description(facts, self._redaction)
        except Exception as error:  # noqa: BLE001 # an app that cannot be described can still be recorded
            return FaultFacts(type(error).__name__)

    def of_request(self, request: request_record.RequestRecord) -> Iterator[Event]:
        """Yield the Events of one request that has been answered."""
        request.tell_beginning()
        if not request.outside:
            self._requests += 1
        number = None if request.outside else self._requests
        self._answered_at = request.answered_at or self.now()
        browser = self._browser_of(request)
        self._among_others = _AmongOthers()
        if request.entries and isinstance(request.entries[0], request_record.RequestBegun):
            self._among_others = self._told_by_others(request.entries[0], request, browser)
        self._identified_by_session = True
        for entry in self._completed(request.entries):
            name, facts, place = self._makers[type(entry)](entry)
            yield self._event(name, facts, number, browser.name, place)
            if isinstance(entry, request_record.StageAnnounced):
                for fault in _announcement_of(entry).faults:
                    yield self._event(name, fault, number, browser.name, place)
        self._latest_session = (), {}
        if not request.outside:
            self._note_answer(request, browser)

    def _completed(self, entries: list[request_record.RecordEntry]) -> list[request_record.RecordEntry]:
        """Return what was seen of a request, with what its answer tells besides."""
        if self._complete is None:
            return entries
        try:
            return self._complete(entries)
        except Exception as error:  # noqa: BLE001 # what was seen can still be told
            return [*entries, request_record.RecorderFault("answer", type(error).__name__)]

    def _browser_of(self, request: request_record.RequestRecord) -> Recognised:
        """Say whose browser sent a request: it says so itself, or it is recognised."""
        if request.browser is not None or not isinstance(request.entries[0], request_record.RequestBegun):
            return Recognised(request.browser or FIRST_BROWSER, sure=True)
        return self._browsers.recognise(request.entries[0], request.begun, self._answered_at)

    def _told_by_others(
        self, entry: request_record.RequestBegun, request: request_record.RequestRecord, browser: Recognised
    ) -> "_AmongOthers":
        """Return what only the other requests tell of one: whose it is, older cookies, which answers came sooner."""
        older = self._cookie_settings.older(browser.name, entry.cookies, request.begun)
        overtaken_by = sum(1 for _ in takewhile(lambda ended: ended > request.begun, reversed(self._ended)))
        named = {self._cookies.name(name): number for name, number in older.items()}
        return _AmongOthers(not browser.sure, named, overtaken_by)

    def _note_answer(self, request: request_record.RequestRecord, browser: Recognised) -> None:
        """Note what the browser was given with an answer, and where it was sent."""
        self._ended.append(request.ended)
        answer = request.entries[-1]
        if not isinstance(answer, request_record.ResponseReady):
            return
        cookies = _cookies_of(answer)
        deleted = {cookie.name for cookie in cookies if cookie.deletes(self._answered_at)}
        self._cookie_settings.answered(browser.name, self._requests, cookies, deleted, request.ended)
        if request.browser is None:
            location = next((value for name, value in answer.headers if name.lower() == "location"), None)
            self._browsers.answered(
                browser.name, cookies, deleted, location, at=request.ended, host=self._host, now=self._answered_at
            )

    def of_browser(self, record: request_record.BrowserRecord) -> Event:
        """Return the Event of something known outside the app."""
        number = (self._requests or None) if record.of_last_request else None
        name, facts = self._of_browser(record)
        return self._event(name, facts, number, record.browser, None)

    def _of_browser(self, record: request_record.BrowserRecord) -> tuple[str, Facts]:
        """Return a name and facts. What a person sees on a page of a foreign app is not shown."""
        facts = record.facts
        if isinstance(facts, ActionFacts) or self._redaction.show_values:
            return record.name, facts
        if isinstance(facts, CookiesFacts):
            changed = {self._cookies.name(name): outcome for name, outcome in facts.changed.items()}
            return ", ".join(changed), CookiesFacts(self._cookies.names(facts.held), changed)
        left_for = None if facts.left_for is None else self._redaction.location(facts.left_for)
        path = self._redaction.location(facts.path)
        return HIDDEN, replace(facts, path=path, heading=HIDDEN, left_for=left_for)

    def _event(self, name: str, facts: Facts, request: int | None, browser: str, place: Place | None) -> Event:
        self._events += 1
        return Event(self._events, name, facts, request, browser, place)

    def _session(self, items: request_record.SessionItems) -> Mapping[str, Plain] | None:
        """Return what may be known of a session; mostly it is what it was at the fact before."""
        if items is None:
            return None
        before, redacted = self._latest_session
        if not _are_the_same(items, before):
            redacted = self._redaction.session(items)
            self._latest_session = items, redacted
        return redacted

    def _begun(self, entry: request_record.RequestBegun) -> Made:
        session_name = self._cookies.session_name
        shown = self._redaction.show_values
        names = [*dict.fromkeys(name for name, _ in entry.cookies)]
        differing = Counter(name for name, _ in {*entry.cookies}) if len(names) < len(entry.cookies) else {}
        others = self._among_others
        method = self._redaction.method(entry.method)
        self._host = entry.host
        self._asked = entry
        forwarded = entry.forwarded
        facts = RequestFacts(
            method=method,
            path=entry.path if shown else self._redaction.rule(entry.rule or NO_RULE),
            query=self._redaction.query(entry.query),
            endpoint=None if entry.endpoint is None else self._redaction.rule(entry.endpoint),
            scheme=self._redaction.scheme(entry.scheme),
            host=self._redaction.host(entry.host),
            client=self._client(entry.client),
            cookies=self._cookies.presented(entry.cookies),
            session_cookie=session_name in names,
            session_cookie_name=session_name,
            remember_cookie=self._cookies.remember_name in names,
            session=self._session(entry.session),
            content_type=carried_media_type(entry.content_type),
            forwarded=forwarded.names if forwarded is not None else (),
            forwarded_scheme=forwarded.scheme if forwarded is not None else None,
            kept_user=self._kept_user(entry.kept_user),
            doubled_cookies=self._cookies.names(name for name, values in differing.items() if values > 1),
            ambiguous=others.ambiguous,
            older_cookies=others.older_cookies,
            overtaken_by=others.overtaken_by,
        )
        return method, facts, None

    def _kept_user(self, user_class: type | None) -> UserFacts | None:
        """Who was on ``g`` before the request: then the session does not say who ``current_user`` is."""
        if user_class is None:
            return None
        self._identified_by_session = False
        return self._current_user(user_class, None)

    def _client(self, client: request_record.Client) -> ClientFacts:
        """Return what may be known of who sends a request; mostly the one who sent the request before."""
        if self._latest_client is not None and self._latest_client[0] == client:
            return self._latest_client[1]
        facts = ClientFacts(
            address=self._redaction.number("address", client.address),
            user_agent=self._redaction.number("user agent", client.user_agent),
            wants_page=_wants_page(client.accept or "*/*"),
            site=client.site if client.site in SITES else None,
            mode=client.mode if client.mode in MODES else None,
            destination=client.destination if client.destination in DESTINATIONS else None,
            script=_is_script(client),
        )
        self._latest_client = client, facts
        return facts

    def _stage(self, entry: request_record.StageAnnounced) -> Made:
        told = _announcement_of(entry)
        announced = told.announced
        if isinstance(announced, Redirected) and announced.location is not None:
            announced = replace(announced, location=self._redaction.location(announced.location))
        # Whom the request_loader has found, or whom g has kept, may be another one than the session names.
        user_id = None if not self._identified_by_session else dict(entry.session or ()).get("_user_id")
        facts = StageFacts(
            announced=announced,
            current_user=self._current_user(entry.user_class, user_id),
            session=self._session(entry.session),
            more=told.more,
        )
        return entry.stage.name, facts, place_of(entry.place)

    def _current_user(self, user_class: type | None, user_id: object) -> UserFacts | None:
        """Who current_user was: its class and the id in the session, None while nobody had asked.

        Where Flask-Login itself finds nobody to return, not even an anonymous user, ``current_user`` is None.
        """
        if user_class is None:
            return None
        if user_class is NoneType:
            return UserFacts(NOBODY, anonymous=False)
        anonymous = is_anonymous(self._app.login_manager, user_class)
        return UserFacts(user_class.__name__, anonymous, None if anonymous else self._redaction.user_id(user_id))

    def _signal(self, entry: request_record.SignalSent) -> Made:
        if entry.name == "user_loaded_from_request":
            self._identified_by_session = False
        elif entry.name == "user_logged_in":
            self._identified_by_session = True
        return entry.name, SignalFacts(_class_name(entry.user_class) if entry.user_class else None), None

    def _observed(self, entry: request_record.Observed) -> Made:
        name, facts = entry.facts.event_name, entry.facts
        redacted = self._redacted_of.get(name)
        return name, facts if redacted is None else redacted(facts, entry), place_of(entry.place)

    def _user_redacted(self, facts: _OfUser, entry: request_record.Observed) -> _OfUser:
        user_id = None if entry.user_id is None else self._redaction.user_id(entry.user_id)
        if user_id is None or isinstance(user_id, str | int):
            facts = _of_user(facts, user_id)
        else:  # A list cannot be looked up.
            facts = replace(facts, id=user_id)
        return facts if entry.found is None else replace(facts, found=self._found(entry.found))

    def _form_redacted(self, facts: "FormFacts", _entry: request_record.Observed) -> "FormFacts":
        where = None if facts.next is None else self._redaction.location(facts.next)
        return replace(facts, fields=tuple(self._redaction.fields(facts.fields)), next=where)

    def _http_error_redacted(self, facts: "HttpErrorFacts", _entry: request_record.Observed) -> "HttpErrorFacts":
        if facts.rule is None or self._redaction.show_values:
            return facts
        return replace(facts, rule=self._redaction.location(facts.rule))

    def _found(self, user: request_record.FoundUser) -> "FoundUserFacts":
        from tracer.trace.observed_facts import FoundUserFacts  # noqa: PLC0415 # observers only

        return FoundUserFacts(
            id=None if user.user_id is None else self._redaction.user_id(user.user_id),
            tables=user.tables,
            names=tuple(str(self._redaction.number("name", word)) for word in user.names),
        )

    def _cookie_rejected(self, entry: request_record.CookieRejected) -> Made:
        from tracer.trace.observed_facts import CookieRejectedFacts  # noqa: PLC0415 # few runs have one

        facts = CookieRejectedFacts(
            cookie=entry.cookie,
            role=entry.role,
            why=entry.why,
            claims_user=self._redaction.user_id(entry.user_id),
            origin=self._cookies.issued.origin(entry.prints),
        )
        return facts.event_name, facts, None

    def _flash(self, entry: request_record.MessageFlashed) -> Made:
        return self._redaction.category(entry.category), FlashFacts(self._redaction.text(entry.message)), None

    def _exception(self, entry: request_record.ExceptionRaised) -> Made:
        cause, about = _cause_of(entry.known) if entry.known is not None else (None, ())
        facts = ExceptionFacts(self._redaction.text(entry.message), entry.of_anonymous_user, cause, about)
        return entry.name, facts, place_of(entry.place)

    @staticmethod
    def _fault(entry: request_record.RecorderFault) -> Made:
        return entry.where, FaultFacts(entry.error), None

    def _response(self, entry: request_record.ResponseReady) -> Made:
        headers = self._redaction.headers(entry.headers)
        facts = ResponseFacts(
            status=entry.status,
            location=next((str(value) for name, value in headers.items() if name.lower() == "location"), None),
            set_cookie=self._cookies.set_by(_cookies_of(entry), self._host, self._answered_at),
            headers=headers,
            session=self._session(entry.session),
            leaves_proxy=self._proxy_left_by(entry),
        )
        return str(entry.status), facts, None

    def _proxy_left_by(self, entry: request_record.ResponseReady) -> str | None:
        """Say which header of a proxy shows that the answer leads out of the place where the proxy shows the app."""
        asked = self._asked
        if asked is None or asked.forwarded is None:
            return None
        location = next((value for name, value in entry.headers if name.lower() == "location"), None)
        return None if location is None else asked.forwarded.left_by(location, asked.scheme, asked.host, asked.path)


def _cause_of(known: request_record.KnownCause) -> tuple[str | None, tuple[str, ...]]:
    """Return the cause of an exception and what it is about; names are shown where they look like names."""
    if known.call is None:
        return known.cause, tuple(map(name_or_nameless, known.about))
    from tracer.recording.observe.called_properties import called_property  # noqa: PLC0415 # few runs have one

    called = called_property(known.call)
    return (None, ()) if called is None else (known.cause, (called,))


@lru_cache(maxsize=256, typed=True)
def _of_user(facts: _OfUser, user_id: str | int | None) -> _OfUser:
    """Return facts with the id of the user; mostly the same user is loaded again and again."""
    return replace(facts, id=user_id)


def _are_the_same(items: tuple[tuple[object, object], ...], others: tuple[tuple[object, object], ...]) -> bool:
    """Tell whether two sessions hold the very same objects: equal ones may be of other types, or the app's own."""
    return len(items) == len(others) and all(map(is_, chain.from_iterable(items), chain.from_iterable(others)))


class _AmongOthers(NamedTuple):
    """What only the other requests tell of one.

    Attributes:
        ambiguous: Whether another browser could have sent it as well.
        older_cookies: The cookies that were older ones, with the number of the request whose answer had set them anew.
        overtaken_by: How many requests that began later were answered before it began.
    """

    ambiguous: bool = False
    older_cookies: Mapping[str, int] = MappingProxyType({})
    overtaken_by: int = 0


class _Told(NamedTuple):
    """What an app announced with a stage: what the stage knows, what it does not, and what could not be understood."""

    announced: Announcement
    more: Mapping[str, Plain]
    faults: tuple[FaultFacts, ...]


def _announcement_of(entry: request_record.StageAnnounced) -> _Told:
    """Return what was announced with a stage; a fact of another type than the stage's is a fault, and left out."""
    given = entry.announced
    if isinstance(given, Announcement):
        return _Told(given, {}, ())
    own = {name: value for name, value in given.items() if name in entry.stage.facts}
    more = {name: value for name, value in given.items() if name not in own}
    try:
        return _Told(read(entry.stage.announcement, own), more, ())
    except WrongValueError as error:
        wrong = {str(problem.place[0]) for problem in error.problems}
        right = {name: value for name, value in own.items() if name not in wrong}
        faults = tuple(FaultFacts(str(problem)) for problem in error.problems)
        return _Told(read(entry.stage.announcement, right), more, faults)


def _cookies_of(answer: request_record.ResponseReady) -> list[SetCookie]:
    parsed = [parse_set_cookie(value) for name, value in answer.headers if name.lower() == "set-cookie"]
    return [cookie for cookie in parsed if cookie is not None]


def _wants_page(accept: str) -> bool | None:
    """Tell whether a request is one for a page, as a person's browser sends it; None where it does not say."""
    if "text/html" in accept:
        return True
    return None if "*/*" in accept else False


def _is_script(client: request_record.Client) -> bool:
    """Tell whether a script or a program asks that has no use for a page.

    Scripts that take HTML, as those of Turbo and htmx do, follow a redirect to a page as a browser would.
    """
    wants_page = _wants_page(client.accept or "*/*")
    if wants_page or client.for_fragment or client.mode == "navigate":
        return False
    fetched = client.mode in {"cors", "same-origin"} and client.destination == "empty"
    return fetched or client.requested_with == "XMLHttpRequest" or _wants_json(client.accept or "")


def _wants_json(accept: str) -> bool:
    kinds = [kind.partition(";")[0].strip().lower() for kind in accept.split(",")]
    return any(kind == "application/json" or kind.endswith("+json") for kind in kinds)


def _class_name(user_class: type) -> str:
    return NOBODY if user_class is NoneType else user_class.__name__


def is_anonymous(login_manager: Any, user_class: type) -> bool:
    """Tell whether a class is the app's class of anonymous users. Only the class is looked at, never a user."""
    anonymous = login_manager.anonymous_user
    if isinstance(anonymous, type):
        return issubclass(user_class, anonymous)
    return "Anonymous" in user_class.__name__


def place_of(code: request_record.CodePlace | None) -> Place | None:
    """Return a place whose file is named from the top of its package, so that no path of a machine is kept."""
    if code is None:
        return None
    return Place(_file_of(code.code.co_filename, code.module), code.line, code.code.co_name)


@lru_cache(maxsize=1024)
def _file_of(path: str, module: str) -> str:
    """Return the name of a file from the top of its package."""
    file = PurePath(path)
    depth = recorded_name(module).count(".") + (1 if file.name != "__init__.py" else 2)
    if module in {"__main__", "__mp_main__"}:
        depth = 1
    return "/".join(file.parts[-depth:])


def utc_now() -> datetime:
    """Return the real time; the clock of a recording that runs without a clock of its own."""
    return datetime.now(UTC)
