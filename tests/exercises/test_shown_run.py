"""In the short run of an exercise stands what a person notices: crashes and errors, and no row that says nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.exercises.choir import APP, EXERCISE
from tests.views.shown import shown
from tracer.activities.exercise_report import ReportedExercise, verdict_on
from tracer.activities.exercise_trials import ExerciseTrials
from tracer.exercises.learner_folder import LearnerFolder
from tracer.exercises.loading import exercise
from tracer.exercises.shown_run import shown_run


@pytest.fixture(scope="module")
def trials() -> Iterator[ExerciseTrials]:
    with ExerciseTrials() as found:
        yield found


def test_a_crash_stands_first_and_its_row_does_not_say_that_all_is_well(tmp_path: Path, trials: ExerciseTrials) -> None:
    broken = APP.replace("    logout_user()\n", "    logout_user()\n    raise RuntimeError('no way out')\n")
    folder = LearnerFolder(tmp_path, {**EXERCISE.files, "app.py": broken})
    folder.make()
    judged = trials.judged(EXERCISE, folder)
    trace = judged.traces[judged.shown]
    run = shown_run(trace)
    (crash,) = run.crashes
    assert crash.in_words == "RuntimeError: no way out"
    assert crash.place is not None
    assert broken.splitlines()[crash.place.line - 1].strip().startswith("raise RuntimeError")
    (number,) = run.crashed_steps
    reported = ReportedExercise(EXERCISE, folder, trials.healthy_traces(EXERCISE), 0)
    short, verdict = verdict_on(reported, judged)
    told = shown(verdict)
    assert told.startswith("✗ Your app crashes: RuntimeError: no way out\n    at app.py:")
    row = next(line for line in shown(short, width=200).splitlines() if f" {number} " in f" {line}")
    assert "✗" in row
    assert "✓" not in row
    assert "then the app crashed: RuntimeError" in row


def test_rows_on_sessions_of_nobody_are_left_out_and_the_row_that_differs_never(
    tmp_path: Path, trials: ExerciseTrials
) -> None:
    folder = LearnerFolder(tmp_path, EXERCISE.files)
    folder.make()
    runs = trials.judged(EXERCISE, folder).traces.values()
    for run in map(shown_run, runs):
        for step in run.rows.steps:
            assert (step.number in run.left_out) == (step.stage == "session_protected" and not step.facts.user_id)
        assert not run.crashes
        assert all("POST" not in other.row.action for other in run.others)


def test_a_login_that_only_a_row_on_nobodys_session_tells_of_is_shown(tmp_path: Path, trials: ExerciseTrials) -> None:
    model = exercise("the-form-says-nothing")
    folder = LearnerFolder(tmp_path, model.files)
    folder.make()
    run = shown_run(next(iter(trials.judged(model, folder).traces.values())))
    sent = [step.number for step in run.rows.steps if step.row.action == "User submits the login form"]
    assert sent
    assert not run.left_out & {*sent}
