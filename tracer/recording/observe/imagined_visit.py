"""Going through the source of a function as a stranger or as a user would, without running it.

Each condition is true, false or not known for the visitor in question, and then both ways are gone. Functions, methods
and classes of the app that are called are gone through as well. So an own decorator, a check inside a view, a hook and
``is_accessible`` are read in the same way, whatever they are called.
"""

import ast
import builtins
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from inspect import CO_ASYNC_GENERATOR, CO_GENERATOR, CO_VARARGS, CO_VARKEYWORDS
from types import FunctionType, ModuleType
from typing import Any, NoReturn

from flask_login import AnonymousUserMixin

from tracer.recording.observe.imagined_values import (
    SCALARS,
    UNKNOWN,
    USER,
    Away,
    Behind,
    Bound,
    Constant,
    Held,
    Instance,
    Known,
    Super,
    Value,
    contains,
    found_in_class,
    held_value,
    is_plain,
    joined,
    truth_of,
)
from tracer.recording.observe.library_guards import LIBRARY_DEMANDS, LIBRARY_QUESTIONS
from tracer.recording.observe.source_code import chain, last_name, source_of_code

_MOST_STEPS = 5_000
_DEEPEST = 6
FIRST_REFUSAL, LAST_STATUS = 400, 599
_NOT_READ = sys.stdlib_module_names | {
    "flask", "flask_login", "flask_sqlalchemy", "flask_wtf", "jinja2", "markupsafe", "sqlalchemy", "werkzeug", "wtforms",
}  # fmt: skip
"""Libraries whose functions say nothing of who the visitor is, or are known already."""

_TEXT_METHODS = frozenset({"startswith", "endswith", "lower", "upper", "strip", "lstrip", "rstrip"})
_REFUSING = frozenset({"unauthorized", "needs_refresh"})
_QUESTIONS = {"is_authenticated": True, "is_anonymous": False}


class TooMuchError(Exception):
    """The function is too large to be gone through."""


class _EndedError(Exception):
    """The function has ended inside of an expression: something was raised there."""


@dataclass(frozen=True)
class Visit:
    """Who visits what.

    Attributes:
        logged_in: Whether the visitor is a user, and not a stranger.
        anonymous: The class of users who are not logged in.
        config: The app's configuration.
        method: The method of the request.
        endpoint: The endpoint that is asked for; None where that is left open.
        path: The path that is asked for; None where that is left open.
        is_guard: Tells whether a function of a chain is a guard that turns strangers away.
        may_ask: Tells whether a function can have to do with who the visitor is; others are not gone through.
        behind: The function that a decorator guards; None where the function is no decorator.
    """

    logged_in: bool
    anonymous: type
    config: Mapping[str, Any]
    is_guard: Callable[[Any], bool]
    may_ask: Callable[[FunctionType], bool]
    method: str = "GET"
    endpoint: str | None = None
    path: str | None = None
    behind: Any = None


@dataclass
class Outcome:
    """How a function can end.

    Attributes:
        returned: What it can return.
        raised: Where it can raise, as identities of nodes.
        crashed: Whether it can ask a stranger for something that only users have.
    """

    returned: list[tuple[int, Value]] = field(default_factory=list)
    raised: set[int] = field(default_factory=set)
    crashed: bool = False


@dataclass(frozen=True)
class _Call:
    """A call as it is written, with what is known of the parts.

    Attributes:
        node: The call.
        name: The name at the end of what is called: ``abort`` for ``flask.abort``.
        called: What is called.
        own: The function or class behind it; None where it is neither.
        given: The arguments without a name.
        named: Those with one.
    """

    node: ast.Call
    name: str
    called: Value
    own: Any
    given: list[Value]
    named: Mapping[str, Value]

    @property
    def is_refusal(self) -> bool:
        """Whether a status of a refusal is given, as in ``make_response(page, 401)``."""
        named = [self.named[key] for key in ("status", "status_code", "code") if key in self.named]
        return any(map(_is_refusal, [*self.given[1:], *named]))


