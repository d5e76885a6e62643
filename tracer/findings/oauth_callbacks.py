"""A login at another site (OAuth, OpenID Connect) came back, and the session that began it did not come along."""

from collections.abc import Iterator

from tracer.findings.cookie_return import why_not_returned
from tracer.findings.finding import Finding
from tracer.findings.logged_request import LoggedRequest
from tracer.findings.request_log import RequestLog
from tracer.findings.rule import each_request
from tracer.trace.observed_facts import FormFacts
from tracer.urls import split_address

_STATE = "state"
"""The parameter that leads an answer of the other site back to the session that asked (RFC 6749, 4.1.1)."""

_ERRORS = range(400, 600)


@each_request
def state_lost(log: RequestLog) -> Iterator[Finding]:
    """The state of a login was put into a session whose cookie does not come back with the callback."""
    for request in log.requests:
        if not _is_failed_callback(log, request):
            continue
        begun = log.latest_of_client_before(request, _begins_login)
        cookie = begun.cookie_set(begun.session_cookie) if begun is not None else None
        if begun is None or cookie is None or cookie.deleted:
            continue
        moved = begun.facts.host != request.facts.host
        if request.facts.session_cookie and not moved:
            continue
        why = why_not_returned(log, begun, cookie, request, from_elsewhere=True)
        # An old cookie of the other host may have come, and where the browser is not known for sure, it may be another.
        if (why.code == "host-changed") if request.facts.session_cookie else _is_certain(why, request):
            yield why


def _is_certain(why: Finding, request: LoggedRequest) -> bool:
    return why.code != "cookie-not-returned" or not request.is_ambiguous


def _is_failed_callback(log: RequestLog, request: LoggedRequest) -> bool:
    form = next(request.facts_of(FormFacts), None)
    if _STATE not in request.facts.query and (form is None or _STATE not in form.fields):
        return False
    if request.tried_to_log_in or request.facts.endpoint is None:
        return False
    failed = bool(request.exceptions) or request.status in _ERRORS
    return failed or log.leads_to_login(request.location) or _asks_for_state(request)


def is_way_back(request: LoggedRequest) -> bool:
    """Tell whether a request is the way back from another site that did not refuse (RFC 6749, 4.1.2)."""
    query = request.facts.query
    logs_in = request.view is not None and request.view.logs_in is True
    return request.method == "GET" and logs_in and _STATE in query and "error" not in query


def _begins_login(request: LoggedRequest) -> bool:
    """Tell whether an answer sends the browser to another site with a state, and puts something into the session."""
    return _asks_for_state(request) and request.cookie_set(request.session_cookie) is not None


def _asks_for_state(request: LoggedRequest) -> bool:
    if request.location is None or not request.leads_elsewhere:
        return False
    return any(part.partition("=")[0] == _STATE for part in split_address(request.location).query.split("&"))


RULES = (state_lost,)
