"""Failures of which no rule knows the cause: what is known, where it happened, and how to go on.

These rules are asked last. What they find is told only of a request that no other finding speaks of.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tracer.findings.csrf import has_token
from tracer.findings.finding import Finding
from tracer.findings.logged_request import LoggedRequest, request_finding
from tracer.findings.login_requests import SENDING, is_login_attempt
from tracer.findings.lost_sessions import losses
from tracer.findings.oauth_callbacks import is_way_back
from tracer.findings.request_log import RequestLog
from tracer.findings.rule import each_request
from tracer.stages import CredentialsChecked
from tracer.trace.facts import ActionFacts, StageFacts
from tracer.trace.observed_facts import (
    CsrfCheckFacts,
    CurrentUserFacts,
    FormFacts,
    HookAnsweredFacts,
    HttpErrorFacts,
    PasswordCheckFacts,
)

_OK = 200
_INTERNAL_ERROR = 500
_UNAUTHORIZED = 401
_FORBIDDEN = 403
_THROTTLED = frozenset({423, 429})
_CLIENT_ERRORS = range(400, 500)

_PASSWORD = re.compile(r"passw|passphrase|(^|[_-])(pwd|pw)$", re.IGNORECASE)
_PASSWORD_SENT = re.compile(f"{_PASSWORD.pattern}|secret", re.IGNORECASE)
_NEW_ACCOUNT = re.compile(r"regist|sign[-_]?up|join|reset|forgot|change|invite|confirm", re.IGNORECASE)
_CHANGES_BEHIND = ("deactivate_account", "delete_account", "change_password")
_USING = frozenset({"click", "submit", "send"})
_ONLY_IN_AND_OUT = frozenset({None, "login", "logout"})
_ONLY_LOOKING = frozenset({"visit", "click", "submit"})


@each_request
def app_raised(log: RequestLog) -> Iterator[Finding]:
    """A request ended with an exception that nobody caught, or with an error 500."""
    for request in log.requests:
        raised = next(iter(request.exceptions), None)
        if raised is not None:
            where = f", at {raised.where}" if raised.where is not None else ""
            answered = f", and was answered {request.status}" if request.status is not None else ""
            what, place = f"{request.name} raised {raised.name}{where}{answered}.", raised.where
        elif request.status == _INTERNAL_ERROR:
            error = request.first(HttpErrorFacts)
            what, place = f"{request.name} was answered 500.", error.where if error is not None else _place(request)
        else:
            continue
        yield request_finding("app-raised", request, what, place)


def refused_login_requests(log: RequestLog) -> Iterator[Finding]:
    """A login was answered with an error before any password was checked, and not for too many tries."""
    if not log.is_described:
        return
    refusals = _Refusals.of(log)
    for request in log.requests:
        if not _is_refused(request):
            continue
        back = is_way_back(request)
        if request.tried_to_log_in or request.stage("credentials_checked") or not (back or _is_login(log, request)):
            continue
        hook, error = request.first(HookAnsweredFacts), request.first(HttpErrorFacts)
        by_library = error is not None and not error.facts.own and not _is_for_nobody_found(request, error.facts)
        by_view = hook is None and not by_library
        if by_view and (refusals.may_be_of_the_password(request) or _may_have_changed_account(log, request)):
            continue
        if not by_library and _works_at_other_times(log, request, after_a_wrong_password=hook is not None):
            continue
        if request.has(CsrfCheckFacts) and request.facts.client.site == "cross-site":
            continue  # A form of another site: the token has done its work.
        if hook is not None:
            by, place = f" by the function {hook.facts.hook}() before the view was called", hook.where
        elif error is not None:
            by, place = f" ({error.facts.error})", error.where
        else:
            by, place = "", _place(request)
        what = (
            f"{request.name}, the way back from a login at another site, was answered {request.status}{by}, and nobody "
            "was logged in."
            if back
            else f"{request.name} was answered {request.status}{by}, and no check of a password was seen."
        )
        yield request_finding("login-request-refused", request, what, place)


@each_request
def refused_after_login(log: RequestLog) -> Iterator[Finding]:
    """login_user() was called, nobody was logged out again, and the answer is an error all the same."""
    for request in log.requests:
        if not _is_refused(request):
            continue
        login = request.stage("logged_in")
        if login is None or request.stage("logged_out") is not None:
            continue
        error = request.first(HttpErrorFacts)
        by = f" ({error.facts.error})" if error is not None else ""
        what = f"{request.name} logged the user in, and was answered {request.status}{by} all the same."
        yield request_finding("login-answered-with-error", request, what, login.where if error is None else error.where)


def _is_refused(request: LoggedRequest) -> bool:
    """Tell whether a request was answered with an error of the client's, and not for too many tries."""
    return request.status in _CLIENT_ERRORS and request.status not in _THROTTLED and not request.exceptions


