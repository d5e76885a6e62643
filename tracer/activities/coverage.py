"""Saying which behaviours of Flask-Login the lessons prove."""

from pathlib import Path
from typing import TYPE_CHECKING

from tracer.activities.json_output import JsonOutput
from tracer.activities.lesson_runs import course_of
from tracer.activities.library import library_of
from tracer.authoring.coverage import as_plain, coverage
from tracer.lessons.library import load_lesson

if TYPE_CHECKING:
    from tracer.views.terminal import ColorChoice


def show_coverage(
    folders: tuple[Path, ...], *, only_open: bool, runs: bool, as_json: bool, color: "ColorChoice", plain: bool
) -> int:
    """Show of each behaviour which lesson proves it, or why none does.

    Args:
        folders: The learner's own folders with lessons.
        only_open: Whether only what is not proven is shown.
        runs: Whether the claims are checked against runs; if not, they are only listed.
        as_json: Whether the result is written as JSON instead. Whatever the apps print goes to the standard error then.
        color: Whether to use colour.
        plain: Whether it is shown in its plain form.

    Returns:
        The exit code: 0 when each proof holds and each behaviour without one has its reason, otherwise 1.
    """
    output = JsonOutput() if as_json else None
    library = library_of(folders)
    lessons = [load_lesson(path) for path in library.paths()]
    found = coverage(lessons, course_of(library).traces if runs else None)
    if output is not None:
        output.write_json(as_plain(found))
    else:
        from tracer.views.coverage import CoverageReport  # noqa: PLC0415 # Rich takes 50 ms, and JSON needs none of it
        from tracer.views.terminal import open_terminal  # noqa: PLC0415 # as above

        open_terminal(color, plain=plain).show(CoverageReport(found, only_open=only_open))
    return 0 if found.good else 1
