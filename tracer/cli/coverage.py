"""``coverage``: which behaviours of Flask-Login the lessons prove."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracer.cli.command import Command
from tracer.cli.options import display_options, lessons_option

if TYPE_CHECKING:
    from tracer.views.terminal import ColorChoice


@click.command(
    "coverage",
    cls=Command,
    examples=[
        "python -m tracer coverage",
        "python -m tracer coverage --open",
        "python -m tracer coverage --no-run --plain | grep B93",
    ],
)
@click.option("--open", "only_open", is_flag=True, help="Show only what is not proven, with the reasons.")
@click.option("--no-run", is_flag=True, help="Run nothing: list what the lessons say they prove, in a moment.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON, and nothing else.")
@display_options
@lessons_option
def command(
    *,
    only_open: bool,
    no_run: bool,
    as_json: bool,
    color: "ColorChoice",
    plain: bool,
    lesson_folders: tuple[Path, ...],
) -> int:
    """Say of each behaviour of Flask-Login which lesson proves it, or why none does.

    The claims of the lessons are checked against runs of today, with the libraries that are installed. The exit code is
    0 when each proof holds and each behaviour without one has its reason, otherwise 1.
    """
    from tracer.activities.coverage import show_coverage  # noqa: PLC0415 # not needed for --help

    return show_coverage(
        lesson_folders, only_open=only_open, runs=not no_run, as_json=as_json, color=color, plain=plain
    )
