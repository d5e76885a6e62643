"""Showing a learner what was answered so far, and forgetting it."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from tracer.activities.library import library_of
from tracer.activities.standard_streams import PROMPT_LINES, tell, write_json
from tracer.errors import LessonError, NotInstalledError, ProgressError, UsageError
from tracer.lessons.library import Library, lesson_name
from tracer.lessons.schema import Lesson
from tracer.lessons.syllabus import Syllabus, syllabus_of
from tracer.quiz.progress_store import Progress, progress_path
from tracer.quiz.round import ROUNDS
from tracer.quiz.whereabouts import PathProgress
from tracer.trace.wording.phrases import counted, listed

if TYPE_CHECKING:
    from tracer.views.exercise_list import BegunExercises
    from tracer.views.terminal import ColorChoice


def open_progress() -> Progress:
    """Return the learner's progress; where a damaged file was kept aside, say so.

    Raises:
        ProgressError: The file cannot be read, or a newer version wrote it.
    """
    progress = Progress(progress_path())
    if progress.kept_aside is not None:
        tell(f"The file with your progress was damaged. It lies in {progress.kept_aside}; a new one is begun.")
    return progress


def answered_lessons(progress: Progress, library: Library) -> dict[str, Lesson]:
    """Return the lessons with an answer that can be loaded, in the order of the course."""
    answered = set(progress.lessons())
    found: dict[str, Lesson] = {}
    for path in library.paths():
        if (name := lesson_name(path)) in answered and name not in found:
            try:
                found[name] = library.lesson(name)
            except (LessonError, UsageError):
                continue  # check-lessons says what is wrong with it
    return found


@contextmanager
def on_the_path(syllabus: Syllabus, tell: Callable[[str], None] = tell) -> Iterator[PathProgress]:
    """Hold what is kept of the learner against the path. Where nothing can be kept, nothing has been done yet.

    Args:
        syllabus: The path.
        tell: Tells the person why what was done is not known.
    """
    try:
        progress = open_progress()
    except (NotInstalledError, ProgressError) as error:
        tell(f"What you have done is not shown: {error}")
        yield PathProgress(syllabus, None)
        return
    with progress:
        yield PathProgress(syllabus, progress)


def has_guessed(lesson: Lesson) -> bool:
    """Tell whether the guess of a lesson is settled: answered right, or as often as it is asked.

    Where the progress cannot be read, nothing is known of a guess.
    """
    try:
        with Progress(progress_path()) as progress:
            guess = progress.of_lesson(lesson).get(lesson.guess)
    except (NotInstalledError, ProgressError):
        return False
    return guess is not None and (guess.right or guess.attempts >= ROUNDS)


def show_progress(folders: tuple[Path, ...], *, whole: bool, as_json: bool, color: "ColorChoice", plain: bool) -> None:
    """Show what was answered so far, lesson by lesson, the exercises, and where the learner is on the path.

    The path stands last: it is what is seen on a terminal that is too short for both.

    Args:
        folders: The learner's own folders with lessons.
        whole: Whether every lesson of the path has a line on a terminal that is too short for it.
        as_json: Whether it is written as JSON instead.
        color: Whether to use colour.
        plain: Whether it is shown in its plain form.

    Raises:
        ProgressError: The file cannot be read, or a newer version wrote it.
    """
    library = library_of(folders)
    syllabus = syllabus_of(library)
    with open_progress() as progress:
        lessons = answered_lessons(progress, library)
        outdated = progress.outdated(lessons.values())
        if as_json:
            told = {
                name: {question: asdict(kept) for question, kept in progress.of_lesson(lesson).items()}
                for name, lesson in lessons.items()
            }
            exercises = {name: asdict(kept) for name, kept in progress.exercises().items()}
            write_json(
                {
                    "format": "login-flow-progress",
                    "format_version": 1,
                    "lessons": told,
                    "outdated": outdated,
                    "exercises": exercises,
                }
            )
            return
        from tracer.views.course_map import CourseMap  # noqa: PLC0415 # Rich takes 50 ms, and JSON needs none of it
        from tracer.views.progress import ProgressTable  # noqa: PLC0415 # as above
        from tracer.views.terminal import open_terminal  # noqa: PLC0415 # as above

        stops = PathProgress(syllabus, progress).stops(library.outlines())
        standings = {stop.outline.name: stop.standing for stop in stops if stop.standing is not None}
        titles = {name: lesson.title for name, lesson in lessons.items()}
        terminal = open_terminal(color, plain=plain)
        table = ProgressTable(standings, titles, outdated)
        begun = _begun_exercises(progress)
        above = table.most_lines + (begun.most_lines if begun is not None else 0)
        lines = None if whole or terminal.lines is None else terminal.lines - PROMPT_LINES - above
        terminal.show(table, *([begun] if begun is not None else []), CourseMap(stops, most_lines=lines))


def _begun_exercises(progress: Progress) -> "BegunExercises | None":
    """Return the exercises that were begun; None where none was."""
    kept = progress.exercises()
    if not kept:
        return None
    from tracer.activities.exercise_shelf import listed_exercises  # noqa: PLC0415 # only where some were begun
    from tracer.exercises.loading import exercise_names  # noqa: PLC0415 # as above
    from tracer.views.exercise_list import BegunExercises  # noqa: PLC0415 # Rich takes 50 ms, see above

    return BegunExercises([each for each in listed_exercises(kept) if each.standing is not None], len(exercise_names()))


def forget_progress(confirm: Callable[[str], object] | None) -> None:
    """Forget every answer and every exercise.

    Args:
        confirm: Asks the person whether to do so, and ends the command where the answer is no; None does not ask.

    Raises:
        UsageError: Nobody can be asked.
        ProgressError: The file cannot be read or written, or a newer version wrote it.
    """
    with open_progress() as progress:
        number, exercises = progress.answers(), len(progress.exercises())
        if number == exercises == 0:
            tell("There is nothing to forget.")
            return
        kept = [(number, "answer"), (exercises, "exercise")]
        what = listed([counted(each, noun) for each, noun in kept if each])
        if confirm is not None:
            if not sys.stdin.isatty():
                raise UsageError("Nobody can be asked whether to forget every answer. Add --yes to say so.")
            confirm(f"Forget {what} for good?")
        progress.reset()
        tell(f"{what} {'is' if number + exercises == 1 else 'are'} forgotten.")
