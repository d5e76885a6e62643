"""Whom the views of an app let in, as far as their code says, read without running anything.

A stranger and a user are sent through the decorators of a view, the view itself, its class and the hooks before it,
and what becomes of the two is compared. What turns both away, such as a page that does not exist, is no guard.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import pairwise
from types import CodeType, FunctionType, MethodType
from typing import Any, Literal, TypeAlias

from flask import Flask
from flask_login import AnonymousUserMixin
from werkzeug.routing import Rule

from tracer.recording.code_origin import is_file_of_library
from tracer.recording.observe.guards import GUARD_CODES, asks_and_turns_away, guards_of, unguarded_methods
from tracer.recording.observe.imagined_expressions import FIRST_REFUSAL, LAST_STATUS, Visit
from tracer.recording.observe.imagined_values import (
    Away,
    Behind,
    Constant,
    ImaginedValue,
    Instance,
    OneOf,
    found_in_class,
    held_value,
    truth_of,
)
from tracer.recording.observe.imagined_visit import ImaginedVisit, TooMuchError
from tracer.recording.observe.library_guards import (
    LIBRARY_DEMANDS,
    LIBRARY_QUESTIONS,
    LibraryGuard,
    library_guard_of,
    unknown_wrapper_of,
)
from tracer.recording.observe.name_resolution import References, home_of
from tracer.recording.observe.source_code import chain, functions_of, innermost, methods_of, names_in, source_of_code

Role: TypeAlias = Literal["decorator", "view", "hook", "question"]
"""What a function is: it stands around a view, is a view, runs before the views, or answers whether somebody may in."""


@dataclass(frozen=True)
class Admission:
    """Whom a view lets in.

    Attributes:
        strangers_turned_away: Whether every stranger is turned away; None where it depends on something that the code
            does not say; False where nothing was seen that does it.
        library_guards: The guards of known libraries, in words.
        own_guards: The app's own decorators that ask who is there and can turn visitors away.
        own_checks: The functions in which a stranger is turned away: the view itself, or one of its class.
        unknown_wrappers: Wrappers of libraries of which nothing is known.
    """

    strangers_turned_away: bool | None
    library_guards: tuple[str, ...] = ()
    own_guards: tuple[str, ...] = ()
    own_checks: tuple[str, ...] = ()
    unknown_wrappers: tuple[str, ...] = ()


class Admissions:
    """Reads whom the views of one app let in.

    Args:
        app: The app.
        references: Knows the functions of the app.
    """

    def __init__(self, app: Flask, references: References) -> None:
        self._app = app
        self._references = references
        manager: Any = getattr(app, "login_manager", None)
        anonymous: object = getattr(manager, "anonymous_user", None)
        self._anonymous = anonymous if isinstance(anonymous, type) else AnonymousUserMixin
        self._login_disabled = bool(app.config.get("LOGIN_DISABLED"))
        self._home = frozenset({app.import_name.partition(".")[0]})
        self._hook_answers: dict[tuple[int, str, str | None], bool | None] = {}
        functions = [each for view in app.view_functions.values() for each in functions_of(view)]
        self._packages = frozenset().union(*(home_of(each) for each in functions if not _is_of_flask(each)))
        self._words: frozenset[str] | None = None

    def of_view(self, view: Any, rule: Rule) -> Admission:
        """Return whom a view lets in at a rule, its hooks aside."""
        if view is None or rule.endpoint.rpartition(".")[2] == "static":
            return Admission(strangers_turned_away=False)
        seen = _Seen(view)
        answers: list[bool | None] = []
        for method in _methods(rule):
            around = self._around(view, rule, method, seen)
            # What stands behind a guard is not asked again: going through a view costs more than all else.
            is_guarded = around is True or (around is None and bool(seen.library_guards))
            answers.append(around if is_guarded else _strictest([around, self._inside(view, rule, method, seen)]))
        return Admission(
            _for_all(answers),
            tuple(dict.fromkeys(seen.library_guards)),
            tuple(dict.fromkeys(seen.own_guards)),
            tuple(dict.fromkeys(seen.own_checks)),
            tuple(dict.fromkeys(seen.unknown_wrappers)),
        )

    def of_hook(self, hook: Any, rule: Rule) -> bool | None:
        """Tell whether a ``before_request`` function turns strangers away before a rule; None where it may do so."""
        return _for_all([self._hook_before(hook, rule, method) for method in _methods(rule)])

    def turns_away(self, hook: Any) -> bool:
        """Tell whether a ``before_request`` function turns strangers away from some page at least."""
        return any(map(self._is_guard, chain(hook))) or self._answer(hook, "hook", None, "GET") is not False

    def excepts(self, hook: Any, rule: Rule) -> bool:
        """Tell whether a hook that turns strangers away from other pages is seen to let them pass at a rule."""
        return self.of_hook(hook, rule) is False and self.turns_away(hook)

    def _hook_before(self, hook: Any, rule: Rule, method: str) -> bool | None:
        if any(map(self._is_guard, chain(hook))):
            return True
        key = (id(hook), method, rule.endpoint)
        if key not in self._hook_answers:
            self._hook_answers[key] = self._answer(hook, "hook", rule, method)
        return self._hook_answers[key]

    def _around(self, view: Any, rule: Rule, method: str, seen: "_Seen") -> bool | None:
        """Read the decorators around a view."""
        parts = [*chain(view)]
        if type(parts[-1]) is partial:
            return self._around_partial(parts[-1], rule, method, seen)
        answers: list[bool | None] = []
        for part, behind in pairwise(parts):
            known = library_guard_of(part)
            code = getattr(part, "__code__", None)
            if code in GUARD_CODES:
                if GUARD_CODES[code] not in guards_of(seen.view) and not unguarded_methods(seen.view):
                    seen.library_guards.append(f"{GUARD_CODES[code]} of Flask-Login")
                answers.append(not self._login_disabled)
            elif known is not None:
                answers.append(self._by_library(known, part, rule, method, seen))
            elif (unknown := unknown_wrapper_of(part, self._home)) is not None:
                seen.unknown_wrappers.append(unknown)
                answers.append(None)
            elif not _is_of_library(part, self._home):
                answer = self._answer(part, "decorator", rule, method, behind=behind)
                if code is not None and source_of_code(code) is None and asks_and_turns_away(code):
                    answer = None
                if answer is not False:
                    seen.own_guards.append(_name_of_decorator(part))
                answers.append(answer)
        answers += [self._by_decorator(decorator, seen) for decorator in _decorators_of_methods(parts[-1], method)]
        return _strictest(answers)

    def _around_partial(self, part: "partial[Any]", rule: Rule, method: str, seen: "_Seen") -> bool | None:
        """Read what ``functools.partial`` calls as if it stood there itself."""
        function = part.func
        around = self._around(function, rule, method, seen)
        itself = False if around else self._answer(innermost(function), "view", rule, method)
        if itself is not False:
            seen.own_checks.append(_name(innermost(function)))
        return _strictest([around, itself])

    def _by_library(self, known: LibraryGuard, part: Any, rule: Rule, method: str, seen: "_Seen") -> bool | None:
        answer = known.strangers
        if known.decided_by is not None:
            role: Role = "question" if known.decided_by.__name__ == "is_accessible" else "hook"
            bound = MethodType(known.decided_by, part.__self__)
            answer = self._answer(bound, role, rule, method)
        if answer is not False:
            seen.library_guards.append(str(known))
        return answer

    def _by_decorator(self, decorator: Any, seen: "_Seen") -> bool | None:
        """Read a decorator that a class keeps for its methods: nothing is wrapped by it yet."""
        known = library_guard_of(decorator)
        if known is not None:
            seen.library_guards.append(str(known))
            return known.strangers
        inner = decorator.__func__ if type(decorator) is MethodType else decorator
        if type(inner) is not FunctionType:
            return False
        if any(
            constant in GUARD_CODES for constant in inner.__code__.co_consts if type(constant) is type(inner.__code__)
        ):
            seen.library_guards.append(f"{inner.__name__} of Flask-Login")
            return not self._login_disabled
        return False

    def _inside(self, view: Any, rule: Rule, method: str, seen: "_Seen") -> bool | None:
        """Read a view behind its decorators."""
        if isinstance(getattr(view, "view_class", None), type):
            return self._inside_class(view, method, methods_of(view), rule, seen)
        return self._itself(view, rule, method, seen)

    def _itself(self, view: Any, rule: Rule, method: str, seen: "_Seen") -> bool | None:
        """Read a view that is a function."""
        answer = self._answer(_bound(view), "view", rule, method)
        if answer is not False:
            seen.own_checks.append(_name(innermost(view)))
        return answer

    def _inside_class(self, view: Any, method: str, classes: dict[str, Any], rule: Rule, seen: "_Seen") -> bool | None:
        """Read a view that is a class: what it does before each method, and the method."""
        kind = view.view_class
        dispatch, owner = found_in_class(kind, "dispatch_request")
        before: bool | None = False
        if type(dispatch) is FunctionType and owner is not None and dispatch.__module__ != "flask.views":
            before = self._answer(dispatch, "view", rule, method, owner=Instance(kind), within=owner)
            before = _strictest([before, self._around(dispatch, rule, method, seen)])
            if before is not False:
                seen.own_checks.append(f"{owner.__name__}.dispatch_request")
        function = classes.get(method)
        if function is None:
            return before
        around = self._around(function, rule, method, seen)
        written, holder = found_in_class(kind, method.lower())
        inner = innermost(written)
        answer: bool | None = False
        if type(inner) is FunctionType:
            answer = self._answer(inner, "view", rule, method, owner=Instance(kind), within=holder)
            if answer is not False:
                seen.own_checks.append(f"{holder.__name__ if holder else kind.__name__}.{method.lower()}")
        return _strictest([before, around, answer])

    def _answer(
        self,
        function: Any,
        role: Role,
        rule: Rule | None,
        method: str,
        *,
        behind: Any = None,
        owner: ImaginedValue | None = None,
        within: type | None = None,
    ) -> bool | None:
        """Compare what becomes of a stranger and of a user in a function."""
        inner = function.__func__ if type(function) is MethodType else _callable_behind(function)
        if type(inner) is not FunctionType:
            return False
        if inner is not function and type(function) is not MethodType:
            owner = held_value(function)
        if type(function) is MethodType:
            owner = Instance(type(function.__self__))
            within = next(
                (base for base in type(function.__self__).__mro__ if vars(base).get(inner.__name__) is inner), None
            )
        ways, asked_library, demanded_login = [], False, False
        for logged_in in (False, True):
            imagined = ImaginedVisit(self._visit(rule, method, behind, logged_in=logged_in))
            try:
                outcome = imagined.go(inner, owner, within=within)
            except (TooMuchError, RecursionError):  # code may be nested deeper than Python can follow
                outcome = None
            if outcome is None:
                return False
            ends = [end for site, value in outcome.returned for end in _ends(site, value, role)]
            passes = {site for site, lets_in in ends if lets_in}
            away = {site for site, lets_in in ends if not lets_in} | outcome.raised
            if role == "decorator":
                passes = {0} if imagined.reached_behind else set()
            way = _Way(
                frozenset(passes), frozenset(away), frozenset(outcome.raised), imagined.steps, crashed=outcome.crashed
            )
            ways.append(way)
            asked_library = asked_library or imagined.asked_library
            demanded_login = demanded_login or (imagined.demanded_login and not logged_in)
            if passes and not away and not logged_in:
                return False  # Whoever comes as a stranger passes: it does not matter what becomes of users.
        stranger, user = ways
        answer = _compared(stranger, user, is_view=role == "view")
        # Who answers 401 asks who is there, in whatever way: it may be a key or a signature.
        return None if (answer and asked_library) or (answer is False and demanded_login) else answer

    def _visit(self, rule: Rule | None, method: str, behind: Any, *, logged_in: bool) -> Visit:
        path = rule.rule if rule is not None and "<" not in rule.rule else None
        endpoint = rule.endpoint if rule is not None else None
        return Visit(
            logged_in, self._anonymous, self._app.config, self._is_guard, self._may_ask, method, endpoint, path, behind
        )

    def _may_ask(self, function: FunctionType) -> bool:
        """Tell whether a function, or one that it may call, can ask who the visitor is.

        That is told by names alone, so that what has nothing to do with logins need not be gone through.
        """
        if self._words is None:
            self._words = _words_of_logins(self._references.functions_at(self._packages))
        inner = innermost(function)
        if _refuses(inner.__code__):
            return True
        return not home_of(inner) & self._packages or not self._words.isdisjoint(names_in(inner.__code__))

    def _is_guard(self, part: Any) -> bool:
        if getattr(part, "__code__", None) in GUARD_CODES:
            return not self._login_disabled
        known = library_guard_of(part)
        return known is not None and known.strangers is not False and known.decided_by is None


@dataclass(frozen=True)
class _Way:
    """What can become of one visitor: where the visitor passes, where not, what raises, after how many steps."""

    passes: frozenset[int]
    away: frozenset[int]
    raised: frozenset[int]
    steps: int
    crashed: bool


class _Seen:
    """What was seen around a view, in words."""

    def __init__(self, view: Any) -> None:
        self.view = view
        self.library_guards: list[str] = []
        self.own_guards: list[str] = []
        self.own_checks: list[str] = []
        self.unknown_wrappers: list[str] = []


def _compared(stranger: _Way, user: _Way, *, is_view: bool) -> bool | None:
    user_gets_in = bool(user.passes or (is_view and user.away - stranger.away))
    if not user_gets_in:
        return False
    if not stranger.passes and not user.passes and not stranger.raised and stranger.steps > user.steps + _FEW:
        # Both are only sent on. A guard sends strangers away at once; where they get further than users, as in a
        # registration, it is no guard.
        return False
    if not stranger.passes and (stranger.away or user.away):
        return True
    # A login page sends strangers on, after the login, and users at once: only what refuses is a guard then.
    only_for_strangers = stranger.away - user.away
    return None if only_for_strangers and (user.passes or only_for_strangers & stranger.raised) else False


def _ends(site: int, value: ImaginedValue, role: Role) -> Iterator[tuple[int, bool]]:
    """Yield for everything that a function can return where that is, and whether it lets the visitor in."""
    for option in value.options if isinstance(value, OneOf) else (value,):
        if role == "question":
            yield site, truth_of(option) is not False
        elif isinstance(option, Away):
            yield option.site, False
        elif role == "hook":
            yield site, isinstance(option, Behind) or (isinstance(option, Constant) and option.value is None)
        else:
            yield site, role == "view" or isinstance(option, Behind)


_FEW = 15
"""How many steps more it may take to say where a stranger is sent."""

_ASK = frozenset(
    {
        "abort", "authorization", "cookies", "current_user", "get_id", "headers", "is_active", "is_anonymous",
        "is_authenticated", "needs_refresh", "redirect", "session", "unauthorized", "user", *LIBRARY_QUESTIONS,
        *LIBRARY_DEMANDS,
    }
)  # fmt: skip
"""Names by which a function asks who is there, or turns somebody away."""


def _words_of_logins(functions: Iterable[FunctionType]) -> frozenset[str]:
    """Return the names of the functions that can ask who is there, and those by which they do so."""
    every = [*functions]
    waiting = [(function.__name__, names_in(function.__code__)) for function in every]
    words = {*_ASK, *(function.__name__ for function in every if _refuses(function.__code__))}
    while True:
        found = {name for name, names in waiting if not words.isdisjoint(names)}
        if found <= words:
            return frozenset(words)
        words |= found
        waiting = [(name, names) for name, names in waiting if name not in words]


@lru_cache(maxsize=4096)
def _refuses(code: CodeType) -> bool:
    """Tell whether the status of a refusal stands in a function."""
    values = [item for constant in code.co_consts for item in (constant if type(constant) is tuple else (constant,))]
    return any(type(value) is int and FIRST_REFUSAL <= value <= LAST_STATUS for value in values)


def _is_of_flask(function: FunctionType) -> bool:
    return (function.__module__ or "").partition(".")[0] == "flask"


def _methods(rule: Rule) -> list[str]:
    return sorted((rule.methods or {"GET"}) - {"HEAD", "OPTIONS"}) or ["GET"]


def _strictest(answers: Iterable[bool | None]) -> bool | None:
    """Return what several guards, one behind the other, do together."""
    answers = [*answers]
    return True if True in answers else None if None in answers else False


def _for_all(answers: Iterable[bool | None]) -> bool | None:
    """Return what is true of all methods together."""
    answers = set(answers)
    return answers.pop() if len(answers) == 1 else None


def _bound(view: Any) -> Any:
    """Return the innermost function of a view, bound as the view is."""
    inner = innermost(view)
    outer = next(iter(chain(view)))
    if type(outer) is MethodType and type(inner) is FunctionType:
        return MethodType(inner, outer.__self__)
    return inner


def _callable_behind(part: Any) -> Any:
    """Return what is run when a function, a method or an object is called."""
    if type(part) in {FunctionType, MethodType}:
        return part
    return found_in_class(type(part), "__call__")[0]


def _is_of_library(part: Any, home: frozenset[str]) -> bool:
    code = getattr(_callable_behind(part), "__code__", None)
    if code is None:
        return True
    package = str(_callable_behind(part).__globals__.get("__name__", "")).partition(".")[0]
    return package not in home and is_file_of_library(code.co_filename)


def _decorators_of_methods(view: Any, method: str) -> Iterator[Any]:
    """Yield the decorators that a resource of Flask-RESTful or RESTX keeps for its methods."""
    kind = getattr(view, "view_class", None)
    if isinstance(kind, type):
        held, _ = found_in_class(kind, "method_decorators")
        if type(held) is dict:
            held = held.get(method.lower())
        if type(held) in {list, tuple}:
            yield from held


def _name_of_decorator(part: Any) -> str:
    """Return the name of a decorator by its wrapper, which bears the name of what it wraps."""
    code = getattr(part, "__code__", None)
    return type(part).__name__ if code is None else code.co_qualname.partition(".<locals>")[0]


def _name(function: Any) -> str:
    return str(getattr(function, "__name__", type(function).__name__))
