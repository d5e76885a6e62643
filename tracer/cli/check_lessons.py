"""``check-lessons``: check what the lessons say against recorded runs."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tracer.cli.command import Command
from tracer.cli.options import display_options, given_by, given_options, lessons_option

if TYPE_CHECKING:
    from tracer.views.terminal import ColorChoice


@click.command(
    "check-lessons",
    cls=Command,
    examples=(
        "python -m tracer check-lessons",
        "python -m tracer check-lessons my-lessons",
        "python -m tracer check-lessons my-lessons/mine.toml --app shop:app --username ada",
    ),
)
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON, and nothing else.")
@display_options
@lessons_option
@given_options
def command(
    paths: tuple[Path, ...],
    *,
    as_json: bool,
    color: "ColorChoice",
    plain: bool,
    lesson_folders: tuple[Path, ...],
    **given: Any,
) -> int:
    """Check what the lessons say against recorded runs, and report every problem at once.

    PATH is a lesson file or a folder with some; every lesson if left out. A lesson that needs libraries which are not
    here, or an app or a trace that is not given, is left out, and that is said. A warning tells what is true and could
    be better. The exit code is 0 when everything is true, warnings or not, and 1 when anything is not.
    """
    from tracer.activities.check_lessons import check_lessons  # noqa: PLC0415 # not needed for --help

    return check_lessons(paths, lesson_folders, as_json=as_json, color=color, plain=plain, given=given_by(given))
