"""A login form was sent, and login_user() was not called."""

from collections.abc import Iterator

from tracer.findings.finding import Finding
from tracer.findings.request_log import Story, Visit, path_of


def login_user_not_called(story: Story) -> Iterator[Finding]:
    """The password was right, login_user was not called, and the next page that asks knows nobody."""
    for visit in story.visits:
        checked = visit.stage("credentials_checked", valid=True)
        if checked is None or not _is_over(visit) or _identifies_by_request(story, visit):
            continue
        nobody = _nobody_afterwards(story, visit)
        if nobody is not None:
            then = "turned the visitor away" if nobody.turned_away else "found nobody logged in"
            yield Finding(
                code="login-user-not-called",
                what=f"{visit.name} found the password right and did not call login_user(); {nobody.name} then {then}.",
                request=visit.number,
                browser=visit.browser,
                place=str(checked.place) if checked.place is not None else None,
            )


def _is_over(visit: Visit) -> bool:
    """Tell whether a request was answered that neither logged anybody in nor came from somebody who was."""
    known = visit.session_before.get("_user_id") is not None or visit.stage("login_confirmed")
    return not (known or visit.tried_to_log_in or visit.exceptions)


def _identifies_by_request(story: Story, visit: Visit) -> bool:
    """Tell whether a check of a password is part of another way to say who one is: a token, or HTTP Basic."""
    if visit.stage("identified_by_request") or visit.observed("password_check", inside_load=True):
        return True
    return bool(story.app.get("request_loader")) and visit.location is None


def _nobody_afterwards(story: Story, visit: Visit) -> Visit | None:
    """Return the request that shows the login to be forgotten, unless the view may have had its reasons.

    A view that calls login_user at other times has told the reason, or has sent the visitor elsewhere: to confirm an
    address, to type a second factor. So has one where another view calls it. Then only a visitor who is sent straight
    to a page that demands a login was forgotten.
    """
    followed = story.followed(visit)
    logs_in, others_log_in = story.logs_in(visit), story.others_log_in(visit)
    told = any(event.kind == "flash" for event in visit.events) or story.leads_to_login(visit.location)
    if logs_in and (told or visit.location is None):
        return None
    if followed is not None and followed.turned_away and followed.stage("session_checked", authenticated=False):
        return followed
    if told or logs_in or others_log_in:
        return None
    if followed is not None and followed.found_nobody and _is_only_read(story, followed) and visit.view:
        return followed
    return _turned_away_later(story, visit)


def _is_only_read(story: Story, visit: Visit) -> bool:
    """Tell whether a page takes no form: where a second factor is typed, it does."""
    methods = [view.get("methods") for view in story.views if view.get("rule") == visit.path]
    return bool(methods) and all(own == ["GET"] for own in methods)


def _turned_away_later(story: Story, visit: Visit) -> Visit | None:
    for later in story.later(visit):
        if later.tried_to_log_in or any(map(later.stage, ("credentials_checked", "remembered"))):
            return None
        if later.stage("identified_by_request") or later.stage("session_checked", authenticated=True):
            return None
        if later.turned_away and later.stage("session_checked", authenticated=False):
            return later
    return None


def form_without_login(story: Story) -> Iterator[Finding]:
    """A login form was sent on to a page that demands a login, and login_user was not called.

    Whether the password was right is not known: its check cannot be seen. Who types a wrong one is mostly shown the
    form again, but an app may send everybody on; so nothing is said of a view that calls login_user at other times.
    """
    for visit in story.visits:
        if not _is_form_sent_on(story, visit) or any(event.kind == "flash" for event in visit.events):
            continue
        typed = visit.action.facts.get("password") if visit.action is not None else None
        if typed != "right" and (typed is not None or story.logs_in(visit) or story.others_log_in(visit)):
            continue
        followed = story.followed(visit)
        if followed is not None and followed.turned_away and followed.stage("session_checked", authenticated=False):
            yield Finding(
                code="login-form-without-login",
                what=f"{visit.name} sent the visitor on to {visit.location} and did not call login_user(); "
                f"{followed.name} then turned the visitor away. Whether the password was right cannot be seen.",
                request=visit.number,
                browser=visit.browser,
                place=str(visit.view["place"]) if visit.view.get("place") else None,
            )


def _is_form_sent_on(story: Story, visit: Visit) -> bool:
    """Tell whether a login form was sent whose check cannot be seen, and the answer led away from the login page."""
    if visit.method != "POST" or not visit.view or not _is_over(visit) or story.app.get("request_loader"):
        return False
    if visit.stage("credentials_checked") or visit.observed("password_check"):
        return False
    if visit.location is None or visit.turned_away or path_of(visit.location) == visit.path:
        return False
    return story.is_login_page(visit) and not story.leads_to_login(visit.location)


RULES = (login_user_not_called, form_without_login)
