"""Naming the lessons and the scenarios that can be run, with what the learner has done of them."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tracer.activities.library import library_of
from tracer.activities.progress import open_progress, progress_by_lesson
from tracer.activities.standard_streams import tell, write_json
from tracer.errors import NotInstalledError, ProgressError
from tracer.lessons.library import LessonOutline, Library
from tracer.quiz.progress_store import LessonProgress

if TYPE_CHECKING:
    from tracer.views.terminal import ColorChoice


def list_lessons(folders: tuple[Path, ...], *, as_json: bool, color: "ColorChoice", plain: bool) -> None:
    """Show every lesson with its scenarios.

    Args:
        folders: The learner's own folders.
        as_json: Whether the list is written as JSON instead.
        color: Whether to use colour.
        plain: Whether it is shown in its plain form.
    """
    library = library_of(folders)
    outlines = library.outlines()
    done = _progress(library)
    if as_json:
        result = {"format": "login-flow-list", "format_version": 1, "lessons": _plain(outlines, done)}
        write_json(result, ascii_only=True)
        return
    from tracer.views.list import CourseList  # noqa: PLC0415 # Rich takes 50 ms, and JSON needs none of it
    from tracer.views.terminal import open_terminal  # noqa: PLC0415 # as above

    open_terminal(color, plain=plain).show(CourseList(outlines, done))


def _progress(library: Library) -> dict[str, LessonProgress]:
    """Return how the learner stands with the lessons; a list is shown even where the progress cannot be read."""
    try:
        with open_progress() as progress:
            return progress_by_lesson(progress, library)
    except (NotInstalledError, ProgressError) as error:
        tell(f"What you have done is not shown: {error}")
        return {}


def _plain(outlines: Sequence[LessonOutline], done: Mapping[str, LessonProgress]) -> list[dict[str, object]]:
    return [
        {
            "name": outline.name,
            "title": outline.title,
            "minutes": outline.minutes,
            "done": outline.name in done and done[outline.name].done,
            "right": done[outline.name].right if outline.name in done else 0,
            "scenarios": [{"name": name, "title": title} for name, title in outline.scenarios.items()],
        }
        for outline in outlines
    ]
