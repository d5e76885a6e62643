"""``mend``: mend a login that is broken on purpose, in an editor of one's own."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracer.cli.command import Command
from tracer.cli.options import display_options
from tracer.errors import UsageError

if TYPE_CHECKING:
    from tracer.views.terminal import ColorChoice


def _complete_exercise(_ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    """Return the exercises whose names begin with what is typed, for completion in a shell."""
    from tracer.exercises.loading import exercise_names  # noqa: PLC0415 # only for completion

    return [name for name in exercise_names() if name.startswith(incomplete)]


@click.command(
    "mend",
    cls=Command,
    examples=(
        "python -m tracer mend",
        "python -m tracer mend back-at-the-form",
        "python -m tracer mend --list",
        "python -m tracer mend back-at-the-form --once --json",
        "python -m tracer mend --reset back-at-the-form",
    ),
)
@click.argument("name", required=False, shell_complete=_complete_exercise)
@click.option(
    "--list", "listed", is_flag=True, help="List the exercises, from easy to hard, and which you have mended."
)
@click.option(
    "--reset",
    metavar="NAME",
    shell_complete=_complete_exercise,
    help="Put the broken app back. What you have written is kept in a folder beside it.",
)
@click.option("--yes", is_flag=True, help="With --reset: do not ask.")
@click.option("--once", is_flag=True, help="Judge what lies in the folder, and end. So it is without a terminal, too.")
@click.option("--json", "as_json", is_flag=True, help="Print the verdict, or the list, as JSON, and nothing else.")
@click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="The folder in which the folders of the exercises lie; mend if left out.",
)
@display_options
def command(
    *,
    name: str | None,
    listed: bool,
    reset: str | None,
    yes: bool,
    once: bool,
    as_json: bool,
    folder: Path | None,
    color: "ColorChoice",
    plain: bool,
) -> int:
    """Mend a login that is broken on purpose, in your own editor.

    NAME is one of the exercises that --list shows; the next one that you have not mended if left out. A small Flask app
    is written to mend/NAME/app.py. Open it in your editor: each time you save it, its login is run and compared with
    that of the healthy app, and you see the first step that differs. Keys give hints, show the whole table, and more.

    The exit code of --once is 0 where the app is mended, 1 where it is not yet, and 3 where it cannot be run.
    """
    if listed and (once or reset is not None or name is not None):
        raise UsageError("--list lists the exercises. Give it alone, or with --json.")
    if reset is not None and (once or as_json or name is not None):
        raise UsageError(
            "--reset puts one exercise back. Give it with --yes at most, and mend that exercise afterwards."
        )
    if yes and reset is None:
        raise UsageError("--yes is for --reset NAME, which asks before it puts the broken app back.")
    from tracer.activities.mend import (  # noqa: PLC0415 # not needed for --help
        judge_once,
        list_exercises,
        mend,
        put_exercise_back,
    )

    if listed:
        list_exercises(as_json=as_json, color=color, plain=plain)
        return 0
    if reset is not None:
        put_exercise_back(reset, folder, None if yes else partial(click.confirm, abort=True, err=True))
        return 0
    if once or as_json or not _somebody_is_there():
        return judge_once(name, folder, opens=not once, as_json=as_json, color=color, plain=plain)
    return mend(name, folder, color=color, plain=plain)


def _somebody_is_there() -> bool:
    """Tell whether somebody sits at a terminal who sees what is shown, and presses keys."""
    from tracer.cli.home import is_at_home  # noqa: PLC0415 # not needed for --help

    return is_at_home()
