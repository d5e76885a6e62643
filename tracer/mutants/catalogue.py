"""Every kind of mutant, and the mutants of an app."""

from collections.abc import Iterable, Iterator
from importlib.resources import files

from tracer.explanation_page import Page, read_explanation
from tracer.mutants.kinds import (
    destinations,
    guards,
    hooks,
    loaders,
    logins,
    logouts,
    passwords,
    refusals,
    roles,
    sessions,
    settings,
    users,
)
from tracer.mutants.mutant import Level, Mutant, MutantKind
from tracer.mutants.source_file import SourceFile

KINDS: tuple[MutantKind, ...] = (
    *guards.KINDS,
    *hooks.KINDS,
    *roles.KINDS,
    *logins.KINDS,
    *sessions.KINDS,
    *passwords.KINDS,
    *loaders.KINDS,
    *users.KINDS,
    *logouts.KINDS,
    *destinations.KINDS,
    *refusals.KINDS,
    *settings.KINDS,
)
"""Every kind, family by family."""

BY_NAME = {kind.name: kind for kind in KINDS}


def mutants_of(sources: Iterable[SourceFile], *, up_to: Level = 3) -> Iterator[Mutant]:
    """Yield every mutant of an app whose file can still be compiled, file by file.

    Args:
        sources: The files of the app's own package.
        up_to: The highest level.
    """
    files = tuple(sources)
    kinds = [kind for kind in KINDS if kind.level <= up_to and kind.fits(files)]
    for source in files:
        for kind in kinds:
            yield from (mutant for mutant in kind.find(source) if _is_python(mutant.text(source)))


def kind_page(kind: MutantKind) -> Page:
    """Return the page that explains a kind."""
    return read_explanation(files("tracer.mutants") / "explanations", kind.name)


def _is_python(text: str) -> bool:
    try:
        compile(text, "<mutant>", "exec", dont_inherit=True)
    except (SyntaxError, ValueError):
        return False
    return True
