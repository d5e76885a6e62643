"""The class of the users."""

import ast
from collections.abc import Iterator

from tracer.mutants.mutant import Mutant, MutantKind
from tracer.mutants.source_file import SourceFile


def _without_mixin(source: SourceFile) -> Iterator[Mutant]:
    for node in source.nodes:
        if not isinstance(node, ast.ClassDef) or not any(source.is_a(base, "UserMixin") for base in node.bases):
            continue
        said = [source.text_of(base) for base in node.bases if not source.is_a(base, "UserMixin")]
        said += [source.text_of_keyword(keyword) for keyword in node.keywords]
        last = node.keywords[-1].value if node.keywords else node.bases[-1]
        edit = source.replaced_from(node.bases[0], last, ", ".join(said))
        if not said:
            edit = source.without_parentheses(edit)
        yield Mutant.at("user-without-mixin", source, node, node.name, edit)


USER_WITHOUT_MIXIN = MutantKind(
    "user-without-mixin",
    1,
    "The class {subject} does not inherit from UserMixin.",
    "Flask-Login asks a user for is_active and get_id(), and finds neither: the login ends with an error 500.",
    "With a wrong password I get a message. With the right one I get Internal Server Error.",
    "Let {subject} inherit from UserMixin.",
    _without_mixin,
)


def _id_of_another_column(source: SourceFile) -> Iterator[Mutant]:
    for function in source.functions:
        owner = source.parents[function]
        if function.name != "get_id" or not isinstance(owner, ast.ClassDef):
            continue
        has_id = "id" in _attributes_of(owner)
        for node in source.within(function):
            match node:
                case ast.Return(value=ast.expr() as value) if (
                    "id" not in _read_in(value) and _read_in(value) and has_id
                ):
                    edit = source.replaced(value, "str(self.id)")
                    yield Mutant.at("get-id-and-loader-disagree", source, node, f"{owner.name}.get_id", edit)


def _attributes_of(owner: ast.ClassDef) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(owner):
        match node:
            case ast.Attribute(value=ast.Name(id="self"), attr=name, ctx=ast.Store()):
                names.add(name)
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                names.add(name)
    return names


def _read_in(value: ast.expr) -> set[str]:
    return {
        node.attr
        for node in ast.walk(value)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self"
    }


GET_ID_AND_LOADER_DISAGREE = MutantKind(
    "get-id-and-loader-disagree",
    2,
    "{subject}() returns the number of the account, and the user loader looks for something else.",
    "The login works, and the next page has forgotten it.",
    "I log in, and on the next page I am a stranger.",
    "Return from {subject}() what the user loader looks for.",
    _id_of_another_column,
)

KINDS = (USER_WITHOUT_MIXIN, GET_ID_AND_LOADER_DISAGREE)
