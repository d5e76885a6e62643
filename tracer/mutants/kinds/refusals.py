"""What strangers are answered: the handler's answer lost, the login page unknown."""

import ast
import re
from collections.abc import Iterator

from tracer.mutants.login_code import decorator_name, returns_of
from tracer.mutants.mutant import Mutant, MutantKind
from tracer.mutants.source_file import FunctionNode, SourceFile

_MANAGER = re.compile(r"^login(_manager|manager)?$|^lm$|_login_manager$", re.IGNORECASE)
_ASKERS = ("login_required", "unauthorized")
"""Only these send anybody to ``login_view``."""
_HANDLERS = frozenset({"unauthorized_handler", "needs_refresh_handler"})


def _handlers(source: SourceFile) -> Iterator[FunctionNode]:
    given = {
        argument.id for call in source.calls_of(*_HANDLERS) for argument in call.args if isinstance(argument, ast.Name)
    }
    for function in source.functions:
        if function.name in given or any(decorator_name(source, each) in _HANDLERS for each in function.decorator_list):
            yield function


def _swallowed(source: SourceFile) -> Iterator[Mutant]:
    for handler in _handlers(source):
        for returned in returns_of(source, handler):
            edit = source.without_return(returned)
            yield Mutant.at("unauthorized-handler-swallowed", source, returned, handler.name, edit)


UNAUTHORIZED_HANDLER_SWALLOWED = MutantKind(
    "unauthorized-handler-swallowed",
    1,
    "{subject}() makes an answer for strangers and does not return it.",
    "Strangers get an error 500 instead of a way to the login.",
    "Before I log in, the page of my account says Internal Server Error.",
    "Return the answer from {subject}().",
    _swallowed,
)


def _without_status(source: SourceFile) -> Iterator[Mutant]:
    for handler in _handlers(source):
        for returned in returns_of(source, handler):
            match returned.value:
                case ast.Tuple(elts=[answer, ast.Constant(value=int(status))]) if status >= 400:  # noqa: PLR2004 # an error
                    edit = source.replaced(returned, f"return {source.text_of(answer)}")
                    yield Mutant.at("refusal-without-status", source, returned, handler.name, edit)


REFUSAL_WITHOUT_STATUS = MutantKind(
    "refusal-without-status",
    3,
    "{subject}() answers strangers with 200, as if they were let in.",
    "Scripts and programs take the refusal for the page, and show or keep it.",
    "My program fetches the list every night. This morning the list was a text about members.",
    "Let {subject}() answer 401.",
    _without_status,
)


def _assignments(source: SourceFile, name: str) -> Iterator[ast.Assign]:
    for node in source.nodes:
        if (
            isinstance(node, ast.Assign)
            and len(node.targets) == 1
            and isinstance(node.targets[0], ast.Attribute)
            and node.targets[0].attr == name
        ):
            yield node


def _no_login_view(source: SourceFile) -> Iterator[Mutant]:
    for statement in _assignments(source, "login_view"):
        edit = source.without_statement(statement)
        yield Mutant.at("login-page-not-named", source, statement, source.text_of(statement), edit)


LOGIN_PAGE_NOT_NAMED = MutantKind(
    "login-page-not-named",
    1,
    "The login manager is not told where the login page is: {subject} is missing.",
    "Strangers are refused with 401 instead of being sent to the login.",
    "When I follow the link in your letter, the page says Unauthorized, and nothing else.",
    "Write {subject}.",
    _no_login_view,
    only_with=_ASKERS,
)


def _wrong_login_view(source: SourceFile) -> Iterator[Mutant]:
    for statement in _assignments(source, "login_view"):
        match statement.value:
            case ast.Constant(value=str(endpoint)) if "." in endpoint and "/" not in endpoint:
                edit = source.replaced(statement.value, f'"{endpoint.rpartition(".")[2]}"')
                yield Mutant.at("login-page-misnamed", source, statement, endpoint, edit)


LOGIN_PAGE_MISNAMED = MutantKind(
    "login-page-misnamed",
    1,
    'login_view lacks the name of the blueprint. The endpoint is "{subject}".',
    "Strangers get an error 500 instead of the login page.",
    "Before I log in, the page of my account says Internal Server Error. The login page itself works.",
    'Write login_view = "{subject}".',
    _wrong_login_view,
    only_with=_ASKERS,
)


def _manager_not_started(source: SourceFile) -> Iterator[Mutant]:
    kind = "login-manager-not-started"
    made = list(source.calls_of("LoginManager"))
    for call in made:
        if len(call.args) == 1:
            edit = source.replaced(call, f"{source.text_of(call.func)}()")
            yield Mutant.at(kind, source, call, source.text_of(call), edit)
    assigned = [source.parents[call] for call in made]
    managers = {
        source.meaning(target).rpartition(".")[2]
        for node in assigned
        if isinstance(node, ast.Assign)
        for target in node.targets
    }
    for call in source.calls_of("init_app"):
        statement = source.parents[call]
        receiver = call.func.value if isinstance(call.func, ast.Attribute) else None
        name = source.meaning(receiver).rpartition(".")[2] if receiver is not None else ""
        if isinstance(statement, ast.Expr) and (name in managers or _MANAGER.search(name)):
            edit = source.without_statement(statement)
            yield Mutant.at(kind, source, call, source.text_of(call), edit)


LOGIN_MANAGER_NOT_STARTED = MutantKind(
    "login-manager-not-started",
    1,
    "The app is not given to the login manager: {subject} is missing.",
    "Every page that asks who is logged in ends with an error 500.",
    "The site is broken: Internal Server Error, wherever I go.",
    "Call {subject} where the app is made.",
    _manager_not_started,
)

KINDS = (
    UNAUTHORIZED_HANDLER_SWALLOWED,
    REFUSAL_WITHOUT_STATUS,
    LOGIN_PAGE_NOT_NAMED,
    LOGIN_PAGE_MISNAMED,
    LOGIN_MANAGER_NOT_STARTED,
)
