"""Which property was called as a method, by the place at which the call failed."""

import linecache
import re
from itertools import islice

from tracer.recording import request_record
from tracer.recording.observe import bytecode
from tracer.recording.raised_errors import QUESTIONS

_CALL = re.compile(rf"\.\s*({'|'.join(QUESTIONS)})\s*\(\s*\)")


def called_property(call: request_record.CalledValue) -> str | None:
    """Return which of the questions that Flask-Login asks as a property was called; None when it was none of them.

    The source is read where there is one, a template included; else the bytecode.
    """
    if call.template is not None:
        return _only_one_in(_line_of(call.template, call.line)) or _only_one_in(call.template)
    in_source = _in_source(call)
    if in_source is not None:
        return in_source
    called = bytecode.attribute_called(call.code, call.instruction)
    return called if called in QUESTIONS else None


def _in_source(call: request_record.CalledValue) -> str | None:
    """Return what the source says at the place of the call; of a template only the line is known."""
    file = call.code.co_filename
    lines = linecache.getlines(file)
    line, end_line, column, end_column = next(islice(call.code.co_positions(), call.instruction // 2, None), _NOWHERE)
    if not file.endswith(".py"):
        return _only_one_in(lines[call.line - 1]) if len(lines) >= call.line else None
    if line is None or end_line is None or column is None or end_column is None or len(lines) < end_line:
        return None
    called = [text.encode() for text in lines[line - 1 : end_line]]
    called[-1] = called[-1][:end_column]
    called[0] = called[0][column:]
    found = _CALL.findall(b"".join(called).decode(errors="replace"))
    return str(found[-1]) if found else None


_NOWHERE = (None, None, None, None)


def _line_of(text: str, number: int) -> str:
    lines = text.splitlines()
    return lines[number - 1] if 0 < number <= len(lines) else ""


def _only_one_in(text: str) -> str | None:
    called = set(_CALL.findall(text))
    return str(called.pop()) if len(called) == 1 else None
