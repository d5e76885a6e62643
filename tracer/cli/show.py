"""``show``: show a saved trace, without running anything."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tracer.activities.library import library_of
from tracer.cli.command import Command
from tracer.cli.options import display_options, lessons_option, run_options

if TYPE_CHECKING:
    from tracer.trace.events import Trace
    from tracer.views.terminal import ColorChoice


@click.command(
    "show",
    cls=Command,
    examples=(
        "python -m tracer show login.json",
        "python -m tracer show login.json --detail --no-quiz",
    ),
)
@click.argument("file", type=click.Path(path_type=Path))
@run_options
@click.option("--json", "as_json", is_flag=True, help="Print the trace as JSON, and nothing else.")
@display_options
@lessons_option
def command(file: Path, *, as_json: bool, lesson_folders: tuple[Path, ...], **display: Any) -> None:
    """Show a saved trace, without running anything.

    FILE was written by "run-scenario --save FILE" or "watch TARGET --save FILE".
    """
    from tracer.trace.files import load_trace  # noqa: PLC0415 # not needed for --help

    trace = load_trace(file)
    if as_json:
        from tracer.activities.show import print_trace  # noqa: PLC0415 # as above

        print_trace(trace)
        return
    from tracer.activities.lesson_runs import lesson_of  # noqa: PLC0415 # as above
    from tracer.activities.show import show  # noqa: PLC0415 # Rich takes 50 ms

    show(trace, lesson_of(trace, library_of(lesson_folders)), **display)
    if trace.scenario is None:
        _show_findings(trace, color=display["color"], plain=display["plain"])


def _show_findings(trace: "Trace", *, color: "ColorChoice", plain: bool) -> None:
    """Show what is wrong with an app that was watched. A scenario of a lesson leaves that to the learner."""
    from tracer.findings import find  # noqa: PLC0415 # only here
    from tracer.views.findings import FindingList  # noqa: PLC0415 # Rich takes 50 ms
    from tracer.views.terminal import open_terminal  # noqa: PLC0415 # as above

    open_terminal(color, plain=plain).show(FindingList(find(trace)))
