"""Whether the result of one step is true of another one too: then it may not be offered there as a wrong answer.

A result is a text, and what is true is decided by what was recorded, never by comparing texts. Where the record does
not tell, a result counts as true: it is left out of the question rather than called wrong.
"""

from collections.abc import Callable, Mapping

from tracer import stages
from tracer.stages import Redirected, SessionChecked
from tracer.trace.circumstances import Circumstances

_PASSWORD_KNOWN = frozenset({stages.logged_in.name, stages.login_refused.name, stages.login_confirmed.name})
"""Before one of these a password may have been checked where nobody could see it."""

_KNOWS_WHO = {stages.logged_in.name: True, stages.logged_out.name: False}


def is_true_here(offered: Circumstances, here: Circumstances, around: Mapping[int, Circumstances]) -> bool:
    """Tell whether the result of a step is true of another one as well.

    Args:
        offered: What surrounds the step whose result is offered.
        here: What surrounds the step that is asked about.
        around: What surrounds each step of the run.
    """
    step, other = here.step, offered.step
    if other.row.result == step.row.result or (step.request is not None and other.request == step.request):
        return True
    if other.stage == stages.session_checked.name:
        return _is_answered_so(here, around, authenticated=other.facts.told(SessionChecked).authenticated)
    if other.number in here.companions and other.number > step.number:
        return True  # what an action leads to by its redirects may be said of each step on the way
    return _TRUE_HERE[other.stage](offered, here)


def _is_answered_so(here: Circumstances, around: Mapping[int, Circumstances], *, authenticated: bool | None) -> bool:
    """Tell whether a guard would answer so at a step, or at a later one of the same request."""
    if here.step.stage == stages.session_checked.name:
        return False  # it has answered, and otherwise
    later = [around[number] for number in here.companions if number > here.step.number]
    moments = [here, *(one for one in later if one.step.request == here.step.request)]
    known = [_is_somebody_logged_in(one) for one in moments]
    return bool(authenticated) in known or None in known


def _is_somebody_logged_in(here: Circumstances) -> bool | None:
    """Tell whether somebody is logged in after a step; None where the record does not tell."""
    facts = here.step.facts
    if here.step.stage == stages.session_checked.name:
        return facts.told(SessionChecked).authenticated
    if here.step.stage in _KNOWS_WHO:
        return _KNOWS_WHO[here.step.stage]
    if facts.current_user is not None:
        return not facts.current_user.anonymous
    if facts.session is None or facts.session.get("_user_id") is not None:
        return None
    # Nobody in the session, and nothing else that could say who is there.
    return None if here.request is None or here.request.remember_cookie else False


def _sent_on(offered: Circumstances, here: Circumstances) -> bool:
    location = offered.step.facts.told(Redirected).location
    same_address = here.response is not None and here.response.location == location
    return same_address or _same_page(offered, here)


def _same_page(offered: Circumstances, here: Circumstances) -> bool:
    """Tell whether the person sees the same in the end, or may see it, for nobody recorded what they see."""
    one, other = offered.page, here.page
    if one is None or other is None:
        return one is None and other is None and offered.request == here.request
    return one.heading == other.heading or (one.asks_password and other.asks_password)


def _refused(offered: Circumstances, here: Circumstances) -> bool:
    statuses = {here.response.status if here.response else None, here.page.status if here.page else None}
    return (offered.response.status if offered.response else None) in statuses or _same_page(offered, here)


def _shown(offered: Circumstances, here: Circumstances) -> bool:
    return _refused(offered, here) if offered.page is None or offered.page.status != _OK else _same_page(offered, here)


def _compared(_offered: Circumstances, here: Circumstances) -> bool:
    return here.step.stage in _PASSWORD_KNOWN


def _session_written(offered: Circumstances, here: Circumstances) -> bool:
    cookie = here.session_cookie
    if offered.session_cookie is None:
        return cookie is None and here.session_before != here.session_after
    return cookie is not None and not cookie.deleted


def _cleared(offered: Circumstances, here: Circumstances) -> bool:
    user_gone = here.session_before.get("_user_id") is not None and here.session_after.get("_user_id") is None
    if (cookie := offered.session_cookie) is None:
        return here.session_cookie is None or user_gone
    return user_gone or (cookie.deleted and here.session_cookie is not None and here.session_cookie.deleted)


def _not_fresh(_offered: Circumstances, here: Circumstances) -> bool:
    return not (here.session_then.get("_fresh") is True and here.session_after.get("_fresh") is True)


def _fresh(_offered: Circumstances, here: Circumstances) -> bool:
    return here.session_then.get("_fresh") is True or here.session_after.get("_fresh") is True


def _never(_offered: Circumstances, _here: Circumstances) -> bool:
    return False


_OK = 200
_TRUE_HERE: Mapping[str, Callable[[Circumstances, Circumstances], bool]] = {
    stages.redirected.name: _sent_on,
    stages.refused.name: _refused,
    stages.credentials_checked.name: _compared,
    stages.logged_in.name: _session_written,
    stages.login_refused.name: _never,
    stages.access_granted.name: _shown,
    stages.logged_out.name: _cleared,
    stages.remembered.name: _never,
    stages.identified_by_request.name: _never,
    stages.session_protected.name: _not_fresh,
    stages.fresh_login_required.name: _not_fresh,
    stages.login_confirmed.name: _fresh,
}
"""Whether a result is true of a step in another request, by the stage that has the result."""
