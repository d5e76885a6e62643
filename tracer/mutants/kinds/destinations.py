"""Where people go after a login: anywhere, always home, nowhere."""

import ast
from collections.abc import Callable, Iterator

from tracer.mutants.conditions import parts_of, refuses, turns_strangers_away, without_parts
from tracer.mutants.destination import Destination, begins_with_slash, destinations, reads_next
from tracer.mutants.login_code import called_in, returns_of
from tracer.mutants.mutant import Mutant, MutantKind
from tracer.mutants.source_file import Edit, FunctionNode, SourceFile

_COMPOUND = ast.For | ast.While | ast.Try | ast.With | ast.Match | FunctionNode | ast.ClassDef


def _not_checked(source: SourceFile) -> Iterator[Mutant]:
    for destination in destinations(source):
        found = [
            (node, edit)
            for node in source.within(destination.function)
            if (edit := _unchecked(destination, node)) is not None and isinstance(node, ast.stmt | ast.expr)
        ]
        if found:
            node = found[0][0]
            yield Mutant.at("next-not-checked", source, node, destination.function.name, *(edit for _, edit in found))


def _unchecked(destination: Destination, node: ast.AST) -> Edit | None:
    """Return the edit by which something goes wherever the browser says."""
    source = destination.source
    match node:
        case ast.If() if any(map(destination.vets, parts_of(node.test))):
            return None if turns_strangers_away(source, node.test) else _unchecked_statement(destination, node)
        case ast.IfExp() if any(map(destination.vets, parts_of(node.test))):
            less = _less_asked(destination, node, destination.vets)
            goes = destination.goes_there(node)
            wanted, other = (node.body, node.orelse) if goes else (node.orelse, node.body)
            return less or source.replaced(node, f"{source.text_of(wanted)} or {source.text_of(other)}")
        case ast.Return(value=ast.BoolOp() | ast.Compare() | ast.UnaryOp() | ast.Call() as value):
            if destination.is_check and any(map(destination.vets, parts_of(value))):
                return source.replaced(value, "True")
    return None


def _unchecked_statement(destination: Destination, node: ast.If) -> Edit | None:
    source = destination.source
    if (less := _less_asked(destination, node, destination.vets)) is not None:
        return less
    names = [part.id for part in ast.walk(node.test) if isinstance(part, ast.Name) and part.id in destination.names]
    if destination.goes_there(node):
        return source.replaced(node.test, names[0]) if names else None
    if node.orelse or not source.text_of(node).startswith("if"):
        return None
    match node.body:
        case [ast.Assign(targets=[ast.Name(id=name)])] if name in destination.wanted:
            return source.replaced(node.test, f"not {name}")
    return source.without_statement(node) if refuses(source, node.body) else None


def _less_asked(
    destination: Destination, node: ast.If | ast.IfExp, is_dropped: Callable[[ast.expr], bool]
) -> Edit | None:
    """Return the edit that leaves parts of a condition out, so that more addresses pass; None where that cannot be."""
    looser = ast.And if destination.goes_there(node) else ast.Or
    if not isinstance(node.test, ast.BoolOp) or not isinstance(node.test.op, looser):
        return None
    return without_parts(destination.source, node.test, is_dropped)


NEXT_NOT_CHECKED = MutantKind(
    "next-not-checked",
    3,
    "{subject}() does not look any more where next leads to.",
    "A link to the login page of this site leads to another site after the login: made for stealing passwords.",
    "I got a letter with a link to you, I logged in, and then I was on a page that asked for my password once more.",
    "Go only to pages of this site in {subject}(): one slash at the beginning, no host, no backslash.",
    _not_checked,
)


def _too_weak(source: SourceFile) -> Iterator[Mutant]:
    for destination in destinations(source):
        for node in source.within(destination.function):
            edit = _asks_for_slash_alone(destination, node)
            if edit is not None and isinstance(node, ast.stmt | ast.expr):
                yield Mutant.at("next-checked-too-little", source, node, destination.function.name, edit)


def _asks_for_slash_alone(destination: Destination, node: ast.AST) -> Edit | None:
    """Return the edit after which one slash at the beginning of an address is enough."""
    match node:
        case ast.If() | ast.IfExp() if any(map(begins_with_slash, parts_of(node.test))):
            return _less_asked(destination, node, destination.vets_beyond_slash)
        case ast.Return(value=ast.BoolOp(op=ast.And()) as value) if any(map(begins_with_slash, value.values)):
            if destination.is_check:
                return without_parts(destination.source, value, destination.vets_beyond_slash)
    return None


NEXT_CHECKED_TOO_LITTLE = MutantKind(
    "next-checked-too-little",
    3,
    "{subject}() takes every address for one of this site that begins with a slash.",
    "//evil.example begins with a slash too, and browsers read it as another site.",
    "Your link was checked, they told me. It has brought me to another site all the same.",
    "Refuse in {subject}() what begins with two slashes, or with a slash and a backslash.",
    _too_weak,
)


