"""Which requests a browser sent, and which of them answer to a condition, found without going through all of them.

A rule that goes through every request and looks at others from each must not go through all of these as well: a long
watch has 100,000 events. So a browser's requests are kept in order, and those for which a condition holds besides.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import NamedTuple, TypeAlias, overload

from tracer.findings.logged_request import LoggedRequest
from tracer.trace.events import Event
from tracer.trace.facts import ActionFacts, CookiesFacts

Condition: TypeAlias = Callable[[LoggedRequest], object]
"""Tells of a request by itself whether it is meant; a function of a module, since the answers are kept by function."""


@dataclass(frozen=True)
class SetsCookie:
    """The condition that an answer sets a cookie, or deletes it.

    Attributes:
        name: The name of the cookie.
    """

    name: str

    def __call__(self, request: LoggedRequest) -> bool:
        """Tell whether the answer to a request sets the cookie."""
        return request.cookie_set(self.name) is not None


_Client: TypeAlias = tuple[str, str]
"""An address, and what the program there calls itself."""

_number = attrgetter("number")


def _client(request: LoggedRequest) -> _Client:
    return repr(request.facts.client.address), repr(request.facts.client.user_agent)


def _nothing() -> None:
    """Nobody wants to know."""


class RequestSpan(Sequence[LoggedRequest]):
    """Requests that follow one another, forwards or backwards. Nothing is copied, and only what is read is visited.

    Args:
        requests: The requests of a browser.
        places: Which of them.
        at_end: Is called when somebody has gone through all of them: one more could have made a difference.
    """

    def __init__(self, requests: Sequence[LoggedRequest], places: range, at_end: Callable[[], None] = _nothing) -> None:
        self._requests = requests
        self._places = places
        self._at_end = at_end

    @overload
    def __getitem__(self, place: int) -> LoggedRequest: ...

    @overload
    def __getitem__(self, place: slice) -> "RequestSpan": ...

    def __getitem__(self, place: "int | slice") -> "LoggedRequest | RequestSpan":
        """Return one of them, or some."""
        if isinstance(place, slice):
            complete = place.stop is not None and 0 <= place.stop <= len(self._places)
            return RequestSpan(self._requests, self._places[place], _nothing if complete else self._at_end)
        if place >= len(self._places) or place < 0:
            self._at_end()
        return self._requests[self._places[place]]

    def __len__(self) -> int:
        """How many there are."""
        self._at_end()
        return len(self._places)

    def __iter__(self) -> Iterator[LoggedRequest]:
        """Yield them in order."""
        for place in self._places:
            yield self._requests[place]
        self._at_end()

    def __reversed__(self) -> Iterator[LoggedRequest]:
        """Yield them, the last one first."""
        self._at_end()
        for place in reversed(self._places):
            yield self._requests[place]


class CookieOutcomes(NamedTuple):
    """What a browser did with cookies, as it tells.

    Attributes:
        number: The number of the event.
        request: The number of the request whose answer it was; None where there was none.
        changed: What was done, by the names of the cookies.
    """

    number: int
    request: int | None
    changed: Mapping[str, str]


class RequestIndex:
    """The requests of a trace by their browsers, those for static files left out. It grows with the trace.

    Attributes:
        requests: Every request, in order.
        endpoints_logging_in: The endpoints of the requests in which ``login_user`` was called.
        actions: The number of the first event of each verb of the scenario.
        cookies: What each browser did with cookies.
        verbs: Every verb of the scenario that was done with each browser.
        restarts: Each time that the app was started again: the number of the event, and how.
    """

    def __init__(self) -> None:
        self.requests: list[LoggedRequest] = []
        self.endpoints_logging_in: set[str | None] = set()
        self.actions: dict[str, int] = {}
        self.cookies: dict[str, list[CookieOutcomes]] = {}
        self.verbs: dict[str, set[str]] = {}
        self.restarts: list[tuple[int, ActionFacts]] = []
        self._of: dict[str, list[LoggedRequest]] = {}
        self._kept: dict[Condition, _Kept] = {}

    def add(self, request: LoggedRequest) -> None:
        """Take the next request; its number is greater than that of every other one."""
        self.requests.append(request)
        if not request.is_static:
            self._of.setdefault(request.browser, []).append(request)
        if request.tried_to_log_in:
            self.endpoints_logging_in.add(request.facts.endpoint)

    def add_action(self, event: Event, facts: ActionFacts) -> None:
        """Take the next action of the scenario."""
        if event.name == "restart_app":
            self.restarts.append((event.number, facts))
        self.actions.setdefault(event.name, event.number)
        self.verbs.setdefault(event.browser, set()).add(event.name)

    def add_cookies(self, event: Event, facts: CookiesFacts) -> None:
        """Take the next report of a browser on its cookies."""
        outcomes = CookieOutcomes(event.number, event.request, facts.changed)
        self.cookies.setdefault(event.browser, []).append(outcomes)

    def of(self, browser: str) -> Sequence[LoggedRequest]:
        """Return the requests of a browser."""
        return self._of.get(browser, [])

    def later(self, request: LoggedRequest, at_end: Callable[[], None]) -> RequestSpan:
        """Return what the same browser asked for after a request."""
        own = self.of(request.browser)
        return RequestSpan(own, range(bisect_right(own, request.number, key=_number), len(own)), at_end)

    def earlier(self, request: LoggedRequest) -> RequestSpan:
        """Return what the same browser asked for before a request, the latest first."""
        own = self.of(request.browser)
        return RequestSpan(own, range(bisect_left(own, request.number, key=_number) - 1, -1, -1))

    def first_later(self, request: LoggedRequest, condition: Condition) -> LoggedRequest | None:
        """Return the first of the later requests of the same browser for which a condition holds."""
        meant = self._those(condition).of(request.browser)
        place = bisect_right(meant, request.number, key=_number)
        return meant[place] if place < len(meant) else None

    def latest_before(self, request: LoggedRequest, condition: Condition) -> LoggedRequest | None:
        """Return the latest of the earlier requests of the same browser for which a condition holds."""
        meant = self._those(condition).of(request.browser)
        place = bisect_left(meant, request.number, key=_number)
        return meant[place - 1] if place else None

    def latest_of_client_before(self, request: LoggedRequest, condition: Condition) -> LoggedRequest | None:
        """Return the latest of the earlier requests from the same address and program for which a condition holds."""
        meant = self._those(condition).of_client(_client(request))
        place = bisect_left(meant, request.number, key=_number)
        return meant[place - 1] if place else None

    def first_at(self, endpoint: str | None, condition: Condition) -> LoggedRequest | None:
        """Return the first request of an endpoint for which a condition holds."""
        return self._those(condition).first_at.get(endpoint)

    def numbered(self, number: int) -> LoggedRequest | None:
        """Return the request of a number."""
        place = bisect_left(self.requests, number, key=_number)
        found = self.requests[place] if place < len(self.requests) else None
        return found if found is not None and found.number == number else None

    def all_where(self, condition: Condition) -> Sequence[LoggedRequest]:
        """Return every request for which a condition holds, those for static files too."""
        return self._those(condition).all

    def _those(self, condition: Condition) -> "_Kept":
        kept = self._kept.get(condition)
        if kept is None:
            kept = self._kept[condition] = _Kept(condition)
        kept.take_in(self.requests)
        return kept


class _Kept:
    """The requests for which a condition holds, looked at once each.

    Args:
        condition: The condition.
    """

    def __init__(self, condition: Condition) -> None:
        self._condition = condition
        self._looked_at = 0
        self._of: dict[str, list[LoggedRequest]] = {}
        self._of_client: dict[_Client, list[LoggedRequest]] = {}
        self.all: list[LoggedRequest] = []
        self.first_at: dict[str | None, LoggedRequest] = {}

    def take_in(self, requests: Sequence[LoggedRequest]) -> None:
        for place in range(self._looked_at, len(requests)):
            request = requests[place]
            if self._condition(request):
                self.all.append(request)
                self.first_at.setdefault(request.facts.endpoint, request)
                if not request.is_static:
                    self._of.setdefault(request.browser, []).append(request)
                    self._of_client.setdefault(_client(request), []).append(request)
        self._looked_at = len(requests)

    def of(self, browser: str) -> Sequence[LoggedRequest]:
        return self._of.get(browser, [])

    def of_client(self, client: _Client) -> Sequence[LoggedRequest]:
        return self._of_client.get(client, [])
