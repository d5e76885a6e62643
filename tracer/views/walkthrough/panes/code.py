"""The code that announced the step, with its line marked."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import ClassVar

from textual.content import Content

from tracer.errors import LessonError
from tracer.lessons.code_sample import CodePart, TokenKind, code_parts, code_spans, on_app, part_of_step
from tracer.views.walkthrough.drawing.lines import DIM, NOW, Drawing, styled, wrapped
from tracer.views.walkthrough.drawing.markdown import prose_lines, quiet
from tracer.views.walkthrough.panes.base import Pane
from tracer.views.walkthrough.slide import ShownRun, Slide

_COLOURS: Mapping[TokenKind, str] = {
    "keyword": "$code-keyword",
    "string": "$code-string",
    "comment": "$code-comment italic",
}


class CodePane(Pane[Slide]):
    """The function behind the step; at the opening, the code sample of the lesson."""

    TITLE: ClassVar[str] = "Code"

    def draw(self, slide: Slide, width: int, height: int) -> Drawing:
        """Draw the code of the position."""
        self.border_title = self.TITLE
        show, step = slide.show, slide.step
        if show is None:
            return Drawing(())
        if show.secret:
            return Drawing(tuple(_waiting(show, width)))
        if slide.hidden:
            return Drawing(tuple(quiet("The code is shown with the result.", width)))
        code = show.lesson.code if show.lesson else None
        sample = _sample(show)
        if step is None:
            drawing = draw_parts(sample, 0, width, height)
            return replace(drawing, lines=(*drawing.lines, *quiet(show.filled(code.caption) if code else "", width)))
        part = part_of_step(step, show.table)
        if part is None:
            return Drawing(tuple(_without_source(slide, width)))
        if step.place:
            self.border_title = f"{self.TITLE} · {step.place.file}:{step.place.line}"
        shown = any((one.file, one.name) == (part.file, part.name) for one in sample)
        return draw_parts(sample if shown else (part,), step.number, width, height)


def _waiting(show: ShownRun, width: int) -> list[Content]:
    """Return what stands there before the learner has guessed: what somebody tells, and how to guess."""
    told = prose_lines(show.filled(show.lesson.symptom), width) if show.lesson else []
    how = styled(("z", NOW), ("  asks for your guess. Then the code is shown here.", DIM))
    return [*told, Content(""), *wrapped(how, width)]


def _sample(show: ShownRun) -> tuple[CodePart, ...]:
    """Return the code sample of the lesson; empty where it cannot be read, for the check of the lessons tells that."""
    code = show.lesson.code if show.lesson else None
    try:
        return code_parts(on_app(code, show.trace.app), show.table) if code else ()
    except LessonError:
        return ()


def _without_source(slide: Slide, width: int) -> list[Content]:
    place = slide.step.place if slide.step else None
    if place is None:
        return quiet("This step was not announced by a line of code.", width)
    return quiet(f"Announced at {place}. That source is not here, or has changed since.", width)


def draw_parts(parts: Sequence[CodePart], step: int, width: int, height: int) -> Drawing:
    """Return the lines of some functions; the line that announced a step is marked, and seen with what is around."""
    lines: list[Content] = []
    top = bottom = None
    for part in parts:
        if len(parts) > 1:
            lines += [*([Content("")] if lines else []), *wrapped(Content.styled(f"# {part.file}", DIM), width)]
        for drawn, marked in _drawn(part, step, width):
            if marked:
                top, bottom = len(lines), len(lines) + len(drawn) - 1
            lines.extend(drawn)
    if top is not None and bottom is not None:
        around = max((height - (bottom - top + 1)) // 2, 0)
        top, bottom = max(top - around, 0), min(bottom + around, len(lines) - 1)
    return Drawing(tuple(lines), top, bottom)


def _drawn(part: CodePart, step: int, width: int) -> Iterator[tuple[list[Content], bool]]:
    """Yield each line of a function in as many lines as it needs, and whether it is the marked one."""
    number_width = len(str(part.lines[-1].number)) + 1
    for line, text in zip(part.lines, _coloured(part), strict=True):
        marked = step in line.steps
        number = str(line.number).rjust(number_width)
        gutter = Content.styled(f"▶{number} ", NOW) if marked else Content.styled(f" {number} ", "$faint")
        indent = " " * (len(text.plain) - len(text.plain.lstrip()) + 4)
        rows = _folded(text, max(width - gutter.cell_length, 1), indent)
        drawn = [(Content(" " * gutter.cell_length) if index else gutter) + row for index, row in enumerate(rows)]
        if marked:
            drawn = [row.truncate(width, pad=True).stylize("bold on $now-background") for row in drawn]
        yield drawn, marked


def _coloured(part: CodePart) -> list[Content]:
    """Return the lines of a function in colour, without the indentation that they have in common."""
    lines = [Content(line.text) for line in part.lines]
    for span in code_spans(part):
        lines[span.row] = lines[span.row].stylize(_COLOURS[span.kind], span.begin, span.end)
    indent = len(part.lines[0].text) - len(part.lines[0].text.lstrip())
    return [line[indent:] for line in lines]


def _folded(text: Content, room: int, rest: str) -> list[Content]:
    """Return a line of code in as many lines as it needs; those after the first are indented further."""
    if text.cell_length <= room or room <= len(rest) + 8:
        return [text.truncate(room, ellipsis=True)]
    first, *others = text.wrap(room)
    tail = Content(" ").join(other.rstrip() for other in others)
    return [first.rstrip(), *wrapped(tail, room, first=rest)]
