"""What an expression is for a visitor, where a function is gone through and not run."""

import ast
import builtins
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import FunctionType, ModuleType
from typing import Any, Protocol

from flask_login import AnonymousUserMixin

from tracer.recording.observe.imagined_values import (
    PLAIN_TYPES,
    UNKNOWN,
    USER,
    Away,
    Behind,
    Bound,
    Constant,
    Held,
    ImaginedValue,
    Instance,
    Known,
    Local,
    OneOf,
    Super,
    contains,
    found_in_class,
    held_value,
    is_plain,
    joined,
    truth_of,
)

FIRST_REFUSAL, UNAUTHORIZED, LAST_STATUS = 400, 401, 599
_QUESTIONS = {"is_authenticated": True, "is_anonymous": False}


class EndedError(Exception):
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

    returned: list[tuple[int, ImaginedValue]] = field(default_factory=list)
    raised: set[int] = field(default_factory=set)
    crashed: bool = False


class Journey(Protocol):
    """The way through a function and all that it calls, as an expression needs to know it.

    Attributes:
        visit: Who visits what.
        reached_behind: Whether the function behind a decorator can be reached.
        asked_library: Whether a library was asked that keeps in its database what strangers may do.
        demanded_login: Whether somebody can be answered 401, for whatever reason.
        asked_request: Whether it was asked which page is requested, or by which method.
    """

    visit: Visit
    reached_behind: bool
    asked_library: bool
    demanded_login: bool
    asked_request: bool

    def call(
        self,
        function: FunctionType,
        given: list[ImaginedValue],
        named: Mapping[str, ImaginedValue],
        within: type | None,
        *,
        entered: bool = False,
    ) -> Outcome | None:
        """Return how a function can end; None where its source cannot be read."""

    def call_local(
        self,
        function: FunctionType,
        local: Local,
        given: list[ImaginedValue],
        named: Mapping[str, ImaginedValue],
        within: type | None,
    ) -> Outcome | None:
        """The same for a function that was made in another one."""

    def step(self) -> None:
        """Count what was gone through."""


