"""Guards of views: taken away, put where they guard nothing, weakened."""

import ast
from collections.abc import Iterator

from tracer.mutants.mutant import Mutant, MutantKind
from tracer.mutants.source_file import FunctionNode, SourceFile


def _guards(source: SourceFile, *names: str) -> Iterator[tuple[FunctionNode, ast.expr]]:
    for function in source.functions():
        for decorator in function.decorator_list:
            if any(source.is_a(decorator, name) for name in names):
                yield function, decorator


def _removed(source: SourceFile) -> Iterator[Mutant]:
    for function, decorator in _guards(source, "login_required", "fresh_login_required"):
        yield Mutant(
            "guard-removed",
            source.path,
            decorator.lineno,
            source.name_of(function),
            function.name,
            (source.without_decorator(decorator),),
        )


GUARD_REMOVED = MutantKind(
    "guard-removed",
    1,
    "The view {subject}() has no guard.",
    "Everybody sees the page, without logging in.",
    "I sent a friend the link to my page. She has no account, and she sees everything.",
    "Put @login_required directly above {subject}(), below the route.",
    _removed,
)

KINDS = (GUARD_REMOVED,)
