"""The page of a finding."""

from collections.abc import Iterator
from dataclasses import dataclass

from rich.console import RenderableType
from rich.text import Text

from tracer.findings.catalogue import Page
from tracer.views.prose import paragraphs, spoken
from tracer.views.terminal import Space, heading


@dataclass(frozen=True)
class FindingPage:
    """What is to be said of a code."""

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
    """Every code with its title."""

    pages: tuple[Page, ...]

    def draw(self, space: Space) -> Iterator[RenderableType]:
        """Yield each code with what it means."""
        yield heading("What can be found")
        for page in self.pages:
            if space.narrow:
                yield Text(page.code, style="code")
                yield Text(f"  {page.title}")
            else:
                yield Text(f"{page.code:<38}", style="code").append(page.title, "default")

    def lines(self) -> Iterator[str]:
        """Yield each code with what it means."""
        for page in self.pages:
            yield f"{page.code}: {page.title}."
