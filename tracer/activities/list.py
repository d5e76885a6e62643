"""The map of the course: its lessons, the scenarios that can be run, and what the learner has done of them."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tracer.activities.library import library_of
from tracer.activities.progress import on_the_path
from tracer.activities.standard_streams import PROMPT_LINES, write_json
from tracer.lessons.syllabus import syllabus_of
from tracer.quiz.whereabouts import PathStop

if TYPE_CHECKING:
    from tracer.views.terminal import ColorChoice


def list_lessons(
    folders: tuple[Path, ...], *, scenarios: bool, whole: bool, as_json: bool, color: "ColorChoice", plain: bool
) -> None:
    """Show every lesson, and where the learner is among them.

    Args:
        folders: The learner's own folders.
        scenarios: Whether the scenarios of each lesson are named too. Into a pipe, and in the plain form, they are.
        whole: Whether every lesson has a line on a terminal that is too short for it. Elsewhere it always has.
        as_json: Whether the list is written as JSON instead.
        color: Whether to use colour.
        plain: Whether it is shown in its plain form.
    """
    library = library_of(folders)
    with on_the_path(syllabus_of(library)) as path:
        stops = path.stops(library.outlines())
    if as_json:
        write_json({"format": "login-flow-list", "format_version": 1, "lessons": _plain(stops)}, ascii_only=True)
        return
    from tracer.views.course_map import CourseMap  # noqa: PLC0415 # Rich takes 50 ms, and JSON needs none of it
    from tracer.views.terminal import open_terminal  # noqa: PLC0415 # as above

    named = scenarios or plain or not sys.stdout.isatty()
    terminal = open_terminal(color, plain=plain)
    lines = None if whole or named or terminal.lines is None else terminal.lines - PROMPT_LINES
    terminal.show(CourseMap(stops, scenarios=named, most_lines=lines))


def _plain(stops: Sequence[PathStop]) -> list[dict[str, object]]:
    return [
        {
            "name": stop.outline.name,
            "title": stop.outline.title,
            "minutes": stop.outline.minutes,
            "part": stop.outline.part or None,
            "done": stop.standing is not None and stop.standing.done,
            "passed": stop.passed,
            "here": stop.here,
            "right": stop.standing.right if stop.standing is not None else 0,
            "scenarios": [{"name": name, "title": title} for name, title in stop.outline.scenarios.items()],
        }
        for stop in stops
    ]
