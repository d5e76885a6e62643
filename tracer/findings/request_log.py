"""The request log of a trace: what happened, request by request, as the rules read it."""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from functools import cached_property
from operator import attrgetter
from typing import Protocol

from tracer.findings.logged_request import LoggedRequest
from tracer.findings.request_index import Condition, CookieOutcomes, RequestIndex, RequestSpan
from tracer.trace.app_facts import AppFacts, AppView
from tracer.trace.events import Event, Trace
from tracer.trace.facts import ActionFacts, CookiesFacts, RequestFacts, ResponseFacts
from tracer.trace.variables import REMEMBER_COOKIE
from tracer.trace.wording.contradictions import contradictions

NOT_DESCRIBED = AppFacts(name="")
"""Stands for the description of an app that announces its stages itself: nobody has described it."""

_NOT_RECORDED = RequestFacts(method="None", path="None")
"""Stands for the beginning of a request that is not in the trace."""


class Wanted(Protocol):
    """Is told what a rule has looked at that may still change, and therefore would judge differently later."""

    def later_requests(self, browser: str, condition: Condition | None = None) -> None:
        """What the browser asks for next, or the next of its requests for which a condition holds."""

    def later_actions(self, browser: str) -> None:
        """What is done with the browser next."""

    def logins_elsewhere(self) -> None:
        """Which endpoints were seen logging in."""


class NothingWanted:
    """Is told, and keeps nothing: the trace is complete."""

    def later_requests(self, browser: str, condition: Condition | None = None) -> None:
        """Keep nothing."""

    def later_actions(self, browser: str) -> None:
        """Keep nothing."""

    def logins_elsewhere(self) -> None:
        """Keep nothing."""


NOTHING_WANTED = NothingWanted()


@dataclass(frozen=True)
class RequestLog:
    """The requests of a trace.

    A rule goes through ``requests``, and asks the methods below for others. None of them goes through all requests.

    Attributes:
        trace: The trace.
        app: The description of the app; ``NOT_DESCRIBED`` when it announces its stages itself.
        requests: The requests that are judged, in order: all of them, or those that are new.
        index: Every request.
        wanted: Is told what a rule has looked at that may still change.
    """

    trace: Trace
    app: AppFacts
    requests: Iterable[LoggedRequest]
    index: RequestIndex = field(repr=False)
    wanted: Wanted = field(repr=False, default=NOTHING_WANTED)

    @property
    def is_described(self) -> bool:
        """Whether the app is described at all."""
        return self.app is not NOT_DESCRIBED

    def of(self, browser: str) -> Sequence[LoggedRequest]:
        """Return the requests of a browser, those for static files left out."""
        self.wanted.later_requests(browser)
        return self.index.of(browser)

    def later(self, request: LoggedRequest) -> RequestSpan:
        """Return what the same browser asked for after a request, static files left out."""
        return self.index.later(request, lambda: self.wanted.later_requests(request.browser))

    def next(self, request: LoggedRequest) -> LoggedRequest | None:
        """Return the next request of the same browser."""
        return next(iter(self.later(request)), None)

    def earlier(self, request: LoggedRequest) -> RequestSpan:
        """Return what the same browser asked for before, the latest first, static files left out."""
        return self.index.earlier(request)

    def first_later(self, request: LoggedRequest, condition: Condition) -> LoggedRequest | None:
        """Return the first later request of the same browser for which a condition holds.

        Args:
            request: The request.
            condition: A function of a module, which looks at nothing but the request that it is given.
        """
        found = self.index.first_later(request, condition)
        if found is None:
            self.wanted.later_requests(request.browser, condition)
        return found

    def latest_before(self, request: LoggedRequest, condition: Condition) -> LoggedRequest | None:
        """Return the latest earlier request of the same browser for which a condition holds, see ``first_later``."""
        return self.index.latest_before(request, condition)

    def latest_of_client_before(self, request: LoggedRequest, condition: Condition) -> LoggedRequest | None:
        """Return the latest earlier request of the same browser for which a condition holds, see ``first_later``.

        Of a request that came without its cookies the browser is not known for sure. Then everything counts that came
        from the same address and the same program.
        """
        of_browser = self.index.latest_before(request, condition)
        of_client = self.index.latest_of_client_before(request, condition) if request.is_ambiguous else None
        return max(filter(None, (of_browser, of_client)), key=attrgetter("number"), default=None)

    def all_where(self, condition: Condition) -> Sequence[LoggedRequest]:
        """Return every request for which a condition holds, in order, static files included, see ``first_later``."""
        return self.index.all_where(condition)

    def first_at(self, endpoint: str | None, condition: Condition) -> LoggedRequest | None:
        """Return the first request of an endpoint for which a condition holds, static files included.

        See ``first_later``. Like ``all_where`` it is for rules that are asked anew whenever something has come.
        """
        return self.index.first_at(endpoint, condition)

    def numbered(self, number: int) -> LoggedRequest | None:
        """Return the request of a number; None where the trace does not hold it."""
        return self.index.numbered(number)

    def cookie_outcomes(self, browser: str) -> Sequence[CookieOutcomes]:
        """Return what a browser did with cookies, where it is one of ours and tells, in order."""
        return self.index.cookies.get(browser, [])

    def verbs_of(self, browser: str) -> AbstractSet[str]:
        """Return what was done with a browser of ours in all of the trace, by the verbs of the scenario."""
        self.wanted.later_actions(browser)
        return self.index.verbs.get(browser, frozenset())

    @cached_property
    def login_rules(self) -> frozenset[str]:
        """Where the login page is: what the app says, or else the page of that name."""
        views = [self.app.login_view, *self.app.blueprint_login_views.values()]
        rules = {view.rule for view in views if view is not None and view.rule}
        named = self.trace.pages.get("login")
        return frozenset(rules | ({named} if named else set()))

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
        first, actions = request.events[0].number, self.index.actions
        return any(actions[verb] < first for verb in verbs if verb in actions)

    def restarts_before(self, request: LoggedRequest) -> Sequence[tuple[int, ActionFacts]]:
        """Return each time that the app was started again before a request: the number of the event, and how."""
        first = request.events[0].number
        return [(number, facts) for number, facts in self.index.restarts if number < first]

    def is_login_page(self, request: LoggedRequest) -> bool:
        """Whether a request asks for the login page."""
        return request.path in self.login_rules

    def leads_to_login(self, location: str | None) -> bool:
        """Whether an address is the one of the login page."""
        return location is not None and path_or_rule_of(location) in self.login_rules

    def logs_in(self, request: LoggedRequest) -> bool:
        """Whether the view that answers calls ``login_user``, as its code or another request shows, or may do so."""
        by_its_code = request.view is not None and request.view.logs_in is not False
        return by_its_code or request.facts.endpoint in self._seen_logging_in()

    def was_seen_logging_in(self, request: LoggedRequest) -> bool:
        """Whether the view that answers has called ``login_user`` in some request of the trace."""
        return request.facts.endpoint is not None and request.facts.endpoint in self._seen_logging_in()

    def others_log_in(self, request: LoggedRequest) -> bool:
        """Whether another view for strangers calls ``login_user``, as a second factor does, or may lead to it."""
        endpoint = request.facts.endpoint
        others = (view for view in self.app.views if view.endpoint != endpoint)
        named = any(view.logs_in is not False and not view.guards for view in others)
        return named or self.app.logs_in_elsewhere is not False or not self._seen_logging_in() <= {endpoint}

    def _seen_logging_in(self) -> AbstractSet[str | None]:
        self.wanted.logins_elsewhere()
        return self.index.endpoints_logging_in

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
    growing = GrowingLog(trace)
    growing.add(trace.events)
    return replace(growing.log(), trace=trace)


