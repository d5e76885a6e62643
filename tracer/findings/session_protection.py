"""Session protection that throws out the wrong people."""

from collections.abc import Iterator

from tracer.findings.finding import Finding
from tracer.findings.logged_request import LoggedRequest
from tracer.findings.request_log import RequestLog
from tracer.findings.rule import each_request
from tracer.findings.session_keys import is_written_by_hand


def thrown_out(request: LoggedRequest) -> bool:
    """Tell whether strong protection has taken everything of Flask-Login's out of the session (B51)."""
    protected = request.stage("session_protected")
    return protected is not None and (protected.facts.session or {}).get("_remember") == "clear"


@each_request
def remembered_then_thrown_out(log: RequestLog) -> Iterator[Finding]:
    """A session made from a remember cookie has no client in it, and strong protection takes that for a theft (B53)."""
    for request in log.requests:
        if (
            thrown_out(request)
            and request.session_before.get("_user_id") is not None
            and not request.session_before.get("_id")
            and not is_written_by_hand(log, request)
        ):
            yield Finding(
                code="strong-protection-with-remember-me",
                what=f"{request.name}: strong session protection threw out a user whom the remember cookie had just "
                "brought back.",
                request=request.number,
                browser=request.browser,
            )


@each_request
def address_changed(log: RequestLog) -> Iterator[Finding]:
    """The same browser comes from another address, and strong protection throws it out."""
    for request in log.requests:
        identified = request.session_before.get("_id")
        if not thrown_out(request) or not identified or request.session_before.get("_user_id") is None:
            continue
        made = _where_made(log, request, identified)
        if made is None:
            continue
        then, now = made.facts.client, request.facts.client
        if then.user_agent == now.user_agent and then.address != now.address:
            yield Finding(
                code="address-changed",
                what=f"{request.name} came from another address than the login, and strong session protection threw "
                "the user out.",
                request=request.number,
                browser=request.browser,
            )


def _where_made(log: RequestLog, request: LoggedRequest, identified: object) -> LoggedRequest | None:
    """Return the request that put this client into the session."""
    made = log.latest_before(request, _puts_client_in)
    while made is not None and made.session_after.get("_id") != identified:
        made = log.latest_before(made, _puts_client_in)
    if made is not None:
        return made
    # It was there before the trace began.
    before = reversed(log.earlier(request))
    return next((other for other in before if other.session_after.get("_id") == identified), None)


def _puts_client_in(request: LoggedRequest) -> bool:
    return request.session_after.get("_id") not in {None, request.session_before.get("_id")}


@each_request
def visitors_thrown_out(log: RequestLog) -> Iterator[Finding]:
    """Strong protection takes ``next`` out of the session of somebody who is not logged in (B56)."""
    for request in log.requests:
        before = request.session_before
        if thrown_out(request) and before.get("_user_id") is None and before.get("next") is not None:
            yield Finding(
                code="strong-protection-eats-next",
                what=f"{request.name}: strong session protection took next out of the session of a visitor who was not "
                "logged in.",
                request=request.number,
                browser=request.browser,
            )


RULES = (remembered_then_thrown_out, address_changed, visitors_thrown_out)
