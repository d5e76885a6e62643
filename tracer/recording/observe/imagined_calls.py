"""What a call returns for a visitor, where a function is gone through and not run."""

import ast
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from types import FunctionType
from typing import Any, NoReturn

from flask_login import AnonymousUserMixin, fresh_login_required, login_required

from tracer.recording.observe.imagined_expressions import EndedError, Expressions, Outcome, is_refusal
from tracer.recording.observe.imagined_values import (
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
    found_in_class,
    joined,
    truth_of,
)
from tracer.recording.observe.library_guards import LIBRARY_DEMANDS, LIBRARY_QUESTIONS
from tracer.recording.observe.source_code import chain, last_name

_NOT_READ = sys.stdlib_module_names | {
    "flask", "flask_login", "flask_sqlalchemy", "flask_wtf", "jinja2", "markupsafe", "sqlalchemy", "werkzeug",
    "wtforms",
}  # fmt: skip
"""Libraries whose functions say nothing of who the visitor is, or are known already."""

_TEXT_METHODS = frozenset({"startswith", "endswith", "lower", "upper", "strip", "lstrip", "rstrip"})
_REFUSING = frozenset({"unauthorized", "needs_refresh"})


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
    called: ImaginedValue
    own: Any
    given: list[ImaginedValue]
    named: Mapping[str, ImaginedValue]

    @property
    def is_refusal(self) -> bool:
        """Whether a status of a refusal is given, as in ``make_response(page, 401)``."""
        named = [self.named[key] for key in ("status", "status_code", "code") if key in self.named]
        return any(map(is_refusal, [*self.given[1:], *named]))


class Calls(Expressions):
    """The calls of one function that is being gone through."""

    def _called(self, node: ast.Call) -> ImaginedValue:
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

    def _by_its_name(self, call: "_Call") -> ImaginedValue | None:
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

    def _that_decides(self, call: "_Call") -> ImaginedValue | None:
        """Return what is called to let the visitor in, or to turn the visitor away."""
        if self._is_behind(call.called):
            self._imagined.reached_behind = True
            return Behind()
        if isinstance(call.called, Known) and call.called.what == "guarded":
            return Behind() if self._visit.logged_in else Away(id(call.node))
        if call.own is login_required or call.own is fresh_login_required:
            return Known("guarded")
        return None if _is_read(call.own) else self._of_a_library(call)

    def _of_a_library(self, call: "_Call") -> ImaginedValue | None:
        """Return what a function of a library does that asks who is there, or turns somebody away."""
        if call.name == "abort":
            self._note_status(call.given)
            return self._ended_at(call.node)
        if call.name in LIBRARY_QUESTIONS:
            self._imagined.asked_library = True
            return UNKNOWN if self._visit.logged_in else Constant(value=False)
        if call.name in LIBRARY_DEMANDS and "optional" not in call.named:
            return UNKNOWN if self._visit.logged_in else self._ended_at(call.node)
        return Away(id(call.node)) if call.name in _REFUSING or call.name == "redirect" else None

    def _ended_at(self, node: ast.AST) -> NoReturn:
        self._outcome.raised.add(id(node))
        raise EndedError

    def _of_the_app(self, call: "_Call") -> ImaginedValue | None:
        """Go through a function, a class or an object of the app that is called."""
        own, called = call.own, call.called
        if isinstance(own, type):
            return self._made(own, call)
        if isinstance(called, Local):
            return self._ended(self._imagined.call_local(self._function, called, call.given, call.named, self._within))
        if isinstance(own, FunctionType) and any(map(self._visit.is_guard, chain(own))):
            return UNKNOWN if self._visit.logged_in else Away(id(call.node))
        if isinstance(own, FunctionType) and any(map(_is_read, chain(own))):
            bound = [called.owner] if isinstance(called, Bound) else []
            within = called.defined_in if isinstance(called, Bound) else None
            return self._through(own, [*bound, *call.given], call.named, within)
        if isinstance(called, Instance) and type(method := found_in_class(called.of, "__call__")[0]) is FunctionType:
            return self._through(method, [called, *call.given], call.named, None)
        return None

    def _with_known_result(self, call: "_Call") -> ImaginedValue | None:
        """Return what a method of a text, of the session or of the configuration returns; or a refusal."""
        if isinstance(call.node.func, ast.Attribute):
            known = self._known_method(call.node.func, call.given)
            if known is not None:
                return known
        return self._refused(call) if call.is_refusal else None

    def _refused(self, call: "_Call") -> Away:
        self._note_status([*call.given[1:], *call.named.values()])
        return Away(id(call.node))

    def _super(self) -> ImaginedValue:
        owner = self._first
        kind = owner.of if isinstance(owner, Instance) else owner.thing if isinstance(owner, Held) else None
        return Super(kind, self._within) if isinstance(kind, type) and self._within is not None else UNKNOWN

    def _is_behind(self, called: ImaginedValue) -> bool:
        behind = self._visit.behind
        if isinstance(called, Bound) and called.function.__module__ == "flask.views":
            return True  # dispatch_request of Flask's own classes calls the method that answers
        thing = called.thing if isinstance(called, Held) else called.function if isinstance(called, Bound) else None
        return behind is not None and thing is not None and thing is getattr(behind, "__func__", behind)

    def _made(self, kind: type, call: "_Call") -> ImaginedValue:
        """Return the object that is made of a class."""
        if call.is_refusal:
            return self._refused(call)
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
        self,
        function: FunctionType,
        given: list[ImaginedValue],
        named: Mapping[str, ImaginedValue],
        within: type | None,
    ) -> ImaginedValue:
        """Go through a function that is called, and return what it returns."""
        inner = next((part for part in chain(function) if type(part) is FunctionType and _is_read(part)), None)
        if inner is None or not (USER in given or self._visit.may_ask(inner)):
            return UNKNOWN
        entered = type(function) is FunctionType and function.__globals__.get("__name__") == "contextlib"
        return self._ended(self._imagined.call(inner, given, named, within, entered=entered))

    def _ended(self, outcome: Outcome | None) -> ImaginedValue:
        """Take over how a function has ended, and return what it returns."""
        if outcome is None:
            return UNKNOWN
        self._outcome.raised |= outcome.raised
        self._outcome.crashed |= outcome.crashed
        if not outcome.returned:
            raise EndedError
        return joined([value for _, value in outcome.returned])

    def _known_method(self, node: ast.Attribute, given: list[ImaginedValue]) -> ImaginedValue | None:
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
        return _of_text(owner, node.attr, given) if isinstance(owner, Constant) else None

    def _built_in(self, name: str, given: list[ImaginedValue]) -> ImaginedValue | None:  # noqa: PLR0911 # one case per function
        if name in self._function.__globals__ or not given:
            return None
        if name == "getattr" and len(given) > 1 and isinstance(given[1], Constant) and type(given[1].value) is str:
            crashed = self._outcome.crashed
            try:
                return self._attribute(given[0], given[1].value)
            except EndedError:
                self._outcome.crashed = crashed
                if len(given) > 2:  # noqa: PLR2004 # the default
                    return given[2]
                raise
        if name in {"any", "all"}:
            return _any_or_all(name, given[0])
        if name == "callable" and isinstance(given[0], Constant):
            return Constant(False)  # noqa: FBT003 # a constant is not called
        if name == "isinstance" and given[0] is USER and len(given) > 1 and isinstance(given[1], Held):
            return self._is_user_a(given[1].thing)
        return None

    def _is_user_a(self, kind: Any) -> ImaginedValue:
        if issubclass(type(kind), type) and _package(kind.__module__) != "builtins":
            is_anonymous = issubclass(kind, AnonymousUserMixin) or kind is self._visit.anonymous
            if is_anonymous:
                return Constant(not self._visit.logged_in and issubclass(self._visit.anonymous, kind))
            if not self._visit.logged_in:
                return Constant(issubclass(self._visit.anonymous, kind))
        return UNKNOWN


