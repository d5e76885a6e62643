"""A piece of an app's code, and what a kind of mutant makes of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import dedent

from tracer.mutants.catalogue import BY_NAME
from tracer.mutants.mutant import Mutant
from tracer.mutants.source_file import SourceFile


@dataclass(frozen=True)
class Case:
    """A piece of code, and the mutants of one kind that it has.

    Attributes:
        kind: The name of the kind.
        code: The code.
        mutants: For each mutant the lines that differ, as they read in it, without indentation, with `` / `` between.
    """

    kind: str
    code: str
    mutants: Sequence[str]

    def __str__(self) -> str:
        return f"{self.kind}: {' '.join(self.code.split())[:60]}"


def case(kind: str, code: str, *mutants: str) -> Case:
    """Return a case; the code is written with the indentation of what stands around it."""
    return Case(kind, dedent(code).lstrip("\n"), mutants)


def source_of(code: str) -> SourceFile:
    """Return code as a file."""
    return SourceFile("/app/views.py", code)


def mutants_in(kind: str, code: str) -> list[Mutant]:
    """Return the mutants of one kind in some code."""
    return list(BY_NAME[kind].find(source_of(code)))


def changed_lines(code: str, mutant: Mutant) -> str:
    """Return the lines of a mutant that differ, without indentation, with `` / `` between."""
    before, after = code.split("\n"), mutant.text(source_of(code)).split("\n")
    assert len(before) == len(after)
    return " / ".join(new.strip() for old, new in zip(before, after, strict=True) if old != new)


def assert_mutants(tried: Case) -> None:
    """Assert that a kind makes exactly the mutants of a case, and that each is Python."""
    found = mutants_in(tried.kind, tried.code)
    assert [changed_lines(tried.code, mutant) for mutant in found] == list(tried.mutants)
    for mutant in found:
        text = mutant.text(source_of(tried.code))
        compile(text, "<mutant>", "exec", dont_inherit=True)
        # The line that a mutant names is one that differs, or one of the statement that does.
        assert 1 <= mutant.line <= tried.code.count("\n") + 1
