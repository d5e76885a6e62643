"""Logins in a place where no HTTP answer can carry the session cookie."""

from bisect import bisect_right
from collections.abc import Iterator

from tracer.findings.finding import Finding
from tracer.findings.logged_request import LoggedRequest
from tracer.findings.request_log import RequestLog
from tracer.trace.observed_facts import LoginWithoutAnswerFacts


def login_in_socket_event(log: RequestLog) -> Iterator[Finding]:
    """login_user was called in an event of Socket.IO, and the next page that asks for a login finds nobody.

    Whose browser the socket belongs to is not known, so nothing is said where several are at work.
    """
    if len({request.browser for request in log.requests}) != 1:
        return
    for event in log.trace.events:
        if not isinstance(event.facts, LoginWithoutAnswerFacts) or event.facts.session_saved:
            continue
        decisive = log.all_where(_shows_who_is_there)
        place = bisect_right(decisive, event.number, key=_first_event)
        request = decisive[place] if place < len(decisive) else None
        if request is not None and not _knows_somebody(request):
            yield Finding(
                code="login-in-socket-event",
                what=f"login_user() was called in a {event.facts.where}, which no HTTP answer follows; "
                f"{request.name} then found nobody.",
                request=request.number,
                browser=request.browser,
                place=None if event.place is None else str(event.place),
            )


def _first_event(request: LoggedRequest) -> int:
    return request.events[0].number


def _shows_who_is_there(request: LoggedRequest) -> bool:
    return _knows_somebody(request) or bool(request.found_nobody and request.turned_away)


def _knows_somebody(request: LoggedRequest) -> bool:
    return request.tried_to_log_in or request.session_before.get("_user_id") is not None


RULES = (login_in_socket_event,)
