"""``hunt``: find a fault that nobody has seen before."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracer.cli.command import Command
from tracer.cli.options import (
    WholeNumber,
    display_options,
    hunt_by,
    level_option,
    reply_options,
    visit_by,
    visit_options,
)

if TYPE_CHECKING:
    from tracer.views.terminal import ColorChoice


@click.command(
    "hunt",
    cls=Command,
    examples=(
        "python -m tracer hunt",
        "python -m tracer hunt --seed 7 --level 1",
        "python -m tracer hunt --app shop:app --username ada@example.com",
        "python -m tracer hunt --seed 7 --answers answers.txt --json",
    ),
)
@click.option(
    "--seed", type=WholeNumber(min=0), metavar="N", help="Hunt the fault of this number; any one if left out."
)
@level_option
@click.option(
    "--app",
    "target",
    metavar="TARGET",
    help="Put the fault into an app of your own, as flask --app takes it; into the demo app if left out.",
)
@visit_options
@reply_options
@display_options
def command(
    *,
    seed: int | None,
    level: str | None,
    target: str | None,
    answers: Path | None,
    as_json: bool,
    color: "ColorChoice",
    plain: bool,
    **visit: str | None,
) -> int:
    """Find a fault that was put into an app: which step, which line, which remedy.

    One change is made in the code of a login, in memory; no file is touched. You see what somebody complains of and the
    run that shows it. Then you say where the run goes wrong, which line is broken, and what mends it. Each answer is
    proven by a run. The same number gives the same fault.

    Answers are typed as in a quiz: ? gives a hint, t shows the run again, q stops. Without a terminal they are read
    from standard input or from --answers. With --app the scenarios are performed on your app as watch --scenario does;
    the password is asked for, or read from TRACER_PASSWORD. The exit code is 0 when everything was right in the end,
    and 1 otherwise.
    """
    from tracer.activities.hunt import hunt_fault  # noqa: PLC0415 # not needed for --help

    return hunt_fault(
        hunt_by(seed, level, target, visit_by(visit)),
        answers=answers,
        as_json=as_json,
        color=color,
        plain=plain,
    )
