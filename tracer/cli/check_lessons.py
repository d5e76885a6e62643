"""``check-lessons``: check what the lessons say against recorded runs."""

import json
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracer.activities.library import library_of
from tracer.cli.command import Command
from tracer.cli.options import display_options, lessons_option
from tracer.errors import UsageError
from tracer.lessons.library import Library

if TYPE_CHECKING:
    from tracer.authoring.check import Report
    from tracer.views.terminal import ColorChoice


@click.command(
    "check-lessons",
    cls=Command,
    examples=(
        "python -m tracer check-lessons",
        "python -m tracer check-lessons my-lessons",
    ),
)
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON, and nothing else.")
@display_options
@lessons_option
def command(
    paths: tuple[Path, ...],
    *,
    as_json: bool,
    color: "ColorChoice",
    plain: bool,
    lesson_folders: tuple[Path, ...],
) -> int:
    """Check what the lessons say against recorded runs, and report every problem at once.

    PATH is a lesson file or a folder with some; every lesson if left out. The exit code is 0 when everything is true
    and 1 when anything is not.
    """
    from tracer.activities.check_lessons import prove_in_shares  # noqa: PLC0415 # as above
    from tracer.authoring.check import check_by  # noqa: PLC0415 # not needed for --help

    library = library_of(lesson_folders)
    files = [file for path in paths for file in _files(path)] or [*library.paths()]
    folders = dict.fromkeys([*(file.parent for file in files), *library.folders])
    known = Library(_distinct(folders))
    report = check_by(files, known, partial(prove_in_shares, library=known))
    if as_json:
        click.echo(json.dumps(_plain(report), ensure_ascii=False))
    else:
        from tracer.views.check_lessons import CheckReport  # noqa: PLC0415 # Rich takes 50 ms
        from tracer.views.terminal import open_terminal  # noqa: PLC0415 # as above

        open_terminal(color, plain=plain).show(CheckReport(report))
    return 1 if report.problems else 0


def _files(path: Path) -> list[Path]:
    """Return the lesson files that a path names."""
    if path.is_dir():
        found = sorted(path.glob("*.toml"))
        if not found:
            raise UsageError(f"{path} holds no lesson. A lesson is a file that ends in .toml.")
        return found
    if not path.exists():
        raise UsageError(f"There is no file {path}. Begin a lesson with: python -m tracer new-lesson NAME")
    return [path]


def _distinct(folders: dict[Path, None]) -> tuple[Path, ...]:
    """Return each folder once, however it is written."""
    return tuple({folder.resolve(): folder for folder in reversed(folders)}.values())[::-1]


def _plain(report: "Report") -> dict[str, object]:
    return {"format": "login-flow-check", "format_version": 1, "passed": not report.problems, **asdict(report)}
