"""Which line of an app's source acts in a step: ``login_user(...)``, the guard, the loader, the password check.

A step knows the place where its stage was announced or observed (``Step.place``). That is one of three things:

* the line of an announcement, ``stages.logged_in.send(app)``: the app says there what happened before;
* the first line of a function, its decorators included: the observer saw a guard decide before that function;
* a line of the app that was being executed: the observer saw what it called.

The line that acts is found from there by reading the source, and the announcement is never that line. Where a guard
of Flask-Login decides, no line of the app is being executed: its decorator acts, before the view of the request.
"""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from tracer import stages
from tracer.lessons.app_source import loader_line, view_of_endpoint
from tracer.lessons.shipped_files import SOURCE
from tracer.lessons.source_file import (
    SourceDefinition,
    bare_name,
    calls_in,
    lines_naming,
    names_assigned,
    nodes_in,
    read_source,
)
from tracer.trace.events import Trace
from tracer.trace.facts import RequestFacts
from tracer.trace.table import Step, Table

_GUARDS = frozenset({"login_required", "fresh_login_required"})
_QUESTIONS = frozenset({"is_authenticated", "is_anonymous"})
_ANSWERS = frozenset({"redirect", "abort", "unauthorized", "needs_refresh"})
_TURNS_AWAY = frozenset({stages.redirected.name, stages.refused.name})
_BY_A_GUARD = _TURNS_AWAY | {stages.session_checked.name, stages.fresh_login_required.name}
_ASKED = _BY_A_GUARD | {stages.session_protected.name}
"""The stages that happen when somebody wants to know who is there."""

_CALLS: Mapping[str, str] = {
    stages.logged_in.name: "login_user",
    stages.login_refused.name: "login_user",
    stages.logged_out.name: "logout_user",
    stages.login_confirmed.name: "confirm_login",
}
"""What an app calls where one of these stages happens."""

_LOADERS: Mapping[str, str] = {
    stages.remembered.name: "user_loader",
    stages.identified_by_request.name: "request_loader",
}
"""Whom Flask-Login asks where one of these stages happens."""

_LOOKS = frozenset({"render_template", "logout_user", "login_fresh"})
"""What makes Flask-Login find out who is there: for a template it does so always (``_user_context_processor``)."""


_RecordedLine: TypeAlias = Literal["announcement", "beginning", "executed"]


@dataclass(frozen=True)
class ActingLine:
    """A line of the source that acts in a step.

    Attributes:
        definition: The function or class in which it stands.
        line: Its number; None where no line of the function does what is told of the step.
    """

    definition: SourceDefinition
    line: int | None

    @property
    def lines(self) -> range:
        """The numbers of all lines that it takes: a call may be written in several."""
        if self.line is None:
            return range(0)
        begun = [node for node in nodes_in(self.definition.node) if isinstance(node, ast.expr)]
        ends = [node.end_lineno or node.lineno for node in begun if node.lineno == self.line]
        return range(self.line, max(ends, default=self.line) + 1)


def acting_line(step: Step, rows: Table, trace: Trace, source: Path = SOURCE) -> ActingLine | None:
    """Return the line that acts in a step.

    Args:
        step: The step.
        rows: The table to which it belongs.
        trace: The run.
        source: The folder in which the packages of the apps lie.

    Returns:
        The line; None where the source is not there, where it has changed since the run was recorded, or where
        nothing of the app had a part in it.
    """
    if step.stage in _LOADERS:
        settings = trace.scenario.settings if trace.scenario else {}
        loader = loader_line(_LOADERS[step.stage], trace.app, settings, source)
        return ActingLine(*loader) if loader else None
    here = _recorded(step, source)
    if step.stage == stages.access_granted.name:
        return _letting_in(step, rows, trace, source, here)
    if here is not None and here.kind == "executed":
        return ActingLine(here.definition, here.line)
    if here is not None and step.stage not in _ASKED:
        line = _what_was_announced(here) if step.stage == stages.credentials_checked.name else _last_call(here, step)
        return ActingLine(here.definition, line)
    return _asked(step, rows, trace, source, here)


def announcements(node: ast.AST) -> Iterator[tuple[ast.Call, str]]:
    """Yield each ``stages.NAME.send(...)`` in a part of the source, with the name of the stage."""
    for inner in nodes_in(node):
        match inner:
            case ast.Call(
                func=ast.Attribute(value=ast.Attribute(attr=stage, value=ast.Name(id="stages")), attr="send")
            ):
                if stage in stages.BY_NAME:
                    yield inner, stage


@dataclass(frozen=True)
class _Recorded:
    """The function in which the place of a step lies, the line of it, and what that line is."""

    definition: SourceDefinition
    line: int
    kind: _RecordedLine


