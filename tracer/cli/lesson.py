"""``lesson``: take a lesson, in nine ways."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tracer.cli.command import Command
from tracer.cli.options import display_options, given_by, given_options, lessons_option

if TYPE_CHECKING:
    from tracer.views.terminal import ColorChoice


MODES = {
    "flow": "the concept flow with the path of the run",
    "code": "the code, with the steps in which its lines act",
    "table": "the execution table",
    "tracker": "the variables, step by step",
    "moments": "the key moments: what learners wonder",
    "predict": "each row's action, input and check; you say what comes out",
    "quiz": "the questions",
    "snapshot": "what to keep in mind",
    "transcript": "the whole lesson as text, to read or to listen to",
}
"""The nine ways to take a lesson."""


@click.command(
    "lesson",
    cls=Command,
    examples=(
        "python -m tracer lesson login-flow",
        "python -m tracer lesson login-flow --mode flow",
        "python -m tracer lesson login-flow --mode quiz --seed 7",
    ),
    epilog="The modes: " + "; ".join(f"{name}: {meaning}" for name, meaning in MODES.items()) + ".",
)
@click.argument("name", default="login-flow")
@click.option("--mode", type=click.Choice([*MODES]), help="One way to take the lesson; all in turn if left out.")
@click.option("--notes", is_flag=True, help="Show the speaker's notes, too.")
@click.option("--seed", type=int, metavar="S", help="Shuffle the answers in the way of this number.")
@display_options
@lessons_option
@given_options
def command(
    name: str,
    *,
    mode: str | None,
    notes: bool,
    seed: int | None,
    color: "ColorChoice",
    plain: bool,
    lesson_folders: tuple[Path, ...],
    **given: Any,
) -> int:
    """Take a lesson, in nine ways, one at a time or all in turn.

    NAME is one of the lessons that "list" shows; login-flow if left out. All nine ways come from the same run.
    """
    from tracer.activities.lesson import take_lesson  # noqa: PLC0415 # not needed for --help

    modes = [mode] if mode else [*MODES]
    return take_lesson(
        name, modes, lesson_folders, notes=notes, color=color, plain=plain, seed=seed, given=given_by(given)
    )
