"""What is told of a learner's app at a terminal once it was judged."""

from collections.abc import Iterator, Mapping

from tracer.activities.exercise_trials import JudgedApp
from tracer.activities.exercise_verdict import file_in
from tracer.exercises.code_difference import different_parts
from tracer.exercises.edit_effect import EditEffect
from tracer.exercises.exercise import APP_FILE, Exercise
from tracer.exercises.judge import Deviation
from tracer.exercises.learner_folder import LearnerFolder
from tracer.exercises.loading import exercise_names
from tracer.recording.trials.order import TrialFailure
from tracer.trace.events import Trace
from tracer.trace.facts import ActionFacts
from tracer.trace.table import Step, table
from tracer.trace.wording.actions import action_words
from tracer.trace.wording.phrases import quoted
from tracer.views.code_difference import CodeDifference
from tracer.views.mend import (
    HEALTHY_APP_NAME,
    YOUR_APP,
    CannotJudge,
    ExerciseOpening,
    JudgedScenario,
    Mended,
    NotMended,
)
from tracer.views.short_run import ShortRun
from tracer.views.terminal import View


def opening_of(exercise: Exercise, folder: LearnerFolder, *, watched: bool) -> View:
    """Return what an exercise begins with.

    Args:
        exercise: The exercise.
        folder: The folder in which the learner mends it.
        watched: Whether each save is judged by itself.
    """
    names = exercise_names()
    return ExerciseOpening(
        exercise.title,
        names.index(exercise.name) + 1,
        len(names),
        exercise.complaint,
        str(folder.path / APP_FILE),
        watched=watched,
    )


def verdict_on(
    exercise: Exercise, judged: JudgedApp, folder: LearnerFolder, hints: int, effect: EditEffect | None = None
) -> Iterator[View]:
    """Yield what came of a learner's app: its run in short and what is still wrong, or what was wrong with it.

    Args:
        exercise: The exercise.
        judged: What came of the app.
        folder: The folder in which it lies.
        hints: How many hints were taken.
        effect: What the last edit has changed in its runs; None where there was none.
    """
    trace = judged.traces.get(judged.shown)
    if judged.stopped_by is not None:
        yield _cannot_judge(exercise, judged.stopped_by, folder)
    elif judged.mended:
        yield Mended(_judged_scenarios(exercise, judged), exercise.explanation, hints)
        yield from _code_beside(exercise, judged.sources)
    else:
        if trace is not None:
            yield ShortRun(trace, "Your app", table(trace), ())
        yield _not_mended(exercise, judged, trace, effect)


def _judged_scenarios(exercise: Exercise, judged: JudgedApp) -> list[JudgedScenario]:
    """Return the scenarios by which an app was judged, each with its verdict."""
    verdicts = judged.judgement.verdicts
    return [JudgedScenario(name, each.title, verdicts[name] is None) for name, each in exercise.scenarios.items()]


def _cannot_judge(exercise: Exercise, stopped: tuple[str, TrialFailure], folder: LearnerFolder) -> View:
    name, failure = stopped
    first = name == next(iter(exercise.scenarios))
    where = "" if first else f" This happened in {quoted(exercise.scenarios[name].title)}."
    return CannotJudge(f"{failure.message}{where}", file_in(folder, failure), failure.line, failure.text)


def _not_mended(exercise: Exercise, judged: JudgedApp, trace: Trace | None, effect: EditEffect | None) -> View:
    deviation, failure = judged.judgement.deviation, judged.judgement.failure
    refused_by = exercise.scenarios[judged.shown].title
    scenarios = _judged_scenarios(exercise, judged)
    if deviation is None:
        told = failure.message if failure is not None else ""
        return NotMended(scenarios, refused_by, "", [(YOUR_APP, told)], effect)
    differences = [
        (YOUR_APP, _at_step(deviation.here, deviation.here_step, deviation)),
        (HEALTHY_APP_NAME, _at_step(deviation.healthy, deviation.healthy_step, deviation)),
    ]
    return NotMended(scenarios, refused_by, _action(trace, deviation.action), differences, effect)


def _action(trace: Trace | None, number: int) -> str:
    """Return what was done in an action of a run, in words."""
    events = trace.events if trace is not None else ()
    actions = [(event.name, event.facts) for event in events if isinstance(event.facts, ActionFacts)]
    return action_words(*actions[number - 1]) if number <= len(actions) else ""


def _at_step(words: str, step: Step | None, deviation: Deviation) -> str:
    """Return what an app shows, and at which step of its run."""
    if step is None:
        return words
    return f"step {step.number}, {words}" if deviation.aspect == "stage" else f"{words} (after step {step.number})"


def _code_beside(exercise: Exercise, sources: Mapping[str, bytes]) -> Iterator[View]:
    """Yield the healthy code beside the learner's; where that is the same, what was broken beside what is mended."""
    mine = {name: sources.get(name, b"").decode("utf-8", "replace") for name in exercise.files}
    found = [*_differences(mine, exercise.healthy_files, "Your {}", "The healthy {}")]
    yield from found or _differences(exercise.files, mine, "{} as it was", "Your {}, like the healthy one")


def _differences(left: Mapping[str, str], right: Mapping[str, str], name: str, other: str) -> Iterator[View]:
    for file, text in left.items():
        if parts := different_parts(text, right[file]):
            yield CodeDifference(parts, name.format(file), other.format(file))