def _recorded(step: Step, source: Path) -> _Recorded | None:
    """Return what stands at the place of a step; None where the source does not say today what it must have said."""
    if step.place is None:
        return None
    line = step.place.line
    file = read_source(step.place.file, source)
    definition = file.definition_at(line, step.place.function) if file else None
    if file is None or definition is None:
        return None
    told = []
    if "stages." in file.lines[line - 1]:
        told = [stage for node, stage in announcements(definition.node) if node.lineno == line]
    if told:
        return _Recorded(definition, line, "announcement") if step.stage in told else None
    if line == definition.first and step.stage in _BY_A_GUARD | {stages.access_granted.name}:
        return _Recorded(definition, line, "beginning")
    return _Recorded(definition, line, "executed") if _may_act(definition, line, step.stage) else None


def _may_act(function: SourceDefinition, line: int, stage: str) -> bool:
    """Tell whether a stage may have been observed while a line of a function was being executed."""
    called = {
        bare_name(node.func)
        for node in nodes_in(function.node)
        if isinstance(node, ast.Call) and node.lineno <= line <= (node.end_lineno or node.lineno)
    }
    if stage in _CALLS:
        return _CALLS[stage] in called
    if stage in _TURNS_AWAY:
        return bool(called & _ANSWERS)
    return bool(called) or line in lines_naming(function.node, {"current_user"})


def _asked(step: Step, rows: Table, trace: Trace, source: Path, here: _Recorded | None) -> ActingLine | None:
    """Return the line that wanted to know who is there: in the function itself, or in the view of the request."""
    if step.stage not in _ASKED or (here is None and step.place is not None):
        return None
    own = _guard(here.definition, step.stage) if here else None
    if own is not None:
        return own
    view = _view(step, rows, trace, source)
    if step.stage == stages.session_protected.name and view is not None:
        return _looking(view)
    found = _guard(view, step.stage) if view else None
    return found or (ActingLine(here.definition, None) if here else None)


def _letting_in(step: Step, rows: Table, trace: Trace, source: Path, here: _Recorded | None) -> ActingLine | None:
    """Return the line of the guard that let a request pass: the one before the view, or whoever asked just before."""
    own = _guard(here.definition, step.stage) if here else None
    before = rows.steps[: step.number - 1]
    asked = [each for each in before if each.request == step.request and each.stage == stages.session_checked.name]
    if own is None and asked:
        own = acting_line(asked[-1], rows, trace, source)
    return own or (ActingLine(here.definition, here.definition.node.lineno) if here else None)


def _guard(function: SourceDefinition, stage: str) -> ActingLine | None:
    """Return the line that guards a function: a decorator of Flask-Login's, or a question of its own."""
    for decorator in function.node.decorator_list:
        if bare_name(decorator) in _GUARDS:
            return ActingLine(function, decorator.lineno)
    if (around := function.around) is not None and isinstance(around.node, ast.ClassDef):
        for statement in around.node.body:
            if names_assigned(statement) == {"decorators"} and any(lines_naming(statement, _GUARDS)):
                return ActingLine(around, statement.lineno)
    question = min(lines_naming(function.node, _QUESTIONS), default=None)
    if question is None:
        return None
    answers = [line for name, line in calls_in(function.node) if name in _ANSWERS and line >= question]
    return ActingLine(function, min(answers, default=question) if stage in _TURNS_AWAY else question)


def _looking(view: SourceDefinition) -> ActingLine:
    """Return the line of a view that made Flask-Login find out who is there: its guard, or the first that looks.

    Where it depends on the branch that was taken, it is the line in which the view begins.
    """
    guard = _guard(view, stages.session_checked.name)
    if guard is not None:
        return guard
    looks = [line for name, line in calls_in(view.node) if name in _LOOKS]
    first = min([*looks, *lines_naming(view.node, {"current_user"})], default=None)
    whole = [one for one in view.node.body if first and one.lineno <= first <= (one.end_lineno or one.lineno)]
    certain = first is not None and not any(isinstance(one, ast.If | ast.Try) and one.lineno != first for one in whole)
    return ActingLine(view, first if certain else view.node.lineno)


def _what_was_announced(here: _Recorded) -> int | None:
    """Return the line that made what is announced: the last one before that assigns a name which it mentions."""
    sent = next(node for node, _ in announcements(here.definition.node) if node.lineno == here.line)
    told = {name.id for word in sent.keywords for name in ast.walk(word.value) if isinstance(name, ast.Name)}
    made = [
        node.lineno
        for node in nodes_in(here.definition.node)
        if isinstance(node, ast.stmt) and node.lineno < sent.lineno and names_assigned(node) & told
    ]
    return max(made, default=None)


def _last_call(here: _Recorded, step: Step) -> int | None:
    """Return the line before an announcement that calls what the announcement tells of; None where nothing does."""
    lines = [line for name, line in calls_in(here.definition.node) if name == _CALLS.get(step.stage)]
    return max((line for line in lines if line < here.line), default=None)


def _view(step: Step, rows: Table, trace: Trace, source: Path) -> SourceDefinition | None:
    """Return the view that the request of a step asked for; None where it is not found."""
    for events in (rows.preface, *(row.events for row in rows.steps)):
        for event in events:
            if event.request == step.request and isinstance(event.facts, RequestFacts) and event.facts.endpoint:
                return view_of_endpoint(event.facts.endpoint, trace.app, source)
    return None
