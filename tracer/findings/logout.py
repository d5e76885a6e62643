"""Logouts that do not log out, or that anybody can cause."""

from collections.abc import Iterator

from tracer.findings.finding import Finding
from tracer.findings.request_log import Story, Visit, is_or_may_be
from tracer.trace.plain_values import as_mapping

_SUCCESSES = range(200, 300)


def logout_by_get(story: Story) -> Iterator[Finding]:
    """A link is enough to log somebody out: a picture on another site can do it."""
    for visit in story.visits:
        left = visit.stage("logged_out")
        if left is None or visit.observed("hook_answered"):
            continue  # A hook may log out whom it finds idle or banned, whatever page was asked for.
        if visit.method == "GET" and visit.session_before.get("_user_id") is not None:
            yield Finding(
                code="logout-by-get",
                what=f"{visit.name} logged the user out: a link, a picture or a prefetching browser can do that.",
                request=visit.number,
                browser=visit.browser,
                place=str(left.place) if left.place else None,
            )


def remember_cookie_survives(story: Story) -> Iterator[Finding]:
    """After the logout the remember cookie brings the user back (B82)."""
    name = as_mapping(story.app.get("remembering")).get("cookie") or "remember_token"
    for visit in story.visits:
        left = visit.stage("logged_out")
        if left is None or not visit.request.get("remember_cookie") or not visit.response:
            continue
        deleted = visit.cookie_set(name).get("deleted")
        was_marked = as_mapping(left.facts.get("session")).get("_remember") == "clear"
        if not deleted and was_marked:
            yield Finding(
                code="session-cleared-after-logout",
                what=f"{visit.name} called logout_user() and then emptied the session: the remember cookie was not "
                "deleted.",
                request=visit.number,
                browser=visit.browser,
                place=str(left.place) if left.place else None,
            )
        elif deleted:
            back = next((later for later in story.later(visit) if later.stage("remembered")), None)
            if back is not None and not _logged_in_between(story, visit, back):
                yield Finding(
                    code="remember-cookie-not-deleted",
                    what=f"{visit.name} asked the browser to delete the remember cookie, and {back.name} brought it "
                    "all the same.",
                    request=back.number,
                    browser=visit.browser,
                )


def _logged_in_between(story: Story, first: Visit, last: Visit) -> bool:
    return any(visit.stage("logged_in") for visit in story.later(first) if visit.number < last.number)


def logout_keeps_user(story: Story) -> Iterator[Finding]:
    """A page that is called logout leaves the user's id in the session."""
    for visit in story.visits:
        had, has = visit.session_before.get("_user_id"), visit.session_after.get("_user_id")
        if visit.is_named_logout and had is not None and _is_done(story, visit) and not visit.stage("logged_out"):
            if has is not None:
                yield Finding(
                    code="logout-without-logout-user",
                    what=f"{visit.name} did not call logout_user(): the user is still in the session.",
                    request=visit.number,
                    browser=visit.browser,
                )
            elif visit.request.get("remember_cookie"):
                back = next((later for later in story.later(visit) if later.stage("remembered")), None)
                if back is not None:
                    yield Finding(
                        code="logout-without-logout-user",
                        what=f"{visit.name} emptied the session without logout_user(), and at {back.name} the "
                        "remember cookie brought the user back.",
                        request=visit.number,
                        browser=visit.browser,
                    )


def _is_done(story: Story, visit: Visit) -> bool:
    """Tell whether a page that is called logout has done its work, and does not only ask for a confirmation."""
    if visit.turned_away or is_or_may_be(visit.view, "logs_out") or visit.leads_elsewhere:
        return False
    if visit.location is None and visit.status not in _SUCCESSES:
        return False
    return visit.method != "GET" or not any(is_or_may_be(view, "logs_out") for view in story.views)


RULES = (logout_by_get, remember_cookie_survives, logout_keeps_user)
