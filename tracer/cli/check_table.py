"""``check-table``: check a static execution table against a real run, cell by cell."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracer.cli.command import Command
from tracer.cli.options import display_options, lessons_option

if TYPE_CHECKING:
    from tracer.views.terminal import ColorChoice


@click.command(
    "check-table",
    cls=Command,
    examples=(
        "python -m tracer check-table my-table.md",
        "python -m tracer check-table pasted.txt --scenario wrong-password",
        "python -m tracer check-table my-table.md --set 'LOGIN_MESSAGE=\"Please log in\"'",
    ),
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--scenario",
    metavar="NAME[@APP]",
    help="The run to check it against. The file may name runs; login-flow if neither does.",
)
@click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="NAME=VALUE",
    help='A setting of the app in that run, such as LOGIN_MESSAGE="Please log in". May be repeated.',
)
@click.option("--json", "as_json", is_flag=True, help="Print the verdicts as JSON, and nothing else.")
@display_options
@lessons_option
def command(
    file: Path,
    *,
    scenario: str | None,
    settings: tuple[str, ...],
    as_json: bool,
    color: "ColorChoice",
    plain: bool,
    lesson_folders: tuple[Path, ...],
) -> int:
    """Check a static execution table against a real run, cell by cell.

    FILE is a table that somebody has written: in Markdown, pasted from a web page (with tabs, or as HTML), in TOML, or
    in a lesson. Each cell agrees with the run or
    is contradicted by it, with the reason and the setting that makes the difference. The exit code is 1 when a cell
    is contradicted or when the run has a step that no row names.
    """
    from tracer.activities.check_table import check_table_file  # noqa: PLC0415 # not needed for --help

    return check_table_file(
        file,
        lesson_folders,
        scenario=scenario,
        settings=settings,
        as_json=as_json,
        color=color,
        plain=plain,
    )
