"""What goes wrong while somebody logs in."""

from collections.abc import Iterator

from tracer.findings.finding import Finding
from tracer.findings.request_log import Story
from tracer.trace.events import Event
from tracer.trace.plain_values import as_mapping

_REDIRECT = range(300, 400)


def inactive_user_ignored(story: Story) -> Iterator[Finding]:
    """login_user returned False for an inactive user, and the view went on as if it had not (B58)."""
    for visit in story.visits:
        refused = visit.stage("login_refused")
        if refused is None or visit.status not in _REDIRECT or story.leads_to_login(visit.location):
            continue
        ignored = visit.view.get("ignores_login_result")
        following = story.next(visit)
        turned_away = following is not None and following.stage("session_checked", authenticated=False) is not None
        if ignored or (turned_away and not any(event.kind == "flash" for event in visit.events)):
            yield Finding(
                code="inactive-user-ignored",
                what=f"{visit.name} called login_user(), which returned False because the user is not active; "
                "the view went on as if the login had worked.",
                request=visit.number,
                browser=visit.browser,
                place=_place(refused),
            )


def login_user_raised(story: Story) -> Iterator[Finding]:
    """login_user raised: mostly what it was given is no user (B71)."""
    for visit in story.visits:
        called = visit.observed("login_user")
        raised = called.facts.get("raised") if called is not None else None
        if called is None or raised is None:
            continue
        if story.app.get("secret_key") == "missing" and raised == "RuntimeError":
            continue  # secret-key-missing says it better
        given, missing = called.facts.get("user"), called.facts.get("missing")
        if given is None:
            code, what = "no-user-given", f"{visit.name} called login_user(None)."
        elif missing is not None:
            code = "not-a-user"
            what = f"{visit.name} gave login_user() an object of the class {given}, which has no {missing}."
        else:
            code, what = "login-user-raised", f"{visit.name} called login_user(), which raised {raised}."
        yield Finding(code=code, what=what, request=visit.number, browser=visit.browser, place=_place(called))


def unsaved_user(story: Story) -> Iterator[Finding]:
    """The user has no id yet: the word None was written into the session (B72)."""
    for visit in story.visits:
        called = visit.observed("login_user", id_says_none=True)
        if called is not None:
            yield Finding(
                code="unsaved-user",
                what=f'{visit.name} logged in a user whose id is the word "None": it was not saved yet.',
                request=visit.number,
                browser=visit.browser,
                place=_place(called),
            )


def stored_hash_broken(story: Story) -> Iterator[Finding]:
    """What is stored in the place of the password's hash is none, or not all of it."""
    codes = {"cut off": "password-hash-cut-off", "no hash": "password-hash-unreadable"}
    for visit in story.visits:
        for state, code in codes.items():
            checked = visit.observed("password_check", stored_hash=state)
            if checked is not None:
                shown = "is cut off" if state == "cut off" else "is no hash of werkzeug's at all"
                yield Finding(
                    code=code,
                    what=f"{visit.name} compared the password with a stored hash that {shown}.",
                    request=visit.number,
                    browser=visit.browser,
                    place=_place(checked),
                )


def right_password_rejected(story: Story) -> Iterator[Finding]:
    """The right password was typed, and the app found it wrong; only a scenario knows what was typed."""
    for visit in story.visits:
        checked = visit.stage("credentials_checked", valid=False)
        typed = visit.action.facts.get("password") if visit.action is not None else None
        if checked is None or typed != "right" or visit.observed("password_check", stored_hash="cut off"):
            continue
        if visit.observed("password_check", stored_hash="no hash"):
            continue
        if not story.happened_behind(visit, "delete_account", "change_password"):
            yield Finding(
                code="right-password-rejected",
                what=f"{visit.name} was given the right password and found it wrong.",
                request=visit.number,
                browser=visit.browser,
                place=_place(checked),
            )


def _place(event: Event) -> str | None:
    return str(event.place) if event.place is not None else None


def remember_cookie_unasked(story: Story) -> Iterator[Finding]:
    """A remember cookie is set for somebody who did not ask to be remembered."""
    name = as_mapping(story.app.get("remembering")).get("cookie") or "remember_token"
    for visit in story.visits:
        cookie = visit.cookie_set(name)
        if not cookie or cookie.get("deleted") or visit.request.get("remember_cookie"):
            continue
        stages = [event for event in visit.events if event.kind == "stage"]
        asked = any(as_mapping(event.facts.get("session")).get("_remember") == "set" for event in stages)
        if stages and not asked and visit.stage("logged_in"):
            yield Finding(
                code="remember-cookie-unasked",
                what=f"{visit.name} set the remember cookie for a user who did not ask to be remembered.",
                request=visit.number,
                browser=visit.browser,
            )


RULES = (
    inactive_user_ignored,
    login_user_raised,
    unsaved_user,
    stored_hash_broken,
    right_password_rejected,
    remember_cookie_unasked,
)
