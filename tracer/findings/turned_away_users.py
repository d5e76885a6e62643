"""Users who are logged in, and whom a guard of the app's own sends to the login page all the same."""

from collections.abc import Iterator

from tracer.findings.finding import Finding
from tracer.findings.logged_request import LoggedRequest
from tracer.findings.redirects import MOST_IN_A_ROW
from tracer.findings.request_log import RequestLog, path_or_rule_of
from tracer.findings.rule import each_request
from tracer.trace.observed_facts import CurrentUserFacts

_OTHER_REASONS = ("logged_in", "login_refused", "login_confirmed", "logged_out", "fresh_login_required")
"""After one of these a redirect to the login page has a reason of its own."""


@each_request
def sent_to_login(log: RequestLog) -> Iterator[Finding]:
    """A guard asks for more than a login, and sends whom it does not like to the login page, which sends them back."""
    for request in log.requests:
        if not _turns_user_away(log, request):
            continue
        page = log.followed(request)
        if page is None or page.location is None or page.session_before.get("_user_id") is None:
            continue  # A login page that shows its form may ask for another account.
        back = _comes_back(log, request)
        asked_to_log_in = request.has_signal("user_unauthorized")
        if back or asked_to_log_in:
            where = "back: a circle" if back else f"on to {path_or_rule_of(page.location)}"
            yield Finding(
                code="signed-in-user-sent-to-login",
                what=f"{request.name} turned away a user who is logged in, by a guard of the app's own, and sent them "
                f"to the login page, which sends them {where}.",
                request=request.number,
                browser=request.browser,
                place=request.turned_away.where if request.turned_away is not None else None,
            )


def _turns_user_away(log: RequestLog, request: LoggedRequest) -> bool:
    """Tell whether a user who is logged in and stays so is sent to the login page."""
    known = [facts.anonymous for facts in request.facts_of(CurrentUserFacts)]
    if not known or known[-1] is not False or any(map(request.stage, _OTHER_REASONS)):
        return False
    if request.session_check(authenticated=False) is not None or request.facts.kept_user is not None:
        return False
    stays = request.session_before.get("_user_id") is not None and request.session_after.get("_user_id") is not None
    return stays and log.leads_to_login(request.location) and not log.is_login_page(request)


def _comes_back(log: RequestLog, request: LoggedRequest) -> bool:
    """Tell whether the browser follows redirects until it is where it was turned away."""
    at: LoggedRequest | None = request
    for _ in range(MOST_IN_A_ROW):
        at = log.followed(at) if at is not None else None
        if at is not None and at.path == request.path:
            return True
        if at is not None and at.location is not None and path_or_rule_of(at.location) == request.path:
            return True
    return False


RULES = (sent_to_login,)
