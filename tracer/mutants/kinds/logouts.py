"""The logout: left out, half of it, by a link."""

import ast
from collections.abc import Iterator

from tracer.mutants.login_code import called_in, registrations_of, routes_of
from tracer.mutants.mutant import Mutant, MutantKind
from tracer.mutants.source_file import FunctionNode, SourceFile


def _statements_of_logouts(source: SourceFile) -> Iterator[tuple[ast.Call, ast.Expr]]:
    for call in source.calls_of("logout_user"):
        statement = source.parents[call]
        if isinstance(statement, ast.Expr):
            yield call, statement


def _left_out(source: SourceFile) -> Iterator[Mutant]:
    for call, statement in _statements_of_logouts(source):
        edit = source.without_statement(statement)
        yield Mutant.at("logout-left-out", source, call, source.text_of(call), edit)


LOGOUT_LEFT_OUT = MutantKind(
    "logout-left-out",
    1,
    "{subject} is not called.",
    "Nobody is ever logged out. Whoever uses the computer next has the account.",
    "I click on log out, and I am still in.",
    "Call {subject} in the logout view.",
    _left_out,
)


def _only_the_key(source: SourceFile) -> Iterator[Mutant]:
    named = source.with_name("flask", "session")
    for call, _ in _statements_of_logouts(source):
        if named is not None:
            text, edits = named
            edit = source.replaced(call, f'{text}.pop("_user_id", None)')
            yield Mutant.at("logout-by-own-hand", source, call, source.text_of(call), edit, *edits)


LOGOUT_BY_OWN_HAND = MutantKind(
    "logout-by-own-hand",
    3,
    "The id is taken out of the session by hand instead of by {subject}.",
    "The remember cookie stays: whoever was remembered is logged in again at once.",
    "Log out works. But if I had ticked remember me, I click once more and I am in again.",
    "Call {subject}: it ends the session's login, and has the remember cookie deleted.",
    _only_the_key,
    only_with=("remember",),
)


def _by_link(source: SourceFile) -> Iterator[Mutant]:
    for call in source.calls_of("logout_user"):
        function = source.function_around(call)
        if function is None or called_in(source, function, "login_user", "validate_on_submit"):
            continue
        if function.name == "post" and isinstance(source.parents[function], ast.ClassDef):
            yield from _of_method_view(source, function)
        for route in (*routes_of(function), *registrations_of(source, function)):
            methods = next((each.value for each in route.keywords if each.arg == "methods"), None)
            if methods is not None and "POST" in source.text_of(methods) and "GET" not in source.text_of(methods):
                edit = source.replaced(methods, '["GET", "POST"]')
                yield Mutant.at("logout-by-link", source, methods, function.name, edit)
            elif isinstance(route.func, ast.Attribute) and route.func.attr == "post" and methods is None:
                router = source.text_of(route.func.value)
                end = source.text_of(route)[len(source.text_of(route.func)) :].rstrip(")").rstrip().rstrip(",")
                edit = source.replaced(route, f'{router}.route{end}, methods=["GET", "POST"])')
                yield Mutant.at("logout-by-link", source, route, function.name, edit)


def _of_method_view(source: SourceFile, post: FunctionNode) -> Iterator[Mutant]:
    owner = source.parents[post]
    names = {method.name for method in ast.walk(owner) if isinstance(method, FunctionNode)}
    edit = source.written_into_line((post.end_lineno or post.lineno) + 1, f"{' ' * post.col_offset}get = post")
    if "get" not in names and edit is not None and isinstance(owner, ast.ClassDef):
        line = (post.end_lineno or post.lineno) + 1
        yield Mutant.at("logout-by-link", source, post, owner.name, edit, line=line)


LOGOUT_BY_LINK = MutantKind(
    "logout-by-link",
    3,
    "{subject} logs out when it is asked for by GET.",
    "A link, a picture on another page or a browser that fetches pages in advance logs people out.",
    "I am logged out all the time, always when I read a certain page of the forum.",
    "Let {subject} take POST alone, and log out by a button in a form.",
    _by_link,
)

KINDS = (LOGOUT_LEFT_OUT, LOGOUT_BY_OWN_HAND, LOGOUT_BY_LINK)
