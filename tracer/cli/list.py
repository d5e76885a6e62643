"""``list``: the map of the course, with the scenarios that can be run."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracer.cli.command import Command
from tracer.cli.options import display_options, lessons_option

if TYPE_CHECKING:
    from tracer.views.terminal import ColorChoice


@click.command(
    "list",
    cls=Command,
    examples=(
        "python -m tracer list",
        "python -m tracer list --scenarios",
        "python -m tracer list --lessons my-lessons",
    ),
)
@click.option("--scenarios", is_flag=True, help="Name the scenarios of each lesson too. Into a pipe they always are.")
@click.option("--all", "whole", is_flag=True, help="Show every lesson, also where the terminal is too short for them.")
@click.option("--json", "as_json", is_flag=True, help="Print the list as JSON, and nothing else.")
@display_options
@lessons_option
def command(
    *, scenarios: bool, whole: bool, as_json: bool, color: "ColorChoice", plain: bool, lesson_folders: tuple[Path, ...]
) -> None:
    """Show the map of the course: its lessons, where you are, and the scenarios that can be run."""
    from tracer.activities.list import list_lessons  # noqa: PLC0415 # not needed for --help

    list_lessons(lesson_folders, scenarios=scenarios, whole=whole, as_json=as_json, color=color, plain=plain)
