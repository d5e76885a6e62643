"""``try-tests``: would your own tests notice a broken login?"""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracer.cli.command import Command
from tracer.cli.options import WholeNumber, display_options, visit_by, visit_options
from tracer.errors import UsageError

if TYPE_CHECKING:
    from tracer.mutants.mutant import Level
    from tracer.views.terminal import ColorChoice


@click.command(
    "try-tests",
    cls=Command,
    examples=(
        "python -m tracer try-tests shop:app -- pytest",
        "python -m tracer try-tests 'shop:create_app(\"test\")' --level 1 -- python -m pytest tests -q",
        "python -m tracer try-tests src/shop --jobs 4 --json -- pytest",
        "python -m tracer try-tests shop:app --write test_login_flow.py --username ada -- pytest",
    ),
)
@click.argument("target")
@click.argument("words", nargs=-1, type=click.UNPROCESSED, metavar="-- pytest [ARGS]...")
@click.option(
    "--level",
    type=WholeNumber(1, 3),
    metavar="N",
    default=3,
    show_default=True,
    help="Which mistakes are made: 1 only those that anybody would see at once, 3 all.",
)
@click.option(
    "--jobs",
    type=WholeNumber(1, 64),
    default=1,
    show_default=True,
    metavar="N",
    help="Try so many mutants at a time. Only for tests that share no database, no file and no port.",
)
@click.option(
    "--write",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write the tests that are missing into a new file, each of them proven on the app and on its mutant.",
)
@click.option(
    "--fixture",
    "fixtures",
    multiple=True,
    metavar="NAME",
    help="With --write: a fixture of yours that each test needs, such as one that makes the account. May be repeated.",
)
@visit_options
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON, and nothing else.")
@display_options
def command(
    target: str,
    words: tuple[str, ...],
    *,
    level: int,
    jobs: int,
    write: Path | None,
    fixtures: tuple[str, ...],
    as_json: bool,
    plain: bool,
    color: "ColorChoice",
    **visit: str | None,
) -> int:
    """Say whether your own tests would notice a broken login.

    TARGET is whatever "flask --app" takes. Behind -- comes the command that runs your tests. They run once on the app
    as it is, and then on mutants of it: apps with one mistake in the code of the login, one at a time, each in a
    process of its own. No file of yours is changed. Ends with 0 when every mutant was noticed, with 1 when one was
    not, and with 3 when the tests fail on the app as it is or cannot be run.
    """
    from tracer.activities.try_tests import TrialOptions, try_tests  # noqa: PLC0415 # not needed for --help

    without_use = [f"--{name.replace('_', '-')}" for name, value in {**visit, "fixture": fixtures}.items() if value]
    if without_use and write is None:
        raise UsageError(f"{without_use[0]} is for the tests that are written. It goes with --write FILE.")
    chosen: Level = 1 if level == 1 else 2 if level == 2 else 3  # noqa: PLR2004 # there are three levels
    options = TrialOptions(target, words, chosen, jobs, write, fixtures, visit_by(visit))
    return try_tests(options, as_json=as_json, color=color, plain=plain)
