"""The story of a trace, told request by request, as the rules read it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from tracer.trace.events import Event, Trace
from tracer.trace.plain_values import Plain, as_mapping

STATIC = "static"

_LOGOUT_NAME = re.compile(r"(log|sign)[-_]?(out|off)", re.IGNORECASE)


@dataclass
class Visit:
    """One request with its answer, and everything that was seen in between.

    Attributes:
        number: The number of the request.
        browser: Whose browser sent it.
        events: Every event of the request, in order.
        action: What the person did last, if a scenario is performed.
        actions: Everything that the person did since the request before.
        view: What the description of the app says of the view that answers; empty where nothing is known.
    """

    number: int
    browser: str
    events: list[Event] = field(default_factory=list)
    action: Event | None = None
    actions: list[Event] = field(default_factory=list)
    view: Mapping[str, Plain] = field(default_factory=dict)

    def _facts(self, kind: str) -> Mapping[str, Plain]:
        return next((event.facts for event in self.events if event.kind == kind), {})

    @property
    def request(self) -> Mapping[str, Plain]:
        """The facts of the request."""
        return self._facts("request")

    @property
    def response(self) -> Mapping[str, Plain]:
        """The facts of the answer; empty when the app gave none."""
        return self._facts("response")

    @property
    def method(self) -> str:
        """The method of the request."""
        return str(self.request.get("method"))

    @property
    def path(self) -> str:
        """The path of the request; for a foreign app the URL rule."""
        return str(self.request.get("path"))

    @property
    def name(self) -> str:
        """The request in words: ``GET /login``."""
        return f"{self.method} {self.path}"

    @property
    def status(self) -> int | None:
        """The status of the answer."""
        status = self.response.get("status")
        return status if isinstance(status, int) else None

    @property
    def location(self) -> str | None:
        """Where the answer sends the browser."""
        location = self.response.get("location")
        return None if location is None else str(location)

    @property
    def session_before(self) -> Mapping[str, Plain]:
        """The session as it was opened."""
        return as_mapping(self.request.get("session"))

    @property
    def session_after(self) -> Mapping[str, Plain]:
        """The session as it was saved."""
        return as_mapping(self.response.get("session"))

    def cookie_set(self, name: Plain) -> Mapping[str, Plain]:
        """The Set-Cookie of that name in the answer, empty when there is none."""
        return as_mapping(as_mapping(self.response.get("set_cookie")).get(str(name)))

    @property
    def session_cookie(self) -> str:
        """The name of the session cookie."""
        return str(self.request.get("session_cookie_name", "session"))

    def stage(self, name: str, **facts: Plain) -> Event | None:
        """Return the first stage of that name with those facts."""
        return self._first("stage", name, facts)

    def observed(self, name: str, **facts: Plain) -> Event | None:
        """Return the first thing of that name that was observed with those facts."""
        return self._first("observed", name, facts)

    def signal(self, name: str) -> Event | None:
        """Return the first signal of that name that Flask-Login sent."""
        return self._first("signal", name, {})

    def _first(self, kind: str, name: str, facts: Mapping[str, Plain]) -> Event | None:
        for event in self.events:
            if (event.kind, event.name) == (kind, name) and facts.items() <= event.facts.items():
                return event
        return None

    @property
    def exceptions(self) -> list[Event]:
        """What was raised and not caught."""
        return [event for event in self.events if event.kind == "exception"]

    @property
    def turned_away(self) -> Event | None:
        """The stage in which the visitor was turned away, None when it was not."""
        return self.stage("redirected") or self.stage("refused")

    @property
    def found_nobody(self) -> bool:
        """Whether the app asked who is there, and nobody was."""
        asked = self.stage("session_checked", authenticated=False) or self.observed("current_user", anonymous=True)
        return bool(asked) and not self.stage("logged_in")

    @property
    def tried_to_log_in(self) -> bool:
        """Whether ``login_user`` was called, whatever came of it."""
        return any(map(self.stage, ("logged_in", "login_refused"))) or self.observed("login_user") is not None

    @property
    def is_logout_page(self) -> bool:
        """Whether the page is called a logout."""
        return any(_LOGOUT_NAME.search(name) for name in (self.path, str(self.request.get("endpoint"))))

    @property
    def is_named_logout(self) -> bool:
        """Whether the page is called a logout and nothing else: no document is signed off there."""
        names = (self.path.rstrip("/").rpartition("/")[2], str(self.request.get("endpoint")).rpartition(".")[2])
        return "<" not in self.path and any(_LOGOUT_NAME.fullmatch(name) for name in names)

    @property
    def leads_elsewhere(self) -> bool:
        """Whether the answer sends the browser to another host."""
        host = urlsplit(self.location).netloc if self.location is not None else ""
        return bool(host) and host != self.request.get("host")

    @property
    def is_ambiguous(self) -> bool:
        """Whether another browser could have sent the request as well."""
        return self.request.get("ambiguous") is True

    @property
    def is_static(self) -> bool:
        """Whether a static file was asked for."""
        return str(self.request.get("endpoint")).rpartition(".")[2] == STATIC


@dataclass(frozen=True)
class Story:
    """A trace, told request by request.

    Attributes:
        trace: The trace.
        app: The description of the app; empty when it announces its stages itself.
        visits: The requests, in order.
    """

    trace: Trace
    app: Mapping[str, Plain]
    visits: tuple[Visit, ...]

    def of(self, browser: str) -> list[Visit]:
        """Return the requests of a browser, those for static files left out."""
        return [visit for visit in self.visits if visit.browser == browser and not visit.is_static]

    def later(self, visit: Visit) -> list[Visit]:
        """Return what the same browser asked for after a request, static files left out."""
        return [other for other in self.of(visit.browser) if other.number > visit.number]

    def next(self, visit: Visit) -> Visit | None:
        """Return the next request of the same browser."""
        return next(iter(self.later(visit)), None)

    def earlier(self, visit: Visit) -> list[Visit]:
        """Return what the same browser asked for before, the latest first, static files left out."""
        return [other for other in reversed(self.of(visit.browser)) if other.number < visit.number]

    @property
    def views(self) -> list[Mapping[str, Plain]]:
        """The description of every view."""
        return described(self.app.get("views"))

    @property
    def login_rules(self) -> set[str]:
        """Where the login page is: what the app says, or else the page of that name."""
        views = [self.app.get("login_view"), *as_mapping(self.app.get("blueprint_login_views")).values()]
        rules = {str(as_mapping(view)["rule"]) for view in views if as_mapping(view).get("rule")}
        named = self.trace.pages.get("login")
        return rules | ({named} if named else set())

    def happened_behind(self, visit: Visit, *verbs: str) -> bool:
        """Whether something happened behind the app's back before a request: an account was deleted, say."""
        first = visit.events[0].number
        return any(event.name in verbs and event.number < first for event in self.trace.of_kind("action"))

    def is_login_page(self, visit: Visit) -> bool:
        """Whether a request asks for the login page."""
        return visit.path in self.login_rules

    def leads_to_login(self, location: str | None) -> bool:
        """Whether an address is the one of the login page."""
        return location is not None and path_of(location) in self.login_rules

    def logs_in(self, visit: Visit) -> bool:
        """Whether the view that answers calls ``login_user``, as its code or another request shows, or may do so."""
        endpoint = visit.request.get("endpoint")
        return is_or_may_be(visit.view, "logs_in") or endpoint in self._seen_logging_in

    def others_log_in(self, visit: Visit) -> bool:
        """Whether another view for strangers calls ``login_user``, as a second factor does, or may lead to it."""
        endpoint = visit.request.get("endpoint")
        described = (view for view in self.views if view.get("endpoint") != endpoint)
        named = any(is_or_may_be(view, "logs_in") and not view.get("guards") for view in described)
        return named or is_or_may_be(self.app, "logs_in_elsewhere") or not self._seen_logging_in <= {endpoint}

    @property
    def _seen_logging_in(self) -> set[Plain]:
        return {visit.request.get("endpoint") for visit in self.visits if visit.tried_to_log_in}

    def followed(self, visit: Visit) -> Visit | None:
        """Return the request with which the browser followed the redirect of another at once."""
        following = self.next(visit)
        if visit.location is None or following is None or following.method not in {"GET", "HEAD"}:
            return None
        return following if path_of(visit.location) == following.path else None


