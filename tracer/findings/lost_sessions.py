"""Somebody was logged in, did not log out, and the next page that asks does not know them: why?"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile

from tracer.findings.cookie_return import cookie_ended, why_not_returned
from tracer.findings.failed_answers import SESSION_LOST
from tracer.findings.finding import Finding
from tracer.findings.logged_request import LoggedRequest, request_finding
from tracer.findings.older_sessions import older_session, set_cookie_dropped, two_cookies
from tracer.findings.request_index import SetsCookie
from tracer.findings.request_log import RequestLog
from tracer.findings.rule import each_request
from tracer.findings.session_protection import thrown_out
from tracer.findings.users import says_nothing
from tracer.trace.observed_facts import (
    CookieRejectedFacts,
    CurrentUserFacts,
    HookAnsweredFacts,
    LoadFailedFacts,
    LoginUserFacts,
    UserLoaderFacts,
)

SHORT_LIFETIME = 300
"""A session that ends after fewer seconds is shorter than anybody means it to be."""

HANDS_ON_COOKIES = frozenset(
    {"close_browser", "delete_cookie", "paste_cookie", "tamper_with_cookie", "change_user_agent"}
)
"""After one of these a lost login is what the person asked for."""

_ENDING, _ACCOUNT = "(delete|close|deactivate|remove|cancel|erase)", "(account|user|profile|membership|me)"
_LEAVING = "(delete|end|destroy|clear)[/_-]?session|session[/_-](delete|end|destroy|clear)|quit|exit|leave|disconnect"
_MEANT_AS_END = re.compile(
    rf"(^|[/_.-])({_LEAVING}|{_ENDING}[/_-]?(my|your|own)?[/_-]?{_ACCOUNT}|{_ACCOUNT}[/_-]{_ENDING})([/_.-]|$)",
    re.IGNORECASE,
)
"""How pages are called at which a session, or an account, is to end."""

_ENDS = frozenset({"expired", "gone with the browser"})


@dataclass(frozen=True)
class Loss:
    """A login that was lost.

    Attributes:
        login: The request in which the user logged in, or was brought back by a remember cookie.
        lost: The first request in which the app asked and found nobody.
        seen: Whether the user was recognised in between.
        between: The requests after the login up to the one that found nobody, that one included.
    """

    login: LoggedRequest
    lost: LoggedRequest
    seen: bool
    between: tuple[LoggedRequest, ...]


def losses(log: RequestLog) -> Iterator[Loss]:
    """Yield every login of the trace that was lost without a logout."""
    for login in log.requests:
        if login.is_static or not _leaves_user_logged_in(login):
            continue
        lost = log.first_later(login, _decides)
        while lost is not None and _could_not_know(lost, login):
            lost = log.first_later(lost, _decides)
        if lost is None or not HANDS_ON_COOKIES.isdisjoint(lost.verbs) or lost.stage("logged_out"):
            continue
        if lost.found_nobody and not lost.is_ambiguous:  # Another browser may have sent it, and that one is a stranger.
            before = tuple(takewhile(lost.__ne__, log.later(login)))
            yield Loss(login, lost, any(map(_found_user, before)), (*before, lost))


def _decides(request: LoggedRequest) -> bool:
    """Tell whether a request shows what has become of a login before it: lost, ended, or taken over by another."""
    return _ends_login(request) or request.found_nobody or _leaves_user_logged_in(request)


def _ends_login(request: LoggedRequest) -> bool:
    return not HANDS_ON_COOKIES.isdisjoint(request.verbs) or request.stage("logged_out") is not None


def _leaves_user_logged_in(request: LoggedRequest) -> bool:
    return request.stage("logged_in") is not None and request.stage("logged_out") is None


def _could_not_know(request: LoggedRequest, login: LoggedRequest) -> bool:
    """Tell whether a request found nobody and began before the login was answered."""
    return not _ends_login(request) and request.found_nobody and request.began_before_answer_of(login)


def _found_user(request: LoggedRequest) -> bool:
    return request.session_check(authenticated=True) is not None or _has_known_user(request)


def _has_known_user(request: LoggedRequest) -> bool:
    """Tell whether ``current_user`` became somebody who is known."""
    return any(facts.anonymous is False for facts in request.facts_of(CurrentUserFacts))


@each_request
def lost_logins(log: RequestLog) -> Iterator[Finding]:
    """Say of each lost login how it was lost, unless a rule of its own does, or nothing is wrong with it."""
    for loss in losses(log):
        if not _said_elsewhere(loss):
            yield from _reason(log, loss)


def _said_elsewhere(loss: Loss) -> bool:
    """Tell whether a rule of its own speaks of what happened."""
    for request in loss.between:
        if request.has(LoadFailedFacts) or request.facts.kept_user is not None:
            return True
        if thrown_out(request) and request.session_before.get("_user_id") is not None:
            return True
    if any(raised.facts.cause in SESSION_LOST for raised in loss.login.exceptions):
        return True
    refused_though_loaded = _has_known_user(loss.lost)
    return refused_though_loaded or any(map(says_nothing, loss.login.facts_of(LoginUserFacts)))


def _reason(log: RequestLog, loss: Loss) -> Iterator[Finding]:
    login, lost = loss.login, loss.lost
    if not loss.seen and login.response is not None and login.session_after.get("_user_id") is None:
        what = f"{login.name} called login_user(), and before it answered the user's id was taken out of the session."
        yield request_finding("session-emptied-after-login", login, what)
    elif (emptied := _emptied_by(loss)) is not None:
        # An app may log people out by emptying the session, and a hook may so end the session of somebody idle.
        by_hook = emptied.has(HookAnsweredFacts) or (loss.seen and log.app.hooks)
        if not by_hook and not _is_meant_to_end_session(log, emptied):
            what = f"{emptied.name} took the user's id out of the session without logout_user()."
            yield request_finding("session-emptied", emptied, what)
    elif (doubled := two_cookies(lost)) is not None:
        yield doubled
    elif not lost.facts.session_cookie:
        yield from _not_returned(log, loss)
    elif (rejected := _rejected_session_cookie(lost)) is not None:
        yield from _rejected(log, loss, rejected)
    elif lost.session_before.get("_user_id") is not None:
        yield from _not_found(log, loss)
    elif not _may_be_several(log, lost):
        yield older_session(log, login, loss.between, seen=loss.seen)


def _rejected_session_cookie(request: LoggedRequest) -> CookieRejectedFacts | None:
    return next((facts for facts in request.facts_of(CookieRejectedFacts) if facts.role == "session"), None)


def _may_be_several(log: RequestLog, request: LoggedRequest) -> bool:
    """Tell whether what is told as one browser may be several, each with a session of its own.

    That the first request of a browser could be another one's says nothing: the others had cookies to show.
    """
    doubtful = log.latest_before(request, _is_ambiguous)
    return doubtful is not None and next(iter(log.earlier(doubtful)), None) is not None


def _is_ambiguous(request: LoggedRequest) -> bool:
    return request.is_ambiguous


def _is_meant_to_end_session(log: RequestLog, request: LoggedRequest) -> bool:
    """Tell whether a page ends the session because it is to: a logout, a new password, the end of an account."""
    is_end = any(_MEANT_AS_END.search(name) for name in (request.path, request.facts.endpoint or ""))
    return request.is_logout_page or is_end or (log.leads_to_login(request.location) and not request.turned_away)


def _emptied_by(loss: Loss) -> LoggedRequest | None:
    """Return the request that had the user's id in its session and answered without it."""
    for request in loss.between:
        had, has = request.session_before.get("_user_id"), request.session_after.get("_user_id")
        if had is not None and has is None and request.response is not None:
            return request
    return None


