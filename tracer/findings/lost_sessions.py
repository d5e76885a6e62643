"""Somebody was logged in, did not log out, and the next page that asks does not know them: why?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tracer.findings.cookie_return import why_not_returned
from tracer.findings.finding import Finding
from tracer.findings.request_log import Story, Visit
from tracer.findings.session_protection import thrown_out
from tracer.trace.plain_values import Plain, as_mapping

SHORT_LIFETIME = 300
"""A session that ends after fewer seconds is shorter than anybody means it to be."""

_HANDS_ON_COOKIES = frozenset(
    {"close_browser", "delete_cookie", "paste_cookie", "tamper_with_cookie", "change_user_agent"}
)
"""After one of these a lost login is what the person asked for."""


@dataclass(frozen=True)
class Loss:
    """A login that was lost.

    Attributes:
        login: The request in which the user logged in, or was brought back by a remember cookie.
        lost: The first request in which the app asked and found nobody.
        seen: Whether the user was recognised in between.
        between: The requests after the login up to the one that found nobody, that one included.
    """

    login: Visit
    lost: Visit
    seen: bool
    between: tuple[Visit, ...]


def losses(story: Story) -> Iterator[Loss]:
    """Yield every login of the trace that was lost without a logout."""
    for browser in dict.fromkeys(visit.browser for visit in story.visits):
        login: Visit | None = None
        seen = False
        between: list[Visit] = []
        for visit in story.of(browser):
            if any(action.name in _HANDS_ON_COOKIES for action in visit.actions):
                login = None
            if login is not None:
                between.append(visit)
                if visit.stage("logged_out"):
                    login = None
                elif visit.found_nobody:
                    if not visit.is_ambiguous:  # Another browser may have sent it, and that one is a stranger.
                        yield Loss(login, visit, seen, tuple(between))
                    login = None
                elif _found_user(visit):
                    seen = True
            if visit.stage("logged_in") and not visit.stage("logged_out"):
                login, seen, between = visit, False, []


def _found_user(visit: Visit) -> bool:
    return bool(visit.stage("session_checked", authenticated=True) or visit.observed("current_user", anonymous=False))


def lost_logins(story: Story) -> Iterator[Finding]:
    """Say of each lost login how it was lost, unless a rule of its own does, or nothing is wrong with it."""
    for loss in losses(story):
        if not _said_elsewhere(loss):
            yield from _reason(story, loss)


def _said_elsewhere(loss: Loss) -> bool:
    """Tell whether a rule of its own speaks of what happened."""
    for visit in loss.between:
        if visit.observed("load_failed") or (thrown_out(visit) and visit.session_before.get("_user_id") is not None):
            return True
    refused_though_loaded = loss.lost.observed("current_user", anonymous=False) is not None
    return refused_though_loaded or loss.login.observed("login_user", id_says_none=True) is not None


def _reason(story: Story, loss: Loss) -> Iterator[Finding]:
    login, lost = loss.login, loss.lost
    if not loss.seen and login.response and login.session_after.get("_user_id") is None:
        what = f"{login.name} called login_user(), and before it answered the user's id was taken out of the session."
        yield _finding("session-emptied-after-login", login, what)
    elif (emptied := _emptied_by(loss)) is not None:
        # An app may log people out by emptying the session, and a hook may so end the session of somebody idle.
        by_hook = emptied.observed("hook_answered") or (loss.seen and story.app.get("hooks"))
        if not emptied.is_logout_page and not by_hook:
            what = f"{emptied.name} took the user's id out of the session without logout_user()."
            yield _finding("session-emptied", emptied, what)
    elif not lost.request.get("session_cookie"):
        yield from _not_returned(story, loss)
    elif (rejected := lost.observed("cookie_rejected", role="session")) is not None:
        yield from _rejected(story, loss, rejected.facts)
    elif lost.session_before.get("_user_id") is not None:
        yield from _not_found(story, loss)
    else:
        what = f"{lost.name} came with a session that the app accepts, but without the user's id in it."
        yield _finding("session-overwritten", lost, what)


def _finding(code: str, visit: Visit, what: str) -> Finding:
    return Finding(code=code, what=what, request=visit.number, browser=visit.browser)


def _emptied_by(loss: Loss) -> Visit | None:
    """Return the request that had the user's id in its session and answered without it."""
    for visit in loss.between:
        had, has = visit.session_before.get("_user_id"), visit.session_after.get("_user_id")
        if had is not None and has is None and visit.response:
            return visit
    return None


