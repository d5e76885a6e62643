"""The code sample: the source as it stands in the files, with the steps in which its lines act."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rich.console import Group, RenderableType
from rich.text import Text

from tracer.lessons.code_sample import CodePart, TokenKind, code_spans
from tracer.trace.wording.phrases import counted, few_steps_in_words
from tracer.views.code_folding import blanks_too_many, folded_code
from tracer.views.markdown import inline, plain_line
from tracer.views.pieces import Block, heading
from tracer.views.terminal import Space


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
        """Yield what to see, then the source with line numbers; an arrow and the step stand at the line that acts."""
        yield heading("Code sample")
        if self.caption:
            yield inline(self.caption)
            yield Text()
        for part in self.parts:
            share = f", {part.name} ({part.share})" if part.share else ""
            yield Block(Text(f"{part.file}{share}", style="quiet", overflow="fold"), [*_listing(part, space)])

    def lines(self) -> Iterator[str]:
        """Yield what to see, then the source with line numbers, and the steps after the line that acts in them."""
        yield "Code sample."
        if self.caption:
            yield plain_line(self.caption)
        for part in self.parts:
            yield f"{part.file}, {part.name}{f', {part.share}' if part.share else ''}:"
            for line in part.lines:
                if line.number in part.gaps:
                    yield f"     {left_out_in_words(part.gaps[line.number])}."
                steps = part.acting.get(line.number)
                yield f"{line.number:4} {line.text}{f'  # {few_steps_in_words(steps)}' if steps else ''}"


def left_out_in_words(count: int) -> str:
    """Return what stands in the place of lines that are not shown."""
    return f"{counted(count, 'line')} left out"


def _listing(part: CodePart, space: Space) -> Iterator[RenderableType]:
    """Yield the lines of a part, each behind its number; an arrow stands before a line that acts in a step."""
    digits = len(str(part.lines[-1].number))
    acting, gaps = part.acting, part.gaps
    for line, text in zip(part.lines, _highlighted(part) if space.coloured else _as_it_is(part), strict=True):
        if line.number in gaps:
            words = left_out_in_words(gaps[line.number])
            yield Text(f"  {space.marks.left_out:>{digits}} {words}", style="quiet", overflow="fold")
        front = Text(f"{space.marks.onward if line.steps else ' '} {line.number:{digits}} ")
        front.stylize("lit" if line.steps else "quiet")
        note = f"   {few_steps_in_words(acting[line.number])}" if line.number in acting else ""
        yield Group(*_rows(front, text, note, space))


def _rows(front: Text, text: Text, note: str, space: Space) -> Iterator[Text]:
    """Yield a line of code in as many rows as it needs, and what is noted of it behind the last one, or below it."""
    room = max(space.width - front.cell_len, 1)
    rows = []
    for row in folded_code(text.plain, room):
        piece = text[row.begin : row.end] if (row.begin, row.end) != (0, len(text)) else text
        if blanks := blanks_too_many(piece.plain, room - row.indent):
            piece = piece[blanks:]
        piece.rstrip()
        piece.truncate(room - row.indent, overflow="ellipsis")
        rows.append(Text.assemble(" " * front.cell_len if row.begin else front, " " * row.indent, piece))
    if note and rows[-1].cell_len + len(note) > space.width:
        rows.append(Text(" " * front.cell_len))
    rows[-1].append(note, "step")
    yield from rows


def _highlighted(part: CodePart) -> list[Text]:
    """Return the lines with their keywords, texts and comments marked."""
    lines = _as_it_is(part)
    for span in code_spans(part):
        lines[span.row].stylize(_STYLES[span.kind], span.begin, span.end)
    return lines


_STYLES: Mapping[TokenKind, str] = {"keyword": "keyword", "string": "string", "comment": "quiet"}


def _as_it_is(part: CodePart) -> list[Text]:
    return [Text(line.text) for line in part.lines]
