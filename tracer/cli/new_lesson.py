"""``new-lesson``: begin a lesson of one's own."""

from pathlib import Path

import click

from tracer.cli.command import Command
from tracer.cli.options import lessons_option
from tracer.errors import UsageError
from tracer.lessons.library import BUILT_IN, lesson_name


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
    from tracer.authoring.template import starting_file  # noqa: PLC0415 # not needed for --help

    text = starting_file(name)
    folder = lesson_folders[0] if lesson_folders else Path()
    path = folder / f"{name}.toml"
    if any(lesson_name(built_in) == name for built_in in BUILT_IN.glob("*.toml")):
        raise UsageError(f'There is a built-in lesson "{name}". Take another name.')
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as error:
        raise UsageError(f"{path} is there already. Take another name, or remove it.") from error
    except OSError as error:
        raise UsageError(f"{path} cannot be written ({error.strerror}). Name another folder with --lessons.") from error
    click.echo(f"Written: {path}")
    click.echo(f"Check it: python -m tracer check-lessons {path}", err=True)
    click.echo(f"Take it:  python -m tracer lesson {name} --lessons {folder}", err=True)
