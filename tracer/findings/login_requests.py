"""A login request that the view cannot take: another kind of body, another method."""

import re
from collections.abc import Iterator

from tracer.findings.finding import Finding
from tracer.findings.logged_request import LoggedRequest, request_finding
from tracer.findings.request_log import RequestLog, path_or_rule_of
from tracer.findings.rule import each_request
from tracer.trace.observed_facts import CsrfCheckFacts, FormFacts, HttpErrorFacts, PasswordCheckFacts

SENDING = frozenset({"POST", "PUT", "PATCH"})
"""The methods with which a login is sent."""

_NOT_ALLOWED = 405
_UNSUPPORTED = 415
_JSON = "application/json"
_PASSWORD_NAME = re.compile(
    r"((user|account|form|login|sign_?in)\w*?[\W_]?)?(password|passwd|passphrase|pass|pwd|pw|secret)\W?", re.IGNORECASE
)
"""What a field for a password is called; "password_changed" and "reset_password" are the names of none."""

_NAME_AND_PASSWORD = 2


def is_login_attempt(log: RequestLog, request: LoggedRequest) -> bool:
    """Tell whether a request was sent to a page that logs in, as its code, its name or another request shows."""
    if request.method not in SENDING:
        return False
    refused = next(request.facts_of(HttpErrorFacts), None)
    if refused is not None and refused.rule is not None:
        return refused.rule in log.login_rules or any(
            view.logs_in for view in log.app.views if view.rule == refused.rule
        )
    by_its_code = request.view is not None and request.view.logs_in is True
    return log.is_login_page(request) or by_its_code or log.was_seen_logging_in(request)


@each_request
def json_sent_to_form_view(log: RequestLog) -> Iterator[Finding]:
    """The front end sent JSON, and the view read the fields of a form: there are none."""
    for request in log.requests:
        form = next(request.facts_of(FormFacts), None)
        if form is None or not form.of_json or request.has(PasswordCheckFacts) or request.tried_to_log_in:
            continue
        if not is_login_attempt(log, request) or request.has(CsrfCheckFacts):
            continue
        raised = request.first(HttpErrorFacts)
        missing = raised is not None and raised.facts.error == "BadRequestKeyError"
        then = ", and a field that was asked for is not there" if missing else ""
        yield request_finding(
            "json-sent-to-form-view",
            request,
            f"{request.name} carried JSON, and the app read the fields of a form{then}: it was answered "
            f"{request.status} before any password was checked.",
            place=raised.where if raised is not None else None,
        )


@each_request
def json_wanted(log: RequestLog) -> Iterator[Finding]:
    """The view reads JSON, and the request carried something else."""
    for request in log.requests:
        raised = request.first(HttpErrorFacts)
        if raised is None or raised.facts.status != _UNSUPPORTED or raised.facts.own:
            continue
        if is_login_attempt(log, request) and request.facts.content_type != _JSON:
            yield request_finding(
                "json-wanted-by-login-view",
                request,
                f"{request.name} did not carry JSON, and the view reads JSON: it was answered 415 before any password "
                "was checked.",
                place=raised.where,
            )


@each_request
def method_not_allowed(log: RequestLog) -> Iterator[Finding]:
    """The login was sent with a method that the page does not take."""
    for request in log.requests:
        rule = _rule_that_refused_method(request)
        if rule is None:
            continue
        if is_login_attempt(log, request):
            views = [view for view in log.app.views if view.rule == rule]
            taken = sorted({method for view in views for method in view.methods})
            yield request_finding(
                "login-method-not-allowed",
                request,
                f"{request.method} was sent to {rule}, which takes {', '.join(taken) or 'no method'} only: it "
                "was answered 405.",
                place=_place_of(log, rule),
            )


@each_request
def form_sent_by_get(log: RequestLog) -> Iterator[Finding]:
    """A form without ``method="post"``: the browser writes name and password into the address of the login page."""
    for request in log.requests:
        if request.method != "GET" or request.tried_to_log_in or request.stage("credentials_checked"):
            continue
        if not (log.is_login_page(request) or (request.view is not None and request.view.logs_in is True)):
            continue
        fields = [name for name in request.facts.query if name != "next"]
        if len(fields) < _NAME_AND_PASSWORD or not any(map(_PASSWORD_NAME.fullmatch, fields)):
            continue
        if not _takes_a_form(request):
            continue
        yield request_finding(
            "login-form-sent-by-get",
            request,
            f"{request.name} came with the fields of the form ({', '.join(fields)}) in its address, and the view logs "
            "nobody in by GET.",
            place=request.view.place if request.view is not None else None,
        )


def _takes_a_form(request: LoggedRequest) -> bool:
    return request.view is not None and not SENDING.isdisjoint(request.view.methods)


@each_request
def method_not_allowed_after_login(log: RequestLog) -> Iterator[Finding]:
    """The login succeeded, and the page to which it leads does not take the method with which the browser comes."""
    for request in log.requests:
        rule = _rule_that_refused_method(request)
        if rule is None:
            continue
        login = next(iter(log.earlier(request)), None)
        if login is None or not login.stage("logged_in") or login.location is None:
            continue
        if path_or_rule_of(login.location) != rule:
            continue
        how = f"{login.name} logged the user in and answered {login.status}"
        what = (
            f"{how}, with which a browser sends the form once more: {rule} does not take {request.method}."
            if request.method in SENDING
            else f"{how} to {rule}, which does not take {request.method}."
        )
        yield request_finding("method-not-allowed-after-login", request, what, _place_of(log, rule))


def _rule_that_refused_method(request: LoggedRequest) -> str | None:
    refused = next(request.facts_of(HttpErrorFacts), None)
    return refused.rule if refused is not None and refused.status == _NOT_ALLOWED else None


def _place_of(log: RequestLog, rule: str) -> str | None:
    return next((view.place for view in log.app.views if view.rule == rule and view.place), None)


RULES = (json_sent_to_form_view, json_wanted, method_not_allowed, form_sent_by_get, method_not_allowed_after_login)
