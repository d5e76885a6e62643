"""What was found: each finding with its reason and its remedy."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from tracer.findings.catalogue import Page, page
from tracer.findings.finding import Finding
from tracer.views.prose import paragraphs, spoken
from tracer.views.terminal import Space, heading


@dataclass(frozen=True)
class FindingList:
    """The findings of a run."""

    findings: Sequence[Finding]

    def draw(self, space: Space) -> Iterator[RenderableType]:
        """Yield each finding: its code, what was seen, why, and what to do."""
        yield heading("Findings")
        if not self.findings:
            yield Text(f"{space.marks.yes} Nothing wrong was found.", style="good")
        for finding in self.findings:
            told = page(finding.code)
            yield Text(f"{space.marks.no} {told.title}", style="bad")
            yield _below(Text(f" {space.marks.dot} ".join([finding.code, *_where(finding)]), style="quiet"))
            yield _below(Text(finding.what))
            for name, text in _parts(told):
                yield _below(Text(name, style="step"))
                for paragraph in paragraphs(text):
                    yield _below(paragraph, by=4)
            yield _below(Text(f"More: python -m tracer explain {finding.code}", style="quiet"))

    def lines(self) -> Iterator[str]:
        """Yield each finding, line by line."""
        yield f"Findings: {len(self.findings) or 'none'}."
        for finding in self.findings:
            told = page(finding.code)
            yield f"{finding.code}. {told.title}."
            for line in _where(finding):
                yield f"  {line}"
            yield f"  {finding.what}"
            for name, text in _parts(told):
                yield f"  {name}:"
                yield from (f"    {line}" for line in spoken(text))


def _parts(told: Page) -> Iterator[tuple[str, str]]:
    yield "Why", told.why
    yield "What to do", told.remedy
    if told.causes:
        yield "It can have several causes", told.causes


def _where(finding: Finding) -> Iterator[str]:
    if finding.step is not None:
        yield f"step {finding.step}"
    if finding.browser is not None:
        yield f"browser {finding.browser}"
    if finding.place is not None:
        yield finding.place
    if finding.count > 1:
        yield f"{finding.count} times"


def _below(piece: RenderableType, by: int = 2) -> Padding:
    return Padding(piece, (0, 0, 0, by), expand=False)