class Expressions:
    """The expressions of one function that is being gone through.

    Args:
        imagined: The whole way.
        function: The function.
        values: What is known of its arguments and variables.
        within: The class in which it stands; None where it stands in none.
    """

    def __init__(
        self, imagined: Journey, function: FunctionType, values: dict[str, ImaginedValue], within: type | None
    ) -> None:
        self._imagined = imagined
        self._visit = imagined.visit
        self._function = function
        self._values: dict[str, ImaginedValue] = values
        self._first = next(iter(values.values()), UNKNOWN)
        self._within = within
        self._outcome = Outcome()

    def _called(self, node: ast.Call) -> ImaginedValue:
        """Return what a call returns."""
        raise NotImplementedError

    def _through(
        self,
        function: FunctionType,
        given: list[ImaginedValue],
        named: Mapping[str, ImaginedValue],
        within: type | None,
    ) -> ImaginedValue:
        """Go through a function that is called, and return what it returns."""
        raise NotImplementedError

    def _assign(self, targets: Iterable[ast.expr], value: ImaginedValue) -> None:
        """Note what is known of variables from here on."""
        for target in targets:
            match target:
                case ast.Name(id=name):
                    self._values[name] = value
                case ast.Attribute(value=ast.Name(id=name), attr="status_code") if is_refusal(value):
                    self._values[name] = Away(id(target))
                case ast.Tuple(elts=elements) | ast.List(elts=elements):
                    self._assign(elements, UNKNOWN)

    def _evaluate(self, node: ast.expr) -> ImaginedValue:
        """Return what is known of an expression."""
        self._imagined.step()
        match node:
            case ast.Constant(value=value):
                return Constant(value) if type(value) in PLAIN_TYPES else UNKNOWN
            case ast.Name(id=name):
                return self._named(name)
            case ast.Attribute(value=owner, attr=name):
                return self._attribute(self._evaluate(owner), name)
            case ast.Call():
                return self._called(node)
            case ast.Await(value=value) | ast.Starred(value=value):
                return self._evaluate(value)
        return self._condition(node)

    def _condition(self, node: ast.expr) -> ImaginedValue:
        """Return what is known of an expression that is true or false, or depends on one that is."""
        match node:
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
        return self._composed(node)

    def _composed(self, node: ast.expr) -> ImaginedValue:
        """Return what is known of an expression that holds others."""
        match node:
            case ast.Subscript(value=owner, slice=key):
                return self._item(self._evaluate(owner), self._evaluate(key))
            case ast.Tuple(elts=elements) | ast.List(elts=elements) | ast.Set(elts=elements):
                return self._display(node, [self._evaluate(element) for element in elements])
            case ast.Lambda():
                return Local(node, self._values)
            case ast.GeneratorExp() | ast.ListComp() | ast.SetComp():
                return self._comprehension(node)
            case ast.DictComp():
                return UNKNOWN
        parts = [self._evaluate(child) for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr)]
        return next((value for value in parts if isinstance(value, Behind)), UNKNOWN)

    def _comprehension(self, node: ast.GeneratorExp | ast.ListComp | ast.SetComp) -> ImaginedValue:
        """Return what is known of a comprehension: whether each of its elements is true. It may have none."""
        before = dict(self._values)
        for loop in node.generators:
            self._evaluate(loop.iter)
            self._assign([loop.target], UNKNOWN)
        element = self._maybe(node.elt)
        self._values = before
        answer = None if element is None else truth_of(element)
        return UNKNOWN if answer is None else OneOf((Constant((answer,)), Constant(())))

    def _maybe(self, node: ast.expr) -> ImaginedValue | None:
        """Evaluate what may not be reached; None where it ends the function."""
        try:
            return self._evaluate(node)
        except EndedError:
            return None

    def _bool_op(self, values: list[ast.expr], *, ends_at: bool) -> ImaginedValue:
        possible: list[ImaginedValue] = []
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

    def _if_expression(self, test: ast.expr, body: ast.expr, otherwise: ast.expr) -> ImaginedValue:
        answer = truth_of(self._evaluate(test))
        if answer is not None:
            return self._evaluate(body if answer else otherwise)
        found = [value for value in (self._maybe(body), self._maybe(otherwise)) if value is not None]
        if not found:
            raise EndedError
        return joined(found)

    def _compared(self, operation: ast.cmpop, left: ImaginedValue, right: ImaginedValue) -> ImaginedValue:
        negative = isinstance(operation, ast.NotEq | ast.IsNot | ast.NotIn)
        if isinstance(operation, ast.In | ast.NotIn):
            strange = isinstance(right, Known) and right.what in {"session", "cookies"} and not self._visit.logged_in
            answer = False if strange else contains(right, left)
        elif isinstance(operation, ast.Eq | ast.NotEq | ast.Is | ast.IsNot):
            answer = _equal(left, right)
        else:
            return UNKNOWN
        return UNKNOWN if answer is None else Constant(answer is not negative)

    def _item(self, owner: ImaginedValue, key: ImaginedValue) -> ImaginedValue:
        if isinstance(owner, Known) and owner.what == "config" and isinstance(key, Constant):
            return self._setting(key, UNKNOWN)
        if isinstance(owner, Known) and owner.what == "session" and not self._visit.logged_in:
            self._outcome.crashed = True
            raise EndedError
        return UNKNOWN

    def _note_status(self, values: Iterable[ImaginedValue]) -> None:
        """Note whether somebody is answered 401."""
        statuses = (value.value for value in values if isinstance(value, Constant) and type(value.value) is int)
        if UNAUTHORIZED in statuses:
            self._imagined.demanded_login = True

    def _display(self, node: ast.expr, values: list[ImaginedValue]) -> ImaginedValue:
        if any(isinstance(value, Behind) for value in values):
            return Behind()
        if isinstance(node, ast.Tuple) and any(map(is_refusal, values[1:])):
            self._note_status(values[1:])
            return Away(id(node))
        if all(map(is_plain, values)):
            return Constant(tuple(value.value for value in values if isinstance(value, Constant)))
        return next((value for value in values if isinstance(value, Away)), UNKNOWN)

    def _named(self, name: str) -> ImaginedValue:
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

    def _attribute(self, owner: ImaginedValue, name: str) -> ImaginedValue:
        """Return what is known of an attribute; nothing of the app is asked for it."""
        match owner:
            case Known(what="user"):
                return self._of_user(name)
            case Known(what="request"):
                return self._of_request(name)
            case Known(what="app"):
                return Known(name) if name == "config" else UNKNOWN
            case Behind():
                return owner
        return self._of_thing(owner, name)

    def _of_thing(self, owner: ImaginedValue, name: str) -> ImaginedValue:  # noqa: PLR0911 # one case per kind of owner
        match owner:
            case Held(thing=thing) if issubclass(type(thing), ModuleType):
                held = vars(thing).get(name, UNKNOWN)
                return UNKNOWN if held is UNKNOWN else held_value(held)
            case Held(thing=thing) if issubclass(type(thing), type):
                return self._of_class(thing, name, owner)
            case Instance(of=kind, holds=holds):
                if name not in holds:
                    return self._of_class(kind, name, owner)
                # What is no function and no object may be another thing when somebody comes.
                held = held_value(holds[name])
                return UNKNOWN if isinstance(held, Constant) else held
            case Super(of=kind, above=above):
                return self._of_class(kind, name, self._first, above=above)
            case _:
                pass
        if name in _QUESTIONS:
            # g.user, or what some function returned: whoever asks it asks for the login.
            return Constant(self._visit.logged_in is _QUESTIONS[name])
        return UNKNOWN

    def _of_user(self, name: str) -> ImaginedValue:
        if name == "_get_current_object":
            return UNKNOWN
        if self._visit.logged_in:
            return Constant(_QUESTIONS[name]) if name in _QUESTIONS else UNKNOWN
        held, owner = found_in_class(self._visit.anonymous, name)
        if owner is None:
            if _has_only_what_its_class_says(self._visit.anonymous):
                self._outcome.crashed = True
                raise EndedError
            return UNKNOWN
        if type(held) is property and owner is AnonymousUserMixin:
            return Constant({"is_anonymous": True}.get(name, False))
        return self._of_class(self._visit.anonymous, name, USER)

    def _of_request(self, name: str) -> ImaginedValue:
        visit = self._visit
        told = {"method": visit.method, "endpoint": visit.endpoint, "path": visit.path}
        if name in told or name == "blueprint":
            self._imagined.asked_request = True
        if visit.endpoint is not None:
            told["blueprint"] = visit.endpoint.rpartition(".")[0] or None
            if name == "blueprint":
                return Constant(told["blueprint"])
        if told.get(name) is not None:
            return Constant(told[name])
        if name == "authorization" and not visit.logged_in:
            return Constant(None)
        return Known(name) if name in {"headers", "cookies"} else UNKNOWN

    def _of_class(self, kind: type, name: str, owner: ImaginedValue, *, above: type | None = None) -> ImaginedValue:
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

    def _setting(self, key: ImaginedValue, default: ImaginedValue) -> ImaginedValue:
        if not isinstance(key, Constant) or type(key.value) is not str:
            return UNKNOWN
        if key.value not in self._visit.config:
            return default
        value = self._visit.config[key.value]
        return Constant(value) if type(value) in PLAIN_TYPES else UNKNOWN


def _equal(left: ImaginedValue, right: ImaginedValue) -> bool | None:
    if is_plain(left) and is_plain(right) and isinstance(left, Constant) and isinstance(right, Constant):
        return bool(left.value == right.value)
    known = (Known, Held, Instance, Bound, Away)
    for one, other in ((left, right), (right, left)):
        if isinstance(one, Constant) and one.value is None and isinstance(other, known):
            return False
    return None


def is_refusal(value: ImaginedValue) -> bool:
    """Tell whether a value is the status of a refusal."""
    return isinstance(value, Constant) and type(value.value) is int and FIRST_REFUSAL <= value.value <= LAST_STATUS


def _has_only_what_its_class_says(kind: type) -> bool:
    """Tell whether an object of a class has no attribute that its class does not name."""
    names = ("__init__", "__getattr__", "__getattribute__")
    return all(found_in_class(kind, name)[1] in {None, object} for name in names)
