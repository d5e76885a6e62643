"""``progress``: what was answered so far."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracer.cli.command import Command
from tracer.cli.options import display_options, lessons_option

if TYPE_CHECKING:
    from tracer.views.terminal import ColorChoice


@click.command(
    "progress",
    cls=Command,
    examples=(
        "python -m tracer progress",
        "python -m tracer progress --json",
        "python -m tracer progress --reset",
    ),
)
@click.option("--all", "whole", is_flag=True, help="Show every lesson, also where the terminal is too short for them.")
@click.option("--json", "as_json", is_flag=True, help="Print the progress as JSON, and nothing else.")
@click.option("--reset", is_flag=True, help="Forget every answer and every exercise. You are asked first.")
@click.option("--yes", is_flag=True, help="With --reset: do not ask.")
@display_options
@lessons_option
def command(
    *,
    whole: bool,
    as_json: bool,
    reset: bool,
    yes: bool,
    color: "ColorChoice",
    plain: bool,
    lesson_folders: tuple[Path, ...],
) -> None:
    """Show what you have answered so far, lesson by lesson, and which exercises you have begun and mended.

    Only answers to questions as they are today count: when a question has changed, it is open again.
    """
    from tracer.activities.progress import forget_progress, show_progress  # noqa: PLC0415 # not needed for --help

    if reset:
        forget_progress(None if yes else partial(click.confirm, abort=True, err=True))
    else:
        show_progress(lesson_folders, whole=whole, as_json=as_json, color=color, plain=plain)
