"""Going through the source of a function as a stranger or as a user would, without running it.

Each condition is true, false or not known for the visitor in question, and then both ways are gone. Functions, methods
and classes of the app that are called are gone through as well. So an own decorator, a check inside a view, a hook and
``is_accessible`` are read in the same way, whatever they are called.

This module goes through statements; ``imagined_expressions`` says what an expression is, ``imagined_calls`` what a call
returns.
"""

import ast
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from inspect import CO_ASYNC_GENERATOR, CO_GENERATOR, CO_VARARGS, CO_VARKEYWORDS
from types import FunctionType

from flask_login import fresh_login_required, login_required
from werkzeug.exceptions import Unauthorized

from tracer.recording.observe.imagined_calls import Calls
from tracer.recording.observe.imagined_expressions import EndedError, Outcome, Visit
from tracer.recording.observe.imagined_values import (
    UNKNOWN,
    Constant,
    Held,
    ImaginedValue,
    Instance,
    Known,
    Local,
    found_in_class,
    held_value,
    is_plain,
    joined,
    truth_of,
)
from tracer.recording.observe.source_code import Definition, last_name, source_of_code

_MOST_STEPS = 5_000
_DEEPEST = 6


class TooMuchError(Exception):
    """The function is too large to be gone through."""


class ImaginedVisit:
    """One way through a function, with everything that it calls.

    Args:
        visit: Who visits what.

    Attributes:
        reached_behind: Whether the function behind a decorator can be reached.
        asked_library: Whether a library was asked that keeps in its database what strangers may do.
        demanded_login: Whether somebody can be answered 401, for whatever reason.
        asked_request: Whether it was asked which page is requested, or by which method.
        steps: How much was gone through.
    """

    def __init__(self, visit: Visit) -> None:
        self.visit = visit
        self.reached_behind = False
        self.asked_library = False
        self.demanded_login = False
        self.asked_request = False
        self.steps = 0
        self._local_depth = 0
        self._stack: list[FunctionType] = []

    def go(
        self, function: FunctionType, owner: ImaginedValue | None = None, *, within: type | None = None
    ) -> Outcome | None:
        """Return how a function can end for the visitor; None where its source cannot be read.

        Args:
            function: The function.
            owner: What it is bound to, for a method.
            within: The class in which it stands, for ``super()``.

        Raises:
            TooMuchError: It is too large.
        """
        return self.call(function, [owner] if owner is not None else [], {}, within)

    def call(
        self,
        function: FunctionType,
        given: list[ImaginedValue],
        named: Mapping[str, ImaginedValue],
        within: type | None,
        *,
        entered: bool = False,
    ) -> Outcome | None:
        """The same with arguments.

        Args:
            function: The function.
            given: Arguments without a name.
            named: Arguments with one.
            within: The class in which it stands.
            entered: Whether it is a generator that ``with`` runs, by ``contextlib.contextmanager``.
        """
        if function in self._stack or len(self._stack) >= _DEEPEST:
            return None
        source = source_of_code(function.__code__)
        code = function.__code__
        if source is None or (code.co_flags & (CO_GENERATOR | CO_ASYNC_GENERATOR) and not entered):
            return None
        several = bool(code.co_flags & CO_VARARGS) + bool(code.co_flags & CO_VARKEYWORDS)
        values: dict[str, ImaginedValue] = dict.fromkeys(
            code.co_varnames[: code.co_argcount + code.co_kwonlyargcount + several], UNKNOWN
        )
        values.update(zip(code.co_varnames[: code.co_argcount], given, strict=False))
        values.update({name: value for name, value in named.items() if name in values})
        self._stack.append(function)
        try:
            return _Frame(self, function, values, within).run(source)
        finally:
            self._stack.pop()

    def call_local(
        self,
        function: FunctionType,
        local: Local,
        given: list[ImaginedValue],
        named: Mapping[str, ImaginedValue],
        within: type | None,
    ) -> Outcome | None:
        """Return how a function can end that was made in another one; None where it cannot be told."""
        arguments = local.source.args
        names = [argument.arg for argument in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)]
        yields = (ast.Yield, ast.YieldFrom)
        if self._local_depth >= _DEEPEST or any(isinstance(node, yields) for node in ast.walk(local.source)):
            return None
        values = {**local.around, **dict.fromkeys(names, UNKNOWN), **dict(zip(names, given, strict=False)), **named}
        self._local_depth += 1
        try:
            return _Frame(self, function, values, within).run(local.source)
        finally:
            self._local_depth -= 1

    def step(self) -> None:
        """Count what was gone through. Raises TooMuchError."""
        self.steps += 1
        if self.steps > _MOST_STEPS:
            raise TooMuchError


