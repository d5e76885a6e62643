"""The two standard streams of a command: data goes to one of them, what is said to the person to the other."""

import io
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

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


def duplicate(stream: TextIO) -> TextIO:
    """Return a stream that leads to where another one does and stays open when that one is closed.

    One of us and somebody's app gets it: the app may close the standard streams, or put others in their place. One that
    leads to no file is returned as it is.
    """
    try:
        stream.flush()
        number = os.dup(stream.fileno())
    except (io.UnsupportedOperation, OSError, ValueError, AttributeError):
        return stream
    return stream_on(number, stream)


def stream_on(number: int, like: TextIO) -> TextIO:
    """Return a stream that writes to a file descriptor, line by line, as another stream does."""
    return open(number, "w", encoding=like.encoding or "utf-8", errors="replace", buffering=1)  # it stays open


@contextmanager
def streams_for_app() -> Iterator[None]:
    """Give somebody's app that runs in the block standard streams of its own; afterwards ours are there again."""
    ours = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = map(duplicate, ours)
    try:
        yield
    finally:
        sys.stdout, sys.stderr = ours


def print_trace(trace: Trace) -> None:
    """Print a trace as JSON, in the form in which it is saved."""
    write("\n".join(json_lines(trace)))
