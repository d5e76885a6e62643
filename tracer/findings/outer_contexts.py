"""A context of Flask that is open around a request, and what is left in it from before."""

from collections.abc import Iterator

from tracer.findings.finding import Finding
from tracer.findings.request_log import RequestLog
from tracer.findings.rule import each_request


@each_request
def user_kept(log: RequestLog) -> Iterator[Finding]:
    """``g`` of an application context around the request still held a user, so nobody was loaded (B13)."""
    for request in log.requests:
        kept = request.facts.kept_user
        asked = request.session_check(authenticated=True) or request.session_check(authenticated=False)
        if kept is None or asked is None or request.tried_to_log_in:
            continue
        if kept.anonymous and request.session_before.get("_user_id") is None:
            continue  # Nobody would have been found in the session either.
        yield Finding(
            code="user-kept-on-outer-context",
            what=f"{request.name} was asked for inside of an application context whose g still held "
            f"{kept.class_name} from before: nobody was loaded for this request.",
            request=request.number,
            browser=request.browser,
        )


RULES = (user_kept,)
