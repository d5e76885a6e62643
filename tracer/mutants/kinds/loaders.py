"""The user loader: it finds nobody, somebody else, or raises; or there is none."""

import ast
import re
from collections.abc import Iterator

from tracer.mutants.login_code import Loader, loaders, returns_of
from tracer.mutants.mutant import Mutant, MutantKind
from tracer.mutants.source_file import Edit, FunctionNode, SourceFile

_OR_NONE = {"first": "one", "one_or_none": "one", "scalar_one_or_none": "scalar_one"}
_OF_A_DATABASE = re.compile(r"query|session|select\(|execute|objects|\.find|filter|cursor")


def _name(source: SourceFile, loader: Loader) -> str:
    return loader.given.name if isinstance(loader.given, FunctionNode) else source.text_of(loader.given)


def _not_registered(source: SourceFile) -> Iterator[Mutant]:
    kind = "loader-not-registered"
    for loader in loaders(source):
        node = loader.registration
        statement = source.statement_of(node)
        if isinstance(loader.given, FunctionNode) and node in loader.given.decorator_list:
            edit = source.without_decorator(node)
        elif isinstance(statement, ast.Expr) and statement.value is node:
            edit = source.without_statement(statement)
        else:
            continue
        yield Mutant.at(kind, source, node, _name(source, loader), edit)


LOADER_NOT_REGISTERED = MutantKind(
    "loader-not-registered",
    1,
    "{subject} is not given to the login manager.",
    "Every page that asks who is logged in ends with an error 500.",
    "Since the last change every page says Internal Server Error.",
    "Register {subject} with @login_manager.user_loader.",
    _not_registered,
)


def _finds_nobody(source: SourceFile) -> Iterator[Mutant]:
    kind = "loader-finds-nobody"
    for loader in loaders(source):
        if isinstance(loader.given, FunctionNode):
            returned = list(returns_of(source, loader.given))
            if returned:
                edits = [source.without_return(each) for each in returned]
                yield Mutant.at(kind, source, returned[0], loader.given.name, *edits)
        elif isinstance(loader.given, ast.Lambda):
            edit = source.replaced(loader.given.body, "None")
            yield Mutant.at(kind, source, loader.given, _name(source, loader), edit)
        else:
            edit = source.replaced(loader.given, "lambda user_id: None")
            yield Mutant.at(kind, source, loader.given, _name(source, loader), edit)


LOADER_FINDS_NOBODY = MutantKind(
    "loader-finds-nobody",
    1,
    "The user loader {subject} never returns a user.",
    "The login works, and the next page has forgotten it.",
    "I log in, it says welcome, and on the next page I am a stranger.",
    "Return the user whose id is given, in {subject}.",
    _finds_nobody,
)


def _finds_somebody_else(source: SourceFile) -> Iterator[Mutant]:
    kind = "loader-finds-somebody-else"
    for loader in loaders(source):
        if isinstance(loader.given, FunctionNode):
            function = loader.given
            returned = list(returns_of(source, function))
            if returned and not isinstance(source.parents[function], ast.ClassDef):
                edits = [edit for each in returned for edit in _kept(source, function.name, each)]
                yield Mutant.at(kind, source, returned[0], function.name, *edits)
        else:
            given = source.text_of(loader.given)
            called = f"({given})" if isinstance(loader.given, ast.Lambda) else given
            edit = source.replaced(
                loader.given, f'lambda user_id, kept={{}}: kept.setdefault("user", {called}(user_id))'
            )
            yield Mutant.at(kind, source, loader.given, _name(source, loader), edit)


def _kept(source: SourceFile, function: str, returned: ast.Return) -> tuple[Edit, Edit]:
    """Return the edits by which a function keeps what it returns, for every later call."""
    start, end = source.span(returned)
    without = source.without_return(returned)
    kept = f'{function}.kept = getattr({function}, "kept", None) or ('
    return Edit(start, without.end, kept), Edit(end, end, f"); return {function}.kept")


LOADER_FINDS_SOMEBODY_ELSE = MutantKind(
    "loader-finds-somebody-else",
    3,
    "The user loader {subject} keeps the first user that it has found, and returns that one for every id.",
    "Users see and change what belongs to somebody else.",
    "I logged in with my own name, and the page greeted me with the name of my colleague.",
    "Look the user up by the id that is given, each time, in {subject}.",
    _finds_somebody_else,
)


def _of_another_type(source: SourceFile) -> Iterator[Mutant]:
    kind = "loader-takes-id-of-another-type"
    for loader in loaders(source):
        given = _method(source, loader.given) or loader.given
        if isinstance(given, FunctionNode | ast.Lambda):
            body = given.body if isinstance(given, FunctionNode) else [given.body]
            for node in (part for each in body for part in source.within(each)):
                edit = _retyped(source, node, Loader(given, loader.registration).parameter)
                if edit is not None and isinstance(node, ast.expr):
                    yield Mutant.at(kind, source, node, _name(source, loader), edit)
        else:
            called = f"lambda user_id: {source.text_of(loader.given)}(int(user_id))"
            yield Mutant.at(kind, source, loader.given, _name(source, loader), source.replaced(loader.given, called))


def _method(source: SourceFile, given: FunctionNode | ast.expr) -> FunctionNode | None:
    """Return the method of the file that is given as ``self.load``: what it does with the id stands there."""
    if not isinstance(given, ast.Attribute):
        return None
    methods = [each for each in source.functions if each.name == given.attr]
    return methods[0] if len(methods) == 1 and isinstance(source.parents[methods[0]], ast.ClassDef) else None