def is_or_may_be(description: Mapping[str, Plain], key: str) -> bool:
    """Tell whether what is described has a property, or may have it: what could not be read is described as None."""
    return description.get(key, False) is not False


def described(value: Plain) -> list[Mapping[str, Plain]]:
    """Return a list of descriptions."""
    return [as_mapping(item) for item in value] if isinstance(value, list) else []


def path_of(location: str) -> str:
    """Return the path of an address, or its URL rule, whatever stands around it."""
    rest = location.partition("//")[2].partition("/")[1:] if "//" in location else (location,)
    return "".join(rest).partition("?")[0].partition("#")[0] or "/"


def story_of(trace: Trace) -> Story:
    """Tell a trace request by request."""
    app: Mapping[str, Plain] = {}
    visits: dict[int, Visit] = {}
    actions: dict[str, list[Event]] = {}
    latest: dict[str, Event] = {}
    for event in trace.events:
        if event.kind == "observed" and event.name == "app":
            app = event.facts
        elif event.kind == "action":
            actions.setdefault(event.browser, []).append(event)
            latest[event.browser] = event
        elif event.request is not None:
            visit = visits.get(event.request)
            if visit is None:
                visit = visits[event.request] = Visit(event.request, event.browser)
                visit.action, visit.actions = latest.get(event.browser), actions.pop(event.browser, [])
            visit.events.append(event)
    story = Story(trace, app, tuple(visits.values()))
    views = {(view.get("endpoint"), view.get("rule")): view for view in story.views}
    by_endpoint = {view.get("endpoint"): view for view in story.views}
    for visit in story.visits:
        endpoint = visit.request.get("endpoint")
        visit.view = views.get((endpoint, visit.path)) or by_endpoint.get(endpoint) or {}
    return story