class GrowingLog:
    """The request log of a trace that grows: each request is taken in once.

    Args:
        head: The trace; its events are not looked at.
    """

    def __init__(self, head: Trace) -> None:
        self._head = replace(head, events=())
        self._events: list[Event] = []
        self._begin()

    def _begin(self) -> None:
        self._app = NOT_DESCRIBED
        self._views = _Views(())
        self._latest: dict[str, ActionFacts] = {}
        self._verbs: dict[str, list[str]] = {}
        self._last = 0
        self._index = RequestIndex()

    def add(self, events: Sequence[Event]) -> Sequence[LoggedRequest]:
        """Take in the next events of the trace, whole requests.

        Returns:
            The requests that are new or not what they were: mostly those of the events, all of them where the app was
            described only now, or where an event belongs to a request that was taken in before.
        """
        self._events += events
        described = any(isinstance(event.facts, AppFacts) for event in events)
        if described or any(event.request is not None and event.request <= self._last for event in events):
            self._begin()
            events = self._events
        return self._taken_in(events)

    def log(self) -> RequestLog:
        """Return the request log of the trace so far."""
        trace = replace(self._head, events=tuple(self._events))
        return RequestLog(trace, self._app, self._index.requests, self._index)

    def __len__(self) -> int:
        """How many requests there are."""
        return len(self._index.requests)

    def _taken_in(self, events: Sequence[Event]) -> Sequence[LoggedRequest]:
        requests: dict[int, list[Event]] = {}
        causes: dict[int, _Cause] = {}
        for event in events:
            if isinstance(event.facts, AppFacts):
                self._app, self._views = event.facts, _Views(event.facts.views)
            elif isinstance(event.facts, ActionFacts):
                self._verbs.setdefault(event.browser, []).append(event.name)
                self._latest[event.browser] = event.facts
                self._index.add_action(event, event.facts)
            elif isinstance(event.facts, CookiesFacts):
                self._index.add_cookies(event, event.facts)
            if event.request is not None and not isinstance(event.facts, AppFacts | ActionFacts):
                if event.request not in requests:
                    verbs = self._verbs.pop(event.browser, ())
                    causes[event.request] = _Cause(self._latest.get(event.browser), tuple(verbs))
                requests.setdefault(event.request, []).append(event)
        doubted = self._head.witness == "announced"
        new = [
            _logged(number, tuple(own), causes[number], self._views, doubted=doubted)
            for number, own in sorted(requests.items())
        ]
        for request in new:
            self._index.add(request)
            self._last = request.number
        return new


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
        wants_to_be_remembered=cause.action is not None and cause.action.remember is True,
        verbs=cause.verbs,
        view=views.answering(facts),
        contradicted=frozenset(contradictions(events)) if doubted else frozenset(),
    )
