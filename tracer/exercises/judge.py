"""The judge: is an app mended? Its runs are compared with those of the healthy app.

What is mended is never refused, however it is written; and what is not mended is never accepted in any scenario that
shows it. What is read of a run stands in ``tracer.exercises.action_results``; here stands when two results are alike.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Literal, TypeAlias

from tracer.exercises.action_results import ActionResult, Ending, action_results
from tracer.exercises.exercise import Exercise
from tracer.exercises.judged_stages import Mark
from tracer.recording.trials.order import TrialFailure, performed_traces
from tracer.stages import BY_NAME
from tracer.trace.events import Trace
from tracer.trace.table import Step

DeviationAspect: TypeAlias = Literal[
    "possible", "address", "password", "stage", "ending", "person", "remembered", "header", "signal"
]
"""In what two results differ: whether something could be done at all, whether what is typed stands in the address, what
a check of the password said, a stage, how it ended, who is logged in afterwards, whether the browser is remembered, a
header, a signal of Flask-Login."""


@dataclass(frozen=True)
class Deviation:
    """The first thing in a scenario that is not as in the healthy app.

    Attributes:
        scenario: The name of the scenario.
        action: After which of its actions, from 1.
        aspect: In what they differ.
        healthy: What the healthy app shows, in words.
        here: What this app shows, in words.
        healthy_step: The step of the healthy run where that is seen; None where it has no such step.
        here_step: The step of this run.
        healthy_before: The last step of the healthy run before that action; None before the first one.
        here_before: The last step of this run before it.
    """

    scenario: str
    action: int
    aspect: DeviationAspect
    healthy: str
    here: str
    healthy_step: Step | None = None
    here_step: Step | None = None
    healthy_before: Step | None = None
    here_before: Step | None = None


@dataclass(frozen=True)
class Judgement:
    """What a judge says of an app.

    Attributes:
        verdicts: For each scenario, in the order of the exercise: the first thing that differs, why it could not be
            performed, or None where all is as in the healthy app.
    """

    verdicts: Mapping[str, Deviation | TrialFailure | None]

    @property
    def mended(self) -> bool:
        """Whether the app is mended: in every scenario all is as in the healthy app."""
        return not any(self.verdicts.values())

    @property
    def refused_by(self) -> str | None:
        """The first scenario that is not as in the healthy app; None where the app is mended."""
        return next((name for name, verdict in self.verdicts.items() if verdict is not None), None)

    @property
    def deviation(self) -> Deviation | None:
        """The first thing that differs, in the scenario that refuses the app."""
        verdict = self.verdicts[self.refused_by] if self.refused_by is not None else None
        return verdict if isinstance(verdict, Deviation) else None

    @property
    def failure(self) -> TrialFailure | None:
        """Why the scenario that refuses the app could not be performed."""
        verdict = self.verdicts[self.refused_by] if self.refused_by is not None else None
        return verdict if isinstance(verdict, TrialFailure) else None


def judge(exercise: Exercise, healthy: Mapping[str, Trace], runs: Mapping[str, Trace | TrialFailure]) -> Judgement:
    """Judge an app by its runs.

    Args:
        exercise: The exercise.
        healthy: The traces of the healthy app, by scenario.
        runs: What came of each scenario on the app that is judged.
    """
    right = action_results(exercise, healthy)
    here = action_results(exercise, performed_traces(runs))
    verdicts: dict[str, Deviation | TrialFailure | None] = {}
    for name in exercise.scenarios:
        run = runs[name]
        verdicts[name] = run if isinstance(run, TrialFailure) else _first_deviation(name, right[name], here[name])
    return Judgement(verdicts)


def _first_deviation(scenario: str, healthy: Sequence[ActionResult], here: Sequence[ActionResult]) -> Deviation | None:
    before: tuple[Step | None, Step | None] = (None, None)
    for number, (right, result) in enumerate(zip(healthy, here, strict=False), 1):
        for compare in _COMPARED:
            found = compare(right, result)
            if found is not None:
                steps = found.steps or (right.step, result.step)
                return Deviation(scenario, number, found.aspect, found.healthy, found.here, *steps, *before)
        before = (right.step, result.step)
    return None


@dataclass(frozen=True)
class _Unlike:
    """In what two results differ; where no steps are named, the last ones until then show it."""

    aspect: DeviationAspect
    healthy: str
    here: str
    steps: tuple[Step | None, Step | None] | None = None


def _possible(healthy: ActionResult, here: ActionResult) -> _Unlike | None:
    if healthy.possible == here.possible:
        return None
    words = {True: "a form, button or link for it", False: "no form, button or link for it on the page"}
    return _Unlike("possible", words[healthy.possible], words[here.possible])


def _address(healthy: ActionResult, here: ActionResult) -> _Unlike | None:
    if not (healthy.login and healthy.by_post) or here.by_post:
        return None
    return _Unlike("address", "name and password sent by POST", "name and password in the address")


def _password(healthy: ActionResult, here: ActionResult) -> _Unlike | None:
    known = healthy.checked is not None and here.checked is not None
    if not (known and healthy.login) or healthy.checked == here.checked:
        return None
    words = {True: "a password that fits", False: "a password that does not fit"}
    return _Unlike("password", words[healthy.checked is True], words[here.checked is True])


def _stage(healthy: ActionResult, here: ActionResult) -> _Unlike | None:
    for right, mark in zip_longest(healthy.marks, here.marks):
        if right != mark:
            steps = (right.step if right else None, mark.step if mark else None)
            return _Unlike("stage", _words(right), _words(mark), steps)
    return None


def _words(mark: Mark | None) -> str:
    if mark is None:
        return "no further step before the next thing that the user does"
    if mark.step is not None:
        return f"{mark.step.title}: {mark.step.row.result}"
    return BY_NAME[mark.stage].title


def _ending(healthy: ActionResult, here: ActionResult) -> _Unlike | None:
    rough: frozenset[Ending] = frozenset({"crashed", "left", "circle"})
    differ = healthy.ending != here.ending
    if not {healthy.ending, here.ending} & rough:
        # Whether a login that fails is answered by the form, by an error or by a redirect to the form is a matter of
        # taste, and so is what a logout that logs nobody out answers.
        failed = healthy.login and not healthy.logged_in and not here.logged_in
        no_logout = healthy.page == "logout" and not (healthy.logged_out or here.logged_out)
        if failed or no_logout:
            return None
        asks = healthy.asks_password != here.asks_password and healthy.do == "visit"
        # Who is logged in needs no login form; but where the healthy app sends such people on, that is not given up.
        sent_on = healthy.at_door and healthy.person is not None and healthy.asks_password
        differ = differ or (asks and not sent_on)
    return _Unlike("ending", _told(healthy), _told(here)) if differ else None


_ENDINGS: Mapping[Ending, str] = {
    "seen": "a page",
    "redirected": "a redirect to another page",
    "refused": "a refusal",
    "crashed": "a crash: Internal Server Error",
    "left": "another site",
    "circle": "redirects in a circle",
    "nothing": "no request",
}


def _told(result: ActionResult) -> str:
    return "the login form" if result.ending == "seen" and result.asks_password else _ENDINGS[result.ending]


def _person(healthy: ActionResult, here: ActionResult) -> _Unlike | None:
    if healthy.person != here.person:
        return _Unlike("person", _who(healthy, here), _who(here, healthy))
    # A page that names the person who logged in is at most another page, unless the healthy one names somebody else.
    own = {here.account} if healthy.named <= {here.account} else set()
    if here.named - healthy.named - own:
        right, wrong = (" and ".join(sorted(result.named)) or "nobody" for result in (healthy, here))
        return _Unlike("person", right, wrong)
    if here.mistaken and not healthy.mistaken:
        return _Unlike("person", "the person who has logged in", "somebody else")
    return None


def _who(result: ActionResult, other: ActionResult) -> str:
    if result.person is None:
        return "nobody logged in"
    return "somebody logged in" if other.person is None else f"person {result.person} logged in"


def _remembered(healthy: ActionResult, here: ActionResult) -> _Unlike | None:
    if healthy.remembered == here.remembered:
        return None
    words = {True: "a remember cookie", False: "no remember cookie"}
    return _Unlike("remembered", words[healthy.remembered], words[here.remembered])


def _header(healthy: ActionResult, here: ActionResult) -> _Unlike | None:
    for name, right in healthy.headers.items():
        taste = name == "Location" and healthy.at_door and (healthy.person is not None or healthy.page == "logout")
        if not taste and not right.agrees_with(here.headers[name]):
            return _Unlike("header", right.words, here.headers[name].words)
    return None


def _signal(healthy: ActionResult, here: ActionResult) -> _Unlike | None:
    if healthy.signals == here.signals:
        return None
    right, wrong = (", ".join(sorted(result.signals)) or "no signal" for result in (healthy, here))
    return _Unlike("signal", right, wrong)


_COMPARED: tuple[Callable[[ActionResult, ActionResult], _Unlike | None], ...] = (
    _possible,
    _address,
    _password,
    _stage,
    _ending,
    _person,
    _remembered,
    _header,
    _signal,
)
