"""``new-lesson``: begin a lesson of one's own."""

from pathlib import Path

import click

from tracer.cli.command import Command
from tracer.cli.options import lessons_option


@click.command(
    "new-lesson",
    cls=Command,
    examples=("python -m tracer new-lesson my-first-lesson --lessons my-lessons",),
)
@click.argument("name")
@lessons_option
def command(name: str, *, lesson_folders: tuple[Path, ...]) -> None:
    """Begin a lesson of your own: write a commented file that passes the check.

    NAME is made of small letters, digits and hyphens. The file is written into the first --lessons folder, or into
    the current folder. docs/writing-lessons.md takes you from there to a finished lesson.
    """
    from tracer.activities.new_lesson import begin_lesson  # noqa: PLC0415 # not needed for --help

    begin_lesson(name, lesson_folders)
