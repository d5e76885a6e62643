"""Every kind of mutant, and the mutants of an app."""

from collections.abc import Iterable, Iterator

from tracer.mutants.kinds import guards
from tracer.mutants.mutant import Level, Mutant, MutantKind
from tracer.mutants.source_file import SourceFile

KINDS: tuple[MutantKind, ...] = (*guards.KINDS,)
"""Every kind, family by family."""

BY_NAME = {kind.name: kind for kind in KINDS}


def mutants_of(sources: Iterable[SourceFile], *, up_to: Level = 3) -> Iterator[Mutant]:
    """Yield every mutant of an app whose file can still be compiled.

    Args:
        sources: The files of the app's own package.
        up_to: The highest level.
    """
    for source in sources:
        for kind in KINDS:
            if kind.level <= up_to:
                yield from (mutant for mutant in kind.find(source) if _is_python(mutant.text(source)))


def _is_python(text: str) -> bool:
    try:
        compile(text, "<mutant>", "exec", dont_inherit=True)
    except (SyntaxError, ValueError):
        return False
    return True