def _not_returned(log: RequestLog, loss: Loss) -> Iterator[Finding]:
    """Say why the browser came without the session cookie."""
    name = loss.login.session_cookie
    setting = log.latest_before(loss.lost, SetsCookie(name))
    cookie = setting.cookie_set(name) if setting is not None else None
    if setting is None or cookie is None:
        what = f"{loss.login.name} wrote into the session, but its answer set no session cookie."
        yield request_finding("session-not-saved", loss.login, what)
        return
    if cookie.deleted and setting.session_after.get("_user_id") is not None and _short_lifetime(log) is None:
        if not _is_meant_to_end_session(log, setting) and not setting.has(HookAnsweredFacts):
            what = f"{setting.name} told the browser to throw the session cookie away, without logout_user()."
            yield request_finding("session-emptied", setting, what)
        return
    if cookie_ended(log, setting, loss.lost, name, _ENDS):
        return
    expires = "expires" in cookie.attributes
    if expires and (lifetime := _short_lifetime(log)) is not None:
        what = f"Sessions of this app end after {lifetime:g} seconds, and {loss.lost.name} came without the cookie."
        yield request_finding("session-lifetime-short", loss.lost, what)
        return
    why = why_not_returned(log, setting, cookie, loss.lost)
    # Where no reason shows, a cookie that once came back may have ended, or somebody may have thrown it away.
    came_back = loss.seen or any(request.facts.session_cookie for request in loss.between)
    dropped = set_cookie_dropped(log, setting, loss.lost) if not came_back else None
    if why.code == "cookie-not-returned" and dropped is not None:
        yield dropped
    elif why.code != "cookie-not-returned" or not (
        came_back or (expires and len(loss.between) > 1) or _may_be_several(log, loss.lost) or _comes_later(log, loss)
    ):
        yield why


