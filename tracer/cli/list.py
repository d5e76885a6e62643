"""``list``: name the lessons and their scenarios."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracer.activities.library import library_of
from tracer.cli.command import Command
from tracer.cli.options import display_options, lessons_option
from tracer.errors import ProgressError
from tracer.lessons.library import LessonOutline, Library

if TYPE_CHECKING:
    from tracer.quiz.progress_store import LessonProgress
    from tracer.views.terminal import ColorChoice


@click.command(
    "list",
    cls=Command,
    examples=(
        "python -m tracer list",
        "python -m tracer list --lessons my-lessons",
    ),
)
@click.option("--json", "as_json", is_flag=True, help="Print the list as JSON, and nothing else.")
@display_options
@lessons_option
def command(*, as_json: bool, color: "ColorChoice", plain: bool, lesson_folders: tuple[Path, ...]) -> None:
    """Name the lessons and the scenarios that can be run."""
    library = library_of(lesson_folders)
    outlines = library.outlines()
    kept = _standings(library)
    if as_json:
        click.echo(json.dumps({"format": "login-flow-list", "format_version": 1, "lessons": _plain(outlines, kept)}))
        return
    from tracer.views.list import CourseList  # noqa: PLC0415 # Rich takes 50 ms
    from tracer.views.terminal import open_terminal  # noqa: PLC0415 # as above

    open_terminal(color, plain=plain).show(CourseList(outlines, kept))


def _standings(library: Library) -> "dict[str, LessonProgress]":
    """Return how the learner stands with the lessons; a list is shown even where the progress cannot be read."""
    from tracer.activities.progress import open_progress, standings  # noqa: PLC0415 # not needed for --help

    try:
        with open_progress() as progress:
            return standings(progress, library)
    except ProgressError as error:
        click.echo(f"What you have done is not shown: {error}", err=True)
        return {}


def _plain(outlines: list[LessonOutline], kept: "dict[str, LessonProgress]") -> list[dict[str, object]]:
    return [
        {
            "name": outline.name,
            "title": outline.title,
            "minutes": outline.minutes,
            "done": outline.name in kept and kept[outline.name].done,
            "right": kept[outline.name].right if outline.name in kept else 0,
            "scenarios": [{"name": name, "title": title} for name, title in outline.scenarios.items()],
        }
        for outline in outlines
    ]
