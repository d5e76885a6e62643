"""``lesson``: take a lesson, in nine ways."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tracer.cli.command import Command
from tracer.cli.options import display_options, given_by, given_options, lessons_option
from tracer.errors import UsageError
from tracer.lessons.ways import BESIDE, GUESS, WAYS

if TYPE_CHECKING:
    from tracer.views.terminal import ColorChoice


@click.command(
    "lesson",
    cls=Command,
    examples=(
        "python -m tracer lesson login-flow",
        "python -m tracer lesson login-flow --from moments:3",
        "python -m tracer lesson login-flow --mode flow",
        "python -m tracer lesson login-flow --mode quiz --seed 7",
    ),
    epilog="The ways: " + "; ".join(f"{name}: {meaning}" for name, meaning in WAYS.items()) + ". A lesson on a fault "
    f"also has {GUESS} and {BESIDE}. Before the ways of a lesson stands the idea, which --from takes, too.",
)
@click.argument("name", default="login-flow")
@click.option("--mode", type=click.Choice([*WAYS]), help="One way to take the lesson; all in turn if left out.")
@click.option(
    "--from",
    "start",
    metavar="PLACE",
    help="Begin at this place, and go on from there: at a way, or in the midst of it, as moments:3 (the third key "
    "moment), predict:5 (row 5), quiz:4 (question 4) or code:2 (part 2 of what does not fit on one screen). A lesson "
    "that is left names the place.",
)
@click.option("--notes", is_flag=True, help="Show the speaker's notes, too.")
@click.option("--seed", type=int, metavar="S", help="Shuffle the answers in the way of this number.")
@display_options
@lessons_option
@given_options
def command(
    name: str,
    *,
    mode: str | None,
    start: str | None,
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
    if mode is not None and start is not None:
        raise UsageError("--mode takes one way and --from all that follow a place: give one of them.")
    from tracer.activities.lesson import take_lesson  # noqa: PLC0415 # not needed for --help

    return take_lesson(
        name,
        lesson_folders,
        mode=mode,
        start=start,
        notes=notes,
        color=color,
        plain=plain,
        seed=seed,
        given=given_by(given),
    )
