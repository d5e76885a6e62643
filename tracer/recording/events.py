"""Making Events of the tuples that were kept while the app answered. Redaction happens here, for every value."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import PurePath
from types import NoneType
from typing import Any

from tracer.browser.cookies import SetCookie, parse_set_cookie
from tracer.recording import request_record
from tracer.recording.client_identity import Browsers, Recognised
from tracer.recording.cookie_facts import CookieFacts
from tracer.recording.module_names import recorded_name
from tracer.recording.name_redaction import names_of_fields
from tracer.recording.redaction import Redaction
from tracer.recording.url_rules import NO_RULE
from tracer.trace.events import FIRST_BROWSER, Event, Kind, Place
from tracer.trace.plain_values import HIDDEN, Plain, as_mapping

SITES = frozenset({"none", "same-origin", "same-site", "cross-site"})
"""What a browser may say of where a request was caused (Fetch Metadata)."""

NOBODY = "None"
"""Stands for the class of a current_user that is None."""

Made = tuple[Kind, str, dict[str, Plain], Place | None]


class EventMaker:
    """Makes the Events of one recording, numbered in order.

    Args:
        app: The recorded app; its configuration names the cookies, and its session interface reads them.
        redaction: Decides what of each value may be known.
        now: The time that app and browser believe in.
        describe: Describes the app; what it says becomes the first Event.
    """

    def __init__(
        self,
        app: Any,
        redaction: Redaction,
        now: Callable[[], datetime],
        describe: Callable[[Any], Mapping[str, Plain]] | None = None,
    ) -> None:
        self._describe = describe
        self._app = app
        self._redaction = redaction
        self._now = now
        self._answered_at = now()
        self._cookies = CookieFacts(app, redaction)
        self._host = ""
        self._browsers = Browsers()
        self._events = 0
        self._requests = 0
        self._identified_by_request = False
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

    def of_app(self) -> Iterator[Event]:
        """Yield, the first time only, the Event that describes the app."""
        if self._describe is None:
            return
        describe, self._describe = self._describe, None
        try:
            facts = describe(self._app)
        except Exception as error:  # noqa: BLE001 # an app that cannot be described can still be recorded
            yield self._event("fault", "app", {"error": type(error).__name__}, None, FIRST_BROWSER, None)
        else:
            yield self._event("observed", "app", facts, None, FIRST_BROWSER, None)

    def of_request(self, request: request_record.RequestRecord) -> Iterator[Event]:
        """Yield the Events of one request that has been answered."""
        if not request.outside:
            self._requests += 1
        number = None if request.outside else self._requests
        self._answered_at = request.answered_at or self._now()
        browser = self._browser_of(request)
        self._identified_by_request = False
        for entry in request.entries:
            kind, name, facts, place = self._makers[type(entry)](entry)
            if kind == "request" and not browser.sure:
                facts["ambiguous"] = True
            yield self._event(kind, name, facts, number, browser.name, place)

    def _browser_of(self, request: request_record.RequestRecord) -> Recognised:
        """Say whose browser sent a request: it says so itself, or it is recognised."""
        if request.browser is not None or not isinstance(request.entries[0], request_record.RequestBegun):
            return Recognised(request.browser or FIRST_BROWSER, sure=True)
        browser = self._browsers.recognise(request.entries[0])
        answer = request.entries[-1]
        if isinstance(answer, request_record.ResponseReady):
            cookies = _cookies_of(answer)
            deleted = {cookie.name for cookie in cookies if cookie.deletes(self._answered_at)}
            location = next((value for name, value in answer.headers if name.lower() == "location"), None)
            self._browsers.answered(browser.name, cookies, deleted, location)
        return browser

    def of_note(self, note: request_record.Note) -> Event:
        """Return the Event of something known outside the app."""
        number = (self._requests or None) if note.of_last_request else None
        name, facts = self._of_note(note)
        return self._event(note.kind, name, facts, number, note.browser, None)

    def _of_note(self, note: request_record.Note) -> tuple[str, Mapping[str, Plain]]:
        """Return the name and the facts of a note. What a person sees on a page of a foreign app is not shown."""
        if note.kind not in {"cookies", "page"} or self._redaction.show_values:
            return note.name, note.facts
        if note.kind == "cookies":
            held, changed = note.facts.get("held"), as_mapping(note.facts.get("changed"))
            outcomes = {self._cookies.name(name): outcome for name, outcome in changed.items()}
            names = self._cookies.names(map(str, held)) if isinstance(held, list) else []
            return ", ".join(outcomes), {**note.facts, "held": names, "changed": outcomes}
        facts = {**note.facts, "path": self._redaction.location(str(note.facts.get("path"))), "heading": HIDDEN}
        if "left_for" in facts:
            facts["left_for"] = self._redaction.location(str(facts["left_for"]))
        return HIDDEN, facts

    def _event(  # noqa: PLR0917 # one private call, in the order of Event's fields
        self,
        kind: Kind,
        name: str,
        facts: Mapping[str, Plain],
        request: int | None,
        browser: str,
        place: Place | None,
    ) -> Event:
        self._events += 1
        return Event(self._events, kind, name, facts, request, browser, place)

    def _session(self, items: request_record.SessionItems) -> Plain:
        return None if items is None else self._redaction.session(items)

    def _begun(self, entry: request_record.RequestBegun) -> Made:
        session_name = self._cookies.session_name
        shown = self._redaction.show_values
        names = [name for name, _ in entry.cookies]
        method = self._redaction.method(entry.method)
        self._host = entry.host
        facts: dict[str, Plain] = {
            "method": method,
            "path": entry.path if shown else (entry.rule or NO_RULE),
            "query": self._redaction.query(entry.query),
            "endpoint": entry.endpoint,
            "scheme": self._redaction.scheme(entry.scheme),
            "host": self._redaction.host(entry.host),
            "client": self._client(entry.client),
            "cookies": self._cookies.names(names),
            "session_cookie": session_name in names,
            "session_cookie_name": session_name,
            "remember_cookie": self._cookies.remember_name in names,
            "session": self._session(entry.session),
        }
        return "request", method, facts, None

    def _client(self, client: request_record.Client) -> Plain:
        return {
            "address": self._redaction.number("address", client.address),
            "user_agent": self._redaction.number("user agent", client.user_agent),
            "wants_page": _wants_page(client.accept or "*/*"),
            "site": client.site if client.site in SITES else None,
        }

    def _stage(self, entry: request_record.StageAnnounced) -> Made:
        session = dict(entry.session or ())
        facts: dict[str, Plain] = dict(entry.facts)
        if "location" in facts:
            facts["location"] = self._redaction.location(str(facts["location"]))
        # Whom the request_loader has found may be another one than the session names: then no id is known.
        user_id = None if self._identified_by_request else session.get("_user_id")
        facts["current_user"] = self._current_user(entry.user_class, user_id)
        facts["session"] = self._session(entry.session)
        return "stage", entry.name, facts, place_of(entry.place)

    def _current_user(self, user_class: type | None, user_id: object) -> Plain:
        """Who current_user was: its class and the id in the session, None while nobody had asked.

        Where Flask-Login itself finds nobody to return, not even an anonymous user, ``current_user`` is None.
        """
        if user_class is None:
            return None
        if user_class is NoneType:
            return {"class": NOBODY, "anonymous": False, "id": None}
        anonymous = is_anonymous(self._app.login_manager, user_class)
        return {
            "class": user_class.__name__,
            "anonymous": anonymous,
            "id": None if anonymous else self._redaction.user_id(user_id),
        }

    def _signal(self, entry: request_record.SignalSent) -> Made:
        if entry.name == "user_loaded_from_request":
            self._identified_by_request = True
        elif entry.name == "user_logged_in":
            self._identified_by_request = False
        facts: dict[str, Plain] = {"user": _class_name(entry.user_class)} if entry.user_class else {}
        return "signal", entry.name, facts, None

    def _observed(self, entry: request_record.Observed) -> Made:
        facts = dict(entry.facts)
        if entry.user_id is not None:
            facts["id"] = self._redaction.user_id(entry.user_id)
        if "next" in facts:
            facts["next"] = self._redaction.location(str(facts["next"]))
        if isinstance(fields := facts.get("fields"), list):
            facts["fields"] = [*names_of_fields(map(str, fields))]
        return "observed", entry.name, facts, place_of(entry.place)

    def _cookie_rejected(self, entry: request_record.CookieRejected) -> Made:
        facts: dict[str, Plain] = {
            "cookie": entry.cookie,
            "role": entry.role,
            "why": entry.why,
            "claims_user": self._redaction.user_id(entry.user_id),
            "origin": self._cookies.issued.origin(entry.prints),
        }
        return "observed", "cookie_rejected", facts, None

    def _flash(self, entry: request_record.MessageFlashed) -> Made:
        return "flash", self._redaction.category(entry.category), {"message": self._redaction.text(entry.message)}, None

    def _exception(self, entry: request_record.ExceptionRaised) -> Made:
        return (
            "exception",
            entry.name,
            {
                "message": self._redaction.text(entry.message),
                **({"of_anonymous_user": True} if entry.of_anonymous_user else {}),
            },
            place_of(entry.place),
        )

    @staticmethod
    def _fault(entry: request_record.RecorderFault) -> Made:
        return "fault", entry.where, {"error": entry.error}, None

    def _response(self, entry: request_record.ResponseReady) -> Made:
        headers = self._redaction.headers(entry.headers)
        facts: dict[str, Plain] = {
            "status": entry.status,
            "location": next((value for name, value in headers.items() if name.lower() == "location"), None),
            "set_cookie": self._cookies.set_by(_cookies_of(entry), self._host, self._answered_at),
            "headers": headers,
            "session": self._session(entry.session),
        }
        return "response", str(entry.status), facts, None


def _cookies_of(answer: request_record.ResponseReady) -> list[SetCookie]:
    parsed = [parse_set_cookie(value) for name, value in answer.headers if name.lower() == "set-cookie"]
    return [cookie for cookie in parsed if cookie is not None]


def _wants_page(accept: str) -> bool | None:
    """Tell whether a request is one for a page, as a person's browser sends it; None where it does not say."""
    if "text/html" in accept:
        return True
    return None if "*/*" in accept else False


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
    path = PurePath(code.code.co_filename)
    depth = recorded_name(code.module).count(".") + (1 if path.name != "__init__.py" else 2)
    if code.module in {"__main__", "__mp_main__"}:
        depth = 1
    return Place("/".join(path.parts[-depth:]), code.line, code.code.co_name)


def utc_now() -> datetime:
    """Return the real time; the clock of a recording that runs without a clock of its own."""
    return datetime.now(UTC)