class ImaginedVisit:
    """One way through a function, with everything that it calls.

    Args:
        visit: Who visits what.

    Attributes:
        reached_behind: Whether the function behind a decorator can be reached.
        asked_library: Whether a library was asked that keeps in its database what strangers may do.
    """

    def __init__(self, visit: Visit) -> None:
        self.visit = visit
        self.reached_behind = False
        self.asked_library = False
        self._steps = 0
        self._stack: list[FunctionType] = []

    def go(
        self, function: FunctionType, owner: Value | None = None, *, within: type | None = None
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
        self, function: FunctionType, given: list[Value], named: Mapping[str, Value], within: type | None
    ) -> Outcome | None:
        """The same with arguments."""
        if function in self._stack or len(self._stack) >= _DEEPEST:
            return None
        source = source_of_code(function.__code__)
        code = function.__code__
        if source is None or code.co_flags & (CO_GENERATOR | CO_ASYNC_GENERATOR):
            return None
        several = bool(code.co_flags & CO_VARARGS) + bool(code.co_flags & CO_VARKEYWORDS)
        values: dict[str, Value] = dict.fromkeys(
            code.co_varnames[: code.co_argcount + code.co_kwonlyargcount + several], UNKNOWN
        )
        values.update(zip(code.co_varnames[: code.co_argcount], given, strict=False))
        values.update({name: value for name, value in named.items() if name in values})
        self._stack.append(function)
        try:
            return _Frame(self, function, values, within).run(source)
        finally:
            self._stack.pop()

    def step(self) -> None:
        """Count what was gone through. Raises TooMuchError."""
        self._steps += 1
        if self._steps > _MOST_STEPS:
            raise TooMuchError


