"""What goes wrong while somebody logs in."""

from collections.abc import Iterator, Mapping

from tracer.findings.finding import Finding
from tracer.findings.request_log import RequestLog
from tracer.findings.rule import each_request
from tracer.stages import CredentialsChecked
from tracer.trace.facts import StageFacts
from tracer.trace.observed_facts import LoginUserFacts, PasswordCheckFacts

_REDIRECT = range(300, 400)

_BROKEN_HASHES: Mapping[str, str] = {"cut off": "password-hash-cut-off", "no hash": "password-hash-unreadable"}
"""The code for each state of a stored hash with which no password can be right."""


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
        yield Finding(code=code, what=what, request=request.number, browser=request.browser, place=called.where)


@each_request
def unsaved_user(log: RequestLog) -> Iterator[Finding]:
    """The user has no id yet: the word None was written into the session (B72)."""
    for request in log.requests:
        called = next((entry for entry in request.entries(LoginUserFacts) if entry.facts.id_says_none), None)
        if called is not None:
            yield Finding(
                code="unsaved-user",
                what=f'{request.name} logged in a user whose id is the word "None": it was not saved yet.',
                request=request.number,
                browser=request.browser,
                place=called.where,
            )


@each_request
def stored_hash_broken(log: RequestLog) -> Iterator[Finding]:
    """What is stored in the place of the password's hash is none, or not all of it."""
    for request in log.requests:
        for state, code in _BROKEN_HASHES.items():
            checks = request.entries(PasswordCheckFacts)
            checked = next((entry for entry in checks if entry.facts.stored_hash == state), None)
            if checked is not None:
                shown = "is cut off" if state == "cut off" else "is not a hash of werkzeug's at all"
                yield Finding(
                    code=code,
                    what=f"{request.name} compared the password with a stored hash that {shown}.",
                    request=request.number,
                    browser=request.browser,
                    place=checked.where,
                )


@each_request
def right_password_rejected(log: RequestLog) -> Iterator[Finding]:
    """The right password was typed, and the app found it wrong; only a scenario knows what was typed."""
    for request in log.requests:
        checked = request.stage("credentials_checked", CredentialsChecked(valid=False))
        if checked is None or request.typed != "right":
            continue
        if any(facts.stored_hash in _BROKEN_HASHES for facts in request.facts_of(PasswordCheckFacts)):
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
def remember_cookie_unasked(log: RequestLog) -> Iterator[Finding]:
    """A remember cookie is set for somebody who did not ask to be remembered."""
    for request in log.requests:
        cookie = request.cookie_set(log.remember_cookie)
        if cookie is None or cookie.deleted or request.facts.remember_cookie:
            continue
        stages = [*request.facts_of(StageFacts)]
        asked = any((facts.session or {}).get("_remember") == "set" for facts in stages)
        if stages and not asked and request.stage("logged_in"):
            yield Finding(
                code="remember-cookie-unasked",
                what=f"{request.name} set the remember cookie for a user who did not ask to be remembered.",
                request=request.number,
                browser=request.browser,
            )


RULES = (
    inactive_user_ignored,
    login_user_raised,
    unsaved_user,
    stored_hash_broken,
    right_password_rejected,
    remember_cookie_unasked,
)
