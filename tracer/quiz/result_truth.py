"""Whether the result of one step is true of another one too: then it may not be offered there as a wrong answer.

A result is a text, and what is true is decided by what was recorded, never by comparing texts. Where the record does
not tell, a result counts as true: it is left out of the question rather than called wrong.
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import TypeAlias

from tracer import stages
from tracer.stages import CredentialsChecked, Redirected, Refused, SessionChecked
from tracer.trace.circumstances import Circumstances
from tracer.trace.facts import PageFacts
from tracer.trace.plain_values import HIDDEN, Plain

_LOGIN_KEYS = ("_user_id", "_fresh", "_id")
"""What a login writes into the session, and a logout takes out of it (B60, B75)."""

_PASSWORD_KNOWN = frozenset({stages.logged_in.name, stages.login_refused.name, stages.login_confirmed.name})
"""Before one of these a password may have been checked where nobody could see it."""

_TURNED_AWAY = frozenset({stages.redirected.name, stages.refused.name, stages.fresh_login_required.name})
"""A guard that does one of these does not let the request pass."""

_KNOWS_WHO = {
    stages.logged_in.name: True,
    stages.remembered.name: True,
    stages.identified_by_request.name: True,
    stages.logged_out.name: False,
}
"""Whether somebody is logged in after a stage that says so itself."""

_OK, _FIRST_ERROR = 200, 400

_Around: TypeAlias = Mapping[int, Circumstances]
"""What surrounds each step of a run, by the numbers of the steps."""


def is_true_here(offered: Circumstances, here: Circumstances, around: _Around) -> bool:
    """Tell whether the result of a step is true of another one as well.

    Args:
        offered: What surrounds the step whose result is offered.
        here: What surrounds the step that is asked about.
        around: What surrounds each step of the run.
    """
    step, other = here.step, offered.step
    if other.row.result == step.row.result or (step.request is not None and other.request == step.request):
        return True
    if other.contradiction is not None:
        return True  # its result says what was not recorded, and of another step that may hold as well
    if other.stage != stages.session_checked.name and other.number in here.companions and other.number > step.number:
        return True  # what an action leads to by its redirects may be said of each step on the way
    return would_be_true(offered, here, around)


def would_be_true(outcome: Circumstances, here: Circumstances, around: _Around) -> bool:
    """Tell whether what a stage came to, or could have come to, is true of a step, or may be, as far as is recorded.

    Args:
        outcome: The stage with its result, and what the person would see with it.
        here: What surrounds the step that is asked about.
        around: What surrounds each step of the run.
    """
    return _TRUE_HERE[outcome.step.stage](outcome, here, around)


def _same_request(here: Circumstances, around: _Around) -> Sequence[Circumstances]:
    """Return the steps of the request in which a step happened, in their order."""
    return [around[number] for number in here.companions if around[number].step.request == here.step.request]


def _answered(outcome: Circumstances, here: Circumstances, around: _Around) -> bool:
    """Tell whether a guard would answer so at a step, or at a later one of the same request."""
    offered = outcome.step.facts.told(SessionChecked).authenticated
    found: bool | None = None
    answers: set[bool | None] = {offered} if offered is None else set()
    for one in _same_request(here, around):
        told = _told_who(one)
        if told is not None:
            found = told
        elif found is None:
            found = _is_somebody_logged_in(one)
        if one.step.number >= here.step.number:
            answers.add(found)
    named, names = (session.get("_user_id") is not None for session in (here.session_before, here.session_after))
    if names not in {named, found}:
        answers.add(None)  # somebody came or went after the last step: login_user() wrote the session and then raised
    return offered in answers or None in answers


def _told_who(here: Circumstances) -> bool | None:
    """Return whether somebody is logged in, where a stage itself says so; None for other stages."""
    if here.step.contradiction is not None:
        return None
    if here.step.stage == stages.session_checked.name:
        return here.step.facts.told(SessionChecked).authenticated
    return _KNOWS_WHO.get(here.step.stage)


def _is_somebody_logged_in(here: Circumstances) -> bool | None:
    """Tell by the user and the session of a step whether somebody is logged in; None where the record does not tell."""
    facts = here.step.facts
    if facts.current_user is not None:
        return not facts.current_user.anonymous
    if facts.session is None or facts.session.get("_user_id") is not None:
        return None
    # Nobody in the session, and nothing else that could say who is there.
    return None if here.request is None or here.request.remember_cookie else False


def _compared(outcome: Circumstances, here: Circumstances, around: _Around) -> bool:
    """Tell whether name and password were compared in the request of a step, with that outcome."""
    offered = outcome.step.facts.told(CredentialsChecked).valid
    request = _same_request(here, around)
    compared = {
        one.step.facts.told(CredentialsChecked).valid
        for one in request
        if one.step.stage == stages.credentials_checked.name
    }
    if compared:
        return offered in compared or None in compared
    return any(one.step.stage in _PASSWORD_KNOWN for one in request)


def _sent_on(outcome: Circumstances, here: Circumstances, _around: _Around) -> bool:
    if here.response is None or here.response.location == outcome.step.facts.told(Redirected).location:
        return True
    return outcome.page is not None and _same_page(outcome.page, here.page)


def _same_page(one: PageFacts, other: PageFacts | None) -> bool:
    """Tell whether a person would see the same in the end, or may have seen it where nobody recorded what."""
    if other is None:
        return True
    if one.redirect_loop is not None or other.redirect_loop is not None:
        return one.redirect_loop is not None and other.redirect_loop is not None
    if one.left_for is not None or other.left_for is not None:
        return one.left_for == other.left_for
    return one.heading in {other.heading, HIDDEN} or other.heading == HIDDEN or _both_ask(one, other)


def _both_ask(one: PageFacts, other: PageFacts) -> bool:
    return one.asks_password and other.asks_password


def _refused(outcome: Circumstances, here: Circumstances, around: _Around) -> bool:
    status = outcome.step.facts.told(Refused).status
    if status is not None and status < _FIRST_ERROR and stages.access_granted.name in _stages_of(here, around):
        return False  # the result says that the user is turned away
    return status is None or _status_is_seen(status, here)


def _status_is_seen(status: int, here: Circumstances) -> bool:
    """Tell whether the answer to a request has a status, or the page in the end, or may have it."""
    if here.response is None:
        return True
    if here.page is None:
        return here.response.location is not None or here.response.status == status
    return status in {here.response.status, here.page.status}


def _shown(outcome: Circumstances, here: Circumstances, around: _Around) -> bool:
    page = outcome.page_in_row
    if page is None:
        happened = _stages_of(here, around)
        return stages.access_granted.name in happened or not happened & _TURNED_AWAY
    return _status_is_seen(page.status, here) and (page.status != _OK or _same_page(page, here.page))


def _stages_of(here: Circumstances, around: _Around) -> set[str]:
    """Return the stages of the request of a step."""
    return {one.step.stage for one in _same_request(here, around)}


def _session_written(outcome: Circumstances, here: Circumstances, _around: _Around) -> bool:
    if here.response is None:
        return True
    cookie = here.session_cookie
    if outcome.session_cookie is None:
        is_sent = cookie is not None and not cookie.deleted
        return not is_sent and not here.session_before == here.session_then == here.session_after
    return cookie is not None and not cookie.deleted


def _login_refused(_outcome: Circumstances, here: Circumstances, around: _Around) -> bool:
    """Tell whether login_user() may have returned False: an app need not announce that."""
    request = _same_request(here, around)
    if any(one.step.is_a(stages.logged_in.name) for one in request):
        return False
    asked = {stages.credentials_checked.name, stages.logged_in.name, stages.login_refused.name}
    return any(one.step.stage in asked for one in request)


def _cleared(outcome: Circumstances, here: Circumstances, around: _Around) -> bool:
    if here.response is None:
        return True
    lost = _lost(here, around)
    if outcome.session_cookie is not None and outcome.session_cookie.deleted:
        return lost or (here.session_cookie is not None and here.session_cookie.deleted)
    if _lost(outcome, around):
        return lost
    return not lost and here.session_before.get("_user_id") is None


def _lost(here: Circumstances, around: _Around) -> bool:
    """Tell whether the session lost what a login had written, in the request of a step."""
    held: list[Mapping[str, Plain]] = [one.session_then for one in _same_request(here, around)]
    moments = [here.session_before, *held, here.session_after]
    return any(
        before.get(key) is not None and after.get(key) is None
        for before, after in pairwise(moments)
        for key in _LOGIN_KEYS
    )


def _protected(outcome: Circumstances, here: Circumstances, around: _Around) -> bool:
    if outcome.session_then.get("_remember") == "clear":
        return here.response is None or _lost(here, around)
    return _is_not_fresh(here)


def _is_not_fresh(here: Circumstances) -> bool:
    return not (here.session_then.get("_fresh") is True and here.session_after.get("_fresh") is True)


def _must_confirm(_outcome: Circumstances, here: Circumstances, _around: _Around) -> bool:
    """Tell whether the person may have to confirm who they are: a page that came and asks for nothing says no."""
    shown = here.page is not None and here.page.status == _OK and not here.page.asks_password
    return _is_not_fresh(here) and not shown


def _fresh(_outcome: Circumstances, here: Circumstances, _around: _Around) -> bool:
    return here.session_then.get("_fresh") is True or here.session_after.get("_fresh") is True


def _never(_outcome: Circumstances, _here: Circumstances, _around: _Around) -> bool:
    return False


_TRUE_HERE: Mapping[str, Callable[[Circumstances, Circumstances, _Around], bool]] = {
    stages.session_checked.name: _answered,
    stages.redirected.name: _sent_on,
    stages.refused.name: _refused,
    stages.credentials_checked.name: _compared,
    stages.logged_in.name: _session_written,
    stages.login_refused.name: _login_refused,
    stages.access_granted.name: _shown,
    stages.logged_out.name: _cleared,
    stages.remembered.name: _never,
    stages.identified_by_request.name: _never,
    stages.session_protected.name: _protected,
    stages.fresh_login_required.name: _must_confirm,
    stages.login_confirmed.name: _fresh,
}
"""Whether what a stage comes to is true of a step, by the stage."""
