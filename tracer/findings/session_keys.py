"""Sessions that ``login_user`` has not written: Flask-Login reads ``_user_id``, and before 0.5 it read ``user_id``."""

from collections.abc import Iterator

from tracer.findings.finding import Finding
from tracer.findings.logged_request import LoggedRequest
from tracer.findings.request_log import RequestLog

_OLD, _NEW = "user_id", "_user_id"


def old_key(log: RequestLog) -> Iterator[Finding]:
    """A session names a user under a key that Flask-Login has not read since 0.5."""
    if not log.is_described or log.app.user_loader is not True or _is_own_key(log):
        return
    for request in log.requests:
        if request.session_before.get(_OLD) is None or request.session_before.get(_NEW) is not None:
            continue
        if not request.found_nobody or not request.turned_away or not _is_meant_as_login(log, request):
            continue
        yield Finding(
            code="old-session-key",
            what=f"{request.name} came with {_OLD!r} in the session and without {_NEW!r}, which is what Flask-Login "
            "reads: nobody was found.",
            request=request.number,
            browser=request.browser,
        )


def _is_own_key(log: RequestLog) -> bool:
    """Tell whether the app is seen to keep the key beside a login of Flask-Login's, for a purpose of its own."""
    sessions = [session for one in log.requests for session in (one.session_before, one.session_after)]
    return any(session.get(_OLD) is not None and session.get(_NEW) is not None for session in sessions)


def _is_meant_as_login(log: RequestLog, request: LoggedRequest) -> bool:
    """Tell whether the key was to log somebody in.

    A logout takes ``_fresh`` away, so where it says True somebody has written the session as a login of old. Otherwise
    an app that uses the key itself may have left it there.
    """
    written = any(
        one.session_before.get(_OLD) is None and one.session_after.get(_OLD) is not None for one in log.requests
    )
    if written:
        logs_in = log.app.logs_in_elsewhere is not False or any(view.logs_in is not False for view in log.app.views)
        return not logs_in and not log.app.request_loader
    return request.session_before.get("_fresh") is True or log.app.own_user_id is False


RULES = (old_key,)
