"""Options that several commands share."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from tracer.activities.given import Given
    from tracer.activities.hunted_app import HuntOptions
    from tracer.activities.visit import VisitOptions
    from tracer.mutants.mutant import Level

_Command = TypeVar("_Command", bound=Callable[..., Any])

LONGEST_PAUSE = 86_400
"""In seconds: a day."""


class WholeNumber(click.IntRange):
    """A whole number in a range. What is none is told in these words, and not in those of click."""

    name = "whole number"


class Seconds(click.FloatRange):
    """A number of seconds in a range. NaN lies in none, although no comparison says so."""

    name = "number of seconds"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the number."""
        number = super().convert(value, param, ctx)
        if isnan(number):
            self.fail(f"{value!r} is not a number of seconds.", param, ctx)
        return number


class SentText(click.types.StringParamType):
    """A text that is sent to an app. Bytes on the command line that are no UTF-8 cannot be sent."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the text."""
        text = super().convert(value, param, ctx)
        from tracer.activities.visit import can_be_sent  # noqa: PLC0415 # not needed for --help

        if not can_be_sent(text):
            self.fail("this is no text in UTF-8, and cannot be sent to an app. Type it in UTF-8.", param, ctx)
        return text


plain_option = click.option(
    "--plain", is_flag=True, help="Numbered lines without boxes and colour, for screen readers and for grep."
)
_answers_option = click.option(
    "--answers",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Read the answers from a file: one a line, or QUESTION: ANSWER.",
)
_result_option = click.option(
    "--json", "as_json", is_flag=True, help="Print the result as JSON on standard output, and nothing else."
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
    'That of the scenario\'s lesson if left out. For a lesson that says app = "given": an app of your own, as '
    "flask --app takes it.",
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


level_option = click.option(
    "--level",
    type=click.Choice(["1", "2", "3"]),
    help="Up to which level the mistakes are: 1 is seen at once, 3 by few; all of them if left out.",
)


only_option = click.option(
    "--only",
    metavar="QUESTIONS",
    help="Ask only these questions, by their numbers in the list of the lesson or by their names: 1,4.",
)


_VISIT_OPTIONS = (
    click.option(
        "--login-path", type=SentText(), metavar="PATH", help="Where the login form is; that of login_view if left out."
    ),
    click.option(
        "--protected-path",
        type=SentText(),
        metavar="PATH",
        help="Where a guarded page is; the first one found if left out.",
    ),
    click.option(
        "--logout-path", type=SentText(), metavar="PATH", help="Where the logout is; the first one found if left out."
    ),
    click.option(
        "--username", type=SentText(), metavar="NAME", help="Whose account the scenario uses; asked for if left out."
    ),
)

_GIVEN_OPTIONS = (
    click.option(
        "--app",
        metavar="TARGET",
        help='An app of your own, as flask --app takes it, for a lesson that says app = "given". The password is '
        "asked for, or read from TRACER_PASSWORD.",
    ),
    click.option(
        "--trace",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help='A saved trace, for a lesson that says trace = "given".',
    ),
    *_VISIT_OPTIONS,
)


def visit_options(command: _Command) -> _Command:
    """Add the options that say where a visitor of somebody's own app goes, and who that is."""
    for option in reversed(_VISIT_OPTIONS):
        command = option(command)
    return command


def given_options(command: _Command) -> _Command:
    """Add the options that give what a lesson leaves to whoever takes it. ``given_by`` reads what they say."""
    for option in reversed(_GIVEN_OPTIONS):
        command = option(command)
    return command


def visit_by(options: Mapping[str, Any]) -> "VisitOptions":
    """Return what the options of ``visit_options`` say."""
    from tracer.activities.visit import VisitOptions  # noqa: PLC0415 # not needed for --help

    return VisitOptions(
        _prompt, *(options[name] for name in ("login_path", "protected_path", "logout_path", "username"))
    )


def given_by(options: Mapping[str, Any]) -> "Given":
    """Return what the options of ``given_options`` say."""
    from tracer.activities.given import Given  # noqa: PLC0415 # not needed for --help

    return Given(options["app"], options["trace"], visit_by(options))


def hunt_by(seed: int | None, level: str | None, target: str | None, visit: "VisitOptions | None") -> "HuntOptions":
    """Return which fault is hunted: by its number, what ``level_option`` says, and the app of somebody's own."""
    from tracer.activities.hunted_app import HuntOptions  # noqa: PLC0415 # not needed for --help

    levels: dict[str, Level] = {"1": 1, "2": 2, "3": 3}
    found = HuntOptions(level=levels[level or "3"], target=target, visit=visit)
    return found if seed is None else replace(found, seed=seed)


def _prompt(what: str, *, hidden: bool) -> str:
    """Ask for a line on the terminal."""
    answer: str = click.prompt(what, hide_input=hidden, err=True)
    return answer


def reply_options(command: _Command) -> _Command:
    """Add the options of commands that ask: where the answers come from, and whether the result is for a machine."""
    return _answers_option(_result_option(command))


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
