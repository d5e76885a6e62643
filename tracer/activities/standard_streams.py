"""The two standard streams of a command: data goes to one of them, what is said to the person to the other."""

import json
import sys

from tracer.errors import json_escaped, printable
from tracer.trace.events import Trace
from tracer.trace.json_format import json_lines

PROMPT_LINES = 2
"""What stands below the last line of a view when the command has ended: an empty line and the prompt of the shell."""


def write(line: str) -> None:
    """Write a line of data to standard output; a program at the other end of a pipe has it at once.

    It goes to a terminal as well, so no control character is among its characters.
    """
    sys.stdout.write(f"{printable(line)}\n")
    sys.stdout.flush()


def write_json(value: object, *, ascii_only: bool = False) -> None:
    """Write a value to standard output as one line of JSON.

    Args:
        value: What JSON can hold.
        ascii_only: Whether every other character is written as an escape.
    """
    write(json_escaped(json.dumps(value, ensure_ascii=ascii_only, allow_nan=False)))


def tell(line: str) -> None:
    """Say something to the person, on standard error: it is no data."""
    sys.stderr.write(f"{printable(line)}\n")
    sys.stderr.flush()


def print_trace(trace: Trace) -> None:
    """Print a trace as JSON, in the form in which it is saved."""
    write("\n".join(json_lines(trace)))
