"""What goes wrong while somebody logs in."""

from collections.abc import Iterator

from tracer.findings.finding import Finding
from tracer.findings.logged_request import LoggedRequest, request_finding
from tracer.findings.password_checks import has_broken_hash
from tracer.findings.request_log import RequestLog
from tracer.findings.rule import each_request
from tracer.stages import CredentialsChecked
from tracer.trace.facts import PageFacts, SetCookieFacts, StageFacts
from tracer.trace.observed_facts import LoginUserFacts

_REDIRECT = range(300, 400)


@each_request
def inactive_user_ignored(log: RequestLog) -> Iterator[Finding]:
    """login_user returned False for an inactive user, and the view went on as if it had not (B58)."""
    for request in log.requests:
        refused = request.stage("login_refused")
        if refused is None or request.status not in _REDIRECT or log.leads_to_login(request.location):
            continue
        ignored = request.view is not None and request.view.ignores_login_result
        following = log.next(request)
        turned_away = following is not None and following.session_check(authenticated=False) is not None
        if ignored or (turned_away and not request.has_flashed):
            yield Finding(
                code="inactive-user-ignored",
                what=f"{request.name} called login_user(), which returned False because the user is not active; "
                "the view went on as if the login had worked.",
                request=request.number,
                browser=request.browser,
                place=refused.where,
            )


@each_request
def login_user_raised(log: RequestLog) -> Iterator[Finding]:
    """login_user raised: mostly what it was given is no user (B71)."""
    for request in log.requests:
        called = request.first(LoginUserFacts)
        if called is None or called.facts.raised is None:
            continue
        raised, given, missing = called.facts.raised, called.facts.user, called.facts.missing
        if log.app.secret_key == "missing" and raised == "RuntimeError":  # noqa: S105 # what is known of the key, not the key
            continue  # secret-key-missing says it better
        if given is None:
            code, what = "no-user-given", f"{request.name} called login_user(None)."
        elif missing is not None:
            code = "not-a-user"
            what = f"{request.name} gave login_user() an object of the class {given}, which has no {missing}."
        else:
            code, what = "login-user-raised", f"{request.name} called login_user(), which raised {raised}."
            if called.facts.duration_type is not None:
                what += (
                    f" The duration that it was given is of the class {called.facts.duration_type}, and no timedelta."
                )
        yield Finding(code=code, what=what, request=request.number, browser=request.browser, place=called.where)


@each_request
def right_password_rejected(log: RequestLog) -> Iterator[Finding]:
    """The right password was typed, and the app found it wrong; only a scenario knows what was typed."""
    for request in log.requests:
        checked = request.stage("credentials_checked", CredentialsChecked(valid=False))
        if checked is None or request.typed != "right":
            continue
        if has_broken_hash(request):
            continue
        if not log.happened_behind(request, "delete_account", "change_password"):
            yield Finding(
                code="right-password-rejected",
                what=f"{request.name} was given the right password and found it wrong.",
                request=request.number,
                browser=request.browser,
                place=checked.where,
            )


@each_request
def wrong_password_accepted(log: RequestLog) -> Iterator[Finding]:
    """A wrong password was typed, and somebody was logged in; only a scenario knows what was typed."""
    for request in log.requests:
        entered = request.stage("logged_in") or request.stage("login_confirmed")
        if entered is None or request.typed != "wrong" or log.happened_behind(request, "change_password"):
            continue
        seen = request.stage("credentials_checked")
        how = "no check of the password was seen" if seen is None else "the password had been checked"
        yield request_finding(
            "wrong-password-accepted",
            request,
            f"{request.name} was given a wrong password and logged the user in; {how}.",
            entered.where,
        )


@each_request
def remember_me_ignored(log: RequestLog) -> Iterator[Finding]:
    """The box "remember me" was ticked, the login worked, and nothing was set that outlives the browser."""
    for request in log.requests:
        entered = request.stage("logged_in")
        if entered is None or not request.wants_to_be_remembered or not _was_offered(log, request):
            continue
        if request.status not in _REDIRECT or request.cookie_set(log.remember_cookie) is not None:
            continue
        session = request.cookie_set(request.session_cookie)
        if session is None or not _outlives_browser(session):
            yield request_finding(
                "remember-me-ignored",
                request,
                f'{request.name} logged the user in, who had ticked "remember me", and set no remember cookie.',
                entered.where,
            )


def _was_offered(log: RequestLog, request: LoggedRequest) -> bool:
    """Tell whether the form that a person has sent had a box for "remember me"."""
    form = next(iter(log.earlier(request)), None)
    return form is not None and any(page.offers_to_remember for page in form.facts_of(PageFacts))


def _outlives_browser(cookie: SetCookieFacts) -> bool:
    return not {"expires", "max-age"}.isdisjoint(cookie.attributes)


@each_request
def remember_cookie_unasked(log: RequestLog) -> Iterator[Finding]:
    """A remember cookie is set for somebody who did not ask to be remembered.

    An app that asks for it in every login may mean it: that is advice for production, and no finding, unless its form
    has a box for it.
    """
    for request in log.requests:
        cookie = request.cookie_set(log.remember_cookie)
        if cookie is None or cookie.deleted or request.facts.remember_cookie:
            continue
        stages = [*request.facts_of(StageFacts)]
        asked = any((facts.session or {}).get("_remember") == "set" for facts in stages)
        not_ticked = request.typed is not None and not request.wants_to_be_remembered and _was_offered(log, request)
        if stages and (not asked or not_ticked) and request.stage("logged_in"):
            yield Finding(
                code="remember-cookie-unasked",
                what=f"{request.name} set the remember cookie for a user who did not ask to be remembered.",
                request=request.number,
                browser=request.browser,
            )


RULES = (
    inactive_user_ignored,
    login_user_raised,
    right_password_rejected,
    wrong_password_accepted,
    remember_me_ignored,
    remember_cookie_unasked,
)
