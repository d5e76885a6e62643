"""Forms that failed because of their token against forged requests (CSRF)."""

import re
from collections.abc import Iterator, Mapping

from tracer.findings.cookie_return import why_not_returned
from tracer.findings.finding import Finding
from tracer.findings.logged_request import LoggedRequest, request_finding
from tracer.findings.lost_sessions import HANDS_ON_COOKIES
from tracer.findings.request_index import SetsCookie
from tracer.findings.request_log import RequestLog
from tracer.findings.rule import each_request
from tracer.trace.observed_facts import (
    CookieRejectedFacts,
    CsrfCheckFacts,
    FormFacts,
    HttpErrorFacts,
    PasswordCheckFacts,
)
from tracer.trace.plain_values import Plain

_REFUSALS = frozenset({400, 403, 419, 422})
"""How apps answer a form whose token they do not accept."""

_SENT_BY_FORMS = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_SEASURF = frozenset({"CSRF token not set.", "CSRF token missing or incorrect."})
"""What Flask-SeaSurf says; it does not tell a token that is missing from one that is wrong."""

_REFERRERS: Mapping[str, str] = {
    "The referrer header is missing.": "without the header Referer",
    "The referrer does not match the host.": "with a Referer that names another host",
}
"""What Flask-WTF says of the page from which a form comes (WTF_CSRF_SSL_STRICT), and what it means."""

_TOKEN_KEY = re.compile(r"csrf|xsrf|token|nonce", re.IGNORECASE)


@each_request
def token_not_accepted(log: RequestLog) -> Iterator[Finding]:
    """A form failed because of its CSRF token, mostly without a word: Flask-WTF has said why."""
    for request in log.requests:
        why = _why_refused(request)
        if why is not None:
            yield _told(log, request, why)


def _why_refused(request: LoggedRequest) -> str | None:
    """Return why the token of a form was not accepted; None where it was, or where the app did not mind."""
    checks = [*request.facts_of(CsrfCheckFacts)]
    if not checks or any(check.valid for check in checks):
        return None  # A page may hold several forms, and only one of them was sent.
    if request.is_named_logout and request.session_before.get("_user_id") is None:
        return None  # No page offers a logout to whom nobody has logged in: no form was there to hold a token.
    if request.tried_to_log_in or request.stage("logged_out") or request.facts.client.site == "cross-site":
        return None  # What another site sends is what the token is meant to stop.
    return next((check.why for check in checks if check.why is not None), None)


def _told(log: RequestLog, request: LoggedRequest, why: str) -> Finding:
    if why == "missing":
        fields = next(request.facts_of(FormFacts), FormFacts(())).fields
        fields_named = f" (its fields: {', '.join(fields)})" if fields else ""
        what = f"{request.name} was sent without a CSRF token{fields_named}, so it failed{_before_the_check(request)}."
        return _finding("csrf-token-missing", request, what)
    if why == "expired":
        what = f"{request.name} was sent with a CSRF token that had expired, so it failed{_before_the_check(request)}."
        return _finding("csrf-token-expired", request, what)
    rejected = _rejected_session(log, request)
    if rejected is not None:
        return rejected
    if not request.facts.session_cookie and (unreturned := _unreturned(log, request)) is not None:
        return unreturned
    # A FlaskForm puts a new token into a session without one before it compares: then they do not belong together.
    if why == "not in the session" or (why == "another session's" and not _has_token(request.session_before)):
        what = f"{request.name} came with a CSRF token, and there was none in its session to compare it with."
        return _finding("csrf-session-missing", request, what)
    belongs = "that this app cannot read" if why == "not readable" else "that belongs to another session"
    what = f"{request.name} was sent with a CSRF token {belongs}, so it failed{_before_the_check(request)}."
    return _finding("csrf-token-refused", request, what)


def _before_the_check(request: LoggedRequest) -> str:
    """Return that no password was looked at, where the form asks for one."""
    fields = next(request.facts_of(FormFacts), FormFacts(())).fields
    logs_in = request.view is not None and request.view.logs_in
    if request.has(PasswordCheckFacts) or not (logs_in or any("passw" in name.lower() for name in fields)):
        return ""
    return " before the password was looked at"