def _comes_later(log: RequestLog, loss: Loss) -> bool:
    """Tell whether the user is in the session again without a new login: another browser came without the cookie.

    A script may have asked without cookies on purpose. Then it is the same browser.
    """
    if loss.lost.facts.client.mode not in {None, "navigate"}:
        return False
    later = takewhile(lambda one: not one.tried_to_log_in, log.later(loss.lost))
    return any(one.session_before.get("_user_id") is not None for one in later)


def _short_lifetime(log: RequestLog) -> float | None:
    """Return how long sessions last when that is shorter than anybody means it to be."""
    sessions = log.app.sessions
    if sessions is None or "PERMANENT_SESSION_LIFETIME" in sessions.wrong:
        return None
    return sessions.lifetime if sessions.lifetime < SHORT_LIFETIME else None


def _rejected(log: RequestLog, loss: Loss, rejected: CookieRejectedFacts) -> Iterator[Finding]:
    """Say why the app did not believe the cookie, when that is somebody's fault."""
    lost, why, origin = loss.lost, rejected.why, rejected.origin
    if why == "expired":
        if (lifetime := _short_lifetime(log)) is not None:
            what = f"Sessions of this app end after {lifetime:g} seconds; the cookie sent with {lost.name} had ended."
            yield request_finding("session-lifetime-short", lost, what)
    elif why == "not in the store":
        if origin == "this app":
            what = f"{lost.name} came with the session cookie that the app had set, and the store knew nothing of it."
            yield request_finding("session-store-forgot", lost, what)
    elif origin == "this app" and not log.happened_behind(lost, "restart_app"):
        what = f"{lost.name} came with a session cookie that this app had signed, and the app no longer accepts it."
        yield request_finding("secret-key-changed", lost, what)
    elif origin == "elsewhere" and not log.happened_behind(lost, "restart_app"):
        what = f"{lost.name} came with a session cookie that this app did not sign and does not accept."
        yield request_finding("foreign-session-cookie", lost, what)


def _not_found(log: RequestLog, loss: Loss) -> Iterator[Finding]:
    """Say that the loader does not know the id that login_user wrote, unless the account was deleted since."""
    lost = loss.lost
    called = next(lost.facts_of(UserLoaderFacts), None)
    if called is None or called.result is not None or loss.seen:
        return
    if log.happened_behind(lost, "delete_account", "change_password"):
        return
    about = ""
    if called.id_type == "str":
        about = f" The id is text{', a number in digits' if called.id_is_number else ', and no number'}."
    what = (
        f"{loss.login.name} logged in {called.id}; at {lost.name} user_loader was called with that very "
        f"id and returned None.{about}"
    )
    yield request_finding("user-not-found-again", lost, what)


RULES = (lost_logins,)
