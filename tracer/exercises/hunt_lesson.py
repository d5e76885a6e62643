"""A hunt as a lesson in memory: its questions carry claims, so what takes lessons takes hunts, and the runs judge."""

from collections.abc import Iterator, Sequence

from tracer.claims.claim import Claim
from tracer.claims.evaluate import Traces
from tracer.demo_names import HEALTHY_APP
from tracer.errors import UsageError
from tracer.exercises.changed_app import ChangedApp
from tracer.exercises.hunt import Hunt, OfferedRemedy, SuspectedLine
from tracer.exercises.hunting_ground import HEALTHY
from tracer.lessons.schema import FORMAT_VERSION, Choice, Lesson, Moment, Question, QuestionTarget
from tracer.trace.compare import Aspect, Pair, compare
from tracer.trace.events import Trace

LINE = "line"
"""The question for the broken line; in a lesson it is the guess."""

STEP = "step"
REMEDY = "remedy"

_MINUTES = 5


def hunt_name(hunt: Hunt) -> str:
    """Return the name of a hunt, as a lesson has one."""
    return f"hunt-{hunt.seed}"


def hunt_title(hunt: Hunt) -> str:
    """Return the title of a hunt, which tells nothing of what is broken."""
    return f"Find the fault: hunt {hunt.seed}"


def complaint_of(hunt: Hunt) -> str:
    """Return what somebody tells who uses the broken app."""
    return f"“{hunt.kind.complaint.strip('“”')}”"


def step_question(hunt: Hunt) -> Question | None:
    """Return the question where the run begins to differ; None where it has too few steps to ask for one.

    Where the broken run has too few, the steps of the healthy one are asked for, if the difference is among them.
    """
    return step_question_of(hunt, of_healthy=hunt.fault.lacks) or step_question_of(hunt, of_healthy=True)


NO_STEP_QUESTION = (
    "This hunt asks two questions and not three: its runs have too few steps to ask which one is the first to differ."
)
"""What is said where there is no such question."""


def step_question_of(hunt: Hunt, *, of_healthy: bool) -> Question | None:
    """Return the question where one of both runs begins to differ; None where it cannot be asked of this one.

    Args:
        hunt: The hunt.
        of_healthy: Whether the steps of the healthy run are asked for, and not those of the broken one.
    """
    traces, shown = traces_of(hunt), hunt.fault.shown
    healthy, broken = f"{shown}@{HEALTHY_APP}", f"{shown}@{hunt.fault.broken.name}"
    asked, other = (healthy, broken) if of_healthy else (broken, healthy)
    comparison = compare(traces(asked), traces(other))
    if comparison.first_difference is None or comparison.first_difference.left is None:
        return None
    choices = _choices_of_steps([pair for pair in comparison.pairs if pair.left is not None])
    if len(choices) < _FEWEST_CHOICES:
        return None
    return Question(
        id=STEP,
        kind="step",
        scenario=healthy if of_healthy else None,
        text=_WHICH_STEP_IS_MISSING if of_healthy else _WHICH_STEP_DIFFERS,
        hints=(
            "Go through the run and ask at each step: is this what a login should do here?",
            "The complaint tells what somebody sees in the end. Where does that begin?",
        ),
        choices=choices,
        asks=QuestionTarget(first_difference_from=other),
    )


_FEWEST_CHOICES = 2
_WHICH_STEP_DIFFERS = "Which step of this run is the first one that is not as in the healthy app?"
_WHICH_STEP_IS_MISSING = (
    "Here is the run of the healthy app. Which of its steps is the first one that the broken app does not have, or not "
    "in this way?"
)


def _choices_of_steps(pairs: Sequence[Pair]) -> tuple[Choice, ...]:
    """Return the steps of a run as answers.

    Where the first difference does not stand in the row of a step, but in the requests below it that have no number,
    the answers say so; and the next step is no answer, for it is there that a reader sees the difference.
    """
    numbers = [pair.left.number for pair in pairs if pair.left is not None]
    first = next(pair for pair in pairs if not pair.same)
    at = first.left.number if first.left is not None else 0
    below = first.right is not None and all(difference.aspect in _BELOW for difference in first.differences)
    return tuple(
        Choice(
            text=f"Step {number}, and what happens up to the next step" if below else "",
            step=number,
            why=_why_of_step(number, at),
            right=number == at,
        )
        for number in numbers
        if not (below and number == at + 1)
    )