class _Frame:
    """One function that is being gone through."""

    def __init__(
        self, imagined: ImaginedVisit, function: FunctionType, values: dict[str, Value], within: type | None
    ) -> None:
        self._imagined = imagined
        self._visit = imagined.visit
        self._function = function
        self._values: dict[str, Value] = values
        self._first = next(iter(values.values()), UNKNOWN)
        self._within = within
        self._outcome = Outcome()

    def run(self, source: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> Outcome:
        if isinstance(source, ast.Lambda):
            try:
                self._outcome.returned.append((id(source), self._evaluate(source.body)))
            except _EndedError:
                pass
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
        except _EndedError:
            return False

    def _done(self, node: ast.stmt) -> bool:
        match node:
            case ast.Return(value=value):
                self._outcome.returned.append((id(node), Constant(None) if value is None else self._evaluate(value)))
                return False
            case ast.Raise(exc=error):
                if error is not None:
                    self._evaluate(error)
                self._outcome.raised.add(id(node))
                return False
            case ast.If(test=test, body=body, orelse=otherwise):
                return self._either(truth_of(self._evaluate(test)), body, otherwise)
            case ast.Assign(targets=targets, value=value):
                self._assign(targets, self._evaluate(value))
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                self._assign([target], self._evaluate(value))
            case ast.AugAssign(target=target, value=value):
                self._evaluate(value)
                self._assign([target], UNKNOWN)
            case ast.Expr(value=value):
                self._evaluate(value)
            case ast.For(target=target, iter=walked, body=body, orelse=otherwise) | ast.AsyncFor(
                target=target, iter=walked, body=body, orelse=otherwise
            ):
                self._evaluate(walked)
                self._assign([target], UNKNOWN)
                self._either(None, body, [])
                return self._block(otherwise)
            case ast.While(test=test, body=body):
                self._evaluate(test)
                self._either(None, body, [])
            case ast.With(items=items, body=body) | ast.AsyncWith(items=items, body=body):
                for item in items:
                    self._evaluate(item.context_expr)
                    if item.optional_vars is not None:
                        self._assign([item.optional_vars], UNKNOWN)
                return self._block(body)
            case ast.Try() | ast.TryStar():
                return self._tried(node)
            case ast.Match(subject=subject, cases=cases):
                self._evaluate(subject)
                return self._any_of([each.body for each in cases] + [[]])
            case ast.ImportFrom():
                self._import(node)
            case ast.Assert(test=test):
                self._evaluate(test)
            case ast.Break() | ast.Continue():
                return False
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                self._values[name] = UNKNOWN
        return True

    def _either(self, answer: bool | None, body: list[ast.stmt], otherwise: list[ast.stmt]) -> bool:
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

    def _assign(self, targets: Iterable[ast.expr], value: Value) -> None:
        for target in targets:
            match target:
                case ast.Name(id=name):
                    self._values[name] = value
                case ast.Attribute(value=ast.Name(id=name), attr="status_code") if _is_refusal(value):
                    self._values[name] = Away(id(target))
                case ast.Tuple(elts=elements) | ast.List(elts=elements):
                    self._assign(elements, UNKNOWN)

    def _import(self, node: ast.ImportFrom) -> None:
        package = str(self._function.__globals__.get("__package__") or "")
        parent = ".".join(package.split(".")[: len(package.split(".")) - node.level + 1]) if node.level else ""
        module = sys.modules.get(".".join(filter(None, (parent, node.module))))
        for alias in node.names:
            held = vars(module).get(alias.name, UNKNOWN) if module is not None else UNKNOWN
            self._values[alias.asname or alias.name] = UNKNOWN if held is UNKNOWN else held_value(held)

    # Expressions.

    def _evaluate(self, node: ast.expr) -> Value:  # noqa: PLR0911, C901 # one case per kind of expression
        self._imagined.step()
        match node:
            case ast.Constant(value=value):
                return Constant(value) if type(value) in SCALARS else UNKNOWN
            case ast.Name(id=name):
                return self._named(name)
            case ast.Attribute(value=owner, attr=name):
                return self._attribute(self._evaluate(owner), name)
            case ast.Call():
                return self._called(node)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                answer = truth_of(self._evaluate(operand))
                return UNKNOWN if answer is None else Constant(not answer)
            case ast.BoolOp(op=operation, values=values):
                return self._bool_op(values, ends_at=isinstance(operation, ast.Or))
            case ast.Compare(left=left, ops=[operation], comparators=[right]):
                return self._compared(operation, self._evaluate(left), self._evaluate(right))
            case ast.IfExp(test=test, body=body, orelse=otherwise):
                return self._if_expression(test, body, otherwise)
            case ast.NamedExpr(target=target, value=value):
                found = self._evaluate(value)
                self._assign([target], found)
                return found
            case ast.Await(value=value) | ast.Starred(value=value):
                return self._evaluate(value)
            case ast.Subscript(value=owner, slice=key):
                return self._item(self._evaluate(owner), self._evaluate(key))
            case ast.Tuple(elts=elements) | ast.List(elts=elements) | ast.Set(elts=elements):
                return self._display(node, [self._evaluate(element) for element in elements])
            case ast.Lambda() | ast.GeneratorExp() | ast.ListComp() | ast.SetComp() | ast.DictComp():
                return UNKNOWN
        found_behind = [self._evaluate(child) for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr)]
        return Behind() if any(isinstance(value, Behind) for value in found_behind) else UNKNOWN

    def _maybe(self, node: ast.expr) -> Value | None:
        """Evaluate what may not be reached; None where it ends the function."""
        try:
            return self._evaluate(node)
        except _EndedError:
            return None

    def _bool_op(self, values: list[ast.expr], *, ends_at: bool) -> Value:
        possible: list[Value] = []
        certain = True
        for node in values:
            value = self._evaluate(node) if certain else self._maybe(node)
            if value is None:
                break
            answer = truth_of(value)
            if answer is ends_at:
                possible.append(value)
                # Whether it ends here or before, it is as true as this.
                return Constant(ends_at) if isinstance(value, Constant) and len(possible) > 1 else joined(possible)
            if answer is None or node is values[-1]:
                possible.append(value)
                certain = False
        answers = {truth_of(value) for value in possible}
        if len(answers) == 1 and None not in answers:
            return possible[-1] if len(possible) == 1 else Constant(answers.pop())
        return joined(possible)

    def _if_expression(self, test: ast.expr, body: ast.expr, otherwise: ast.expr) -> Value:
        answer = truth_of(self._evaluate(test))
        if answer is not None:
            return self._evaluate(body if answer else otherwise)
        found = [value for value in (self._maybe(body), self._maybe(otherwise)) if value is not None]
        if not found:
            raise _EndedError
        return joined(found)

    def _compared(self, operation: ast.cmpop, left: Value, right: Value) -> Value:
        negative = isinstance(operation, ast.NotEq | ast.IsNot | ast.NotIn)
        if isinstance(operation, ast.In | ast.NotIn):
            strange = isinstance(right, Known) and right.what in {"session", "cookies"} and not self._visit.logged_in
            answer = False if strange else contains(right, left)
        elif isinstance(operation, ast.Eq | ast.NotEq | ast.Is | ast.IsNot):
            answer = _equal(left, right)
        else:
            return UNKNOWN
        return UNKNOWN if answer is None else Constant(answer is not negative)

    def _item(self, owner: Value, key: Value) -> Value:
        if isinstance(owner, Known) and owner.what == "config" and isinstance(key, Constant):
            return self._setting(key, UNKNOWN)
        if isinstance(owner, Known) and owner.what == "session" and not self._visit.logged_in:
            self._outcome.crashed = True
            raise _EndedError
        return UNKNOWN

    def _display(self, node: ast.expr, values: list[Value]) -> Value:
        if any(isinstance(value, Behind) for value in values):
            return Behind()
        if isinstance(node, ast.Tuple) and any(map(_is_refusal, values[1:])):
            return Away(id(node))
        if all(map(is_plain, values)):
            return Constant(tuple(value.value for value in values if isinstance(value, Constant)))
        return next((value for value in values if isinstance(value, Away)), UNKNOWN)

    def _named(self, name: str) -> Value:
        if name in self._values:
            return self._values[name]
        held = self._held(name)
        return UNKNOWN if held is UNKNOWN else held_value(held)

    def _held(self, name: str) -> Any:
        code = self._function.__code__
        if name in code.co_freevars:
            cell = (self._function.__closure__ or ())[code.co_freevars.index(name)]
            try:
                return cell.cell_contents
            except ValueError:  # an empty cell
                return UNKNOWN
        return self._function.__globals__.get(name, getattr(builtins, name, UNKNOWN))

    def _attribute(self, owner: Value, name: str) -> Value:  # noqa: PLR0911, C901 # one case per kind of owner
        match owner:
            case Known(what="user"):
                return self._of_user(name)
            case Known(what="request"):
                return self._of_request(name)
            case Known(what="app"):
                return Known(name) if name == "config" else UNKNOWN
            case Held(thing=thing) if issubclass(type(thing), ModuleType):
                held = vars(thing).get(name, UNKNOWN)
                return UNKNOWN if held is UNKNOWN else held_value(held)
            case Held(thing=thing) if issubclass(type(thing), type):
                return self._of_class(thing, name, owner)
            case Instance(of=kind):
                return self._of_class(kind, name, owner)
            case Super(of=kind, above=above):
                return self._of_class(kind, name, self._first, above=above)
            case Behind():
                return owner
            case _:
                pass
        if name in _QUESTIONS:
            # g.user, or what some function returned: whoever asks it asks for the login.
            return Constant(self._visit.logged_in is _QUESTIONS[name])
        return UNKNOWN

    def _of_user(self, name: str) -> Value:
        if name == "_get_current_object":
            return UNKNOWN
        if self._visit.logged_in:
            return Constant(_QUESTIONS[name]) if name in _QUESTIONS else UNKNOWN
        held, owner = found_in_class(self._visit.anonymous, name)
        if owner is None:
            if _has_only_what_its_class_says(self._visit.anonymous):
                self._outcome.crashed = True
                raise _EndedError
            return UNKNOWN
        if type(held) is property and owner is AnonymousUserMixin:
            return Constant({"is_anonymous": True}.get(name, False))
        return self._of_class(self._visit.anonymous, name, USER)

    def _of_request(self, name: str) -> Value:
        visit = self._visit
        told = {"method": visit.method, "endpoint": visit.endpoint, "path": visit.path}
        if visit.endpoint is not None:
            told["blueprint"] = visit.endpoint.rpartition(".")[0] or None
            if name == "blueprint":
                return Constant(told["blueprint"])
        if told.get(name) is not None:
            return Constant(told[name])
        if name == "authorization" and not visit.logged_in:
            return Constant(None)
        return Known(name) if name in {"headers", "cookies"} else UNKNOWN

    def _of_class(self, kind: type, name: str, owner: Value, *, above: type | None = None) -> Value:
        held, base = found_in_class(kind, name, above=above)
        if base is None:
            return Constant(_QUESTIONS[name] is self._visit.logged_in) if name in _QUESTIONS else UNKNOWN
        if type(held) is FunctionType:
            return Held(held) if isinstance(owner, Held) else Bound(held, owner, base)
        if type(held) is classmethod:
            return Bound(held.__func__, Held(kind), base) if type(held.__func__) is FunctionType else UNKNOWN
        if type(held) is staticmethod:
            return held_value(held.__func__)
        if type(held) is property and type(held.fget) is FunctionType and not isinstance(owner, Held):
            return self._through(held.fget, [owner], {}, base)
        # What an object is given when it is made takes the place of what its class says.
        return held_value(held) if found_in_class(kind, "__init__")[1] is object else UNKNOWN

    def _setting(self, key: Value, default: Value) -> Value:
        if not isinstance(key, Constant) or type(key.value) is not str:
            return UNKNOWN
        if key.value not in self._visit.config:
            return default
        value = self._visit.config[key.value]
        return Constant(value) if type(value) in SCALARS else UNKNOWN

    # Calls.

    def _called(self, node: ast.Call) -> Value:
        """Return what a call returns, whatever is called."""
        called = self._evaluate(node.func)
        call = _Call(
            node,
            last_name(node.func) or "",
            called,
            called.thing if isinstance(called, Held) else called.function if isinstance(called, Bound) else None,
            [self._evaluate(argument) for argument in node.args],
            {each.arg: self._evaluate(each.value) for each in node.keywords if each.arg is not None},
        )
        for known in (self._by_its_name, self._that_decides, self._of_the_app, self._with_known_result):
            value = known(call)
            if value is not None:
                return value
        values = [*call.given, *call.named.values(), called]
        return next((value for value in values if isinstance(value, Behind | Away)), UNKNOWN)

    def _by_its_name(self, call: "_Call") -> Value | None:
        """Return what is called under a name that says it: a wrapper of Python's, of Flask's or of Werkzeug's."""
        if call.name == "super" and not call.given and self._within is not None:
            return self._super()
        if call.name == "ensure_sync" and call.given:
            return call.given[0]
        if call.name == "_get_current_object" and isinstance(call.node.func, ast.Attribute):
            return self._evaluate(call.node.func.value)
        if isinstance(call.node.func, ast.Name):
            return self._built_in(call.name, call.given)
        is_get_id = call.name == "get_id" and isinstance(call.called, Bound) and call.called.owner is USER
        return Constant(None) if is_get_id and not _is_read(call.own) else None

    def _that_decides(self, call: "_Call") -> Value | None:
        """Return what is called to let the visitor in, or to turn the visitor away."""
        if self._is_behind(call.called):
            self._imagined.reached_behind = True
            return Behind()
        if _is_read(call.own):
            return None
        if call.name == "abort":
            return self._ended_at(call.node)
        if call.name in LIBRARY_QUESTIONS:
            self._imagined.asked_library = True
            return UNKNOWN if self._visit.logged_in else Constant(value=False)
        if call.name in LIBRARY_DEMANDS and "optional" not in call.named:
            return UNKNOWN if self._visit.logged_in else self._ended_at(call.node)
        return Away(id(call.node)) if call.name in _REFUSING or call.name == "redirect" else None

    def _ended_at(self, node: ast.AST) -> NoReturn:
        self._outcome.raised.add(id(node))
        raise _EndedError

    def _of_the_app(self, call: "_Call") -> Value | None:
        """Go through a function, a class or an object of the app that is called."""
        own, called = call.own, call.called
        if isinstance(own, type):
            return self._made(own, call)
        if isinstance(own, FunctionType) and any(map(self._visit.is_guard, chain(own))):
            return UNKNOWN if self._visit.logged_in else Away(id(call.node))
        if isinstance(own, FunctionType) and any(map(_is_read, chain(own))):
            bound = [called.owner] if isinstance(called, Bound) else []
            within = called.defined_in if isinstance(called, Bound) else None
            return self._through(own, [*bound, *call.given], call.named, within)
        if isinstance(called, Instance) and type(method := found_in_class(called.of, "__call__")[0]) is FunctionType:
            return self._through(method, [called, *call.given], call.named, None)
        return None

    def _with_known_result(self, call: "_Call") -> Value | None:
        """Return what a method of a text, of the session or of the configuration returns; or a refusal."""
        if isinstance(call.node.func, ast.Attribute):
            known = self._known_method(call.node.func, call.given)
            if known is not None:
                return known
        return Away(id(call.node)) if call.is_refusal else None

    def _super(self) -> Value:
        owner = self._first
        kind = owner.of if isinstance(owner, Instance) else owner.thing if isinstance(owner, Held) else None
        return Super(kind, self._within) if isinstance(kind, type) and self._within is not None else UNKNOWN

    def _is_behind(self, called: Value) -> bool:
        behind = self._visit.behind
        if isinstance(called, Bound) and called.function.__module__ == "flask.views":
            return True  # dispatch_request of Flask's own classes calls the method that answers
        thing = called.thing if isinstance(called, Held) else called.function if isinstance(called, Bound) else None
        return behind is not None and thing is not None and thing is getattr(behind, "__func__", behind)

    def _made(self, kind: type, call: "_Call") -> Value:
        """Return the object that is made of a class."""
        if call.is_refusal:
            return Away(id(call.node))
        if kind is bool and call.given:
            answer = truth_of(call.given[0])
            return UNKNOWN if answer is None else Constant(answer)
        begin, owner = found_in_class(kind, "__init__")
        if type(begin) is FunctionType and _is_read(begin):
            self._through(begin, [Instance(kind), *call.given], call.named, owner)
        if any(isinstance(value, Behind) for value in call.given):
            return Behind()
        return UNKNOWN if kind.__module__ == "builtins" else Instance(kind)

    def _through(
        self, function: FunctionType, given: list[Value], named: Mapping[str, Value], within: type | None
    ) -> Value:
        """Go through a function that is called, and return what it returns."""
        inner = next((part for part in chain(function) if type(part) is FunctionType and _is_read(part)), None)
        if inner is None or not (USER in given or self._visit.may_ask(inner)):
            return UNKNOWN
        outcome = self._imagined.call(inner, given, named, within)
        if outcome is None:
            return UNKNOWN
        self._outcome.raised |= outcome.raised
        self._outcome.crashed |= outcome.crashed
        if not outcome.returned:
            raise _EndedError
        return joined([value for _, value in outcome.returned])

    def _known_method(self, node: ast.Attribute, given: list[Value]) -> Value | None:
        """Return what a method of something that every app has returns; None where that is not known."""
        owner = self._evaluate(node.value)
        default = given[1] if len(given) > 1 else Constant(None)
        if isinstance(owner, Known) and node.attr in {"get", "pop"} and given:
            if owner.what == "config":
                return self._setting(given[0], default)
            if self._visit.logged_in:
                return UNKNOWN
            if owner.what in {"session", "cookies"} or (owner.what == "headers" and _asks_for_credentials(given[0])):
                return default
        texts = [value.value for value in given if isinstance(value, Constant) and type(value.value) in {str, tuple}]
        if isinstance(owner, Constant) and type(owner.value) is str and node.attr in _TEXT_METHODS:
            if len(texts) == len(given) and all(_is_text(text) for text in texts):
                return Constant(getattr(owner.value, node.attr)(*texts))
        return None

    def _built_in(self, name: str, given: list[Value]) -> Value | None:
        if name in self._function.__globals__ or not given:
            return None
        if name == "getattr" and len(given) > 1 and isinstance(given[1], Constant) and type(given[1].value) is str:
            crashed = self._outcome.crashed
            try:
                return self._attribute(given[0], given[1].value)
            except _EndedError:
                self._outcome.crashed = crashed
                if len(given) > 2:  # noqa: PLR2004 # the default
                    return given[2]
                raise
        if name == "callable" and isinstance(given[0], Constant):
            return Constant(False)  # noqa: FBT003 # a constant is not called
        if name == "isinstance" and given[0] is USER and len(given) > 1 and isinstance(given[1], Held):
            return self._is_user_a(given[1].thing)
        return None

    def _is_user_a(self, kind: Any) -> Value:
        if issubclass(type(kind), type) and kind.__module__.partition(".")[0] != "builtins":
            is_anonymous = issubclass(kind, AnonymousUserMixin) or kind is self._visit.anonymous
            if is_anonymous:
                return Constant(not self._visit.logged_in and issubclass(self._visit.anonymous, kind))
            if not self._visit.logged_in:
                return Constant(issubclass(self._visit.anonymous, kind))
        return UNKNOWN


