"""``run-scenario``: run a scenario on a real app and show what happened."""

from pathlib import Path
from typing import Any

import click

from tracer.cli.command import Command
from tracer.cli.options import app_option, complete_scenario, display_options, lessons_option, library_of, run_options


@click.command(
    "run-scenario",
    cls=Command,
    examples=(
        "python -m tracer run-scenario wrong-password",
        "python -m tracer run-scenario --detail --variable session._fresh",
        "python -m tracer run-scenario public-page@faults/healthy",
        "python -m tracer run-scenario --save login.json",
        "python -m tracer run-scenario --json | jq '.steps[].result'",
    ),
)
@click.argument("name", default="login-flow", shell_complete=complete_scenario)
@app_option
@run_options
@click.option("--json", "as_json", is_flag=True, help="Print the trace as JSON, and nothing else.")
@click.option(
    "--save", type=click.Path(path_type=Path), metavar="FILE", help="Save the trace; show it again with: show FILE."
)
@display_options
@lessons_option
def command(
    name: str,
    *,
    app: str | None,
    as_json: bool,
    save: Path | None,
    lesson_folders: tuple[Path, ...],
    **display: Any,
) -> None:
    """Run a scenario on a real app and show what happened.

    NAME is one of the scenarios that "list" shows; login-flow if left out. NAME@APP runs it on another app:
    login-flow@quart, or public-page@faults/healthy.
    """
    from tracer.cli.meanwhile import while_importing  # noqa: PLC0415 # needed here only
    from tracer.recording.run import prepare, run  # noqa: PLC0415 # Flask takes 170 ms; --help needs none

    name, _, named_app = name.partition("@")
    lesson = library_of(lesson_folders).lesson_with_scenario(name)
    scenario = lesson.scenarios[name]
    chosen = app or named_app or lesson.app_of(scenario)
    prepare(chosen)
    needed_next = () if as_json else ("tracer.cli.showing",)
    trace = while_importing(needed_next, lambda: run(scenario, chosen))
    if save is not None:
        from tracer.trace_file import save as save_trace  # noqa: PLC0415 # as above

        save_trace(trace, save)
    if as_json:
        from tracer.cli.trace_output import print_trace  # noqa: PLC0415 # as above

        print_trace(trace)
    else:
        from tracer.cli.showing import show  # noqa: PLC0415 # Rich takes 50 ms

        show(trace, lesson, **display)
    if save is not None:
        click.echo(f"Saved to {save}. Show it again: python -m tracer show {save}", err=True)
