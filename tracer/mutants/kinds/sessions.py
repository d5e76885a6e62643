"""The session, emptied at the wrong moment."""

import ast
from collections.abc import Iterator

from tracer.mutants.login_code import is_about_login
from tracer.mutants.mutant import Mutant, MutantKind
from tracer.mutants.source_file import Edit, SourceFile

_SIMPLE_STATEMENTS = ast.Expr | ast.Assign | ast.AnnAssign | ast.Return | ast.Assert


def _cleared_after(source: SourceFile, kind: str, name: str) -> Iterator[Mutant]:
    named = source.with_name("flask", "session")
    for call in source.calls_of(name):
        function, statement = source.function_around(call), source.statement_of(call)
        if (
            named is None
            or not is_about_login(function)
            or function is None
            or statement is None
            or statement is function
        ):
            continue
        text, edits = named
        edit = _behind(source, call, statement, f"{text}.clear()")
        if edit is not None and f"{text}.clear()" not in source.text_of(function):
            yield Mutant.at(kind, source, call, source.text_of(call), edit, *edits)


def _behind(source: SourceFile, call: ast.Call, statement: ast.stmt, text: str) -> Edit | None:
    """Return the edit that does something once a call has succeeded, in the line of it or of the next statement."""
    if isinstance(statement, ast.Expr | ast.Assign):
        return source.added_after(statement, f"; {text}")
    if isinstance(statement, ast.If) and statement.test is call and isinstance(statement.body[0], _SIMPLE_STATEMENTS):
        return source.added_before(statement.body[0], f"{text}; ")
    block = source.block_of(statement)
    following = block[block.index(statement) + 1 :] if isinstance(statement, ast.If) else []
    if following and isinstance(following[0], _SIMPLE_STATEMENTS):
        return source.added_before(following[0], f"{text}; ")
    return None


def _after_login(source: SourceFile) -> Iterator[Mutant]:
    yield from _cleared_after(source, "session-cleared-after-login", "login_user")


SESSION_CLEARED_AFTER_LOGIN = MutantKind(
    "session-cleared-after-login",
    1,
    "The session is emptied after {subject}.",
    "The login is gone before the page is left: nobody is ever logged in.",
    "I log in, and on the next page I am a stranger again.",
    "Empty the session before {subject}, if it must be emptied at all.",
    _after_login,
)


def _after_logout(source: SourceFile) -> Iterator[Mutant]:
    yield from _cleared_after(source, "session-cleared-behind-logout", "logout_user")


SESSION_CLEARED_BEHIND_LOGOUT = MutantKind(
    "session-cleared-behind-logout",
    3,
    "The session is emptied after {subject}. With it goes the note that the remember cookie must be deleted.",
    "Whoever was remembered is logged in again on the next page.",
    "I click on log out and see that I am out. I open the next page, and I am in again.",
    "Empty the session before {subject}, or only what is yours in it.",
    _after_logout,
    only_with=("remember",),
)

KINDS = (SESSION_CLEARED_AFTER_LOGIN, SESSION_CLEARED_BEHIND_LOGOUT)
