"""The login itself: login_user left out, its result ignored, given the wrong thing, remembering the wrong people."""

import ast
import re
from collections.abc import Iterator

from tracer.mutants.conditions import without_part
from tracer.mutants.login_code import is_about_login, mentions, registrations_of, routes_of
from tracer.mutants.mutant import Mutant, MutantKind
from tracer.mutants.source_file import SourceFile

_SIMPLE = ast.Name | ast.Attribute | ast.Call | ast.Subscript


def _logins(source: SourceFile) -> Iterator[tuple[ast.Call, ast.expr]]:
    """Yield the calls of login_user in views for logging in, each with the user that it is given."""
    for call in source.calls_of("login_user"):
        if not is_about_login(source.function_around(call)):
            continue
        user = next((each.value for each in call.keywords if each.arg == "user"), None)
        if call.args and not isinstance(call.args[0], ast.Starred):
            user = call.args[0]
        if user is not None:
            yield call, user


def _left_out(source: SourceFile) -> Iterator[Mutant]:
    for call, user in _logins(source):
        statement = source.parents[call]
        text = source.text_of(user)
        if isinstance(statement, ast.Expr):
            does_something = any(isinstance(part, ast.Call) for part in ast.walk(user))
            edit = source.replaced(call, text) if does_something else source.without_statement(statement)
        else:
            asked = text if isinstance(user, _SIMPLE) else f"({text})"
            edit = source.replaced(call, f"{asked}.is_active")
        yield Mutant.at("login-left-out", source, call, source.text_of(call), edit)


LOGIN_LEFT_OUT = MutantKind(
    "login-left-out",
    1,
    "{subject} is not called after the password was checked.",
    "Nobody is ever logged in, however right the password is.",
    "I type my password, there is no error, and then I am back at the login form.",
    "Call {subject} once the password was found right.",
    _left_out,
)


def _result_ignored(source: SourceFile) -> Iterator[Mutant]:
    for call, _ in _logins(source):
        parent = source.parents[call]
        negated = isinstance(parent, ast.UnaryOp)
        statement = source.parents[parent] if negated else parent
        if not isinstance(statement, ast.If) or not source.text_of(statement).startswith("if"):
            continue
        text = source.text_of(call)
        if negated and not statement.orelse and statement.test is parent:
            edit = source.replaced(statement, text)
        elif not negated and statement.test is call:
            followed = _dedented(source, statement)
            if followed is None:
                continue
            edit = source.replaced(statement, f"{text}\n{followed}")
        else:
            continue
        yield Mutant.at("login-result-ignored", source, call, text, edit)


def _dedented(source: SourceFile, statement: ast.If) -> str | None:
    """Return the body of an ``if`` as it stands behind it, line by line; None where it cannot be moved."""
    first, last = statement.body[0], statement.body[-1]
    if first.lineno != statement.test.end_lineno + 1 if statement.test.end_lineno else True:
        return None
    lines = source.text.splitlines()[first.lineno - 1 : last.end_lineno]
    cut = first.col_offset - statement.col_offset
    if any(line.strip() and line[:cut].strip() for line in lines):
        return None
    return "\n".join(line[cut:] for line in lines)


LOGIN_RESULT_IGNORED = MutantKind(
    "login-result-ignored",
    3,
    "What {subject} returns is not looked at. It is False where the account is switched off.",
    "Somebody whose account is switched off is told nothing: the login looks as if it had worked.",
    "My password is accepted, there is no error, and still I am not logged in. My colleague has no trouble.",
    "Ask for the result: if not {subject}, say that the account is switched off.",
    _result_ignored,
)

_ACTIVE = re.compile(r"^_?(is_)?(active|enabled|disabled|banned|blocked|suspended|locked|deactivated)(_at)?$")
_SWITCHED_ON = re.compile(r"^_?(is_)?(active|enabled)$")


def _inactive_let_in(source: SourceFile) -> Iterator[Mutant]:
    kind = "inactive-user-let-in"
    knows = "is_active" in source.text or any(mentions(test, _ACTIVE) for test in _conditions(source))
    for call, _ in _logins(source):
        looked_at = not isinstance(source.parents[call], ast.Expr)
        forced = [each for each in call.keywords if each.arg == "force"]
        if (looked_at or knows) and not forced and len(call.args) <= 3:  # noqa: PLR2004 # user, remember, duration
            edit = source.replaced(call, _with_keyword(source, call, "force=True"))
            yield Mutant.at(kind, source, call, source.text_of(call), edit)
        view = source.function_around(call)
        for node in source.within(view) if view is not None else ():
            if isinstance(node, ast.If) and node.lineno < call.lineno:
                yield from _without_question(source, kind, node)
    for function in source.functions:
        if function.name == "is_active" and isinstance(source.parents[function], ast.ClassDef):
            last = function.body[-1]
            if isinstance(last, ast.Return) and last.value is not None and not isinstance(last.value, ast.Constant):
                yield Mutant.at(kind, source, last, "is_active", source.replaced(last.value, "True"))


def _without_question(source: SourceFile, kind: str, statement: ast.If) -> Iterator[Mutant]:
    """Yield the mutants that do not ask in an ``if`` of a login view whether the account is switched on."""
    for node in ast.walk(statement.test):
        if not isinstance(node, ast.Attribute) or not _SWITCHED_ON.search(node.attr):
            continue
        negated = isinstance(source.parents[node], ast.UnaryOp)
        if statement.test is (source.parents[node] if negated else node):
            if negated and not statement.orelse and source.text_of(statement).startswith("if"):
                edit = source.without_statement(statement)
                yield Mutant.at(kind, source, statement, source.text_of(node), edit)
        elif isinstance(source.parents[source.parents[node] if negated else node], ast.BoolOp):
            edit = without_part(source, node, is_met=True)
            yield Mutant.at(kind, source, node, source.text_of(node), edit)


