"""What could come out of a step as well: its stage with another outcome, and what often comes of a request.

A run may hold too few results for a question with three answers. These results are put together by the words of the
execution table, from facts that nobody recorded: whether one is wrong at a step says ``tracer.quiz.result_truth``.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from tracer import stages
from tracer.stages import NOTHING, Announcement, CredentialsChecked, Redirected, Refused, SessionChecked, Stage
from tracer.trace.circumstances import Circumstances
from tracer.trace.events import Event, Trace
from tracer.trace.facts import PageFacts, RequestFacts, ResponseFacts, SetCookieFacts, StageFacts
from tracer.trace.wording.rows import row_of
from tracer.trace.wording.scene import Scene, StageContext

_BY_ITSELF = frozenset({stages.remembered.name, stages.identified_by_request.name})
"""The stages in which a request brings its user along, without a login."""

_NO_REQUEST = RequestFacts(method="GET", path="")
_LOGIN = frozenset({stages.logged_in.name, stages.login_refused.name})
_LOGOUT = frozenset({stages.logged_out.name})


@dataclass(frozen=True)
class _Outcome:
    """A stage, and what came of it.

    Attributes:
        stage: The stage.
        announced: What would be announced with it.
        response: The answer to the request; None where the result does not depend on it.
        page: What the person would see; None where the result does not depend on it.
        instead_of: The stages at which it is worth considering; empty for any.
    """

    stage: Stage
    announced: Announcement = NOTHING
    response: ResponseFacts | None = None
    page: PageFacts | None = None
    instead_of: frozenset[str] = frozenset()


def other_outcomes(here: Circumstances, trace: Trace) -> tuple[Circumstances, ...]:
    """Return what could come out of a step, its own result included: what comes of the same stage first.

    Args:
        here: What surrounds the step.
        trace: The trace to which it belongs.
    """
    stage = here.step.stage
    fitting = [one for one in _outcomes(here) if not one.instead_of or stage in one.instead_of]
    near = sorted(fitting, key=lambda one: (one.stage.name != stage, stage not in one.instead_of))
    return tuple(_imagined(one, here, trace) for one in near)


def _outcomes(here: Circumstances) -> Iterator[_Outcome]:
    cookie = (here.request or _NO_REQUEST).session_cookie_name
    form = PageFacts(page=None, path="", status=200, heading="", asks_password=True)
    # No address: wherever the login form stands, its page asks for a password.
    yield _Outcome(stages.redirected, Redirected(302, ""), ResponseFacts(302), form)
    yield _Outcome(stages.refused, Refused(401), ResponseFacts(401))
    for valid in (True, False):
        yield _Outcome(stages.credentials_checked, CredentialsChecked(valid))
    for authenticated in (True, False):
        yield _Outcome(stages.session_checked, SessionChecked(authenticated))
    sent = ResponseFacts(302, set_cookie={cookie: SetCookieFacts(deleted=False)})
    deleted = ResponseFacts(302, set_cookie={cookie: SetCookieFacts(deleted=True)})
    for response in (sent, ResponseFacts(302)):
        yield _Outcome(stages.logged_in, response=response, instead_of=_LOGIN)
    yield _Outcome(stages.login_refused, instead_of=_LOGIN)
    for response in (deleted, ResponseFacts(302)):
        yield _Outcome(stages.logged_out, response=response, instead_of=_LOGOUT)
    yield _Outcome(stages.remembered, instead_of=_BY_ITSELF)
    yield _Outcome(stages.identified_by_request, instead_of=_BY_ITSELF)


def _imagined(outcome: _Outcome, here: Circumstances, trace: Trace) -> Circumstances:
    """Return what would surround a step that came to an outcome, in a request that brings no session along."""
    facts = StageFacts(outcome.announced, session={})
    request = replace(here.request or _NO_REQUEST, session={})
    name = outcome.stage.name
    known = [each for each in (request, facts, outcome.response, outcome.page) if each is not None]
    events = [Event(number, name, each, request=1) for number, each in enumerate(known, start=1)]
    context = StageContext()
    for event in events[:2]:
        context.feed(event)
    row = row_of(Scene(events[1], events, context, trace, outcome.page), facts)
    step = replace(here.step, stage=name, row=row, facts=facts, events=tuple(events), contradiction=None)
    step = replace(step, page_shown=outcome.page)
    return replace(here, step=step, request=request, response=outcome.response, page=outcome.page, refused_cookies={})
