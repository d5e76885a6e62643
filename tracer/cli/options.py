"""Options that several commands share."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

_Command = TypeVar("_Command", bound=Callable[..., Any])

plain_option = click.option(
    "--plain", is_flag=True, help="Numbered lines without boxes and colour, for screen readers and for grep."
)
color_option = click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    show_default=True,
    help="Whether to use colour. auto obeys NO_COLOR and FORCE_COLOR.",
)
app_option = click.option(
    "--app",
    metavar="APP",
    help="The app on which it is run: flask, quart, or one of the apps with a fault, such as faults/bare-401. "
    "That of the scenario's lesson if left out.",
)
lessons_option = click.option(
    "--lessons",
    "lesson_folders",
    multiple=True,
    envvar="TRACER_LESSONS",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="A folder with lessons of your own, looked at before the built-in ones. Also read from TRACER_LESSONS.",
)


only_option = click.option(
    "--only",
    metavar="QUESTIONS",
    help="Ask only these questions, by their numbers in the list of the lesson or by their names: 1,4.",
)


def display_options(command: _Command) -> _Command:
    """Add the options that say how things are shown."""
    return plain_option(color_option(command))


def run_options(command: _Command) -> _Command:
    """Add the options that say what of a run is shown."""
    for option in reversed(_RUN_OPTIONS):
        command = option(command)
    return command


_RUN_OPTIONS = (
    click.option("--detail", is_flag=True, help="Show under each step everything that was recorded of it."),
    click.option("--setup", is_flag=True, help="Show with the details what the app is made of, too."),
    click.option(
        "--variable",
        "variables",
        multiple=True,
        metavar="NAME",
        help="Show one more variable, such as session._fresh, session.* or remember_token. May be repeated.",
    ),
    click.option("--all-requests", is_flag=True, help="List the requests without a stage too, unnumbered."),
    click.option("--no-quiz", is_flag=True, help="Leave out the questions."),
)


def complete_scenario(ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    """Return the scenarios whose names begin with what is typed, for completion in a shell."""
    from tracer.activities.library import library_of  # noqa: PLC0415 # only for completion

    library = library_of(tuple(ctx.params.get("lesson_folders") or ()))
    return [name for name in library.scenario_names() if name.startswith(incomplete)]