def _conditions(source: SourceFile) -> Iterator[ast.expr]:
    for node in source.nodes:
        if isinstance(node, ast.If | ast.IfExp):
            yield node.test


def _with_keyword(source: SourceFile, call: ast.Call, keyword: str) -> str:
    """Return the text of a call with a keyword more, in the place of one of that name where there is one."""
    name = keyword.partition("=")[0]
    former = next((each.value for each in call.keywords if each.arg == name), None)
    return source.text_of_call(call, keyword, without=former)


INACTIVE_USER_LET_IN = MutantKind(
    "inactive-user-let-in",
    3,
    "A login does not mind whether the account is switched off: {subject}.",
    "Whoever was locked out logs in all the same.",
    "We switched off his account last week. This morning he logged in as if nothing had happened.",
    "Let login_user refuse whoever is not is_active, and do not pass force=True.",
    _inactive_let_in,
)


def _given_id(source: SourceFile) -> Iterator[Mutant]:
    for call, user in _logins(source):
        if isinstance(user, ast.Name):
            edit = source.added_after(user, ".get_id()" if "def get_id" in source.text else ".id")
            yield Mutant.at("login-given-an-id", source, call, source.text_of(user), edit)


LOGIN_GIVEN_AN_ID = MutantKind(
    "login-given-an-id",
    1,
    "login_user is given the id of {subject}, and not {subject}.",
    "Every login ends with an error 500.",
    "With a wrong password I get a message. With the right one I get Internal Server Error.",
    "Give {subject} itself to login_user.",
    _given_id,
)


def _remembered(source: SourceFile) -> Iterator[Mutant]:
    for call, _ in _logins(source):
        given = _remember_of(call)
        subject = source.text_of(call)
        if isinstance(given, ast.Constant):
            continue
        if given is not None:
            edit = source.replaced(given, "True")
        elif any(each.arg is None for each in call.keywords):
            continue
        else:
            edit = source.replaced(call, _with_keyword(source, call, "remember=True"))
        yield Mutant.at("everybody-remembered", source, call, subject, edit)


def _remember_of(call: ast.Call) -> ast.expr | None:
    by_name = next((each.value for each in call.keywords if each.arg == "remember"), None)
    return by_name if by_name is not None or len(call.args) < 2 else call.args[1]  # noqa: PLR2004 # user, remember


EVERYBODY_REMEMBERED = MutantKind(
    "everybody-remembered",
    2,
    "{subject} remembers everybody, asked or not.",
    "Closing the browser logs nobody out, not even on a shared computer.",
    "I closed the browser in the library. The next visitor was me.",
    "Remember only those who ask for it, by a box in the form.",
    _remembered,
)


def _not_remembered(source: SourceFile) -> Iterator[Mutant]:
    for call, _ in _logins(source):
        given = _remember_of(call)
        if given is None or (isinstance(given, ast.Constant) and not given.value):
            continue
        if given in call.args[:-1]:
            continue  # What stands behind it would become the answer to another question.
        edit = source.replaced(call, source.text_of_call(call, without=given))
        yield Mutant.at("remember-left-out", source, call, source.text_of(call), edit)


REMEMBER_LEFT_OUT = MutantKind(
    "remember-left-out",
    2,
    "The box is asked nothing: remember is missing in the call that was {subject}.",
    "Nobody is remembered, whatever they tick.",
    'I tick "remember me" every time, and every morning I must log in again.',
    "Call {subject}.",
    _not_remembered,
)


def _route_without_post(source: SourceFile) -> Iterator[Mutant]:
    for call, _ in _logins(source):
        function = source.function_around(call)
        if function is None:
            continue
        for route in (*routes_of(function), *registrations_of(source, function)):
            methods = next((each for each in route.keywords if each.arg == "methods"), None)
            if methods is None or "GET" not in source.text_of(methods.value):
                continue
            edit = source.replaced(route, source.text_of_call(route, without=methods.value))
            yield Mutant.at("login-takes-no-form", source, route, function.name, edit)


LOGIN_TAKES_NO_FORM = MutantKind(
    "login-takes-no-form",
    1,
    'The route of {subject}() does not name methods=["GET", "POST"], so it answers to GET alone.',
    "The form is shown, and sending it is refused with 405.",
    "I see the form. When I press the button, the page says Method Not Allowed.",
    'Write methods=["GET", "POST"] into the route of {subject}().',
    _route_without_post,
)


def _confirmation_left_out(source: SourceFile) -> Iterator[Mutant]:
    for call in source.calls_of("confirm_login"):
        statement = source.parents[call]
        if isinstance(statement, ast.Expr):
            edit = source.without_statement(statement)
            yield Mutant.at("confirmation-left-out", source, call, source.text_of(call), edit)


CONFIRMATION_LEFT_OUT = MutantKind(
    "confirmation-left-out",
    2,
    "{subject} is not called after the password was typed once more.",
    "Whoever was remembered never gets at the pages that need a fresh login.",
    "It asks for my password again. I type it, it is right, and it asks for my password again.",
    "Call {subject} once the password was found right.",
    _confirmation_left_out,
)

KINDS = (
    LOGIN_LEFT_OUT,
    LOGIN_RESULT_IGNORED,
    INACTIVE_USER_LET_IN,
    LOGIN_GIVEN_AN_ID,
    EVERYBODY_REMEMBERED,
    REMEMBER_LEFT_OUT,
    LOGIN_TAKES_NO_FORM,
    CONFIRMATION_LEFT_OUT,
)