class _Frame(Calls):
    """One function that is being gone through."""

    def run(self, source: Definition) -> Outcome:
        """Go through the whole function."""
        if isinstance(source, ast.Lambda):
            with suppress(EndedError):
                self._outcome.returned.append((id(source), self._evaluate(source.body)))
            return self._outcome
        if self._block(source.body):
            self._outcome.returned.append((id(source), Constant(None)))
        return self._outcome

    # Statements: each tells whether the next one is reached.

    def _block(self, statements: Iterable[ast.stmt]) -> bool:
        return all(self._statement(statement) for statement in statements)

    def _statement(self, node: ast.stmt) -> bool:
        self._imagined.step()
        try:
            return self._done(node)
        except EndedError:
            return False

    def _done(self, node: ast.stmt) -> bool:
        """Go through a statement; those that hold others have a method of their own."""
        match node:
            case ast.Return(value=value):
                self._outcome.returned.append((id(node), Constant(None) if value is None else self._evaluate(value)))
            case ast.Raise(exc=error):
                if error is not None and _is_unauthorized(self._evaluate(error)):
                    self._imagined.demanded_login = True
                self._outcome.raised.add(id(node))
            case ast.Assign(targets=targets, value=value):
                self._assign(targets, self._evaluate(value))
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                self._assign([target], self._evaluate(value))
            case ast.Expr(value=value) | ast.Assert(test=value):
                self._evaluate(value)
            case ast.ImportFrom():
                self._import(node)
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                guarded = any(self._is_login_guard(decorator) for decorator in node.decorator_list)
                local = UNKNOWN if node.decorator_list else Local(node, self._values)
                self._values[name] = Known("guarded") if guarded else local
            case ast.ClassDef(name=name):
                self._values[name] = UNKNOWN
            case _:
                return self._compound(node)
        return not isinstance(node, ast.Return | ast.Raise)

    def _is_login_guard(self, decorator: ast.expr) -> bool:
        value = self._evaluate(decorator)
        return isinstance(value, Held) and (value.thing is login_required or value.thing is fresh_login_required)

    def _compound(self, node: ast.stmt) -> bool:
        match node:
            case ast.If(test=test, body=body, orelse=otherwise):
                return self._either(truth_of(self._evaluate(test)), body, otherwise)
            case ast.For() | ast.AsyncFor():
                self._evaluate(node.iter)
                self._assign([node.target], UNKNOWN)
                self._either(None, node.body, [])
                return self._block(node.orelse)
            case ast.While(test=test, body=body):
                self._evaluate(test)
                self._either(None, body, [])
            case ast.With(items=items, body=body) | ast.AsyncWith(items=items, body=body):
                for item in items:
                    self._enter(self._evaluate(item.context_expr))
                    self._assign([item.optional_vars] if item.optional_vars is not None else [], UNKNOWN)
                return self._block(body)
            case ast.Try() | ast.TryStar():
                return self._tried(node)
            case ast.Match(subject=subject, cases=cases):
                return self._matched(self._evaluate(subject), cases)
            case ast.AugAssign(target=target, value=value):
                self._evaluate(value)
                self._assign([target], UNKNOWN)
        return not isinstance(node, ast.Break | ast.Continue)

    def _matched(self, subject: ImaginedValue, cases: list[ast.match_case]) -> bool:
        """Go every way that a subject can take."""
        ways: list[list[ast.stmt]] = []
        for each in cases:
            answer = _fits(each.pattern, subject)
            if answer is not False:
                ways.append(each.body)
            if answer and each.guard is None:
                return self._any_of(ways)
        return self._any_of([*ways, []])

    def _enter(self, manager: ImaginedValue) -> None:
        """Go through what an object of the app does at the beginning of ``with``."""
        begin, owner = found_in_class(manager.of, "__enter__") if isinstance(manager, Instance) else (None, None)
        if type(begin) is FunctionType:
            self._through(begin, [manager], {}, owner)

    def _either(self, answer: bool | None, body: list[ast.stmt], otherwise: list[ast.stmt]) -> bool:  # noqa: FBT001 # what a condition says
        if answer is not None:
            return self._block(body if answer else otherwise)
        return self._any_of([body, otherwise])

    def _any_of(self, ways: list[list[ast.stmt]]) -> bool:
        """Go every way, and join what is known after those that lead on."""
        before, after = self._values, []
        for way in ways:
            self._values = dict(before)
            if self._block(way):
                after.append(self._values)
        names = {name for values in after for name in values}
        self._values = {name: joined([values.get(name, UNKNOWN) for values in after]) for name in names}
        return bool(after)

    def _tried(self, node: ast.Try | ast.TryStar) -> bool:
        """Go through what is tried, and through what is done where something in it is raised."""
        before = dict(self._values)
        outer, self._outcome = self._outcome, Outcome()
        leads_on = self._block([*node.body, *node.orelse])
        inner, self._outcome = self._outcome, outer
        outer.returned += inner.returned
        if not any(map(_catches_all, node.handlers)):
            outer.raised |= inner.raised
            outer.crashed |= inner.crashed
        after = [self._values] if leads_on else []
        for handler in node.handlers:
            self._values = {**before, **({handler.name: UNKNOWN} if handler.name else {})}
            if self._block(handler.body):
                after.append(self._values)
        names = {name for values in after for name in values}
        self._values = {name: joined([values.get(name, UNKNOWN) for values in after]) for name in names} or before
        return self._block(node.finalbody) and bool(after)

    def _import(self, node: ast.ImportFrom) -> None:
        package = str(self._function.__globals__.get("__package__") or "")
        parent = ".".join(package.split(".")[: len(package.split(".")) - node.level + 1]) if node.level else ""
        module = sys.modules.get(".".join(filter(None, (parent, node.module))))
        for alias in node.names:
            held = vars(module).get(alias.name, UNKNOWN) if module is not None else UNKNOWN
            self._values[alias.asname or alias.name] = UNKNOWN if held is UNKNOWN else held_value(held)


def _catches_all(handler: ast.ExceptHandler) -> bool:
    names = (
        {last_name(node) for node in ast.walk(handler.type) if isinstance(node, ast.expr)} if handler.type else {None}
    )
    return handler.type is None or bool(names & {"Exception", "BaseException", "HTTPException"})


def _is_unauthorized(value: ImaginedValue) -> bool:
    """Tell whether what is raised is the error 401, or its class."""
    kind = value.thing if isinstance(value, Held) else value.of if isinstance(value, Instance) else None
    return isinstance(kind, type) and issubclass(kind, Unauthorized)


def _fits(pattern: ast.pattern, subject: ImaginedValue) -> bool | None:
    """Tell whether a value fits a pattern; None where that is not known."""
    if isinstance(pattern, ast.MatchAs) and pattern.pattern is None:
        return True
    if not is_plain(subject) or not isinstance(subject, Constant):
        return None
    match pattern:
        case ast.MatchSingleton(value=wanted):
            return subject.value is wanted
        case ast.MatchValue(value=ast.Constant(value=wanted)):
            return bool(subject.value == wanted)
    return None
