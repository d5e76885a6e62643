"""Which tests reach a mutant: those that call the function in which it lies, or request the view that it concerns.

A guard that refuses keeps the body of its view from running. So for what stands around a function (its decorators) or
in the body of a class it is the request that counts. What stands outside of any function is reached by all tests,
for importing it is enough.
"""

import ast
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tracer.mutants.mutant import Mutant
from tracer.mutants.source_file import Edit, FunctionNode, SourceFile
from tracer.test_suites.suite_order import FinishedTest

CodePoint = tuple[str, str]
"""A function or a class: the path of its file, and its qualified name."""


@dataclass(frozen=True)
class MutantPlaces:
    """Where a mutant lies.

    Attributes:
        called: The functions in whose bodies it lies.
        requested: The functions around which it lies.
        classes: The classes in whose bodies, and outside of any function, it lies.
        outside: Whether it lies outside of any.
    """

    called: frozenset[CodePoint]
    requested: frozenset[CodePoint]
    classes: frozenset[CodePoint]
    outside: bool


def places_of(mutant: Mutant, source: SourceFile) -> MutantPlaces:
    """Return where a mutant lies.

    Args:
        mutant: The mutant.
        source: Its file, as the app has it.
    """
    called: set[CodePoint] = set()
    requested: set[CodePoint] = set()
    classes: set[CodePoint] = set()
    outside = False
    for edit in mutant.edits:
        holder = _holder(edit, source)
        if holder is None:
            outside = True
            continue
        node, inside = holder
        place = (source.path, _name_of(node, source))
        if isinstance(node, ast.ClassDef):
            classes.add(place)
        elif inside:
            called.add(place)
        else:
            requested.add(place)
    return MutantPlaces(frozenset(called), frozenset(requested), frozenset(classes), outside)


def _holder(edit: Edit, source: SourceFile) -> tuple[FunctionNode | ast.ClassDef, bool] | None:
    """Return the innermost function or class in which an edit lies, and whether it lies in its body."""
    found: tuple[FunctionNode | ast.ClassDef, bool] | None = None
    for node in ast.walk(source.tree):  # those that hold others come first
        if isinstance(node, FunctionNode | ast.ClassDef):
            start, body, end = _bounds(node, source)
            if start <= edit.start <= end and edit.end <= end:
                found = node, edit.start >= body
    return found


def _bounds(node: FunctionNode | ast.ClassDef, source: SourceFile) -> tuple[int, int, int]:
    """Return where a definition begins, with its decorators; where its body begins; and where it ends."""
    first = node.body[0]
    decorators = first.decorator_list if isinstance(first, FunctionNode | ast.ClassDef) else []
    body = min(source.span(first)[0], *(source.span(each)[0] for each in decorators), source.span(node)[1])
    start, end = source.span(node)
    if node.decorator_list:
        start = source.text.rindex("@", 0, source.span(node.decorator_list[0])[0])
    # A decorator or a call may be put in front of the first word of a line, into its indentation too.
    line_of_body = source.text.rfind("\n", 0, body) + 1
    return source.text.rfind("\n", 0, start) + 1, line_of_body if line_of_body > start else body, end


def _name_of(node: FunctionNode | ast.ClassDef, source: SourceFile) -> str:
    names: list[str] = []
    held: ast.AST | None = node
    while held is not None:
        if isinstance(held, FunctionNode | ast.ClassDef):
            names.append(held.name)
        held = source.parents.get(held)
    return ".".join(reversed(names))


def marks_for(mutants: Iterable[Mutant], sources: Mapping[str, SourceFile]) -> Mapping[str, tuple[str, ...]]:
    """Return which functions must tell that they are called, by the paths of the files that hold a mutant.

    Args:
        mutants: The mutants.
        sources: The files of the app, by their paths.
    """
    wanted: dict[str, set[str]] = {}
    for mutant in mutants:
        places = places_of(mutant, sources[mutant.file])
        wanted.setdefault(mutant.file, set()).update(name for _, name in places.called | places.requested)
    return {file: tuple(sorted(names)) for file, names in wanted.items()}


def reaches(
    test: FinishedTest, places: MutantPlaces, by_collection: frozenset[CodePoint], views: frozenset[CodePoint]
) -> bool:
    """Tell whether a test reaches a mutant.

    Args:
        test: What is known of the test.
        places: Where the mutant lies.
        by_collection: The functions that were called while tests were imported or collected, or outside of a request:
            what they do lasts.
        views: The places of all views that are known.
    """
    if places.outside or places.called & by_collection or not places.classes <= views:
        return True
    if (places.called | places.requested) & {*test.called}:
        return True
    if (places.requested | places.classes) & {*test.requested}:
        return True
    # A guard of something that is no view, such as a hook, is asked at any request.
    return test.requests and not places.requested <= views
