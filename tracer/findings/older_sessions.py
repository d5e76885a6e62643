"""The browser came back with another session cookie than that of the login: which one was it, and how did it come?"""

from collections.abc import Sequence

from tracer.findings.cookie_return import why_not_returned
from tracer.findings.finding import Finding
from tracer.findings.logged_request import LoggedRequest, request_finding
from tracer.findings.request_index import SetsCookie
from tracer.findings.request_log import RequestLog
from tracer.trace.facts import CookiesFacts, SetCookieFacts

_RESTRICTIONS = ("domain", "path", "samesite", "secure", "partitioned")
"""The attributes that decide where a cookie is kept and sent back."""


def two_cookies(request: LoggedRequest) -> Finding | None:
    """Return the finding for a request that came with two session cookies, of which the app reads the wrong one."""
    if request.session_cookie not in request.facts.doubled_cookies or request.session_before.get("_user_id"):
        return None
    return request_finding(
        "two-session-cookies",
        request,
        f"{request.name} came with two cookies of the name {request.session_cookie!r}; the app reads the first, and "
        "that one names no user.",
    )


def older_session(log: RequestLog, login: LoggedRequest, between: Sequence[LoggedRequest], *, seen: bool) -> Finding:
    """Return why a session came that the app accepts and that names no user, after somebody had logged in.

    Args:
        log: The whole trace.
        login: The request in which the user logged in.
        between: The requests after it; the last one found nobody.
        seen: Whether the user was recognised in between.
    """
    lost = between[-1]
    overwriting = _overwriting(log, login, between)
    if overwriting is not None:
        return request_finding(
            "session-overwritten",
            lost,
            f"{overwriting.name} began before {login.name} was answered, and wrote its older session without the user "
            f"after it; {lost.name} came with that one.",
        )
    # The first request whose session names nobody: what came with a later one may have been set since.
    first = next((one for one in between if one.facts.session_cookie and not one.session_before.get("_user_id")), lost)
    number = first.facts.older_cookies.get(login.session_cookie)
    if number is None:
        what = f"{lost.name} came with a session that the app accepts, without a user in it, and no answer has set it."
        return request_finding("session-without-user", lost, what)
    older = log.numbered(number)
    name = older.name if older is not None else "an earlier answer"  # A long watch forgets requests.
    if seen:
        what = (
            f"The session of {login.name} had come back already, and {first.name} came with the older one that {name} "
            "had set."
        )
        return request_finding("session-overwritten", lost, what)
    what = f"{first.name} came with the session cookie that {name} had set, not with the one of {login.name}."
    return _why_not_newer(log, login, first, older) or request_finding("older-session-returned", lost, what)


def _why_not_newer(
    log: RequestLog, login: LoggedRequest, first: LoggedRequest, older: LoggedRequest | None
) -> Finding | None:
    """Return why the browser did not take the session cookie of a login, where that can be told.

    Args:
        log: The whole trace.
        login: The request in which the user logged in.
        first: The first request that came with an older session cookie.
        older: The request whose answer had set that one; None where it is forgotten.
    """
    cookie = login.cookie_set(login.session_cookie)
    if cookie is None:
        return None
    why = why_not_returned(log, login, cookie, first)
    if why.code != "cookie-not-returned":
        return why
    came_before = older is not None and _was_held_before(log, login, older)
    return set_cookie_dropped(log, login, first) if came_before else None


def _overwriting(log: RequestLog, login: LoggedRequest, between: Sequence[LoggedRequest]) -> LoggedRequest | None:
    """Return the request that began before the login was answered, and wrote its session without the user after it."""
    name, came = login.session_cookie, between[-1].facts.older_cookies.get(login.session_cookie)
    for request in reversed(between[:-1]):
        written = request.cookie_set(name)
        writes = not written.deleted if written is not None else _wrote_to_store(log, request, between[-1])
        if (
            writes
            and request.began_before_answer_of(login)
            and request.response is not None
            and request.session_after.get("_user_id") is None
            and came in {None, request.number}
        ):
            return request
    return None


def _wrote_to_store(log: RequestLog, request: LoggedRequest, lost: LoggedRequest) -> bool:
    """Tell whether a session on the server is as a request has left it: then no cookie needs to be set."""
    return log.keeps_sessions_on_server and request.session_after == lost.session_before


def _was_held_before(log: RequestLog, login: LoggedRequest, older: LoggedRequest) -> bool:
    """Tell whether the login itself came with the older cookie: then its answer has not come late."""
    name = login.session_cookie
    setting = log.latest_before(login, SetsCookie(name))
    return login.facts.session_cookie and name not in login.facts.older_cookies and setting == older


def set_cookie_dropped(log: RequestLog, setting: LoggedRequest, lost: LoggedRequest) -> Finding | None:
    """Return the finding for an answer of whose Set-Cookie headers only others reached the browser.

    Our own browser says which headers it saw. Of another browser it is known when a second cookie of the same answer,
    with the same restrictions, came back at once and the session cookie never did.

    Args:
        log: The whole trace.
        setting: The request whose answer set the session cookie.
        lost: The request that came without it.
    """
    name = setting.session_cookie
    if _arrived_without(log, setting, name):
        seen = "and the answer reached the browser without it"
        return request_finding("set-cookie-dropped", setting, f"{setting.name} set the cookie {name!r}, {seen}.")
    own = setting.cookie_set(name)
    if own is None or setting.response is None:
        return None
    for other, cookie in setting.response.set_cookie.items():
        is_new = other not in setting.facts.cookies and other in lost.facts.cookies
        if other != name and not cookie.deleted and is_new and _is_as_free(own, cookie):
            return request_finding(
                "set-cookie-dropped",
                setting,
                f"{setting.name} set the cookies {name!r} and {other!r}, and of these {lost.name} came with {other!r} "
                "only.",
            )
    return None


def _is_as_free(cookie: SetCookieFacts, other: SetCookieFacts) -> bool:
    """Tell whether nothing keeps a cookie back that does not keep back another one."""
    return all(
        cookie.attributes.get(attribute) in {None, other.attributes.get(attribute)} for attribute in _RESTRICTIONS
    )


def _arrived_without(log: RequestLog, request: LoggedRequest, name: str) -> bool:
    """Tell whether a browser of ours took an answer and saw no Set-Cookie of that name in it."""
    did = log.verbs_of(request.browser)
    if not did or "receive" in did:
        return False  # It is none of ours, or it takes answers later.
    return not any(name in facts.changed for facts in request.facts_of(CookiesFacts))
