"""What the events of a run say to a result that is offered at a step: read here without the help of the quiz."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from tracer.stages import CredentialsChecked, SessionChecked
from tracer.trace.events import Event, Trace
from tracer.trace.facts import PageFacts, RequestFacts, ResponseFacts, SetCookieFacts, StageFacts
from tracer.trace.plain_values import Plain
from tracer.trace.table import Step

_LOGIN_KEYS = ("_user_id", "_fresh", "_id")


@dataclass(frozen=True)
class Recorded:
    """What was recorded of the request of a step, and of the page that came in the end.

    Attributes:
        own: The events of the request.
        later: Those of them from the announcement of the step on.
        page: The page that the person saw next; None where that was not recorded.
    """

    own: tuple[Event, ...]
    later: tuple[Event, ...]
    page: PageFacts | None

    @property
    def request(self) -> RequestFacts:
        return next(event.facts for event in self.own if isinstance(event.facts, RequestFacts))

    @property
    def response(self) -> ResponseFacts:
        return next(event.facts for event in self.own if isinstance(event.facts, ResponseFacts))

    @property
    def cookie(self) -> SetCookieFacts | None:
        return self.response.set_cookie.get(self.request.session_cookie_name)

    @property
    def names(self) -> set[str]:
        """The names of the stages and signals of the request."""
        return {event.name for event in self.own if event.kind in {"stage", "signal"}}

    @property
    def sessions(self) -> list[dict[str, Plain]]:
        """What the session held at each moment of the request, from its beginning to its end."""
        kept = [event.facts for event in self.own if isinstance(event.facts, RequestFacts | StageFacts | ResponseFacts)]
        return [dict(facts.session or {}) for facts in kept]

    @property
    def lost(self) -> bool:
        """Whether the session lost what a login had written."""
        ends = zip(self.sessions, self.sessions[1:], strict=False)
        return any(before.get(key) and after.get(key) is None for before, after in ends for key in _LOGIN_KEYS)


def recorded(trace: Trace, step: Step) -> Recorded:
    """Return what was recorded of the request of a step."""
    announced = next(event.number for event in step.events if event.kind == "stage")
    own = tuple(event for event in trace.events if event.request == step.request)
    return Recorded(own, tuple(event for event in own if event.number >= announced), _page(trace, step, announced))


def _page(trace: Trace, step: Step, announced: int) -> PageFacts | None:
    """Return what the person saw next in the browser of a step, before anything else was done there."""
    for event in trace.events[announced:]:
        if event.browser == step.browser and event.kind == "action":
            return None
        if event.browser == step.browser and isinstance(event.facts, PageFacts):
            return event.facts
    return None


def may_be_true(result: str, known: Recorded) -> bool:
    """Tell whether the events bear a result out, or do not tell.

    Raises:
        AssertionError: Nobody has said how such a result is judged.
    """
    for pattern, judge in _JUDGES.items():
        if found := re.fullmatch(pattern, result):
            return judge(known, found.group(1) if found.groups() else "")
    raise AssertionError(result)


def _guard_answers(known: Recorded, negated: str) -> bool:
    """Tell whether somebody, or nobody, is logged in at the step or later in its request."""
    wanted = not negated
    answers = {
        event.facts.told(SessionChecked).authenticated if event.name == "session_checked" else event.name == "logged_in"
        for event in known.later
        if isinstance(event.facts, StageFacts) and event.name in {"session_checked", "logged_in", "logged_out"}
    }
    if wanted in answers or None in answers:
        return True
    if answers:
        return False
    earlier = any(event.name == "session_checked" for event in known.own if event.kind == "stage")
    brought = known.names & {"remembered", "identified_by_request"}
    somebody = bool(brought) or any("_user_id" in session for session in known.sessions[-2:])
    return not earlier and somebody == wanted


def _compared(known: Recorded, negated: str) -> bool:
    answers = {
        event.facts.told(CredentialsChecked).valid
        for event in known.own
        if isinstance(event.facts, StageFacts) and event.name == "credentials_checked"
    }
    if answers:
        return (not negated) in answers or None in answers
    return bool(known.names & {"user_logged_in", "login_refused", "user_login_confirmed"})


def _status(known: Recorded, status: str) -> bool:
    if known.page is None and known.response.location is not None:
        return True
    return int(status) in {known.response.status, known.page.status if known.page else None}


def _let_through(known: Recorded, _: str) -> bool:
    turned_away = {"redirected", "refused", "fresh_login_required"}
    return "access_granted" in known.names or not known.names & turned_away


def _shown(known: Recorded, heading: str) -> bool:
    if known.page is None:
        return _status(known, "200")
    return known.page.heading == heading


def _login_form(known: Recorded, _: str) -> bool:
    return known.page is None or known.page.asks_password


def _cookie_set(known: Recorded, _: str) -> bool:
    return known.cookie is not None and not known.cookie.deleted


def _only_written(known: Recorded, _: str) -> bool:
    return not _cookie_set(known, _) and any(session != known.sessions[0] for session in known.sessions)


def _nothing_returned(known: Recorded, _: str) -> bool:
    return "user_logged_in" not in known.names and "credentials_checked" in known.names


def _nothing_to_clear(known: Recorded, _: str) -> bool:
    return not known.lost and known.sessions[0].get("_user_id") is None


def _deleted(known: Recorded, _: str) -> bool:
    return known.lost or (known.cookie is not None and known.cookie.deleted)


def _lost(known: Recorded, _: str) -> bool:
    return known.lost


def _signal(name: str) -> Callable[[Recorded, str], bool]:
    return lambda known, _: name in known.names


_JUDGES: dict[str, Callable[[Recorded, str], bool]] = {
    r"User (not )?authenticated": _guard_answers,
    r"Credentials (not )?valid": _compared,
    r"User sees the login form": _login_form,
    r"User sees the error (\d+)": _status,
    r"User is turned away, but the status is (\d+)": _status,
    r"The view answers (\d+)": _status,
    r"User sees “(.+)”": _shown,
    r"Page content shown: “(.+)”": _shown,
    r"The request is let through": _let_through,
    r"The browser is sent to (\S+)": lambda known, address: known.response.location == address,
    r"Redirect loop: .*": lambda known, _: known.page is None or known.page.redirect_loop is not None,
    r"The browser leaves this site for (\S+)": lambda known, _: known.page is None or known.page.left_for is not None,
    r"Session cookie set": _cookie_set,
    r"Session cookie sent, and the browser refuses it: .*": _cookie_set,
    r"Session written(?:, no cookie sent)?": _only_written,
    r"login_user returned False, nothing was written": _nothing_returned,
    r"Session cleared, session cookie deleted": _deleted,
    r"The user is gone from the session.*": _lost,
    r"Nothing to clear": _nothing_to_clear,
    r"User brought back from the remember cookie": _signal("user_loaded_from_cookie"),
    r"User identified for this one request": _signal("user_loaded_from_request"),
    r"No: the user must confirm who they are": _signal("user_needs_refresh"),
    r"No: .*the session .*fresh": _signal("session_protected"),
    r"No: .*taken out of the session": _lost,
}
"""Whether a result may be true at a step, by the form of its text."""
