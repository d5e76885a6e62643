"""``compare``: show two runs side by side."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracer.activities.library import library_of
from tracer.cli.command import Command
from tracer.cli.options import display_options, lessons_option

if TYPE_CHECKING:
    from tracer.trace.compare import Comparison, Pair
    from tracer.trace.table import Step
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
    from tracer.activities.lesson_runs import named_run  # noqa: PLC0415 # not needed for --help
    from tracer.trace.compare import compare  # noqa: PLC0415 # as above

    library = library_of(lesson_folders)
    comparison = compare(named_run(left, library)[0], named_run(right, library)[0])
    if as_json:
        click.echo(json.dumps(_plain(comparison, left, right), ensure_ascii=False))
        return
    from tracer.views.compare import ComparisonView  # noqa: PLC0415 # Rich takes 50 ms
    from tracer.views.terminal import open_terminal  # noqa: PLC0415 # as above

    open_terminal(color, plain=plain).show(ComparisonView(comparison, left, right))


def _plain(comparison: "Comparison", left: str, right: str) -> dict[str, object]:
    first = comparison.first_difference
    return {
        "format": "login-flow-comparison",
        "format_version": 1,
        "left": left,
        "right": right,
        "same": comparison.same,
        "first_difference": None if first is None else _pair(first),
        "before": [asdict(difference) for difference in comparison.before],
        "pairs": [_pair(pair) for pair in comparison.pairs],
    }


def _pair(pair: "Pair") -> dict[str, object]:
    return {
        "left": _step(pair.left),
        "right": _step(pair.right),
        "same": pair.same,
        "differences": [asdict(difference) for difference in pair.differences],
    }


def _step(step: "Step | None") -> dict[str, object] | None:
    return None if step is None else {"number": step.number, "stage": step.stage, **asdict(step.row)}
