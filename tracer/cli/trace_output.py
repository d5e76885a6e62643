"""Printing a trace for other programs."""

import click

from tracer.trace import Trace
from tracer.trace_json import json_lines


def print_trace(trace: Trace) -> None:
    """Print a trace as JSON, in the form in which it is saved."""
    click.echo("\n".join(json_lines(trace)))
