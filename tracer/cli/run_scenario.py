"""``run-scenario``: run a scenario on a real app and show what happened."""

from pathlib import Path
from typing import Any

import click

from tracer.activities.run_scenario import DEFAULT_SCENARIO, run_scenario
from tracer.cli.command import Command
from tracer.cli.options import (
    app_option,
    complete_scenario,
    display_options,
    lessons_option,
    run_options,
    visit_by,
    visit_options,
)


@click.command(
    "run-scenario",
    cls=Command,
    examples=(
        "python -m tracer run-scenario wrong-password",
        "python -m tracer run-scenario --all",
        "python -m tracer run-scenario --detail --variable session._fresh",
        "python -m tracer run-scenario public-page@faults/healthy",
        "python -m tracer run-scenario --save login.json",
        "python -m tracer run-scenario --json | jq '.steps[].result'",
    ),
)
@click.argument("name", default=DEFAULT_SCENARIO, shell_complete=complete_scenario)
@app_option
@click.option(
    "--all",
    "everything",
    is_flag=True,
    help="Show everything on a terminal, too: the flow, the code, every column, every question. Into a pipe, and with "
    "--plain, everything is written anyway.",
)
@run_options
@click.option("--json", "as_json", is_flag=True, help="Print the trace as JSON, and nothing else.")
@click.option(
    "--save", type=click.Path(path_type=Path), metavar="FILE", help="Save the trace; show it again with: show FILE."
)
@display_options
@lessons_option
@visit_options
def command(
    name: str,
    *,
    app: str | None,
    everything: bool,
    as_json: bool,
    save: Path | None,
    lesson_folders: tuple[Path, ...],
    login_path: str | None,
    protected_path: str | None,
    logout_path: str | None,
    username: str | None,
    **display: Any,
) -> None:
    """Run a scenario on a real app and show what happened.

    NAME is one of the scenarios that "list" shows; login-flow if left out. NAME@APP runs it on another app:
    login-flow@quart, or public-page@faults/healthy. On a terminal you see what matters of it, and one question that a
    letter answers; Enter leaves it.
    """
    visit = {"login_path": login_path, "protected_path": protected_path, "logout_path": logout_path}
    visited = visit_by({**visit, "username": username}) if app else None
    run_scenario(
        name,
        app,
        lesson_folders,
        as_json=as_json,
        save=save,
        everything=everything,
        press=click.getchar,
        visit=visited,
        **display,
    )
