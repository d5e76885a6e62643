"""What shows only when an app is started again: what it made for itself at its start is another one then."""

from collections.abc import Iterator

from tracer.findings.finding import Finding
from tracer.findings.logged_request import LoggedRequest
from tracer.findings.request_index import SetsCookie
from tracer.findings.request_log import RequestLog
from tracer.trace.facts import ActionFacts
from tracer.trace.observed_facts import CookieRejectedFacts


def key_made_at_start(log: RequestLog) -> Iterator[Finding]:
    """The app was started again, nobody gave it another secret key, and it believes none of its older cookies (B73)."""
    if log.app.secret_key_kept is False:
        return  # This is known already.
    shown = [(request, cookie) for request in log.all_where(_has_rejected) if (cookie := _outdated(log, request))]
    for request, cookie in shown[:1]:
        yield Finding(
            code="secret-key-made-at-start",
            what=f"{request.name} came with the cookie {cookie!r} that this app had signed before it was started "
            "again. Nobody gave it another secret key, and it no longer accepts the signature: it makes its key at the "
            "start.",
            request=request.number,
            browser=request.browser,
            others=tuple(other.number for other, _ in shown[1:]),
        )


def _has_rejected(request: LoggedRequest) -> bool:
    return request.has(CookieRejectedFacts)


def _outdated(log: RequestLog, request: LoggedRequest) -> str | None:
    """Return the cookie that the app had signed before its last start, and whose signature it no longer accepts."""
    restarts = log.restarts_before(request)
    if not restarts or not all(_keeps_key(facts) for _, facts in restarts):
        return None
    last_start, _ = restarts[-1]
    for rejected in request.facts_of(CookieRejectedFacts):
        if rejected.why != "bad signature" or rejected.origin != "this app":
            continue
        setting = log.latest_before(request, SetsCookie(rejected.cookie))
        if setting is not None and setting.events[0].number < last_start:
            return rejected.cookie
    return None


def _keeps_key(restart: ActionFacts) -> bool:
    """Tell whether the person who started the app again left its secret key as it was."""
    return restart.secret_key in {None, "same"}


RULES = (key_made_at_start,)
