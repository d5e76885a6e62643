"""Running the app of an exercise: as the learner has it, and as it is when it is healthy."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from tracer.errors import ExerciseError
from tracer.exercises.exercise import APP_FILE, Exercise
from tracer.libraries import require_installed
from tracer.recording.trials.order import AppFile, TrialOrder
from tracer.scratch_folder import scratch_folder

if TYPE_CHECKING:
    from tracer.recording.trials.trials import Trials
    from tracer.trace.events import Trace


def order_of(exercise: Exercise, folder: Path) -> TrialOrder:
    """Return the order to perform the scenarios of an exercise on the app in a folder.

    Raises:
        NotInstalledError: A library is missing that the app needs.
    """
    require_installed(exercise.requires, "mend", f'The exercise "{exercise.name}"')
    return TrialOrder(
        app=AppFile(str(folder / APP_FILE)),
        scenarios=exercise.scenarios,
        pages=exercise.pages,
        accounts=exercise.accounts,
    )


def write_files(files: Mapping[str, str], folder: Path) -> None:
    """Write the files of an app into a folder.

    Args:
        files: The texts by their paths in the folder.
        folder: The folder. It is made where there is none.
    """
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def healthy_traces(exercise: Exercise, trials: "Trials") -> "Mapping[str, Trace]":
    """Return the traces of the healthy app, by scenario. It lies in a scratch folder meanwhile.

    Args:
        exercise: The exercise.
        trials: Performs the scenarios.

    Raises:
        ExerciseError: A scenario cannot be performed.
        NotInstalledError: A library is missing that the app needs.
    """
    with scratch_folder() as folder:
        write_files(exercise.healthy_files, folder / exercise.name)
        result = trials.perform(order_of(exercise, folder / exercise.name))
    for name, failure in result.failures.items():
        raise ExerciseError(f'{exercise.name}: the healthy app cannot perform "{name}": {failure.message}')
    return result.traces
