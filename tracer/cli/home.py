"""The tracer without a command, on a terminal: the home screen."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracer.cli.options import display_options, lessons_option

if TYPE_CHECKING:
    from tracer.views.terminal import ColorChoice


def is_at_home() -> bool:
    """Tell whether somebody sits at a terminal who can see the home screen and press a key."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout))


@click.command("home")
@display_options
@lessons_option
def command(*, color: "ColorChoice", plain: bool, lesson_folders: tuple[Path, ...]) -> tuple[str, ...] | None:
    """Show the home screen, and return the words of the command that is chosen; None to leave."""
    from tracer.activities.home import go_in  # noqa: PLC0415 # not needed where a command is given

    return go_in(lesson_folders, click.getchar, color=color, plain=plain)
