"""What is told of a learner's app at a terminal once it was judged."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tracer.activities.exercise_trials import JudgedApp
from tracer.activities.exercise_verdict import file_in
from tracer.exercises.code_difference import different_parts
from tracer.exercises.crash_place import crash_place
from tracer.exercises.difference_wording import YOUR_APP, action_in_words, differences_in_words, place_in_words
from tracer.exercises.differing_step import differing_step
from tracer.exercises.edit_effect import EditEffect, RunsOfSave
from tracer.exercises.exercise import APP_FILE, Exercise
from tracer.exercises.learner_folder import LearnerFolder
from tracer.exercises.loading import exercise_names
from tracer.exercises.shown_run import Crash, shown_run
from tracer.recording.trials.order import TrialFailure
from tracer.trace.events import Trace
from tracer.trace.wording.phrases import listed, quoted
from tracer.views.code_difference import CodeDifference
from tracer.views.mend import CannotJudge, ExerciseOpening, Mended
from tracer.views.not_mended import CrashedRequest, JudgedScenario, NotMended
from tracer.views.short_run import RunEmphasis, ShortRun
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
        mended_in(exercise, folder),
        watched=watched,
        name=exercise.name,
    )


def mended_in(exercise: Exercise, folder: LearnerFolder) -> str:
    """Return where an app is mended: its file; of an app of several files the folder with all of them."""
    others = [name for name in exercise.files if name != APP_FILE]
    if not others:
        return str(folder.path / APP_FILE)
    templates = any(name.startswith("templates/") for name in others)
    what = "its templates" if templates and all(name.startswith("templates/") for name in others) else listed(others)
    return f"{folder.path}{os.sep} ({APP_FILE} and {what})"


@dataclass(frozen=True)
class ReportedExercise:
    """An exercise of which is told, and what its app is compared with.

    Attributes:
        exercise: The exercise.
        folder: The folder in which the learner mends it.
        healthy: The runs of the healthy app, by scenario.
        hints: How many hints were taken.
    """

    exercise: Exercise
    folder: LearnerFolder
    healthy: Mapping[str, Trace]
    hints: int


def runs_of_save(judged: JudgedApp) -> RunsOfSave:
    """Return the runs of an app as it was saved once, to be compared with those of another save."""
    right = {name: verdict is None for name, verdict in judged.judgement.verdicts.items()}
    return RunsOfSave(judged.traces, judged.shown, right)


def verdict_on(reported: ReportedExercise, judged: JudgedApp, effect: EditEffect | None = None) -> Iterator[View]:
    """Yield what came of a learner's app: its run in short and what is still wrong, or what was wrong with it.

    Args:
        reported: The exercise.
        judged: What came of the app.
        effect: What the last edit has changed in its runs; None where there was none.
    """
    exercise = reported.exercise
    trace = judged.traces.get(judged.shown)
    if judged.stopped_by is not None:
        yield _cannot_judge(exercise, judged.stopped_by, reported.folder)
    elif judged.mended:
        yield Mended(_judged_scenarios(exercise, judged), exercise.explanation, reported.hints)
        yield from _code_beside(exercise, judged.sources)
    elif trace is None:
        failure = judged.judgement.failure
        told = [(YOUR_APP, failure.message if failure is not None else "")]
        title = exercise.scenarios[judged.shown].title
        yield NotMended(_judged_scenarios(exercise, judged), title, "", told, effect)
    else:
        yield from _not_mended(reported, judged, trace, effect)


def _judged_scenarios(exercise: Exercise, judged: JudgedApp) -> list[JudgedScenario]:
    """Return the scenarios by which an app was judged, each with its verdict."""
    verdicts = judged.judgement.verdicts
    return [JudgedScenario(name, each.title, verdicts[name] is None) for name, each in exercise.scenarios.items()]


def _cannot_judge(exercise: Exercise, stopped: tuple[str, TrialFailure], folder: LearnerFolder) -> View:
    name, failure = stopped
    first = name == next(iter(exercise.scenarios))
    where = "" if first else f" This happened in {quoted(exercise.scenarios[name].title)}."
    return CannotJudge(f"{failure.message}{where}", file_in(folder, failure), failure.line, failure.text)


def _not_mended(
    reported: ReportedExercise, judged: JudgedApp, trace: Trace, effect: EditEffect | None
) -> Iterator[View]:
    exercise, run = reported.exercise, shown_run(trace)
    deviation = judged.judgement.deviation
    found = differing_step(reported.healthy[judged.shown], trace, deviation)
    here = found.next_here
    crashed = {number: f"then the app crashed: {crash.error}" for number, crash in run.crashed_steps.items()}
    emphasis = RunEmphasis(here.number if here is not None else None, run.left_out, crashed)
    yield ShortRun(trace, "Your app", run.rows, (), run.others, emphasis)
    raised = next(iter(run.crashes), None)
    crash = _crashed(trace, raised, judged.sources) if raised is not None else None
    title = exercise.scenarios[judged.shown].title
    told = [*differences_in_words(found, deviation)]
    place = place_in_words(found) or (action_in_words(trace, deviation.action) if deviation is not None else "")
    yield NotMended(_judged_scenarios(exercise, judged), title, place, told, effect, crash)


def _crashed(trace: Trace, raised: Crash, sources: Mapping[str, bytes]) -> CrashedRequest:
    place = crash_place(trace, raised, {name: text.decode("utf-8", "replace") for name, text in sources.items()})
    return CrashedRequest(raised.in_words, place.own, place.library)


def _code_beside(exercise: Exercise, sources: Mapping[str, bytes]) -> Iterator[View]:
    """Yield the healthy code beside the learner's; where that is the same, what was broken beside what is mended."""
    mine = {name: sources.get(name, b"").decode("utf-8", "replace") for name in exercise.files}
    found = [*_differences(mine, exercise.healthy_files, "Your {}", "the healthy one")]
    yield from found or _differences(exercise.files, mine, "{} as it was", "yours, mended")


def _differences(left: Mapping[str, str], right: Mapping[str, str], name: str, other: str) -> Iterator[View]:
    for file, text in left.items():
        if parts := different_parts(text, right[file]):
            yield CodeDifference(parts, name.format(file), other.format(file))