def _is_for_nobody_found(request: LoggedRequest, error: HttpErrorFacts) -> bool:
    """Tell whether a view looked for somebody who is not there, as ``first_or_404`` and ``get_or_404`` do."""
    return error.error == "NotFound" and request.facts.endpoint is not None


def _is_login(log: RequestLog, request: LoggedRequest) -> bool:
    if is_login_attempt(log, request):
        return True
    fields = [name for facts in request.facts_of(FormFacts) for name in facts.fields]
    if _is_sent_to_no_view(request) and _came_from_login_page(log, request):
        return True
    asks_once = sum(_PASSWORD.search(name) is not None for name in fields) == 1
    return request.method in SENDING and asks_once and not _is_for_new_account(request)


def _is_sent_to_no_view(request: LoggedRequest) -> bool:
    """Tell whether a page sent a form, and no view takes it."""
    client = request.facts.client
    by_form = client.site == "same-origin" and client.mode in {None, "navigate"}
    return by_form and request.facts.endpoint is None and request.method in SENDING


def _came_from_login_page(log: RequestLog, request: LoggedRequest) -> bool:
    before = next(iter(log.earlier(request)), None)
    return before is not None and before.method == "GET" and log.is_login_page(before) and before.status == _OK


def _is_for_new_account(request: LoggedRequest) -> bool:
    return any(_NEW_ACCOUNT.search(name) for name in (request.path, request.facts.endpoint or ""))


@dataclass(frozen=True)
class _Refusals:
    """How the views of an app refuse a password.

    Attributes:
        unseen: The endpoints of views whose check of a password cannot be seen.
        seen: The endpoints of views that were seen to find a password wrong, each with how they answered.
        is_typed_known: Whether it is known of every request which password was typed.
    """

    unseen: frozenset[str | None]
    seen: frozenset[tuple[str | None, int | None]]
    is_typed_known: bool

    @classmethod
    def of(cls, log: RequestLog) -> "_Refusals":
        """Return what a log shows of it."""
        unseen, wrong = log.all_where(_is_checked_unseen), log.all_where(_has_wrong_password)
        return cls(
            frozenset(request.facts.endpoint for request in unseen),
            frozenset((request.facts.endpoint, request.status) for request in wrong),
            log.trace.scenario is not None,
        )

    def may_be_of_the_password(self, request: LoggedRequest) -> bool:
        """Tell whether the view itself may have said that name and password do not fit.

        It need not check a password for a name that it does not know, and some checks cannot be seen.
        """
        if request.typed is not None:
            return request.typed != "right"
        if self.is_typed_known:
            return True  # The form was sent as it was, without a password.
        if request.status == _UNAUTHORIZED or _is_for_new_account(request):
            return True
        error = request.first(HttpErrorFacts)
        if error is not None and _is_for_nobody_found(request, error.facts):
            return True
        if request.view is not None and request.status in request.view.refusal_statuses:
            return True
        endpoint = request.facts.endpoint
        return endpoint in self.unseen or (endpoint, request.status) in self.seen


def _is_checked_unseen(request: LoggedRequest) -> bool:
    return any(facts.observable is False for facts in request.facts_of(PasswordCheckFacts))


def _has_wrong_password(request: LoggedRequest) -> bool:
    return request.stage("credentials_checked", CredentialsChecked(valid=False)) is not None


def _works_at_other_times(log: RequestLog, request: LoggedRequest, *, after_a_wrong_password: bool) -> bool:
    """Tell whether others get past what refused a login: it was about its input, too many tries, or who is known.

    A token against forged requests may work once and fail later. So nothing is said of an app that has one.

    Args:
        log: The whole trace.
        request: The login that was refused.
        after_a_wrong_password: Whether only a password that was found wrong before can be the reason.
    """
    endpoint = request.facts.endpoint
    if any(facts.anonymous is False for facts in request.facts_of(CurrentUserFacts)):
        return True  # Who is logged in needs no login.
    if request.typed == "right" or log.first_at(endpoint, has_token) is not None:
        return False
    if after_a_wrong_password:
        wrong = log.first_at(endpoint, _has_wrong_password)
        return wrong is not None and wrong.number < request.number
    return log.first_at(endpoint, _came_to_a_check) is not None


def _came_to_a_check(request: LoggedRequest) -> bool:
    return request.stage("credentials_checked") is not None or request.tried_to_log_in


def _may_have_changed_account(log: RequestLog, request: LoggedRequest) -> bool:
    """Tell whether people got in before, and then used a page of the app that may have closed the account.

    Or it has given the account another password: which one is right is known only of the beginning of a scenario.
    """
    login = log.first_at(request.facts.endpoint, _logs_somebody_in)
    if login is None or login.number >= request.number:
        return False
    between = range(login.events[-1].number, request.events[0].number)
    return any(
        event.number in between
        and event.name in _USING
        and isinstance(event.facts, ActionFacts)
        and event.facts.possible
        and event.facts.page not in _ONLY_IN_AND_OUT
        for event in log.trace.of_kind("action")
    )


