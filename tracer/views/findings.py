"""Findings in the terminal: those of a run and its notes, the page of one, the list of all, and the advice."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import rich.markdown  # noqa: F401 # what to do is told with code; it is in before the folder of an app is on the path
from rich.cells import cell_len
from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table as Grid
from rich.text import Text

from tracer.command_line import command_line
from tracer.explanation_page import Page
from tracer.findings.advice import Advice
from tracer.findings.catalogue import page
from tracer.findings.finding import Finding
from tracer.views.markdown import paragraphs, spoken
from tracer.views.pieces import Hanging, heading
from tracer.views.terminal import Space

Basis: TypeAlias = Literal["requests", "code", "no requests"]
"""What findings were looked for in."""

_NONE: Mapping[Basis, str] = {
    "requests": "Nothing wrong was found.",
    "code": "Nothing wrong was found without a request. Watching the app shows what its code alone does not.",
    "no requests": "No request was seen, so nothing can be said of the login.",
}
"""What is said where there are no findings, by what they were looked for in."""


@dataclass(frozen=True)
class FindingList:
    """The findings of a run, or of the code of an app.

    Attributes:
        findings: The findings.
        basis: What they were looked for in; where no request was seen, nothing could be found.
        notes: Advice on what was seen; it stands below the findings and is not counted among them.
    """

    findings: Sequence[Finding]
    basis: Basis = "requests"
    notes: Sequence[Advice] = ()

    def draw(self, space: Space) -> Iterator[RenderableType]:
        """Yield each finding: its code, what was seen, why, and what to do; then the notes."""
        yield heading("Findings")
        if not self.findings:
            mark = "" if self.basis == "no requests" else f"{space.marks.yes} "
            yield Text(f"{mark}{_NONE[self.basis]}", style="good" if mark else "quiet")
        for finding in self.findings:
            told = page(finding.code)
            yield Text(f"{space.marks.no} {told.title}", style="bad")
            yield _below(Text(f" {space.marks.dot} ".join([finding.code, *_where(finding)]), style="quiet"))
            yield _below(Text(finding.what))
            for name, text in _parts(told):
                yield _below(Text(name, style="step"))
                for paragraph in paragraphs(text):
                    yield _below(paragraph, by=4)
            yield _below(Text(_more(finding.code), style="quiet"))
        for note in self.notes:
            advice, *more = _told(note)
            yield Text(f"Note: {advice}")
            yield from (_below(Text(line, style="quiet")) for line in more)

    def lines(self) -> Iterator[str]:
        """Yield each finding, line by line, then the notes."""
        yield f"Findings: {len(self.findings) or 'none'}."
        if not self.findings and self.basis != "requests":
            yield _NONE[self.basis]
        for finding in self.findings:
            told = page(finding.code)
            yield f"{finding.code}. {told.title}."
            for line in _where(finding):
                yield f"  {line}"
            yield f"  {finding.what}"
            for name, text in _parts(told):
                yield f"  {name}:"
                yield from (f"    {line}" for line in spoken(text))
        for note in self.notes:
            advice, *more = _told(note)
            yield f"Note: {advice}"
            yield from (f"  {line}" for line in more)


@dataclass(frozen=True)
class AdviceList:
    """What should be changed before an app goes to production."""

    notes: Sequence[Advice]

    def draw(self, space: Space) -> Iterator[RenderableType]:
        """Yield each note below its topic."""
        yield heading("Before it goes to production")
        if not self.notes:
            yield Text(f"{space.marks.yes} Nothing to change.", style="good")
        grid = Grid.grid(padding=(0, 2))
        grid.add_column(style="step", no_wrap=not space.narrow)
        grid.add_column(overflow="fold")
        for note in self.notes:
            grid.add_row(note.topic, "\n".join(_told(note)))
        yield grid

    def lines(self) -> Iterator[str]:
        """Yield each note as a line."""
        yield f"Before it goes to production: {len(self.notes) or 'nothing to change'}."
        for note in self.notes:
            advice, *more = _told(note)
            yield f"  {note.topic}: {advice}"
            yield from (f"    {line}" for line in more)


@dataclass(frozen=True)
class ExplanationPage:
    """What the tracer says of a finding or of a mistake."""

    page: Page

    def draw(self, space: Space) -> Iterator[RenderableType]:
        """Yield the title and each part below its heading."""
        yield Text(self.page.title, style="bold reverse")
        yield Text(self.page.code, style="quiet")
        for name, text in self._parts():
            yield heading(name)
            yield from paragraphs(text)
            if space.narrow:
                yield Text()

    def lines(self) -> Iterator[str]:
        """Yield the title and each part, line by line."""
        yield f"{self.page.code}. {self.page.title}."
        for name, text in self._parts():
            yield f"{name}:"
            yield from (f"  {line}" for line in spoken(text))

    def _parts(self) -> Iterator[tuple[str, str]]:
        yield "What you see", self.page.symptom
        yield "Why", self.page.why
        yield "What to do", self.page.remedy
        if self.page.causes:
            yield "How to tell the causes apart", self.page.causes
        yield "In the trace", self.page.trace


@dataclass(frozen=True)
class CodeList:
    """Every finding and every mistake, each with its title.

    Attributes:
        findings: The pages of the findings.
        mistakes: The pages of the mistakes that a hunt hides in an app, and that tests are tried with.
    """

    findings: tuple[Page, ...]
    mistakes: tuple[Page, ...]

    def draw(self, space: Space) -> Iterator[RenderableType]:
        """Yield each name with what it means."""
        names = max(cell_len(each.code) for each in (*self.findings, *self.mistakes)) + 2
        beside = space.width - names >= _LEAST_TITLE
        for title, pages in self._groups():
            yield heading(title)
            for each in pages:
                if beside:
                    yield Hanging(Text(each.code.ljust(names), style="code"), Text(each.title))
                else:
                    yield Text(each.code, style="code")
                    yield Hanging(Text("  "), Text(each.title))

    def lines(self) -> Iterator[str]:
        """Yield each name with what it means."""
        for title, pages in self._groups():
            yield f"{title}: {len(pages)}."
            yield from (f"  {each.code}: {each.title}." for each in pages)

    def _groups(self) -> Iterator[tuple[str, tuple[Page, ...]]]:
        yield "What can be found in a run", self.findings
        yield "Mistakes that a hunt hides in an app", self.mistakes


_LEAST_TITLE = 36
"""With less room than this, a title stands below its code."""


def _parts(told: Page) -> Iterator[tuple[str, str]]:
    yield "Why", told.why
    yield "What to do", told.remedy
    if told.causes:
        yield "It can have several causes", told.causes


def _told(note: Advice) -> list[str]:
    """Return the advice, and where more of it stands."""
    return [note.advice, *([_more(note.code)] if note.code is not None else [])]


def _more(code: str) -> str:
    return f"More: {command_line('explain', code)}"


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
