"""A login form was sent, and login_user() was not called."""

from collections.abc import Iterator

from tracer.findings.finding import Finding
from tracer.findings.logged_request import LoggedRequest
from tracer.findings.request_log import RequestLog, path_or_rule_of
from tracer.findings.rule import each_request
from tracer.stages import CredentialsChecked
from tracer.trace.observed_facts import PasswordCheckFacts


@each_request
def login_user_not_called(log: RequestLog) -> Iterator[Finding]:
    """The password was right, login_user was not called, and the next page that asks knows nobody."""
    for request in log.requests:
        checked = request.stage("credentials_checked", CredentialsChecked(valid=True))
        if checked is None or not _is_over(request) or _identifies_by_request(log, request):
            continue
        nobody = _nobody_afterwards(log, request)
        if nobody is not None:
            then = "turned the visitor away" if nobody.turned_away else "found nobody logged in"
            yield Finding(
                code="login-user-not-called",
                what=f"{request.name} found the password right and did not call login_user(); {nobody.name} then "
                f"{then}.",
                request=request.number,
                browser=request.browser,
                place=checked.where,
            )


def _is_over(request: LoggedRequest) -> bool:
    """Tell whether a request was answered that neither logged anybody in nor came from somebody who was."""
    known = request.session_before.get("_user_id") is not None or request.stage("login_confirmed")
    return not (known or request.tried_to_log_in or request.exceptions)


def _identifies_by_request(log: RequestLog, request: LoggedRequest) -> bool:
    """Tell whether a check of a password is part of another way to say who one is: a token, or HTTP Basic."""
    inside_load = any(facts.inside_load for facts in request.facts_of(PasswordCheckFacts))
    if inside_load or request.stage("identified_by_request"):
        return True
    return bool(log.app.request_loader) and request.location is None


def _nobody_afterwards(log: RequestLog, request: LoggedRequest) -> LoggedRequest | None:
    """Return the request that shows the login to be forgotten, unless the view may have had its reasons.

    A view that calls login_user at other times has told the reason, or has sent the visitor elsewhere: to confirm an
    address, to type a second factor. So has one where another view calls it. Then only a visitor who is sent straight
    to a page that demands a login was forgotten.
    """
    followed = log.followed(request)
    logs_in, others_log_in = log.logs_in(request), log.others_log_in(request)
    told = request.has_flashed or log.leads_to_login(request.location)
    if logs_in and (told or request.location is None):
        return None
    if followed is not None and followed.turned_away and followed.session_check(authenticated=False):
        return followed
    if told or logs_in or others_log_in:
        return None
    if followed is not None and followed.found_nobody and _is_only_read(log, followed) and request.view is not None:
        return followed
    return _turned_away_later(log, request)


def _is_only_read(log: RequestLog, request: LoggedRequest) -> bool:
    """Tell whether a page takes no form: where a second factor is typed, it does."""
    methods = [view.methods for view in log.app.views if view.rule == request.path]
    return bool(methods) and all(own == ("GET",) for own in methods)


def _turned_away_later(log: RequestLog, request: LoggedRequest) -> LoggedRequest | None:
    for later in log.later(request):
        if later.tried_to_log_in or any(map(later.stage, ("credentials_checked", "remembered"))):
            return None
        if later.stage("identified_by_request") or later.session_check(authenticated=True):
            return None
        if later.turned_away and later.session_check(authenticated=False):
            return later
    return None


@each_request
def form_without_login(log: RequestLog) -> Iterator[Finding]:
    """A login form was sent on to a page that demands a login, and login_user was not called.

    Whether the password was right is not known: its check cannot be seen. Who types a wrong one is mostly shown the
    form again, but an app may send everybody on; so nothing is said of a view that calls login_user at other times.
    """
    for request in log.requests:
        if not _is_form_sent_on(log, request) or request.has_flashed:
            continue
        typed = request.typed
        if typed != "right" and (typed is not None or log.logs_in(request) or log.others_log_in(request)):
            continue
        followed = log.followed(request)
        if followed is not None and followed.turned_away and followed.session_check(authenticated=False):
            yield Finding(
                code="login-form-without-login",
                what=f"{request.name} sent the visitor on to {request.location} and did not call login_user(); "
                f"{followed.name} then turned the visitor away. Whether the password was right cannot be seen.",
                request=request.number,
                browser=request.browser,
                place=request.view.place if request.view is not None else None,
            )


def _is_form_sent_on(log: RequestLog, request: LoggedRequest) -> bool:
    """Tell whether a login form was sent whose check cannot be seen, and the answer led away from the login page."""
    if request.method != "POST" or request.view is None or not _is_over(request) or log.app.request_loader:
        return False
    if request.stage("credentials_checked") or request.has(PasswordCheckFacts):
        return False
    if request.location is None or request.turned_away or path_or_rule_of(request.location) == request.path:
        return False
    return log.is_login_page(request) and not log.leads_to_login(request.location)


RULES = (login_user_not_called, form_without_login)
