"""The request log of a trace: what happened, request by request, as the rules read it."""

from dataclasses import dataclass

from tracer.findings.logged_request import LoggedRequest
from tracer.trace.app_facts import AppFacts, AppView
from tracer.trace.events import Event, Trace
from tracer.trace.facts import ActionFacts, RequestFacts, ResponseFacts
from tracer.trace.variables import REMEMBER_COOKIE
from tracer.trace.wording.contradictions import contradictions

NOT_DESCRIBED = AppFacts(name="")
"""Stands for the description of an app that announces its stages itself: nobody has described it."""

_NOT_RECORDED = RequestFacts(method="None", path="None")
"""Stands for the beginning of a request that is not in the trace."""


@dataclass(frozen=True)
class RequestLog:
    """The requests of a trace.

    Attributes:
        trace: The trace.
        app: The description of the app; ``NOT_DESCRIBED`` when it announces its stages itself.
        requests: The requests, in order.
    """

    trace: Trace
    app: AppFacts
    requests: tuple[LoggedRequest, ...]

    @property
    def is_described(self) -> bool:
        """Whether the app is described at all."""
        return self.app is not NOT_DESCRIBED

    def of(self, browser: str) -> list[LoggedRequest]:
        """Return the requests of a browser, those for static files left out."""
        return [request for request in self.requests if request.browser == browser and not request.is_static]

    def later(self, request: LoggedRequest) -> list[LoggedRequest]:
        """Return what the same browser asked for after a request, static files left out."""
        return [other for other in self.of(request.browser) if other.number > request.number]

    def next(self, request: LoggedRequest) -> LoggedRequest | None:
        """Return the next request of the same browser."""
        return next(iter(self.later(request)), None)

    def earlier(self, request: LoggedRequest) -> list[LoggedRequest]:
        """Return what the same browser asked for before, the latest first, static files left out."""
        return [other for other in reversed(self.of(request.browser)) if other.number < request.number]

    def earlier_of_client(self, request: LoggedRequest) -> list[LoggedRequest]:
        """Return what the same browser asked for before, the latest first, static files left out.

        Of a request that came without its cookies the browser is not known for sure. Then everything counts that came
        from the same address and the same program.
        """
        client = (request.facts.client.address, request.facts.client.user_agent)
        return [
            other
            for other in reversed(self.requests)
            if other.number < request.number
            and not other.is_static
            and (
                other.browser == request.browser
                or (request.is_ambiguous and client == (other.facts.client.address, other.facts.client.user_agent))
            )
        ]

    @property
    def login_rules(self) -> set[str]:
        """Where the login page is: what the app says, or else the page of that name."""
        views = [self.app.login_view, *self.app.blueprint_login_views.values()]
        rules = {view.rule for view in views if view is not None and view.rule}
        named = self.trace.pages.get("login")
        return rules | ({named} if named else set())

    @property
    def remember_cookie(self) -> str:
        """The name of the remember cookie."""
        return (self.app.remembering.cookie if self.app.remembering is not None else "") or REMEMBER_COOKIE

    @property
    def keeps_sessions_on_server(self) -> bool:
        """Whether the app is known to keep the content of sessions on the server."""
        return self.app.sessions is not None and self.app.sessions.server_side

    def happened_behind(self, request: LoggedRequest, *verbs: str) -> bool:
        """Whether something happened behind the app's back before a request: an account was deleted, say."""
        first = request.events[0].number
        return any(event.name in verbs and event.number < first for event in self.trace.of_kind("action"))

    def is_login_page(self, request: LoggedRequest) -> bool:
        """Whether a request asks for the login page."""
        return request.path in self.login_rules

    def leads_to_login(self, location: str | None) -> bool:
        """Whether an address is the one of the login page."""
        return location is not None and path_or_rule_of(location) in self.login_rules

    def logs_in(self, request: LoggedRequest) -> bool:
        """Whether the view that answers calls ``login_user``, as its code or another request shows, or may do so."""
        by_its_code = request.view is not None and request.view.logs_in is not False
        return by_its_code or request.facts.endpoint in self._seen_logging_in

    def was_seen_logging_in(self, request: LoggedRequest) -> bool:
        """Whether the view that answers has called ``login_user`` in some request of the trace."""
        return request.facts.endpoint is not None and request.facts.endpoint in self._seen_logging_in

    def others_log_in(self, request: LoggedRequest) -> bool:
        """Whether another view for strangers calls ``login_user``, as a second factor does, or may lead to it."""
        endpoint = request.facts.endpoint
        others = (view for view in self.app.views if view.endpoint != endpoint)
        named = any(view.logs_in is not False and not view.guards for view in others)
        return named or self.app.logs_in_elsewhere is not False or not self._seen_logging_in <= {endpoint}

    @property
    def _seen_logging_in(self) -> set[str | None]:
        return {request.facts.endpoint for request in self.requests if request.tried_to_log_in}

    def followed(self, request: LoggedRequest) -> LoggedRequest | None:
        """Return the request with which the browser followed the redirect of another at once."""
        following = self.next(request)
        if request.location is None or following is None or following.method not in {"GET", "HEAD"}:
            return None
        return following if path_or_rule_of(request.location) == following.path else None


