"""``show``: show a saved trace, without running anything."""

from pathlib import Path
from typing import Any

import click

from tracer.cli.command import Command
from tracer.cli.options import display_options, lessons_option, run_options


@click.command(
    "show",
    cls=Command,
    examples=(
        "python -m tracer show login.json",
        "python -m tracer show login.json --detail --no-quiz",
    ),
)
@click.argument("file", type=click.Path(path_type=Path))
@run_options
@click.option("--json", "as_json", is_flag=True, help="Print the trace as JSON, and nothing else.")
@display_options
@lessons_option
def command(file: Path, *, as_json: bool, lesson_folders: tuple[Path, ...], **display: Any) -> None:
    """Show a saved trace, without running anything.

    FILE was written by "run-scenario --save FILE" or "watch TARGET --save FILE".
    """
    from tracer.activities.show import show_saved  # noqa: PLC0415 # not needed for --help

    show_saved(file, lesson_folders, as_json=as_json, **display)