def _lost(source: SourceFile) -> Iterator[Mutant]:
    for function in source.functions:
        if not called_in(source, function, "login_user", "confirm_login"):
            continue
        destination = Destination(source, function)
        for node in source.within(function):
            found = _always_home(destination, node)
            if found is not None and isinstance(node, ast.stmt | ast.expr):
                yield Mutant.at("next-forgotten", source, node, function.name, found)


def _always_home(destination: Destination, node: ast.AST) -> Edit | None:
    """Return the edit by which everybody goes to the same page after the login."""
    source = destination.source
    match node:
        case ast.Call(args=[ast.BoolOp(op=ast.Or(), values=values) as choice]) if source.is_a(node.func, "redirect"):
            return source.replaced(choice, source.text_of(values[-1]))
        case ast.Call(args=[ast.IfExp() as choice]) if source.is_a(node.func, "redirect"):
            homes = [each for each in (choice.body, choice.orelse) if not destination.uses_next(each)]
            return source.replaced(choice, source.text_of(homes[0])) if len(homes) == 1 else None
        case ast.Assign(value=ast.BoolOp(op=ast.Or(), values=[*_, ast.Call() as home]) as choice):
            if reads_next(choice) and not reads_next(home):
                return source.replaced(choice, source.text_of(home))
        case ast.If(body=[ast.Assign(targets=[ast.Name(id=name)]) as default], orelse=[]):
            if name in destination.names and destination.uses_next(node.test) and not reads_next(default):
                return source.replaced(node, source.text_of(default))
        case ast.If(body=[ast.Return(value=ast.Call(func=func, args=[wanted]))], orelse=[]):
            goes_on = source.block_of(node)[-1] is not node
            if source.is_a(func, "redirect") and destination.uses_next(wanted) and goes_on:
                return source.without_statement(node)
    return None


NEXT_FORGOTTEN = MutantKind(
    "next-forgotten",
    2,
    "{subject}() sends everybody to the same page after the login.",
    "Whoever followed a link to a page and had to log in first ends somewhere else.",
    "I click on the link in your letter, I log in, and I am on the home page. Then I click on it once more.",
    "Read next in {subject}(), check it, and go there.",
    _lost,
)


def _not_passed_on(source: SourceFile) -> Iterator[Mutant]:
    for call in source.calls_of("url_for"):
        keyword = next((each for each in call.keywords if each.arg == "next"), None)
        statement = source.statement_of(call)
        function = source.function_around(call)
        if keyword is None or not isinstance(statement, ast.Return) or function is None:
            continue
        edit = source.replaced(call, source.text_of_call(call, without=keyword.value))
        yield Mutant.at("next-not-passed-on", source, call, function.name, edit)


NEXT_NOT_PASSED_ON = MutantKind(
    "next-not-passed-on",
    2,
    "{subject}() sends strangers to the login page and does not say which page they wanted.",
    "After the login they are not where they wanted to be.",
    "I click on a link, I must log in, and then I have to look for the page by myself.",
    "Give next along in {subject}().",
    _not_passed_on,
)


def _not_returned(source: SourceFile) -> Iterator[Mutant]:
    for call in source.calls_of("login_user"):
        function = source.function_around(call)
        if function is None or not isinstance(function.body[-1], ast.Return):
            continue
        for returned in returns_of(source, function):
            redirects = isinstance(returned.value, ast.Call) and source.is_a(returned.value.func, "redirect")
            if redirects and returned is not function.body[-1] and _comes_after(source, call, returned):
                edit = source.without_return(returned)
                yield Mutant.at("destination-not-returned", source, returned, function.name, edit)


def _comes_after(source: SourceFile, call: ast.Call, returned: ast.Return) -> bool:
    """Tell whether a return is reached only once a call was made."""
    held: ast.AST = returned
    while isinstance(held, ast.stmt) and not isinstance(held, FunctionNode):
        block = source.block_of(held)
        before = block[: block.index(held)]
        parent = source.parents[held]
        asked = [parent.test] if isinstance(parent, ast.If) and held in parent.body else []
        done = [each.test if isinstance(each, ast.If) else each for each in before]
        if any(call in ast.walk(each) for each in (*asked, *done) if not isinstance(each, _COMPOUND)):
            return True
        held = parent
    return False


DESTINATION_NOT_RETURNED = MutantKind(
    "destination-not-returned",
    1,
    "{subject}() makes a redirect after the login and does not return it.",
    "The login works, and the login form is shown again.",
    "I log in and see the login form. When I type the address of my page by hand, I am in.",
    "Write return before the redirect in {subject}().",
    _not_returned,
)

KINDS = (
    NEXT_NOT_CHECKED,
    NEXT_CHECKED_TOO_LITTLE,
    NEXT_FORGOTTEN,
    NEXT_NOT_PASSED_ON,
    DESTINATION_NOT_RETURNED,
)
