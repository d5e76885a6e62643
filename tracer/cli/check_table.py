"""``check-table``: check a static execution table against a real run, cell by cell."""

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tracer.activities.library import library_of
from tracer.cli.command import Command
from tracer.cli.options import display_options, lessons_option
from tracer.errors import UsageError

if TYPE_CHECKING:
    from tracer.lessons.static_table import StaticTable
    from tracer.table_check.verdicts import TableVerdict
    from tracer.trace.scenario import Value
    from tracer.views.terminal import ColorChoice


@click.command(
    "check-table",
    cls=Command,
    examples=(
        "python -m tracer check-table my-table.md",
        "python -m tracer check-table my-table.md --scenario wrong-password",
        "python -m tracer check-table my-table.md --set 'LOGIN_MESSAGE=\"Please log in\"'",
    ),
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--scenario",
    metavar="NAME[@APP]",
    help="The run to check it against. The file may name runs; login-flow if neither does.",
)
@click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="NAME=VALUE",
    help='A setting of the app in that run, such as LOGIN_MESSAGE="Please log in". May be repeated.',
)
@click.option("--json", "as_json", is_flag=True, help="Print the verdicts as JSON, and nothing else.")
@display_options
@lessons_option
def command(
    file: Path,
    *,
    scenario: str | None,
    settings: tuple[str, ...],
    as_json: bool,
    color: "ColorChoice",
    plain: bool,
    lesson_folders: tuple[Path, ...],
) -> int:
    """Check a static execution table against a real run, cell by cell.

    FILE is a table that somebody has written: in Markdown, in TOML, or in a lesson. Each cell agrees with the run or
    is contradicted by it, with the reason and the setting that makes the difference. The exit code is 1 when a cell
    is contradicted or when no row speaks of a step of the run.
    """
    from tracer.activities.lesson_runs import performer_of  # noqa: PLC0415 # not needed for --help
    from tracer.table_check.check import check_table  # noqa: PLC0415 # not needed for --help
    from tracer.table_check.table_file import load_table  # noqa: PLC0415 # as above

    static = _with_runs(load_table(file), scenario, _parsed(settings))
    verdicts = list(check_table(static, performer_of(library_of(lesson_folders))))
    if as_json:
        click.echo(json.dumps(_plain(file, static, verdicts), ensure_ascii=False))
    else:
        from tracer.views.check_table import TableVerdictView  # noqa: PLC0415 # Rich takes 50 ms
        from tracer.views.terminal import open_terminal  # noqa: PLC0415 # as above

        open_terminal(color, plain=plain).show(*map(TableVerdictView, verdicts))
    return 1 if any(verdict.flaws for verdict in verdicts) else 0


def _with_runs(static: "StaticTable", scenario: str | None, settings: Mapping[str, "Value"]) -> "StaticTable":
    """Return the table with the run that the command line names, if it names one."""
    from tracer.lessons.static_table import Against  # noqa: PLC0415 # as in command()
    from tracer.trace.validation import read  # noqa: PLC0415 # as above
    from tracer.trace.wording.phrases import sentence  # noqa: PLC0415 # as above
    from tracer.trace.wrong_values import WrongValueError  # noqa: PLC0415 # as above

    if scenario is None and not settings:
        return static
    named = {} if scenario is None else {"scenario": scenario}
    try:
        against = read(Against, {**named, "settings": settings})
    except WrongValueError as error:
        raise UsageError(f"{sentence(f'No run can be like that: {error}')} Correct the settings.") from error
    return replace(static, against=(against,))


def _parsed(settings: Sequence[str]) -> dict[str, "Value"]:
    """Return settings as they stand in a lesson file; what is no TOML value is taken for text."""
    found: dict[str, Value] = {}
    for setting in settings:
        name, equals, text = setting.partition("=")
        if not equals or not name.strip():
            raise UsageError(
                f'"{setting}" sets nothing. Write it as NAME=VALUE, for example USE_SESSION_FOR_NEXT=true.'
            )
        try:
            value: Any = tomllib.loads(f"value = {text.strip()}")["value"]
        except (ValueError, RecursionError):
            value = text
        found[name.strip()] = value
    return found


def _plain(file: Path, static: "StaticTable", verdicts: Sequence["TableVerdict"]) -> dict[str, Any]:
    runs = [
        {**asdict(verdict), "scenario": against.scenario, "settings": dict(against.settings)}
        for against, verdict in zip(static.against, verdicts, strict=True)
    ]
    return {"format": "login-flow-table-check", "format_version": 1, "file": file.name, "runs": runs}