def _rejected_session(log: RequestLog, request: LoggedRequest) -> Finding | None:
    """Return why the app did not believe the session in which the token is, where that is somebody's fault."""
    rejected = next((facts for facts in request.facts_of(CookieRejectedFacts) if facts.role == "session"), None)
    if rejected is None or rejected.why != "bad signature" or log.happened_behind(request, "restart_app"):
        return None
    if rejected.origin == "this app":
        what = f"{request.name} came with a session cookie that this app had signed, and the app no longer accepts it."
        return _finding("secret-key-changed", request, f"{what} The CSRF token was in it.")
    if rejected.origin == "elsewhere":
        what = f"{request.name} came with a session cookie that this app did not sign and does not accept."
        return _finding("foreign-session-cookie", request, what)
    return None


def _unreturned(log: RequestLog, request: LoggedRequest) -> Finding | None:
    """Return why the session with the token did not come back; None where no answer is known to have set it."""
    if not HANDS_ON_COOKIES.isdisjoint(request.verbs):
        return None
    name = request.session_cookie
    setting = log.latest_of_client_before(request, SetsCookie(name))
    cookie = setting.cookie_set(name) if setting is not None else None
    if setting is None or cookie is None or cookie.deleted:
        return None
    why = why_not_returned(log, setting, cookie, request)
    # A script that never fetched the form looks the same, where the browser is not known for sure.
    return None if why.code == "cookie-not-returned" and request.is_ambiguous else why


@each_request
def refused_by_other_library(log: RequestLog) -> Iterator[Finding]:
    """A library that is not Flask-WTF has refused a form because of its token."""
    for request in log.requests:
        said = next((facts.said for facts in request.facts_of(HttpErrorFacts)), None)
        if said in _SEASURF and request.facts.client.site != "cross-site":
            what = f"{request.name} was refused: its CSRF token is missing, or is not the one of this browser."
            yield _finding("csrf-token-refused", request, what)


@each_request
def referrer_refused(log: RequestLog) -> Iterator[Finding]:
    """Over HTTPS Flask-WTF wants to know which page sent a form, and the browser did not say, or named another host."""
    for request in log.requests:
        said = next((facts.said for facts in request.facts_of(HttpErrorFacts)), None)
        told = _REFERRERS.get(said or "")
        if told is not None and request.facts.client.site != "cross-site" and not request.tried_to_log_in:
            what = f"{request.name} came over HTTPS {told}, so it was refused{_before_the_check(request)}."
            yield _finding("csrf-referrer-refused", request, what)


@each_request
def own_token_lost(log: RequestLog) -> Iterator[Finding]:
    """A form was refused, and the session in which the app keeps a token of its own did not come back with it."""
    for request in log.requests:
        refused = (
            request.status in _REFUSALS and request.method in _SENT_BY_FORMS and request.facts.endpoint is not None
        )
        if not refused or request.facts.session_cookie or request.has(CsrfCheckFacts) or request.tried_to_log_in:
            continue
        setting = log.latest_of_client_before(request, _set_token)
        unreturned = _unreturned(log, request) if setting is not None else None
        # Where the browser is not known for sure, another program may have asked another host.
        unknown = {"cookie-not-returned", "host-changed"} if request.is_ambiguous else {"cookie-not-returned"}
        if unreturned is not None and unreturned.code not in unknown:
            yield unreturned


def _set_token(request: LoggedRequest) -> bool:
    """Tell whether an answer set a session cookie with something in it that is called a token."""
    return request.cookie_set(request.session_cookie) is not None and _has_token(request.session_after)


def has_token(request: LoggedRequest) -> bool:
    """Whether a token against forged requests is seen: in the session, or among the fields of the form."""
    fields = [name for facts in request.facts_of(FormFacts) for name in facts.fields]
    named = any(map(_TOKEN_KEY.search, fields))
    return named or any(map(_has_token, (request.session_before, request.session_after)))


def _has_token(session: Mapping[str, Plain]) -> bool:
    return any(map(_TOKEN_KEY.search, session))


def _finding(code: str, request: LoggedRequest, what: str) -> Finding:
    place = request.view.place if request.view is not None else None
    return request_finding(code, request, what, place)


RULES = (token_not_accepted, refused_by_other_library, referrer_refused, own_token_lost)
