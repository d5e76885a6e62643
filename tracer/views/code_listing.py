"""The code sample: the source as it stands in the files, with the steps that were announced in it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rich.console import RenderableType
from rich.text import Text

from tracer.lessons.code_sample import CodeLine, CodePart, TokenKind, code_spans
from tracer.views.markdown import few_steps_in_words, inline, plain_line
from tracer.views.terminal import Hanging, Space, heading


@dataclass(frozen=True)
class CodeListing:
    """A code sample.

    Attributes:
        parts: The functions and classes.
        caption: What to see in them.
    """

    parts: Sequence[CodePart]
    caption: str = ""

    def draw(self, space: Space) -> Iterator[RenderableType]:
        """Yield the source with line numbers; an arrow and the number of the step stand where it was announced."""
        yield heading("Code sample")
        for part in self.parts:
            yield Text(part.file, style="quiet")
            yield from _listing(part, space)
        if self.caption:
            yield inline(self.caption, style="quiet")

    def lines(self) -> Iterator[str]:
        """Yield the source with line numbers, and the steps after the line in which they were announced."""
        yield "Code sample."
        for part in self.parts:
            yield f"{part.file}, {part.name}:"
            for line in part.lines:
                yield f"{line.number:4} {line.text}{_announced(line)}"
        if self.caption:
            yield plain_line(self.caption)


def _announced(line: CodeLine) -> str:
    return f"  # {few_steps_in_words(line.steps)}" if line.steps else ""


def _listing(part: CodePart, space: Space) -> Iterator[RenderableType]:
    """Yield the lines of a part, each behind its number and the sign of an announcement."""
    digits = len(str(part.lines[-1].number))
    for line, text in zip(part.lines, _highlighted(part) if space.coloured else _as_it_is(part), strict=True):
        mark = space.marks.onward if line.stage else " "
        front = Text(f"{mark} {line.number:{digits}} ", "lit" if line.steps else "quiet")
        yield Hanging(front, text.append(_announced(line).replace("  # ", "   "), "step"))


def _highlighted(part: CodePart) -> list[Text]:
    """Return the lines with their keywords, texts and comments marked."""
    lines = _as_it_is(part)
    for span in code_spans(part):
        lines[span.row].stylize(_STYLES[span.kind], span.begin, span.end)
    return lines


_STYLES: Mapping[TokenKind, str] = {"keyword": "keyword", "string": "string", "comment": "quiet"}


def _as_it_is(part: CodePart) -> list[Text]:
    return [Text(line.text) for line in part.lines]
