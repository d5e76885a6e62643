"""Checking a static execution table against a real run, cell by cell."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tracer.activities.json_output import JsonOutput
from tracer.activities.lesson_runs import performer_of
from tracer.activities.library import library_of
from tracer.errors import UsageError
from tracer.lessons.static_table import Against, StaticTable
from tracer.table_check.check import check_table
from tracer.table_check.table_file import load_table
from tracer.table_check.verdicts import TableVerdict
from tracer.trace.scenario import Value
from tracer.trace.validation import read
from tracer.trace.wording.phrases import sentence
from tracer.trace.wrong_values import WrongValueError

if TYPE_CHECKING:
    from tracer.views.terminal import ColorChoice


def check_table_file(
    file: Path,
    folders: tuple[Path, ...],
    *,
    scenario: str | None,
    settings: Sequence[str],
    as_json: bool,
    color: "ColorChoice",
    plain: bool,
) -> int:
    """Check the table in a file against the runs that it names, or against another one.

    Args:
        file: A table in Markdown, in TOML, or in a lesson.
        folders: The learner's own folders with lessons.
        scenario: The run to check it against; None takes those that the file names.
        settings: Settings of the app in that run, each as ``NAME=VALUE``.
        as_json: Whether the verdicts are written as JSON instead. Whatever the app prints goes to the standard error
            then.
        color: Whether to use colour.
        plain: Whether they are shown in their plain form.

    Returns:
        The exit code: 1 when a cell is contradicted or when no row speaks of a step of the run, otherwise 0.

    Raises:
        TableError: The file cannot be read, or holds no table.
        UsageError: There is no such scenario, or something that is set is no setting.
    """
    output = JsonOutput() if as_json else None
    static = _with_runs(load_table(file), scenario, _parsed(settings))
    verdicts = list(check_table(static, performer_of(library_of(folders))))
    if output is not None:
        output.write_json(_plain(file, static, verdicts))
    else:
        from tracer.views.check_table import TableVerdictView  # noqa: PLC0415 # Rich takes 50 ms, and JSON needs none
        from tracer.views.terminal import open_terminal  # noqa: PLC0415 # as above

        open_terminal(color, plain=plain).show(*map(TableVerdictView, verdicts))
    return 1 if any(verdict.flaws for verdict in verdicts) else 0


def _with_runs(static: StaticTable, scenario: str | None, settings: Mapping[str, Value]) -> StaticTable:
    """Return the table with the run that the command line names, if it names one."""
    if scenario is None and not settings:
        return static
    named = {} if scenario is None else {"scenario": scenario}
    try:
        against = read(Against, {**named, "settings": settings})
    except WrongValueError as error:
        raise UsageError(f"{sentence(f'No run can be like that: {error}')} Correct the settings.") from error
    return replace(static, against=(against,))


def _parsed(settings: Sequence[str]) -> dict[str, Value]:
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


def _plain(file: Path, static: StaticTable, verdicts: Sequence[TableVerdict]) -> dict[str, Any]:
    runs = [
        {**asdict(verdict), "scenario": against.scenario, "settings": dict(against.settings)}
        for against, verdict in zip(static.against, verdicts, strict=True)
    ]
    return {"format": "login-flow-table-check", "format_version": 1, "file": file.name, "runs": runs}
