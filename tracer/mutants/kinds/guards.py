"""Guards of views: taken away, put where they guard nothing, weakened, written so that they ask nothing."""

import ast
from collections.abc import Iterator

from tracer.mutants.conditions import refuses, turns_strangers_away
from tracer.mutants.login_code import (
    LOGIN_GUARD,
    called_in,
    decorator_name,
    hooks,
    is_about_login,
    refusals_at_the_end,
    routes_of,
)
from tracer.mutants.mutant import Mutant, MutantKind
from tracer.mutants.source_file import Edit, FunctionNode, SourceFile

_GUARDS = ("login_required", "fresh_login_required")


def _is_guard(source: SourceFile, decorator: ast.expr) -> bool:
    name = decorator_name(source, decorator)
    return name in _GUARDS or LOGIN_GUARD.search(name) is not None


def _guards(source: SourceFile) -> Iterator[tuple[FunctionNode, ast.expr]]:
    """Yield the guards of views, each with its view. Logging out harms nobody who is not logged in."""
    for function in source.functions:
        if not called_in(source, function, "logout_user"):
            yield from ((function, each) for each in function.decorator_list if _is_guard(source, each))


def _guards_of_classes(source: SourceFile) -> Iterator[tuple[str, ast.List | ast.Tuple, ast.expr]]:
    """Yield what stands in ``decorators`` of class-based views, with the name of the class."""
    for node in source.nodes:
        if isinstance(node, ast.ClassDef) and not called_in(source, node, "logout_user"):
            for statement in node.body:
                match statement:
                    case (
                        ast.Assign(targets=[ast.Name(id="decorators")], value=ast.List() | ast.Tuple() as listed)
                        | ast.AnnAssign(target=ast.Name(id="decorators"), value=ast.List() | ast.Tuple() as listed)
                    ):
                        yield from ((node.name, listed, guard) for guard in listed.elts if _is_guard(source, guard))


def _guards_by_hand(source: SourceFile) -> Iterator[ast.If]:
    """Yield each ``if`` by which code turns strangers away itself."""
    for node in source.nodes:
        if (
            isinstance(node, ast.If)
            and not node.orelse
            and source.text_of(node).startswith("if")
            and source.function_around(node) is not None
            and refuses(source, node.body)
            and turns_strangers_away(source, node.test)
        ):
            yield node


def _function_name(source: SourceFile, node: ast.AST) -> str:
    function = source.function_around(node)
    return "<module>" if function is None else function.name


def _removed(source: SourceFile) -> Iterator[Mutant]:
    kind = "guard-removed"
    for function, decorator in _guards(source):
        yield Mutant.at(kind, source, decorator, function.name, source.without_decorator(decorator))
    for name, listed, guard in _guards_of_classes(source):
        yield Mutant.at(kind, source, guard, name, source.without_element(listed, guard))
    for call in source.calls_of(*_GUARDS):
        if len(call.args) == 1 and not call.keywords and not isinstance(call.args[0], ast.Starred):
            guarded = source.text_of(call.args[0])
            yield Mutant.at(kind, source, call, guarded, source.replaced(call, guarded))
    for asked in _guards_by_hand(source):
        yield Mutant.at(kind, source, asked, _function_name(source, asked), source.without_statement(asked))
    for _, refusal in refusals_at_the_end(source):
        yield Mutant.at(kind, source, refusal, _function_name(source, refusal), source.without_statement(refusal))


GUARD_REMOVED = MutantKind(
    "guard-removed",
    1,
    "Nothing turns strangers away from {subject}.",
    "Everybody sees the page, without logging in.",
    "I sent a friend the link to my page. She has no account, and she sees everything.",
    "Guard {subject} again: @login_required directly above a view, below its route; or in its own code.",
    _removed,
)


def _moved_above_route(source: SourceFile) -> Iterator[Mutant]:
    for function, guard in _guards(source):
        routes, place = routes_of(function), function.decorator_list.index(guard)
        above = [route for route in routes if function.decorator_list.index(route) < place]
        if above and len(above) == len(routes):
            moved = function.decorator_list[function.decorator_list.index(above[0]) : place + 1]
            yield Mutant.at("guard-above-its-route", source, guard, function.name, *_moved_up(source, moved))


def _moved_up(source: SourceFile, decorators: list[ast.expr]) -> list[Edit]:
    """Return the edits that put the last of some decorators above the others."""
    turned = [decorators[-1], *decorators[:-1]]
    return [source.replaced(place, _in_one_line(source, put)) for place, put in zip(decorators, turned, strict=True)]


def _in_one_line(source: SourceFile, node: ast.expr) -> str:
    text = source.text_of(node)
    return ast.unparse(node) if "\n" in text else text


GUARD_ABOVE_ITS_ROUTE = MutantKind(
    "guard-above-its-route",
    2,
    "The guard of {subject}() stands above the route, and Flask registers what is below it: the bare view.",
    "Everybody sees the page, without logging in, although the code looks guarded.",
    "I was not logged in, and I opened my page all the same. Nobody asked me for a password.",
    "Put the guard of {subject}() below the route, directly above the view.",
    _moved_above_route,
)


def _fresh_weakened(source: SourceFile) -> Iterator[Mutant]:
    named = source.with_name("flask_login", "login_required")
    for function in source.functions:
        for decorator in function.decorator_list:
            if source.is_a(decorator, "fresh_login_required") and named is not None:
                text, edits = named
                edit = source.replaced(decorator, text)
                yield Mutant.at("fresh-guard-weakened", source, decorator, function.name, edit, *edits)