def _not_returned(story: Story, loss: Loss) -> Iterator[Finding]:
    """Say why the browser came without the session cookie."""
    name = loss.login.session_cookie
    since = [*reversed(loss.between[:-1]), loss.login, *story.earlier(loss.login)]
    setting = next((visit for visit in since if visit.cookie_set(name)), None)
    if setting is None:
        what = f"{loss.login.name} wrote into the session, but its answer set no session cookie."
        yield _finding("session-not-saved", loss.login, what)
        return
    if _ended(story, setting, loss.lost, name):
        return
    expires = "expires" in as_mapping(setting.cookie_set(name).get("attributes"))
    if expires and (lifetime := _short_lifetime(story)) is not None:
        what = f"Sessions of this app end after {lifetime:g} seconds, and {loss.lost.name} came without the cookie."
        yield _finding("session-lifetime-short", loss.lost, what)
        return
    why = why_not_returned(story, setting, loss.lost)
    # Where no reason shows, a cookie that once came back may have ended, or somebody may have thrown it away.
    if why.code != "cookie-not-returned" or not (loss.seen or (expires and len(loss.between) > 1)):
        yield why


def _short_lifetime(story: Story) -> float | None:
    """Return how long sessions last when that is shorter than anybody means it to be."""
    lifetime = as_mapping(story.app.get("sessions")).get("lifetime")
    return lifetime if isinstance(lifetime, int | float) and lifetime < SHORT_LIFETIME else None


def _ended(story: Story, setting: Visit, lost: Visit, name: str) -> bool:
    """Tell whether the cookie ended by itself in between, where the browser is one of ours and tells."""
    for event in story.trace.of_kind("cookies"):
        if event.browser == lost.browser and setting.events[-1].number < event.number < lost.events[0].number:
            outcome = as_mapping(event.facts.get("changed")).get(name)
            if outcome in {"expired", "gone with the browser"}:
                return True
    return False


def _rejected(story: Story, loss: Loss, facts: Mapping[str, Plain]) -> Iterator[Finding]:
    """Say why the app did not believe the cookie, when that is somebody's fault."""
    lost, why, origin = loss.lost, facts.get("why"), facts.get("origin")
    if why == "expired":
        if (lifetime := _short_lifetime(story)) is not None:
            what = f"Sessions of this app end after {lifetime:g} seconds; the cookie sent with {lost.name} had ended."
            yield _finding("session-lifetime-short", lost, what)
    elif why == "not in the store":
        if origin == "this app":
            what = f"{lost.name} came with the session cookie that the app had set, and the store knew nothing of it."
            yield _finding("session-store-forgot", lost, what)
    elif origin == "this app" and not story.happened_behind(lost, "restart_app"):
        what = f"{lost.name} came with a session cookie that this app had signed, and the app no longer accepts it."
        yield _finding("secret-key-changed", lost, what)
    elif origin == "elsewhere" and not story.happened_behind(lost, "restart_app"):
        what = f"{lost.name} came with a session cookie that this app did not sign and does not accept."
        yield _finding("foreign-session-cookie", lost, what)


def _not_found(story: Story, loss: Loss) -> Iterator[Finding]:
    """Say that the loader does not know the id that login_user wrote, unless the account was deleted since."""
    lost = loss.lost
    called = lost.observed("user_loader")
    if called is None or called.facts.get("result") is not None or loss.seen:
        return
    if story.happened_behind(lost, "delete_account", "change_password"):
        return
    about = ""
    if called.facts.get("id_type") == "str":
        about = f" The id is text{', a number in digits' if called.facts.get('id_is_number') else ', and no number'}."
    what = (
        f"{loss.login.name} logged in {called.facts.get('id')}; at {lost.name} user_loader was called with that very "
        f"id and returned None.{about}"
    )
    yield _finding("user-not-found-again", lost, what)


RULES = (lost_logins,)
