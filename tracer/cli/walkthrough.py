"""``walkthrough``: a lesson step by step on a full screen, for a class and for a lone learner."""

from pathlib import Path
from typing import Any, Literal

import click

from tracer.cli.command import Command
from tracer.cli.options import (
    LONGEST_PAUSE,
    Seconds,
    WholeNumber,
    given_by,
    given_options,
    hunt_by,
    lessons_option,
    level_option,
    only_option,
)
from tracer.errors import UsageError


@click.command(
    "walkthrough",
    cls=Command,
    examples=(
        "python -m tracer walkthrough",
        "python -m tracer walkthrough login-flow --layout presentation --predict",
        "python -m tracer walkthrough --notes",
        "python -m tracer walkthrough --replay login.json --replay wrong.json",
        "python -m tracer walkthrough --hunt 7 --layout presentation",
        "python -m tracer walkthrough --plain --pause",
    ),
)
@click.argument("name", metavar="[LESSON]", required=False)
@click.option(
    "--replay",
    "saved",
    type=click.Path(path_type=Path),
    multiple=True,
    metavar="FILE",
    help="Play a saved run, with no app running. May be repeated: the others stand beside it for what-if.",
)
@click.option(
    "--hunt",
    "seed",
    type=WholeNumber(min=0),
    metavar="SEED",
    help="Let the class find the fault of this number, which is put into the demo app, or into that of --app.",
)
@level_option
@click.option("--at", type=WholeNumber(min=0), default=0, metavar="N", help="Open at step N.")
@click.option("--auto", "seconds", type=Seconds(min=0.2, max=LONGEST_PAUSE), metavar="SECONDS", help="Play by itself.")
@click.option("--predict", is_flag=True, help="Ask before each step shows its result.")
@click.option(
    "--votes",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Save the votes of the class there as they are entered, as JSON and as CSV.",
)
@click.option(
    "--class",
    "class_name",
    metavar="NAME",
    help="The class that votes. Without a name, each opening is a class of its own, named by its date and time.",
)
@only_option
@click.option(
    "--layout",
    type=click.Choice(["study", "presentation"]),
    default="study",
    show_default=True,
    help="Everything at once, or less of it with more space, for a projector.",
)
@click.option(
    "--theme",
    type=click.Choice(["dark", "light"]),
    default="dark",
    show_default=True,
    help="Light is easier to read in a bright room.",
)
@click.option("--notes", is_flag=True, help="Show the speaker notes here, following a walkthrough in another terminal.")
@click.option("--plain", is_flag=True, help="The whole lesson as linear text. Without a terminal this is the default.")
@click.option("--pause", is_flag=True, help="Plain text, one step at a time; Enter goes on. For screen readers.")
@lessons_option
@given_options
def command(
    name: str | None,
    *,
    saved: tuple[Path, ...],
    seed: int | None,
    level: str | None,
    at: int,
    seconds: float | None,
    predict: bool,
    votes: Path | None,
    class_name: str | None,
    only: str | None,
    layout: Literal["study", "presentation"],
    theme: str,
    notes: bool,
    plain: bool,
    pause: bool,
    lesson_folders: tuple[Path, ...],
    **given: Any,
) -> int:
    """Walk through a lesson on a full screen: its flow step by step, forwards and backwards.

    LESSON is one of the lessons that "list" shows, or one of its scenarios; login-flow if left out. The footer names
    the keys and ? shows all of them. docs/teaching.md says how to teach with it.
    """
    from tracer.activities.walkthrough import Opening, walk_through  # noqa: PLC0415 # not needed for --help

    chosen = given_by(given)
    if seed is not None and (name or saved or only is not None or chosen.trace is not None):
        raise UsageError("--hunt shows one fault to be found. Leave out the lesson, --replay, --only and --trace.")
    if level is not None and seed is None:
        raise UsageError("--level says how hard a fault is to find. It goes with --hunt.")
    opening = Opening(
        name=name,
        saved=saved,
        folders=lesson_folders,
        at=at,
        seconds=seconds,
        predict=predict,
        votes=votes,
        class_name=class_name,
        only=only,
        layout=layout,
        theme=theme,
        given=chosen,
        hunt=None if seed is None else hunt_by(seed, level, chosen.app, chosen.visit),
    )
    return walk_through(opening, notes=notes, plain=plain, pause=pause)
