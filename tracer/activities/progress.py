"""Reading the learner's progress for the command line."""

import click

from tracer.errors import LessonError, UsageError
from tracer.lessons.library import Library, lesson_name
from tracer.lessons.schema import Lesson
from tracer.quiz.progress_store import LessonProgress, Progress, lesson_progress, progress_path


def open_progress() -> Progress:
    """Return the learner's progress; where a damaged file was kept aside, say so.

    Raises:
        ProgressError: The file cannot be read, or a newer version wrote it.
    """
    progress = Progress(progress_path())
    if progress.kept_aside is not None:
        click.echo(
            f"The file with your progress was damaged. It lies in {progress.kept_aside}; a new one is begun.", err=True
        )
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


def standings(progress: Progress, library: Library) -> dict[str, LessonProgress]:
    """Return how the learner stands with each lesson that has an answer, in the order of the course."""
    lessons = answered_lessons(progress, library)
    return {name: lesson_progress(progress.of_lesson(lesson).values()) for name, lesson in lessons.items()}