def _asks_for_credentials(name: ImaginedValue) -> bool:
    text = name.value.lower() if isinstance(name, Constant) and type(name.value) is str else ""
    return any(word in text for word in ("authorization", "token", "api-key", "apikey"))


def _any_or_all(name: str, given: ImaginedValue) -> ImaginedValue:
    """Return what ``any`` or ``all`` says of values that are known."""
    options = given.options if isinstance(given, OneOf) else (given,)
    lists = [option.value for option in options if isinstance(option, Constant) and type(option.value) is tuple]
    if len(lists) != len(options):
        return UNKNOWN
    return joined([Constant(any(values) if name == "any" else all(values)) for values in lists])


def _of_text(text: Constant, method: str, given: list[ImaginedValue]) -> ImaginedValue | None:
    """Return what a method of a text returns; None where it is no text, or something is not known."""
    texts = [value.value for value in given if isinstance(value, Constant) and _is_text(value.value)]
    if type(text.value) is not str or method not in _TEXT_METHODS or len(texts) != len(given):
        return None
    try:
        return Constant(getattr(text.value, method)(*texts))
    except TypeError:  # the app would raise it as well
        return None


def _is_text(value: object) -> bool:
    return type(value) is str or (type(value) is tuple and all(type(each) is str for each in value))


def _is_read(function: Any) -> bool:
    """Tell whether a function is gone through: it is the app's, or of a library that may ask who is there."""
    if type(function) is not FunctionType:
        return issubclass(type(function), type) and _package(function.__module__) not in _NOT_READ
    return _package(str(function.__globals__.get("__name__", ""))) not in _NOT_READ


def _package(module: object) -> str:
    return str(module).partition(".")[0]
