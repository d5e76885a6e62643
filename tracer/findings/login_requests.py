"""A login request that the view cannot take: another kind of body, another method."""

from collections.abc import Iterator

from tracer.findings.finding import Finding
from tracer.findings.logged_request import LoggedRequest, request_finding
from tracer.findings.request_log import RequestLog
from tracer.findings.rule import each_request
from tracer.trace.observed_facts import CsrfCheckFacts, FormFacts, HttpErrorFacts, PasswordCheckFacts

SENDING = frozenset({"POST", "PUT", "PATCH"})
"""The methods with which a login is sent."""

_NOT_ALLOWED = 405
_UNSUPPORTED = 415
_JSON = "application/json"


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
        refused = next(request.facts_of(HttpErrorFacts), None)
        if refused is None or refused.status != _NOT_ALLOWED or refused.rule is None:
            continue
        if is_login_attempt(log, request):
            views = [view for view in log.app.views if view.rule == refused.rule]
            taken = sorted({method for view in views for method in view.methods})
            yield request_finding(
                "login-method-not-allowed",
                request,
                f"{request.method} was sent to {refused.rule}, which takes {', '.join(taken) or 'no method'} only: it "
                "was answered 405.",
                place=next((view.place for view in views if view.place), None),
            )


RULES = (json_sent_to_form_view, json_wanted, method_not_allowed)
