"""Saved traces: writing a trace to a file, and reading it again.

Reading needs nothing but the standard library, so that showing a saved trace is quick.
"""

import json
import math
import os
from contextlib import suppress
from pathlib import Path

from tracer.errors import TraceFileError, UsageError
from tracer.trace import Trace
from tracer.trace_json import FORMAT, SAVE_AGAIN, json_lines, trace_from_plain
from tracer.trace_lines import is_written_in_lines, read_lines


def save(trace: Trace, path: Path) -> None:
    """Write a trace to a file: all of it, or nothing at all.

    Raises:
        TraceFileError: The file cannot be written.
        UsageError: The name stands for the standard output.
    """
    if str(path) == "-":
        raise UsageError("A trace is saved in a file. To write it to the standard output, use --json.")
    text = "".join(f"{line}\n" for line in json_lines(trace))
    try:
        if path.exists() and not path.is_file():
            # A pipe or a device cannot be replaced by another file.
            path.write_text(text, encoding="ascii")
            return
        _replace(path.resolve(), text)
    except OSError as error:
        reason = error.strerror or str(error)
        raise TraceFileError(f"{path}: the trace cannot be written there ({reason}). Name another file.") from error


def _replace(target: Path, text: str) -> None:
    """Put a new file in the place of an old one at once, so that no reader ever sees half of it."""
    unfinished = target.with_name(f".{target.name}.{os.getpid()}.unfinished")
    try:
        with unfinished.open("x", encoding="ascii", newline="\n") as file:
            file.write(text)
        unfinished.replace(target)
    except BaseException:
        with suppress(OSError):
            unfinished.unlink()
        raise


def loads(text: str) -> Trace:
    """Return the trace in a text of JSON.

    Raises:
        TraceFileError: The text is no JSON or was cut off, or it is no trace.
    """
    if is_written_in_lines(text):
        return read_lines(text)
    try:
        value = json.loads(text, parse_float=_finite, parse_constant=_not_json)
    except RecursionError as error:
        raise TraceFileError(f"this is no saved trace: it is nested too deeply. {SAVE_AGAIN}") from error
    except ValueError as error:
        if f'"{FORMAT}"' in text[:200]:
            raise TraceFileError(
                f"the saved trace is incomplete or damaged: {error}. It may have been cut off while it was copied; "
                f"copy it again. {SAVE_AGAIN}"
            ) from error
        raise TraceFileError(f"this is no saved trace, not even JSON: {error}. {SAVE_AGAIN}") from error
    return trace_from_plain(value)


def load(path: Path) -> Trace:
    """Return the trace in a file.

    Raises:
        TraceFileError: The file cannot be read, or it holds no trace that can be read; the message says why.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError as error:
        raise TraceFileError(f"{path}: there is no such file. {SAVE_AGAIN}") from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise TraceFileError(f"{path}: the file cannot be read ({reason}). Name a saved trace.") from error
    except UnicodeDecodeError as error:
        raise TraceFileError(f"{path}: this is no saved trace, not even text. {SAVE_AGAIN}") from error
    try:
        return loads(text)
    except TraceFileError as error:
        raise TraceFileError(f"{path}: {error}") from error


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"the number {text[:20]} is too large")
    return number


def _not_json(text: str) -> float:
    raise ValueError(f"{text} is no JSON")
