"""``compare``: show two runs side by side."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracer.cli.command import Command
from tracer.cli.options import display_options, lessons_option

if TYPE_CHECKING:
    from tracer.views.terminal import ColorChoice


@click.command(
    "compare",
    cls=Command,
    examples=(
        "python -m tracer compare login-flow wrong-password",
        "python -m tracer compare login-flow login-flow@quart",
        "python -m tracer compare before.json after.json",
    ),
)
@click.argument("left", metavar="A")
@click.argument("right", metavar="B")
@click.option("--json", "as_json", is_flag=True, help="Print the comparison as JSON, and nothing else.")
@display_options
@lessons_option
def command(
    left: str, right: str, *, as_json: bool, color: "ColorChoice", plain: bool, lesson_folders: tuple[Path, ...]
) -> None:
    """Show two runs side by side, aligned step by step, and name the first step that differs.

    A and B are scenarios (login-flow), scenarios on an app (login-flow@quart), or saved traces (before.json).
    """
    from tracer.activities.compare import compare_runs  # noqa: PLC0415 # not needed for --help

    compare_runs(left, right, lesson_folders, as_json=as_json, color=color, plain=plain)
