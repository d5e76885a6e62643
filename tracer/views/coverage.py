"""Which behaviours of Flask-Login the lessons prove."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from rich.console import RenderableType
from rich.table import Table as Grid
from rich.text import Text

from tracer.authoring.coverage import Coverage, Covered
from tracer.trace.wording.phrases import counted, ended
from tracer.views.pieces import heading
from tracer.views.terminal import Space


@dataclass(frozen=True)
class CoverageReport:
    """Each behaviour with the lessons that prove it, or with the reason why none does.

    Attributes:
        found: What was found.
        only_open: Whether the behaviours that are proven are left out.
    """

    found: Coverage
    only_open: bool = False

    @property
    def _shown(self) -> list[Covered]:
        return [covered for covered in self.found.behaviours if not (self.only_open and covered.proven)]

    def draw(self, space: Space) -> Iterator[RenderableType]:
        """Yield the behaviours, part by part of Flask-Login."""
        for group, behaviours in groupby(self._shown, key=lambda covered: covered.behaviour.group):
            yield heading(group)
            grid = Grid.grid(padding=(0, 1))
            grid.add_column(no_wrap=True)
            grid.add_column(no_wrap=True, style="step")
            grid.add_column(overflow="fold")
            for covered in behaviours:
                good = covered.proven or covered.left_out or not covered.proofs
                sign = space.marks.yes if covered.proven else space.marks.dot if good else space.marks.no
                style = "good" if covered.proven else "quiet" if good else "bad"
                grid.add_row(Text(f"  {sign}", style=style), covered.behaviour.number, covered.behaviour.title)
                for remark in _remarks(covered):
                    grid.add_row("", "", Text(f"{space.marks.onward} {remark}", style="quiet"))
            yield grid
        for lesson, number in self.found.unknown:
            yield Text(f"{space.marks.no} {_unknown(lesson, number)}", style="bad")
        mark = space.marks.yes if self.found.good else space.marks.no
        yield Text(f"{mark} {_summary(self.found)}", style="good" if self.found.good else "bad")

    def lines(self) -> Iterator[str]:
        """Yield one line per behaviour: its number, what it is, and what proves it or why nothing does."""
        for covered in self._shown:
            yield f"{covered.behaviour.number} {covered.behaviour.title} {' '.join(_remarks(covered))}"
        for lesson, number in self.found.unknown:
            yield _unknown(lesson, number)
        yield _summary(self.found)


def _remarks(covered: Covered) -> Iterator[str]:
    if covered.left_out:
        yield "Not judged here."
    elif covered.proofs:
        yield f"{'Proven by' if covered.proven else 'Not proven by'} {', '.join(p.lesson for p in covered.proofs)}."
    elif covered.behaviour.reason:
        yield f"Not proven: {covered.behaviour.reason}"
    else:
        yield "Not proven, and nobody has said why."
    for proof in covered.proofs:
        for problem in proof.problems:
            yield ended(f"In {proof.lesson}: {problem}")
        if proof.left_out is not None:
            yield proof.left_out
    if covered.behaviour.beyond:
        yield covered.behaviour.beyond


def _unknown(lesson: str, number: str) -> str:
    return f"The lesson {lesson} claims to prove {number}, which is not the number of a behaviour."


def _summary(found: Coverage) -> str:
    proven = f"{len(found.proven)} of {counted(len(found.behaviours), 'behaviour')} proven"
    if not found.judged:
        return f"{proven}, if the claims are true; nothing was run."
    judged = (proof for covered in found.behaviours for proof in covered.proofs if proof.left_out is None)
    claims = sum(proof.claims for proof in judged)
    return f"{proven}, by {counted(claims, 'claim')} checked against the runs."
