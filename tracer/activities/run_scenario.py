"""Running a scenario on a real app, and showing what happened."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, TypeVar

from tracer.activities.json_output import JsonOutput
from tracer.activities.library import library_of
from tracer.activities.standard_streams import tell
from tracer.command_line import command_line
from tracer.trace.former_names import text_of_today

if TYPE_CHECKING:
    from typing import Unpack

    from tracer.activities.show import ShowOptions
    from tracer.activities.visit import VisitOptions

_T = TypeVar("_T")

DEFAULT_SCENARIO = "login-flow"
"""The scenario that is run when none is named."""


def run_scenario(
    name: str,
    app: str | None,
    folders: tuple[Path, ...],
    *,
    as_json: bool,
    save: Path | None,
    everything: bool,
    press: Callable[[], str],
    visit: "VisitOptions | None" = None,
    **options: "Unpack[ShowOptions]",
) -> None:
    """Run a scenario, and show, print or save its trace.

    On a terminal it is shown in short, with a question on it for whoever sits there.

    Args:
        name: The scenario, ``name`` or ``name@app``.
        app: The app on which it is run, before that of the name; None takes that of the scenario's lesson. Where the
            lesson says "given", whatever ``flask --app`` takes.
        folders: The learner's own folders with lessons.
        as_json: Whether the trace is written as JSON instead of being shown. Whatever the app prints goes to the
            standard error then.
        save: Where the trace is saved; None does not save it.
        everything: Whether everything is shown on a terminal, too, as it is written into a pipe.
        press: Waits for a key and returns it. Raises KeyboardInterrupt for Ctrl-C.
        visit: Where a visitor of an app that is given goes, and who that is.
        options: How it is shown.

    Raises:
        UsageError: There is no such scenario or app, or no such variable to show.
        ScenarioError: The scenario cannot be performed.
        TraceFileError: The trace cannot be saved.
    """
    output = JsonOutput() if as_json else None
    from tracer.lessons.schema import GIVEN, GIVEN_TRACE  # noqa: PLC0415 # needed by every lesson, and by no --help
    from tracer.recording.demo.run import prepare, run  # noqa: PLC0415 # Flask takes 170 ms; while_importing needs none

    scenario_name, _, named_app = text_of_today(name).partition("@")
    lesson = library_of(folders).lesson_with_scenario(scenario_name)
    scenario = lesson.scenarios[scenario_name]
    wanted = named_app or lesson.app_of(scenario)
    short = not (everything or as_json or options["plain"]) and sys.stdout is not None and sys.stdout.isatty()
    if wanted in {GIVEN, GIVEN_TRACE}:
        from tracer.activities.given import Given, GivenRuns  # noqa: PLC0415 # few scenarios are for an app of one's own

        trace = GivenRuns(Given(app, visit=visit))(scenario, wanted)
    else:
        chosen = (app and text_of_today(app)) or wanted
        prepare(chosen)
        shown_by = "tracer.activities.short_run" if short else "tracer.activities.show"
        trace = while_importing(() if as_json else (shown_by,), lambda: run(scenario, chosen))
    if save is not None:
        from tracer.trace.files import save_trace  # noqa: PLC0415 # only where it is saved

        save_trace(trace, save)
    if output is not None:
        output.write_trace(trace)
    elif short:
        from tracer.activities.short_run import ShownInShort, show_in_short  # noqa: PLC0415 # as below

        command = ("run-scenario", *((name,) if name != DEFAULT_SCENARIO else ()), *(("--app", app) if app else ()))
        show_in_short(ShownInShort(trace, lesson, folders, command), press, options)
    else:
        from tracer.activities.show import show_trace  # noqa: PLC0415 # imported beside the run, see above

        show_trace(trace, lesson, **options)
    if save is not None:
        tell(f"Saved to {save}. Show it again: {command_line('show', str(save))}")


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
    beside = Thread(target=_import_all, args=(modules,))
    beside.start()
    try:
        yield
    finally:
        beside.join()


def _import_all(modules: Sequence[str]) -> None:
    for module in modules:
        with suppress(Exception):  # raised when it is imported again
            import_module(module)
