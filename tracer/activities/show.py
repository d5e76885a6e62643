"""Showing a run as the options of a command say: one that has just ended, or one that was saved."""

from pathlib import Path
from typing import TypedDict, Unpack

from tracer.activities.library import library_of
from tracer.activities.standard_streams import print_trace
from tracer.lessons.schema import Lesson
from tracer.trace.events import Trace
from tracer.trace.files import load_trace
from tracer.views.run import RunOptions, show_run
from tracer.views.terminal import ColorChoice, Terminal, open_terminal


class ShowOptions(TypedDict):
    """How a run is shown.

    Attributes:
        color: Whether to use colour.
        plain: Whether everything is shown in its plain form.
        detail: Whether the events of each step are shown.
        setup: Whether with them what the app is made of is shown too.
        all_requests: Whether requests without a stage are listed too.
        variables: Variables to show besides the basic ones.
        no_quiz: Whether the questions are left out.
    """

    color: ColorChoice
    plain: bool
    detail: bool
    setup: bool
    all_requests: bool
    variables: tuple[str, ...]
    no_quiz: bool


def show_saved(file: Path, folders: tuple[Path, ...], *, as_json: bool, **options: Unpack[ShowOptions]) -> None:
    """Show a saved trace; of an app that was watched also what is wrong with it.

    Args:
        file: The file.
        folders: The learner's own folders with lessons.
        as_json: Whether the trace is written as JSON instead.
        options: How it is shown.

    Raises:
        TraceFileError: The file cannot be read, or holds no trace.
        UsageError: There is no variable of a name that is asked for.
    """
    trace = load_trace(file)
    if as_json:
        print_trace(trace)
        return
    show_trace(trace, library_of(folders).lesson_of(trace), **options)
    if trace.scenario is None:  # a scenario of a lesson leaves it to the learner what is wrong
        from tracer.findings import find  # noqa: PLC0415 # run-scenario loads this module too, and needs no findings
        from tracer.findings.advice import advice_on  # noqa: PLC0415 # as above
        from tracer.views.findings import FindingList  # noqa: PLC0415 # as above

        found = FindingList(find(trace), notes=advice_on(trace))
        open_terminal(options["color"], plain=options["plain"]).show(found)


def show_trace(trace: Trace, lesson: Lesson | None, **options: Unpack[ShowOptions]) -> None:
    """Show a run on the standard streams.

    Args:
        trace: The run.
        lesson: The lesson to which its scenario belongs.
        options: How it is shown.

    Raises:
        UsageError: There is no variable of a name that is asked for.
    """
    terminal = open_terminal(options["color"], plain=options["plain"])
    show_run(terminal, trace, lesson, shown_of_run(options, terminal))


def shown_of_run(options: ShowOptions, terminal: Terminal) -> RunOptions:
    """Return which parts of a run the options of a command ask for."""
    return RunOptions(
        detail=options["detail"] or options["setup"],
        setup=options["setup"],
        all_requests=options["all_requests"],
        variables=options["variables"],
        questions=not options["no_quiz"],
        solution=terminal.plain or not terminal.out.file.isatty(),
    )