def _logs_somebody_in(request: LoggedRequest) -> bool:
    return request.stage("logged_in") is not None


def nobody_logged_in(log: RequestLog) -> Iterator[Finding]:
    """The right password was typed, as only a scenario knows, and afterwards nobody is logged in."""
    if not log.is_described or log.trace.scenario is None:
        return
    yield from _never_typed(log)
    for request in log.requests:
        sent = _carries_right_password(request) and not log.happened_behind(request, *_CHANGES_BEHIND)
        sent = sent and not _may_have_changed_account(log, request)
        if sent and not _refuses_account(request) and not _logs_in(log, request):
            what = f"{request.name} was sent with the right password, was answered {request.status}, and nobody is "
            inactive = " login_user() returned False: the user is not active." if request.stage("login_refused") else ""
            undone = " login_user() was called, and logout_user() after it." if _logs_out_again(request) else ""
            hook = request.first(HookAnsweredFacts)
            by = f" The function {hook.facts.hook}() answered before the view was called." if hook is not None else ""
            place = hook.where if hook is not None else _place(request)
            yield request_finding(
                "nobody-logged-in", request, f"{what}logged in afterwards.{inactive}{undone}{by}", place
            )
    for loss in losses(log):
        login, lost = loss.login, loss.lost
        verbs = {verb for request in loss.between for verb in request.verbs}
        if login.typed == "right" and not loss.seen and verbs <= _ONLY_LOOKING:
            what = f"{login.name} called login_user() with the right password typed, and {lost.name} then found nobody."
            found = request_finding("nobody-logged-in", lost, what, _place(login))
            between = (login.number, *(request.number for request in loss.between))
            yield Finding(
                code=found.code,
                what=found.what,
                request=found.request,
                browser=found.browser,
                place=found.place,
                others=between,
            )


def _carries_right_password(request: LoggedRequest) -> bool:
    """Tell whether the form with the right password made a request: without a method it writes into the address."""
    if request.typed != "right" or request.facts.client.site == "cross-site":
        return False
    return request.method in SENDING or any(map(_PASSWORD_SENT.search, request.facts.query))


def _refuses_account(request: LoggedRequest) -> bool:
    """Tell whether the app has found the password right and keeps this account out, and says so.

    It asks ``login_user``, or looks by itself who is banned or has not paid, and forbids. A right password that it
    answers as a wrong one, by 401 and without asking, it may have taken for one.
    """
    if request.stage("login_refused") is not None:
        ignored = request.view is not None and request.view.ignores_login_result
        return not ignored and (request.location is None or request.has_flashed)
    right = request.stage("credentials_checked", CredentialsChecked(valid=True)) is not None
    if not right or request.tried_to_log_in or request.has(HookAnsweredFacts):
        return False
    error = request.first(HttpErrorFacts)
    return request.status == _FORBIDDEN and (error is None or error.facts.own is True)


def _never_typed(log: RequestLog) -> Iterator[Finding]:
    """Tell where the right password was to be typed, there was no form for it, and nobody was ever logged in."""
    if any(map(_knows_somebody, log.requests)):
        return
    for event in log.trace.of_kind("action"):
        facts = event.facts
        if isinstance(facts, ActionFacts) and facts.password == "right" and not facts.possible:  # noqa: S105 # a word of the scenario
            shown = [request for request in log.of(event.browser) if request.events[0].number < event.number]
            what = f"The right password could not be typed, for {facts.why}. So nobody was logged in."
            if shown:
                yield request_finding("nobody-logged-in", shown[-1], what, _place(shown[-1]))


def _logs_in(log: RequestLog, request: LoggedRequest) -> bool:
    """Tell whether somebody is logged in by a request, or by those to which its answer leads, or was before."""
    chain = [request]
    for later in log.later(request):
        if later.verbs:
            break
        chain.append(later)
    if request.session_before.get("_user_id") is not None:
        return True
    return any(_knows_somebody(each) for each in chain)


def _knows_somebody(request: LoggedRequest) -> bool:
    stages = ("logged_in", "login_confirmed", "remembered", "identified_by_request")
    known = any(map(request.stage, stages)) or request.session_check(authenticated=True) is not None
    return known and not _logs_out_again(request)


def _logs_out_again(request: LoggedRequest) -> bool:
    """Tell whether a login was undone in the same request; a login view may also log out first, and then log in."""
    told = [stage.name for stage in request.entries(StageFacts) if stage.name in {"logged_in", "logged_out"}]
    return told[-1:] == ["logged_out"] and "logged_in" in told


def _place(request: LoggedRequest) -> str | None:
    return request.view.place if request.view is not None else None


RULES = (app_raised, refused_login_requests, refused_after_login, nobody_logged_in)

CODES = frozenset({"app-raised", "login-answered-with-error", "login-request-refused", "nobody-logged-in"})
"""The codes of what these rules find."""