_BELOW: frozenset[Aspect] = frozenset({"requests", "signals", "flashes", "exceptions"})
"""What does not stand in the row of a step."""


def _why_of_step(number: int, first: int) -> str:
    if number == first:
        return "Up to this step both runs are the same."
    if number < first:
        return f"Step {number} is the same in both runs. Look further down."
    return f"Before step {number} there is one that differs already. Look further up."


def line_question(hunt: Hunt) -> Question:
    """Return the question which line is broken. The lines are shown as they are in the healthy app."""
    return Question(
        id=LINE,
        text="One of these lines is broken. Here they stand as they are in the healthy app. Which one was changed?",
        hints=(
            "Say of each line what it does for a login. In which step of the run is that done?",
            "A line whose work is done in this run as it should be is not the one.",
        ),
        choices=tuple(_choice_of_line(hunt, line) for line in hunt.lines),
    )


def _choice_of_line(hunt: Hunt, line: SuspectedLine) -> Choice:
    code = f"`` {line.text} ``" if "`" in line.text else f"`{line.text}`"
    return Choice(
        text=f"{line.file}, line {line.number}: {code}",
        why=line.why,
        right=line.right,
        claim=_same_as_healthy(line.app, hunt.fault.shown),
    )


def remedy_question(hunt: Hunt) -> Question:
    """Return the question which change mends the app."""
    return Question(
        id=REMEDY,
        text="Which change mends the app, and changes nothing else?",
        hints=(
            "What did the first step that differs lack? Which change brings exactly that back?",
            "A remedy takes the cause away. Which of the changes only treats what is seen of it?",
        ),
        choices=tuple(map(_choice_of_remedy, hunt.remedies)),
    )


def _choice_of_remedy(remedy: OfferedRemedy) -> Choice:
    return Choice(
        text=remedy.text,
        why=remedy.why,
        right=remedy.right,
        claims=tuple(_same_as_healthy(remedy.app, name) for name in remedy.runs),
    )


def _same_as_healthy(app: ChangedApp, scenario: str) -> Claim:
    return Claim(scenario=f"{scenario}@{app.name}", same_as=f"{scenario}@{HEALTHY_APP}")


def hunt_lesson(hunt: Hunt, *questions: Question) -> Lesson:
    """Return a hunt as a lesson.

    Args:
        hunt: The hunt.
        questions: Its questions; all of them when left out, the guess first.
    """
    chosen = questions or tuple(filter(None, (line_question(hunt), step_question(hunt), remedy_question(hunt))))
    scenario = hunt.ground.runs.scenarios[hunt.fault.shown]
    return Lesson(
        name=hunt_name(hunt),
        format_version=FORMAT_VERSION,
        title=hunt_title(hunt),
        summary="",
        minutes=_MINUTES,
        symptom=complaint_of(hunt),
        guess=LINE,
        scenario=scenario.name,
        app=hunt.fault.broken.name,
        beside=f"{scenario.name}@{HEALTHY_APP}",
        scenarios={scenario.name: scenario},
        moments=(Moment(question="What is broken?", answer=f"{_changed_line(hunt)} {hunt.kind.harm}"),),
        questions=chosen,
        snapshot=(hunt.told, hunt.kind.remedy_of(hunt.mutant)),
    )


def _changed_line(hunt: Hunt) -> str:
    return next(line.why for line in hunt.lines if line.right)


def traces_of(hunt: Hunt) -> Traces:
    """Return what gives the runs that the questions of a hunt speak of; for None the one that is shown."""

    def trace(name: str | None) -> Trace:
        if name is None:
            return hunt.ground.runs.trace(hunt.fault.broken, hunt.fault.shown)
        scenario, _, app = name.partition("@")
        for changed in _apps_of(hunt):
            if changed.name == (app or hunt.fault.broken.name):
                return hunt.ground.runs.trace(changed, scenario)
        raise UsageError(f'There is no run "{name}" in this hunt.')

    return trace


def _apps_of(hunt: Hunt) -> Iterator[ChangedApp]:
    """Yield the apps that a question may name; the remedies, which take longest to prove, come last."""
    yield from (HEALTHY, hunt.fault.broken)
    yield from (line.app for line in hunt.lines)
    yield from (remedy.app for remedy in hunt.remedies)
