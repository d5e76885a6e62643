"""The exercises as a learner finds them: the list of all, the one that comes next, and the folder of each."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tracer.activities.progress import open_progress
from tracer.activities.standard_streams import tell
from tracer.errors import NotInstalledError, ProgressError
from tracer.exercises.exercise import Exercise
from tracer.exercises.learner_folder import LearnerFolder
from tracer.exercises.loading import exercise, exercise_names
from tracer.exercises.readme import README_FILE, readme
from tracer.libraries import installed_version, remedy
from tracer.quiz.exercise_progress import (
    ExerciseEvent,
    ExerciseProgress,
    ListedExercise,
    exercise_of_today,
    following_exercise,
)
from tracer.trace.wording.phrases import listed

_FOLDER = Path("mend")
"""The folder in which the folders of the exercises lie, where no other one is named."""


class ExerciseRecord:
    """What is kept of the learner's exercises. Where nothing can be kept that is said once, and the exercise goes on.

    Args:
        tell: Tells the person why nothing is kept.
    """

    def __init__(self, tell: Callable[[str], None] = tell) -> None:
        self._tell = tell
        self._is_kept = True
        self._unkept: dict[str, ExerciseProgress] = {}

    def keep(self, exercise: str, event: ExerciseEvent) -> None:
        """Keep that something has happened in an exercise."""
        if self._is_kept:
            with self._told(), open_progress() as progress:
                progress.keep_of_exercise(exercise, event)
                return
        self._unkept[exercise] = self._unkept.pop(exercise, ExerciseProgress()).after(event, "")

    def standings(self) -> dict[str, ExerciseProgress]:
        """Return how the learner stands with each exercise that was begun, the latest one last."""
        if self._is_kept:
            with self._told(), open_progress() as progress:
                return progress.exercises()
        return dict(self._unkept)

    def standing(self, exercise: str) -> ExerciseProgress:
        """Return how the learner stands with an exercise."""
        return self.standings().get(exercise, ExerciseProgress())

    def today(self) -> str | None:
        """Return the exercise with which the learner goes on; None where all are mended."""
        return exercise_of_today(exercise_names(), self.standings())

    def following(self, exercise: str) -> str | None:
        """Return the exercise that comes behind another one; None where all others are mended."""
        return following_exercise(exercise_names(), self.standings(), exercise)

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (NotInstalledError, ProgressError) as error:
            self._is_kept = False
            self._tell(f"What you mend is not kept: {error}")


def listed_exercises(kept: Mapping[str, ExerciseProgress]) -> list[ListedExercise]:
    """Return all exercises, from easy to hard, as they stand in the list.

    Args:
        kept: How the learner stands with those that were begun, the latest one last.
    """
    names = exercise_names()
    here = exercise_of_today(names, kept)
    return [ListedExercise(name, exercise(name).title, kept.get(name), name == here) for name in names]


def opened_exercise(name: str) -> Exercise:
    """Return an exercise that can be mended here.

    Raises:
        UsageError: There is none of this name.
        NotInstalledError: It needs a library that is not installed.
        ExerciseError: It cannot be loaded.
    """
    found = exercise(name)
    missing = [library for library in found.requires if installed_version(library) is None]
    if missing:
        raise NotInstalledError(f'The exercise "{name}" needs {listed(missing)}, not installed here. {remedy("mend")}')
    return found


def learner_folder(exercise: Exercise, folder: Path | None) -> LearnerFolder:
    """Return the folder in which a learner mends an exercise.

    Args:
        exercise: The exercise.
        folder: The folder in which those of all exercises lie; the one of the name ``mend`` where none is named.
    """
    return LearnerFolder((folder or _FOLDER) / exercise.name, {README_FILE: readme(exercise), **exercise.files})


def as_typed(folder: LearnerFolder) -> tuple[str, ...]:
    """Return the option by which a command finds the folder of an exercise; nothing where it lies where others do."""
    parent = folder.path.parent
    return () if parent == _FOLDER else ("--folder", str(parent))
