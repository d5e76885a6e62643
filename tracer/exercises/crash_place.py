"""Where in the learner's own files an app has crashed, also where a library has raised, or a template given as text."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tracer.exercises.shown_run import Crash
from tracer.syntax_tree import syntax_tree
from tracer.trace.events import Place, Trace
from tracer.trace.facts import ExceptionFacts

_TEMPLATE_AS_TEXT = "<template>"
"""How Jinja calls the file of a template that was given as text."""

_RENDERS_TEXT = frozenset({"render_template_string", "stream_template_string"})
_OF_JINJA = ("{{", "{%")


@dataclass(frozen=True)
class CrashPlace:
    """Where an app has crashed.

    Attributes:
        own: The line in the learner's files, or of a template; "" where none of them is known to have run.
        library: Where a library has raised, behind that line; "" where it was raised in the line itself.
    """

    own: str
    library: str = ""


def crash_place(trace: Trace, crash: Crash, sources: Mapping[str, str]) -> CrashPlace:
    """Return where an app has crashed.

    Args:
        trace: The run.
        crash: What was raised in it.
        sources: The learner's files, by their names.
    """
    if crash.place is None:
        return CrashPlace("")
    if crash.place.file == _TEMPLATE_AS_TEXT:
        return CrashPlace(_place_in_text(crash.place.line, sources))
    if crash.place.file in sources:
        return CrashPlace(str(crash.place))
    before = _last_own_place(trace, crash, sources)
    return CrashPlace(str(before) if before is not None else "", str(crash.place))


def _last_own_place(trace: Trace, crash: Crash, sources: Mapping[str, str]) -> Place | None:
    """Return the last place in the learner's files that is known to have run in the request before it crashed."""
    last = None
    for event in trace.events:
        if event.request != crash.request:
            continue
        if isinstance(event.facts, ExceptionFacts):
            return last
        if event.place is not None and event.place.file in sources:
            last = event.place
    return last


def _place_in_text(line: int, sources: Mapping[str, str]) -> str:
    """Return where a line of a template stands in the learner's files; where several could be it, its number alone."""
    places = {place for name, text in sources.items() if name.endswith(".py") for place in _places(name, text, line)}
    if len(places) == 1 and None not in places:
        (place,) = places
        return f"{place}, in a template"
    return f"line {line} of a template that is given as text"


def _places(name: str, text: str, line: int) -> Iterator[str | None]:
    """Yield where a line of each text stands that is rendered in a file; None for a text that cannot be told."""
    tree = syntax_tree(text)
    if tree is None:
        return
    named = {
        target.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _name_of(node.func) in _RENDERS_TEXT and node.args:
            given = node.args[0]
            value = named.get(given.id) if isinstance(given, ast.Name) else given
            number = _line_in_file(value, line)
            if number is None:
                yield None
            elif any(sign in text.splitlines()[number - 1] for sign in _OF_JINJA):
                yield f"{name}:{number}"


def _name_of(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _line_in_file(value: ast.expr | None, line: int) -> int | None:
    """Return on which line of its file a line of a text stands that is written as it is; None where it is not."""
    if not isinstance(value, ast.Constant) or not isinstance(value.value, str) or value.end_lineno is None:
        return None
    as_written = value.value.count("\n") == value.end_lineno - value.lineno
    return value.lineno + line - 1 if as_written and line <= value.value.count("\n") + 1 else None