def _catches_all(handler: ast.ExceptHandler) -> bool:
    names = {last_name(node) for node in ast.walk(handler.type) if isinstance(node, ast.expr)} if handler.type else {None}
    return handler.type is None or bool(names & {"Exception", "BaseException", "HTTPException"})


def _equal(left: Value, right: Value) -> bool | None:
    if is_plain(left) and is_plain(right) and isinstance(left, Constant) and isinstance(right, Constant):
        return bool(left.value == right.value)
    known = (Known, Held, Instance, Bound, Away)
    for one, other in ((left, right), (right, left)):
        if isinstance(one, Constant) and one.value is None and isinstance(other, known):
            return False
    return None


def _is_refusal(value: Value) -> bool:
    """Tell whether a value is the status of a refusal."""
    return isinstance(value, Constant) and type(value.value) is int and FIRST_REFUSAL <= value.value <= LAST_STATUS


def _asks_for_credentials(name: Value) -> bool:
    text = name.value.lower() if isinstance(name, Constant) and type(name.value) is str else ""
    return any(word in text for word in ("authorization", "token", "api-key", "apikey"))


def _is_text(value: object) -> bool:
    return type(value) is str or (type(value) is tuple and all(type(each) is str for each in value))


def _is_read(function: Any) -> bool:
    """Tell whether a function is gone through: it is the app's, or of a library that may ask who is there."""
    if type(function) is not FunctionType:
        return issubclass(type(function), type) and _package(function.__module__) not in _NOT_READ
    return _package(str(function.__globals__.get("__name__", ""))) not in _NOT_READ


def _package(module: str) -> str:
    return module.partition(".")[0]


def _has_only_what_its_class_says(kind: type) -> bool:
    """Tell whether an object of a class has no attribute that its class does not name."""
    names = ("__init__", "__getattr__", "__getattribute__")
    return all(found_in_class(kind, name)[1] in {None, object} for name in names)

