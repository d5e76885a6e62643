"""Whether what was recorded beside an announcement contradicts it, and how that is said.

An app can announce what it does not do: the line with ``login_user(user)`` is lost, and the line below it still
announces a login. Where Flask-Login tells of the same thing by a signal, or the response says otherwise, the recording
knows better than the app. A check of the password has no other witness than the app itself.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from tracer.stages import (
    BY_NAME,
    Redirected,
    Refused,
    SessionChecked,
    logged_in,
    logged_out,
    login_refused,
)
from tracer.trace.events import Event
from tracer.trace.facts import ResponseFacts, StageFacts, UserFacts

_NOBODY = "AnonymousUserMixin"
"""Flask-Login's own anonymous user, whose ``is_authenticated`` is False. An app's own one may say what it likes."""
_LOGGED_IN, _LOGGED_OUT = str(logged_in.login_signal), str(logged_out.login_signal)
_FIRST_REDIRECT, _FIRST_ERROR = 300, 400


def contradictions(events: Iterable[Event]) -> Mapping[int, str]:
    """Return what the recording says against announcements, as clauses, by the numbers of the announcements.

    Args:
        events: Those of whole requests of an app that announces its stages.
    """
    requests: dict[int | None, list[Event]] = {}
    for event in events:
        requests.setdefault(event.request, []).append(event)
    staged = ((event, own) for own in requests.values() for event in own if event.kind == "stage")
    found = ((event.number, _contradiction(event, own)) for event, own in staged)
    return {number: words for number, words in found if words is not None}


def _contradiction(stage: Event, request: Sequence[Event]) -> str | None:
    """Return what the events of its request say against an announcement."""
    if not isinstance(stage.facts, StageFacts):
        return None
    response = next((event.facts for event in request if isinstance(event.facts, ResponseFacts)), None)
    return _by_signals(stage, stage.facts, request) or _by_facts(stage.facts, response)


def _by_signals(stage: Event, facts: StageFacts, request: Sequence[Event]) -> str | None:
    """Return what the signals of Flask-Login in the same request say against a stage."""
    signals = Counter(event.name for event in request if event.kind == "signal")
    announced = Counter(event.name for event in request if event.kind == "stage" and event.number <= stage.number)
    own = BY_NAME[stage.name].login_signal
    if own is not None and signals[own] < announced[stage.name]:
        return f"Flask-Login sent no signal {own}"
    if stage.name == logged_in.name and not signals[_LOGGED_OUT] and facts.user_id is None:
        return "the session names no user"
    if stage.name == login_refused.name and signals[_LOGGED_IN] > announced[logged_in.name]:
        return f"Flask-Login sent the signal {_LOGGED_IN}"
    return None


def _by_facts(facts: StageFacts, response: ResponseFacts | None) -> str | None:
    """Return what the user of the moment, or the response, says against what was announced."""
    match facts.announced:
        case SessionChecked(authenticated=True):
            return _no_user(facts)
        case Redirected() if response is not None and not _FIRST_REDIRECT <= response.status < _FIRST_ERROR:
            return f"the response is no redirect, its status is {response.status}"
        case Refused(status=int(status)) if response is not None and response.status < _FIRST_ERROR <= status:
            return f"the response is no error, its status is {response.status}"
    return None


def _no_user(facts: StageFacts) -> str | None:
    """Return what speaks against it that somebody was found: current_user is nobody, or there is no user at all."""
    match facts.current_user:
        case UserFacts(class_name=name, anonymous=True) if name == _NOBODY:
            return "current_user is anonymous"
        case None if facts.user_id is None:
            return "nobody had asked for current_user, and the session names no user"
    return None
