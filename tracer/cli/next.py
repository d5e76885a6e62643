"""``next``: go on where you are in the course."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracer.cli.command import Command
from tracer.cli.options import display_options, lessons_option

if TYPE_CHECKING:
    from tracer.views.terminal import ColorChoice


@click.command(
    "next",
    cls=Command,
    examples=(
        "python -m tracer next",
        "python -m tracer next --lessons my-lessons",
    ),
)
@display_options
@lessons_option
def command(*, color: "ColorChoice", plain: bool, lesson_folders: tuple[Path, ...]) -> int:
    """Go on in the course where you are: in the lesson that you left, or with the next one.

    "list" shows the whole course and where you are in it.
    """
    from tracer.activities.next import take_next  # noqa: PLC0415 # not needed for --help

    return take_next(lesson_folders, color=color, plain=plain)
