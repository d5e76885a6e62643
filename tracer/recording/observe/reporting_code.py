"""Code that reports the calls of a function and looks like the function's own.

It takes the same arguments under the same names, so that ``inspect.signature``, ``create_autospec`` and Python itself,
where a call does not fit, say what they said before. It bears the name, the file and the first line of the original,
and it seems to stand on the first line of the original's body: a tool that counts lines counts none but that one.
"""

import inspect
from types import CodeType
from typing import Any

_REPORT = "the report of the observed function"
_OWN_KIND = inspect.CO_GENERATOR | inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR
_ERROR = "_tracer_error"
_LINE_WITHOUT_COLUMNS, _LONGEST_ENTRY, _SIX_BITS, _MORE = 0x80 | 13 << 3, 8, 0x3F, 0x40

_SOURCE = """
def observed({parameters}):
    try:
        return {report!r}.call(({positional}), {{{named}}})
    except BaseException as {error}:
        BaseException.with_traceback({error}, {error}.__traceback__.tb_next)
        raise
"""
"""The frame of this code is in the traceback of what passes through, and is taken out of it."""


def can_be_reported(code: CodeType) -> bool:
    """Tell whether code can be exchanged for code that reports: it closes over nothing, and is no coroutine."""
    return not code.co_freevars and not code.co_flags & _OWN_KIND


def reporting_code(original: CodeType, report: Any) -> CodeType:
    """Return code that hands each call to ``report.call(arguments, named)``.

    Args:
        original: The code whose place it takes.
        report: What is called.
    """
    module = compile(_source_for(original), original.co_filename, "exec", dont_inherit=True)
    code = next(constant for constant in module.co_consts if isinstance(constant, CodeType))
    first = original.co_firstlineno
    body = next((line for _, _, line in original.co_lines() if line is not None and line > first), first)
    return code.replace(
        co_consts=tuple(report if constant == _REPORT else constant for constant in code.co_consts),
        co_name=original.co_name,
        co_qualname=original.co_qualname,
        co_firstlineno=first,
        co_linetable=_all_on_one_line(len(code.co_code) // 2, body - first),
    )


def _all_on_one_line(units: int, below: int) -> bytes:
    """Return the table of lines of code that stands on a single line (CPython, Objects/locations.md).

    Args:
        units: How long the code is, in units of two bytes.
        below: How many lines below the first one it stands.
    """
    entries = bytearray()
    for begun in range(0, units, _LONGEST_ENTRY):
        entries.append(_LINE_WITHOUT_COLUMNS | min(units - begun, _LONGEST_ENTRY) - 1)
        rest = 0 if begun else below << 1
        while rest > _SIX_BITS:
            entries.append(_MORE | rest & _SIX_BITS)
            rest >>= 6
        entries.append(rest)
    return bytes(entries)


def _source_for(original: CodeType) -> str:
    names = [*original.co_varnames]
    positional, only_named = names[: original.co_argcount], names[original.co_argcount :][: original.co_kwonlyargcount]
    rest = names[original.co_argcount + original.co_kwonlyargcount :]
    parameters, given = [*positional], [f"{name}, " for name in positional]
    if original.co_posonlyargcount:
        parameters.insert(original.co_posonlyargcount, "/")
    if original.co_flags & inspect.CO_VARARGS:
        star = rest.pop(0)
        parameters.append(f"*{star}")
        given.append(f"*{star}, ")
    elif only_named:
        parameters.append("*")
    named = [f"{name!r}: {name}" for name in only_named]
    parameters += only_named
    if original.co_flags & inspect.CO_VARKEYWORDS:
        parameters.append(f"**{rest[0]}")
        named.append(f"**{rest[0]}")
    return _SOURCE.format(
        parameters=", ".join(parameters),
        positional="".join(given),
        named=", ".join(named),
        report=_REPORT,
        error=_ERROR,
    )
