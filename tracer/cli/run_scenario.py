"""``run-scenario``: run a scenario on a real app and show what happened."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar

import click

from tracer.activities.library import library_of
from tracer.cli.command import Command
from tracer.cli.options import app_option, complete_scenario, display_options, lessons_option, run_options

_T = TypeVar("_T")


def while_importing(modules: Sequence[str], do: Callable[[], _T]) -> _T:
    """Do something, and import modules beside it. What is wrong with a module is raised when it is imported again.

    Args:
        modules: The names of the modules.
        do: What is done; what it returns is returned, what it raises is raised.
    """
    with _importing(modules):
        return do()


@contextmanager
def _importing(modules: Sequence[str]) -> Iterator[None]:
    with ThreadPoolExecutor(1) as beside:
        for module in modules:
            beside.submit(import_module, module)
        yield


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
    from tracer.recording.demo.run import prepare, run  # noqa: PLC0415 # Flask takes 170 ms; --help needs none

    name, _, named_app = name.partition("@")
    lesson = library_of(lesson_folders).lesson_with_scenario(name)
    scenario = lesson.scenarios[name]
    chosen = app or named_app or lesson.app_of(scenario)
    prepare(chosen)
    needed_next = () if as_json else ("tracer.activities.show",)
    trace = while_importing(needed_next, lambda: run(scenario, chosen))
    if save is not None:
        from tracer.trace.files import save_trace  # noqa: PLC0415 # as above

        save_trace(trace, save)
    if as_json:
        from tracer.activities.show import print_trace  # noqa: PLC0415 # as above

        print_trace(trace)
    else:
        from tracer.activities.show import show  # noqa: PLC0415 # Rich takes 50 ms

        show(trace, lesson, **display)
    if save is not None:
        click.echo(f"Saved to {save}. Show it again: python -m tracer show {save}", err=True)
