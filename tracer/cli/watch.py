"""``watch``: watch your own app while you click through its login."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracer.cli.command import Command
from tracer.cli.options import WholeNumber, complete_scenario, display_options, lessons_option, visit_by, visit_options

if TYPE_CHECKING:
    from tracer.views.terminal import ColorChoice

MOST_REQUESTS = 1_000_000_000
"""No memory holds more of them."""


@click.command(
    "watch",
    cls=Command,
    examples=(
        "python -m tracer watch shop:app",
        "python -m tracer watch 'shop:create_app(\"test\")' --port 8000 --save login.jsonl",
        "python -m tracer watch demo",
        "python -m tracer watch faults/back-at-the-form",
        "python -m tracer watch shop.py --scenario wrong-password --username ada@example.com",
        "python -m tracer watch shop:app --scenario login-flow --workers 2 --username ada",
    ),
)
@click.argument("target")
@click.option(
    "--port",
    default=5000,
    show_default=True,
    type=WholeNumber(0, 65535),
    metavar="N",
    help="The port to listen at; 0 takes one that is free.",
)
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="The address to listen at; others can reach it then."
)
@click.option(
    "--save",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write the trace to a file as it goes; show it again with: show FILE.",
)
@click.option("--json", "as_json", is_flag=True, help="Print each event as a line of JSON, and nothing else.")
@click.option(
    "--keep",
    default=1000,
    show_default=True,
    type=WholeNumber(1, MOST_REQUESTS),
    metavar="N",
    help="Remember the latest N requests for the table at the end.",
)
@click.option(
    "--show-values", is_flag=True, help="Show the values in sessions, queries and messages. Do not share such a trace."
)
@click.option(
    "--findings/--no-findings",
    "findings",
    default=None,
    help="Say what is wrong, or do not. Of an app with a fault to find it is not said unless you ask.",
)
@click.option(
    "--scenario",
    metavar="NAME",
    shell_complete=complete_scenario,
    help="Perform a scenario on the app instead of serving it.",
)
@click.option(
    "--workers",
    type=WholeNumber(2, 8),
    metavar="N",
    help="With --scenario: perform it once more in front of N processes that take turns, as those of a server do.",
)
@visit_options
@lessons_option
@display_options
def command(
    target: str,
    *,
    port: int,
    host: str,
    save: Path | None,
    as_json: bool,
    keep: int,
    show_values: bool,
    findings: bool | None,
    scenario: str | None,
    workers: int | None,
    color: "ColorChoice",
    plain: bool,
    lesson_folders: tuple[Path, ...],
    **visit: str | None,
) -> int:
    """Watch your own app while you click through its login.

    TARGET is whatever "flask --app" takes: a module, module:app, a factory with arguments, or a path. "demo" is the
    demo app, and "faults/back-at-the-form" is one of the apps with a fault that the lessons have. Nothing in the app is
    changed. The steps appear as they happen; Ctrl-C ends it and shows the whole table and what is wrong. With
    --scenario the password is asked for, or read from TRACER_PASSWORD, and the exit code is 1 when something is wrong.
    """
    if scenario is None:
        if workers is not None:
            raise click.UsageError("--workers is for --scenario NAME, which sends each request to another process.")
        from tracer.activities.watch import watch  # noqa: PLC0415 # Flask takes 170 ms; --help needs none

        return watch(
            target,
            host=host,
            port=port,
            save=save,
            keep=keep,
            as_json=as_json,
            show_values=show_values,
            findings=findings,
            color=color,
            plain=plain,
        )
    from tracer.activities.watch_scenario import watch_scenario  # noqa: PLC0415 # as above

    return watch_scenario(
        target,
        scenario,
        lesson_folders,
        visit_by(visit),
        workers=workers,
        save=save,
        as_json=as_json,
        show_values=show_values,
        color=color,
        plain=plain,
    )