def path_or_rule_of(location: str) -> str:
    """Return the path of an address, or its URL rule, whatever stands around it."""
    rest = location.partition("//")[2].partition("/")[1:] if "//" in location else (location,)
    return "".join(rest).partition("?")[0].partition("#")[0] or "/"


@dataclass(frozen=True)
class _Cause:
    """What the person did before a request: the last action, and every verb since the request before."""

    action: ActionFacts | None
    verbs: tuple[str, ...]


def request_log_of(trace: Trace) -> RequestLog:
    """Return the requests of a trace, each with its answer and with everything in between."""
    app = NOT_DESCRIBED
    events: dict[int, list[Event]] = {}
    causes: dict[int, _Cause] = {}
    latest: dict[str, ActionFacts] = {}
    verbs: dict[str, list[str]] = {}
    for event in trace.events:
        if isinstance(event.facts, AppFacts):
            app = event.facts
        elif isinstance(event.facts, ActionFacts):
            verbs.setdefault(event.browser, []).append(event.name)
            latest[event.browser] = event.facts
        elif event.request is not None:
            if event.request not in events:
                causes[event.request] = _Cause(latest.get(event.browser), tuple(verbs.pop(event.browser, ())))
            events.setdefault(event.request, []).append(event)
    views = _Views(app.views)
    doubted = trace.witness == "announced"
    requests = (_logged(number, tuple(own), causes[number], views, doubted=doubted) for number, own in events.items())
    return RequestLog(trace, app, tuple(requests))


class _Views:
    """The views of an app, by endpoint and rule; another rule of the same endpoint is better than nothing."""

    def __init__(self, views: tuple[AppView, ...]) -> None:
        self._by_rule = {(view.endpoint, view.rule): view for view in views}
        self._by_endpoint = {view.endpoint: view for view in views}

    def answering(self, request: RequestFacts) -> AppView | None:
        if request.endpoint is None:
            return None
        return self._by_rule.get((request.endpoint, request.path)) or self._by_endpoint.get(request.endpoint)


def _logged(number: int, events: tuple[Event, ...], cause: _Cause, views: _Views, *, doubted: bool) -> LoggedRequest:
    facts = next((event.facts for event in events if isinstance(event.facts, RequestFacts)), _NOT_RECORDED)
    return LoggedRequest(
        number=number,
        browser=events[0].browser,
        facts=facts,
        response=next((event.facts for event in events if isinstance(event.facts, ResponseFacts)), None),
        events=events,
        typed=cause.action.password if cause.action is not None else None,
        verbs=cause.verbs,
        view=views.answering(facts),
        contradicted=frozenset(contradictions(events)) if doubted else frozenset(),
    )