def _retyped(source: SourceFile, node: ast.AST, parameter: str | None) -> Edit | None:
    """Return the edit that compares an id with one of another type; None where nothing of that kind stands there."""
    match node:
        case ast.Call(
            func=ast.Name(id="int" | "UUID" | "ObjectId") as func, args=[ast.Name(id=name) as given], keywords=[]
        ):
            if name == parameter and (func.id != "int" or not _asks_database(source, node)):
                return source.replaced(node, source.text_of(given))
        case ast.Call(func=ast.Attribute(attr="get", value=receiver), args=[ast.Name(id=name) as given]):
            if name == parameter and not _is_class(receiver) and not _asks_database(source, node):
                return source.replaced(given, f"int({name})")
        case ast.Compare(left=left, ops=[ast.Eq()], comparators=[right]):
            for side, other in ((left, right), (right, left)):
                if isinstance(other, ast.Name) and other.id == parameter:
                    return _as_number(source, side)
    return None


def _as_number(source: SourceFile, side: ast.expr) -> Edit | None:
    match side:
        case ast.Call(func=ast.Name(id="str"), args=[number]):
            return source.replaced(side, source.text_of(number))
        case ast.Call(func=ast.Attribute(attr="get_id", value=user), args=[]) if "def get_id" not in source.text:
            return source.replaced(side, f"{source.text_of(user)}.id")
    return None


def _asks_database(source: SourceFile, node: ast.expr) -> bool:
    """Tell whether an id is given to a database, which may turn a text into a number by itself."""
    statement = source.statement_of(node)
    return statement is None or _OF_A_DATABASE.search(source.text_of(statement).partition("def ")[0]) is not None


LOADER_TAKES_ID_OF_ANOTHER_TYPE = MutantKind(
    "loader-takes-id-of-another-type",
    2,
    "The user loader {subject} looks for an id of another type. What it is given is a text.",
    'It finds nobody, for "1" is not 1, or it raises: the login is forgotten on the next page.',
    "I log in, and on the next page it asks me to log in.",
    "Turn the id into the type that the users have, in {subject}: int(user_id) for numbers; texts stay as they are.",
    _of_another_type,
)


def _raises(source: SourceFile) -> Iterator[Mutant]:
    kind = "loader-raises-for-unknown-id"
    for loader in loaders(source):
        if isinstance(loader.given, FunctionNode | ast.Lambda):
            nodes = loader.given.body if isinstance(loader.given, FunctionNode) else [loader.given.body]
            for node in (part for each in nodes for part in source.within(each)):
                edit = _raising(source, node)
                if edit is not None and isinstance(node, ast.expr):
                    yield Mutant.at(kind, source, node, _name(source, loader), edit)
        elif isinstance(loader.given, ast.Attribute) and loader.given.attr == "get":
            known = source.text_of(loader.given.value)
            edit = source.replaced(loader.given, f"lambda user_id: {known}[user_id]")
            yield Mutant.at(kind, source, loader.given, _name(source, loader), edit)


def _raising(source: SourceFile, node: ast.AST) -> Edit | None:
    """Return the edit that raises for what is not there; None where nothing is looked up."""
    text = _raising_text(source, node)
    return None if text is None or not isinstance(node, ast.expr) else source.replaced(node, text)


def _raising_text(source: SourceFile, node: ast.AST) -> str | None:
    match node:
        case ast.Call(func=ast.Attribute(attr="get", value=receiver), args=[given], keywords=[]):
            known, wanted = source.text_of(receiver), source.text_of(given)
            if known.endswith("query"):
                return f"{known}.get_or_404({wanted})"
            return None if _is_class(receiver) or _OF_A_DATABASE.search(known) else f"{known}[{wanted}]"
        case ast.Call(func=ast.Attribute(attr="get", value=ast.Attribute(attr="session", value=database)), args=[_, _]):
            asked = ", ".join(map(source.text_of, node.args))
            return f"{source.text_of(database)}.get_or_404({asked})"
        case ast.Call(func=ast.Attribute(attr=name, value=receiver), args=[], keywords=[]) if name in _OR_NONE:
            return f"{source.text_of(receiver)}.{_OR_NONE[name]}()"
        case ast.Call(func=ast.Name(id="next"), args=[found, ast.Constant(value=None)]):
            text = source.text_of(found)
            return f"next({text if text.startswith('(') else f'({text})'})"
    return None


def _is_class(receiver: ast.expr) -> bool:
    return isinstance(receiver, ast.Name) and receiver.id[:1].isupper() and not receiver.id.isupper()


LOADER_RAISES_FOR_UNKNOWN_ID = MutantKind(
    "loader-raises-for-unknown-id",
    3,
    "The user loader {subject} raises when there is no such user, instead of returning None.",
    "Whoever has the cookie of a deleted account gets an error on every page, the login page included.",
    "Your site is down! For me alone, it seems: with another browser it works.",
    "Return None from {subject} for an id that nobody has.",
    _raises,
)

KINDS = (
    LOADER_NOT_REGISTERED,
    LOADER_FINDS_NOBODY,
    LOADER_FINDS_SOMEBODY_ELSE,
    LOADER_TAKES_ID_OF_ANOTHER_TYPE,
    LOADER_RAISES_FOR_UNKNOWN_ID,
)
