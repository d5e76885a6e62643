"""The verdict on a learner's app for machines: what a grader reads."""

from pathlib import PurePath

from tracer.activities.exercise_trials import JudgedApp
from tracer.exercises.exercise import Exercise
from tracer.exercises.judge import Deviation
from tracer.exercises.learner_folder import LearnerFolder
from tracer.recording.trials.order import TrialFailure


def judged_to_plain(exercise: Exercise, judged: JudgedApp, folder: LearnerFolder) -> dict[str, object]:
    """Return what came of a learner's app as it is printed for machines."""
    stopped = judged.stopped_by
    deviation = judged.judgement.deviation
    return {
        "format": "login-flow-exercise",
        "format_version": 1,
        "exercise": exercise.name,
        "mended": judged.mended,
        "refused_by": judged.judgement.refused_by if stopped is None else None,
        "first_difference": None if deviation is None or stopped is not None else _deviation_to_plain(deviation),
        "failure": None if stopped is None else _failure_to_plain(stopped, folder),
        "scenarios": [
            {"name": name, "title": exercise.scenarios[name].title, "same": verdict is None}
            for name, verdict in judged.judgement.verdicts.items()
        ],
    }


def file_in(folder: LearnerFolder, failure: TrialFailure) -> str | None:
    """Return the file in which something failed: one of the learner's by its path in the folder."""
    if failure.file is None:
        return None
    path = PurePath(failure.file)
    own = folder.path.absolute()
    return path.relative_to(own).as_posix() if path.is_relative_to(own) else failure.file


def _failure_to_plain(stopped: tuple[str, TrialFailure], folder: LearnerFolder) -> dict[str, object]:
    name, failure = stopped
    return {
        "scenario": name,
        "kind": failure.kind,
        "message": failure.message,
        "file": file_in(folder, failure),
        "line": failure.line,
        "text": failure.text,
    }


def _deviation_to_plain(deviation: Deviation) -> dict[str, object]:
    return {
        "scenario": deviation.scenario,
        "action": deviation.action,
        "aspect": deviation.aspect,
        "here": deviation.here,
        "healthy": deviation.healthy,
        "here_step": deviation.here_step.number if deviation.here_step is not None else None,
        "healthy_step": deviation.healthy_step.number if deviation.healthy_step is not None else None,
    }
