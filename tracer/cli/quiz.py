"""``quiz``: ask the questions of a lesson, or questions made from a run."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tracer.cli.command import Command
from tracer.cli.options import (
    WholeNumber,
    display_options,
    given_by,
    given_options,
    hunt_by,
    lessons_option,
    level_option,
    only_option,
    reply_options,
)
from tracer.errors import UsageError

if TYPE_CHECKING:
    from tracer.views.terminal import ColorChoice


@click.command(
    "quiz",
    cls=Command,
    examples=(
        "python -m tracer quiz login-flow",
        "python -m tracer quiz login-flow --continue",
        "python -m tracer quiz login-flow --only 1,4",
        "python -m tracer quiz wrong-password --generated 5 --seed 7",
        "python -m tracer quiz --broken 7",
        "python -m tracer quiz login-flow --answers answers.txt --json",
    ),
)
@click.argument("name", required=False)
@click.option("--generated", type=WholeNumber(min=1), metavar="N", help="Ask N questions made from the run itself.")
@click.option("--seed", type=int, metavar="S", help="Shuffle (and make) the questions in the way of this number.")
@click.option(
    "--broken",
    type=WholeNumber(min=0),
    metavar="SEED",
    help="Ask what is broken in an app into which the fault of this number was put, as hunt does.",
)
@level_option
@click.option("--no-shuffle", is_flag=True, help="Leave the answers in the order of the lesson file.")
@only_option
@click.option("--continue", "go_on", is_flag=True, help="Ask only what you have not answered right so far.")
@reply_options
@display_options
@lessons_option
@given_options
def command(
    name: str | None,
    *,
    generated: int | None,
    broken: int | None,
    level: str | None,
    seed: int | None,
    no_shuffle: bool,
    only: str | None,
    go_on: bool,
    answers: Path | None,
    as_json: bool,
    color: "ColorChoice",
    plain: bool,
    lesson_folders: tuple[Path, ...],
    **given: Any,
) -> int:
    """Answer questions whose right answers are read from a run.

    NAME is a lesson; login-flow if left out. With --generated it may also be a scenario or a saved trace. With --broken
    no lesson is named: a fault is put into the demo app, or into the app of --app, and you say what is broken.

    Answers are letters, or 1 for A and so on, or numbers of steps; ? gives a hint, t shows the table, k explains the
    words of the question, k WORD any word, s skips, r shows the answer, q stops, as in the walkthrough. What was wrong
    is asked once more at the end; in a lesson on a fault the guess comes first, and its second try before all else.
    Without a terminal the answers are read from standard input or from --answers, and the choices stand in the order of
    the lesson file unless --seed is given. The exit code is 0 when everything was right in the end, and 1 otherwise.
    """
    from tracer.activities.quiz import take_quiz  # noqa: PLC0415 # not needed for --help

    if seed is not None and no_shuffle:
        raise UsageError("--seed shuffles and --no-shuffle does not: give one of them.")
    if generated is not None and go_on:
        raise UsageError("--continue goes on with the questions of a lesson. Generated ones are new each time.")
    if generated is not None and only is not None:
        raise UsageError("--only chooses questions of a lesson. Generated ones have no numbers of their own.")
    if broken is not None and (name is not None or generated is not None or go_on or only is not None):
        raise UsageError("--broken asks for one fault. Leave out the lesson, --generated, --continue and --only.")
    if level is not None and broken is None:
        raise UsageError("--level says how hard a fault is to find. It goes with --broken.")
    chosen = given_by(given)
    if broken is not None and chosen.trace is not None:
        raise UsageError("--broken puts a fault into an app, and a saved trace is none. Leave out --trace.")
    return take_quiz(
        name or "login-flow",
        lesson_folders,
        only=only,
        generated=generated,
        seed=seed,
        shuffle=not no_shuffle,
        go_on=go_on,
        answers=answers,
        as_json=as_json,
        color=color,
        plain=plain,
        given=chosen,
        broken=None if broken is None else hunt_by(broken, level, chosen.app, chosen.visit),
    )
