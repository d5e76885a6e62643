"""Guards in front of every request: they spare too little."""

import ast
from collections.abc import Iterator

from tracer.mutants.conditions import refuses, turns_strangers_away, without_parts
from tracer.mutants.login_code import hooks, refusals_at_the_end
from tracer.mutants.mutant import Mutant, MutantKind
from tracer.mutants.source_file import FunctionNode, SourceFile


def _guarding_hooks(source: SourceFile) -> Iterator[tuple[FunctionNode, ast.If]]:
    """Yield each hook that turns strangers away, with the ``if`` that does so."""
    for function in hooks(source):
        for node in source.within(function):
            if isinstance(node, ast.If) and refuses(source, node.body) and turns_strangers_away(source, node.test):
                yield function, node
    for passing, refusal in refusals_at_the_end(source):
        function_around = source.function_around(refusal)
        if function_around is not None:
            yield function_around, passing


def _asks_for_the_page(node: ast.expr) -> bool:
    return any(
        isinstance(part, ast.Attribute) and part.attr in {"endpoint", "path", "blueprint"} for part in ast.walk(node)
    )


def _spares_nothing(source: SourceFile) -> Iterator[Mutant]:
    for function, guard in _guarding_hooks(source):
        for statement in function.body:
            if (
                isinstance(statement, ast.If)
                and statement is not guard
                and statement.lineno < guard.lineno
                and not statement.orelse
                and _asks_for_the_page(statement.test)
                and isinstance(statement.body[-1], ast.Return)
                and not refuses(source, statement.body)
            ):
                edit = source.without_statement(statement)
                yield Mutant.at("hook-guards-the-login-page", source, statement, function.name, edit)
    yield from _passes_users_alone(source)


def _passes_users_alone(source: SourceFile) -> Iterator[Mutant]:
    """Yield the mutants in which a hook that lets users and some pages pass lets no page pass any more."""
    for passing, _ in refusals_at_the_end(source):
        if isinstance(passing.test, ast.BoolOp):
            edit = without_parts(source, passing.test, _asks_for_the_page)
            function = source.function_around(passing)
            if edit is not None and function is not None:
                yield Mutant.at("hook-guards-the-login-page", source, passing, function.name, edit)


HOOK_GUARDS_THE_LOGIN_PAGE = MutantKind(
    "hook-guards-the-login-page",
    1,
    "{subject}() runs before every request and turns strangers away from every page, the login page among them.",
    "Nobody can log in: the login page sends to the login page.",
    "The browser says that the page redirects too many times, and I never see the form.",
    "Let {subject}() pass the login page and the static files.",
    _spares_nothing,
)


def _guards_static_files(source: SourceFile) -> Iterator[Mutant]:
    guarding = {function.name for function, _ in _guarding_hooks(source)}
    if not guarding:
        return
    for node in source.nodes:
        if not isinstance(node, ast.Set | ast.List | ast.Tuple) or len(node.elts) < 2:  # noqa: PLR2004 # what is left must spare something
            continue
        said = [each.value for each in node.elts if isinstance(each, ast.Constant)]
        if "static" in said and len(said) == len(node.elts):
            edit = source.without_element(node, node.elts[said.index("static")])
            yield Mutant.at("hook-guards-static-files", source, node, min(guarding), edit)


HOOK_GUARDS_STATIC_FILES = MutantKind(
    "hook-guards-static-files",
    2,
    "{subject}() runs before every request and turns strangers away from the static files too.",
    "The login page has no style and no scripts: the browser is sent to a page instead.",
    "Our login page looks broken, all plain text. Once I am logged in everything looks right.",
    'Let {subject}() pass the endpoint "static".',
    _guards_static_files,
)

KINDS = (HOOK_GUARDS_THE_LOGIN_PAGE, HOOK_GUARDS_STATIC_FILES)
