"""Sessions that ``login_user`` has not written: Flask-Login reads ``_user_id``, and before 0.5 it read ``user_id``."""

from collections.abc import Iterator

from tracer.findings.finding import Finding
from tracer.findings.logged_request import LoggedRequest
from tracer.findings.request_log import RequestLog
from tracer.findings.rule import each_request
from tracer.trace.observed_facts import UserLoaderFacts

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
    return bool(log.all_where(_has_both_keys))


def _has_both_keys(request: LoggedRequest) -> bool:
    sessions = (request.session_before, request.session_after)
    return any(session.get(_OLD) is not None and session.get(_NEW) is not None for session in sessions)


def _is_meant_as_login(log: RequestLog, request: LoggedRequest) -> bool:
    """Tell whether the key was to log somebody in.

    A logout takes ``_fresh`` away, so where it says True somebody has written the session as a login of old. Otherwise
    an app that uses the key itself may have left it there.
    """
    if log.all_where(_writes_old_key):
        logs_in = log.app.logs_in_elsewhere is not False or any(view.logs_in is not False for view in log.app.views)
        return not logs_in and not log.app.request_loader
    return request.session_before.get("_fresh") is True or log.app.own_user_id is False


def _writes_old_key(request: LoggedRequest) -> bool:
    return request.session_before.get(_OLD) is None and request.session_after.get(_OLD) is not None


def is_written_by_hand(log: RequestLog, request: LoggedRequest) -> bool:
    """Tell whether a session names a user and was written neither by ``login_user`` nor from a remember cookie.

    ``login_user`` writes ``_id`` as well. A session that was made from a remember cookie has none (B53).
    """
    before = request.session_before
    if before.get(_NEW) is None or before.get("_id") is not None or request.facts.remember_cookie:
        return False
    return not _is_remembered(request) and log.latest_before(request, _is_remembered) is None


def _is_remembered(request: LoggedRequest) -> bool:
    return request.stage("remembered") is not None or request.facts.remember_cookie


@each_request
def written_by_hand(log: RequestLog) -> Iterator[Finding]:
    """A session names a user whom nobody saw log in, and lacks what ``login_user`` would have written."""
    for request in log.requests:
        if not request.turned_away or not is_written_by_hand(log, request):
            continue
        protected = request.stage("session_protected")
        after = (protected.facts.session or {}) if protected is not None else {}
        called = next(request.facts_of(UserLoaderFacts), None)
        if after.get("_remember") == "clear":
            lacking = "'_id' is missing, and strong session protection threw the user out"
        elif called is not None and called.result is None and called.raised is None and called.id_type != "str":
            lacking = f"{_NEW!r} is no text but of the type {called.id_type}, and user_loader returned None"
        else:
            continue
        yield Finding(
            code="session-not-from-login",
            what=f"{request.name} came with a session of a user whom nobody saw log in: {lacking}.",
            request=request.number,
            browser=request.browser,
        )


RULES = (old_key, written_by_hand)
