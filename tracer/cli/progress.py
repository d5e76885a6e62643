"""``progress``: what was answered so far."""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracer.activities.library import library_of
from tracer.cli.command import Command
from tracer.cli.options import display_options, lessons_option
from tracer.errors import UsageError

if TYPE_CHECKING:
    from tracer.quiz.progress_store import Progress
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
@click.option("--json", "as_json", is_flag=True, help="Print the progress as JSON, and nothing else.")
@click.option("--reset", is_flag=True, help="Forget every answer. You are asked first.")
@click.option("--yes", is_flag=True, help="With --reset: do not ask.")
@display_options
@lessons_option
def command(
    *, as_json: bool, reset: bool, yes: bool, color: "ColorChoice", plain: bool, lesson_folders: tuple[Path, ...]
) -> None:
    """Show what you have answered so far, lesson by lesson.

    Only answers to questions as they are today count: when a question has changed, it is open again.
    """
    from tracer.activities.progress import answered_lessons, open_progress, standings  # noqa: PLC0415 # not for --help

    library = library_of(lesson_folders)
    with open_progress() as progress:
        if reset:
            _reset(progress, yes=yes)
            return
        lessons = answered_lessons(progress, library)
        outdated = progress.outdated(lessons.values())
        if as_json:
            told = {
                name: {question: asdict(kept) for question, kept in progress.of_lesson(lesson).items()}
                for name, lesson in lessons.items()
            }
            result = {"format": "login-flow-progress", "format_version": 1, "lessons": told, "outdated": outdated}
            click.echo(json.dumps(result, ensure_ascii=False))
            return
        from tracer.views.progress import ProgressTable  # noqa: PLC0415 # Rich takes 50 ms
        from tracer.views.terminal import open_terminal  # noqa: PLC0415 # as above

        titles = {name: lesson.title for name, lesson in lessons.items()}
        open_terminal(color, plain=plain).show(ProgressTable(standings(progress, library), titles, outdated))


def _reset(progress: "Progress", *, yes: bool) -> None:
    number = progress.answers()
    if number == 0:
        click.echo("There is nothing to forget.", err=True)
        return
    if not yes:
        if not sys.stdin.isatty():
            raise UsageError("Nobody can be asked whether to forget every answer. Add --yes to say so.")
        click.confirm(f"Forget {number} answers for good?", abort=True, err=True)
    progress.reset()
    click.echo(f"{number} answers are forgotten.", err=True)
