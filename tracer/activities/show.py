"""Showing a run as the options of a command say."""

import click

from tracer.lessons.schema import Lesson
from tracer.trace.events import Trace
from tracer.trace.json_format import json_lines
from tracer.views.run import RunOptions, show_run
from tracer.views.terminal import ColorChoice, open_terminal


def show(
    trace: Trace,
    lesson: Lesson | None,
    *,
    color: ColorChoice,
    plain: bool,
    detail: bool,
    all_requests: bool,
    variables: tuple[str, ...],
    no_quiz: bool,
) -> None:
    """Show a run on the standard streams."""
    terminal = open_terminal(color, plain=plain)
    shown = RunOptions(detail=detail, all_requests=all_requests, variables=variables, questions=not no_quiz)
    show_run(terminal, trace, lesson, shown)


def print_trace(trace: Trace) -> None:
    """Print a trace as JSON, in the form in which it is saved."""
    click.echo("\n".join(json_lines(trace)))