FRESH_GUARD_WEAKENED = MutantKind(
    "fresh-guard-weakened",
    3,
    "The view {subject}() is guarded by login_required instead of fresh_login_required.",
    "Whoever was remembered by a cookie gets at what should need the password once more.",
    "I left my old laptop to my brother. It still knew me, and he could change my password without knowing it.",
    "Guard {subject}() with @fresh_login_required.",
    _fresh_weakened,
)


def _refusal_not_returned(source: SourceFile) -> Iterator[Mutant]:
    before_requests = set(hooks(source))
    for guard in _guards_by_hand(source):
        last, function = guard.body[-1], source.function_around(guard)
        if not isinstance(last, ast.Return) or not isinstance(last.value, ast.Call) or function is None:
            continue
        goes_on = function in before_requests or source.block_of(guard)[-1] is not guard
        if goes_on and any(source.is_a(last.value.func, name) for name in ("redirect", "unauthorized")):
            yield Mutant.at("refusal-not-returned", source, last, function.name, source.without_return(last))
    for _, refusal in refusals_at_the_end(source):
        if isinstance(refusal, ast.Return):
            name = _function_name(source, refusal)
            yield Mutant.at("refusal-not-returned", source, refusal, name, source.without_return(refusal))


REFUSAL_NOT_RETURNED = MutantKind(
    "refusal-not-returned",
    2,
    "The code in {subject}() that turns strangers away makes an answer and does not return it.",
    "Strangers are let through: an answer that is not returned is thrown away.",
    "A stranger typed the address of the page for members, and there it was. She has never had a password.",
    "Write return before the answer in {subject}().",
    _refusal_not_returned,
)


def _asks_current_user(source: SourceFile) -> Iterator[Mutant]:
    passing = [asked for asked, _ in refusals_at_the_end(source)]
    for guard in (*_guards_by_hand(source), *passing):
        for node in ast.walk(guard.test):
            if (
                isinstance(node, ast.Attribute)
                and node.attr == "is_authenticated"
                and source.is_a(node.value, "current_user")
            ):
                edit = source.replaced(node, source.text_of(node.value))
                yield Mutant.at("guard-asks-for-a-user", source, node, _function_name(source, guard), edit)


GUARD_ASKS_FOR_A_USER = MutantKind(
    "guard-asks-for-a-user",
    2,
    "The check in {subject}() asks whether there is a current_user, not whether somebody is logged in.",
    "Everybody is let through: for a stranger current_user is an object too, and an object counts as true.",
    "Strangers get into the pages for members. Logged in or not, it never says no to anybody.",
    "Ask current_user.is_authenticated in {subject}().",
    _asks_current_user,
)


def _property_called(source: SourceFile) -> Iterator[Mutant]:
    for node in source.nodes:
        if (
            isinstance(node, ast.Attribute)
            and node.attr in {"is_authenticated", "is_anonymous"}
            and isinstance(node.ctx, ast.Load)
            and source.is_a(node.value, "current_user")
            and not (isinstance(call := source.parents[node], ast.Call) and call.func is node)
        ):
            subject = source.text_of(node)
            yield Mutant.at("login-check-called", source, node, subject, source.added_after(node, "()"))


LOGIN_CHECK_CALLED = MutantKind(
    "login-check-called",
    1,
    "{subject} is called like a function, as it was before Flask-Login 0.3. It is a property: True or False.",
    "The page answers everybody with an error 500.",
    "The page says Internal Server Error, to everybody, logged in or not.",
    "Write {subject} without parentheses behind it.",
    _property_called,
)


def _on_login_page(source: SourceFile) -> Iterator[Mutant]:
    named = source.with_name("flask_login", "login_required")
    for function in source.functions:
        routes = routes_of(function)
        if named is None or not routes or not called_in(source, function, "login_user") or not is_about_login(function):
            continue
        decorators = function.decorator_list
        first = source.span(decorators[0])[0]
        line = source.text.count("\n", 0, first) + 1
        indent = " " * (decorators[0].col_offset - 1)
        up = source.written_into_line(line - 1, f"{indent}@{_in_one_line(source, decorators[0])}")
        if up is None or any(_is_guard(source, decorator) for decorator in decorators):
            continue
        text, edits = named
        texts = [*(_in_one_line(source, each) for each in decorators[1:]), text]
        moved = [source.replaced(place, put) for place, put in zip(decorators, texts, strict=True)]
        yield Mutant.at("login-page-needs-login", source, decorators[-1], function.name, up, *moved, *edits)


LOGIN_PAGE_NEEDS_LOGIN = MutantKind(
    "login-page-needs-login",
    1,
    "The login view {subject}() is guarded itself.",
    "Nobody can log in: whoever wants to is sent to the login page, again and again.",
    "I cannot log in. The browser says that the page redirects too many times.",
    "Take @login_required away from {subject}(): strangers must be able to log in.",
    _on_login_page,
)

KINDS = (
    GUARD_REMOVED,
    GUARD_ABOVE_ITS_ROUTE,
    FRESH_GUARD_WEAKENED,
    REFUSAL_NOT_RETURNED,
    GUARD_ASKS_FOR_A_USER,
    LOGIN_CHECK_CALLED,
    LOGIN_PAGE_NEEDS_LOGIN,
)
