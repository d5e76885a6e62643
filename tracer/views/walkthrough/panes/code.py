"""The code that acts in the step, with its line marked."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import ClassVar

from textual.content import Content

from tracer.errors import LessonError
from tracer.lessons.code_sample import CodePart, TokenKind, code_parts, code_spans, on_app, part_of_step
from tracer.trace.table import Step
from tracer.views.code_folding import blanks_too_many, folded_code
from tracer.views.code_listing import left_out_in_words
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
        show = slide.show
        if show is None:
            return Drawing(())
        if show.secret:
            return Drawing(tuple(_waiting(show, width)))
        if slide.hidden:
            return Drawing(tuple(quiet("The code is shown with the result.", width)))
        if slide.step is None:
            return Drawing(tuple(_opening(show, width, height)))
        return self._of_step(show, slide.step, width, height)

    def _of_step(self, show: ShownRun, step: Step, width: int, height: int) -> Drawing:
        """Draw the function in which a line acts in a step, or the sample of the lesson where that holds it."""
        part = part_of_step(step, show.table, show.trace)
        if part is None:
            return Drawing(tuple(_without_source(step, width)))
        acting = next(iter(part.acting), None)
        self.border_title = f"{self.TITLE} · {part.file}" + (f":{acting}" if acting else "")
        if acting is None:
            words = f"The app announced this step at {step.place}. No line of the function does what it tells."
            drawing = draw_parts((part,), step.number, width, height)
            return replace(drawing, lines=(*quiet(words, width), *drawing.lines))
        sample = _sample(show)
        in_sample = any(step.number in line.steps for one in sample for line in one.lines)
        return draw_parts(sample if in_sample else (part,), step.number, width, height)


def _waiting(show: ShownRun, width: int) -> list[Content]:
    """Return what stands there before the learner has guessed: what somebody tells, and how to guess."""
    told = prose_lines(show.filled(show.lesson.symptom), width) if show.lesson else []
    how = styled(("z", NOW), ("  asks for your guess. Then the code is shown here.", DIM))
    return [*told, Content(""), *wrapped(how, width)]


def _opening(show: ShownRun, width: int, height: int) -> Iterator[Content]:
    """Yield the code sample of the lesson below what to see in it."""
    code = show.lesson.code if show.lesson else None
    if code is not None and code.caption:
        yield from prose_lines(show.filled(code.caption), width)
        yield Content("")
    yield from draw_parts(_sample(show), 0, width, height).lines


def _sample(show: ShownRun) -> tuple[CodePart, ...]:
    """Return the code sample of the lesson; empty where it cannot be read, for the check of the lessons tells that."""
    code = show.lesson.code if show.lesson else None
    try:
        return code_parts(on_app(code, show.trace.app), show.table, show.trace) if code else ()
    except LessonError:
        return ()


def _without_source(step: Step, width: int) -> list[Content]:
    place = step.place
    if place is None:
        return quiet("Flask-Login did this by itself. No line of the app was recorded for it.", width)
    return quiet(f"It happened at {place}. That source is not here, or has changed since.", width)


def draw_parts(parts: Sequence[CodePart], step: int, width: int, height: int) -> Drawing:
    """Return the lines of some functions; the line that acts in a step is marked, and seen with what is around."""
    lines: list[Content] = []
    top = bottom = None
    for part in parts:
        if len(parts) > 1 or part.share:
            lines += [*([Content("")] if lines else []), _file_line(part.file, width)]
        if part.share:
            lines += wrapped(Content.styled(f"# {part.name}, {part.share}", DIM), width)
        for drawn, marked in _drawn(part, step, width):
            if marked:
                top, bottom = len(lines) if top is None else top, len(lines) + len(drawn) - 1
            lines.extend(drawn)
    if top is not None and bottom is not None:
        around = max((height - (bottom - top + 1)) // 2, 0)
        top, bottom = max(top - around, 0), min(bottom + around, len(lines) - 1)
    return Drawing(tuple(lines), top, bottom)


def _file_line(file: str, width: int) -> Content:
    """Return the name of a file; where it is too long, its beginning gives way."""
    room = width - 2
    return Content.styled(f"# {file if len(file) <= room else '…' + file[-max(room - 1, 1) :]}", DIM)


def _drawn(part: CodePart, step: int, width: int) -> Iterator[tuple[list[Content], bool]]:
    """Yield each line of a function in as many lines as it needs, and whether it is the marked one."""
    number_width = len(str(part.lines[-1].number)) + 1
    for line, text in zip(part.lines, _coloured(part), strict=True):
        marked = step in line.steps
        if line.number in part.gaps:
            words = f" {'⋯':>{number_width}} {left_out_in_words(part.gaps[line.number])}"
            yield wrapped(Content.styled(words, DIM), width), False
        number = str(line.number).rjust(number_width)
        gutter = Content.styled(f"▶{number} ", NOW) if marked else Content.styled(f" {number} ", "$faint")
        room = max(width - gutter.cell_length, 1)
        behind = Content(" " * gutter.cell_length)
        rows = []
        for row in folded_code(text.plain, room):
            piece = text[row.begin : row.end].rstrip()
            piece = piece[blanks_too_many(piece.plain, room - row.indent) :]
            rows.append((behind if row.begin else gutter) + Content(" " * row.indent) + piece)
        drawn = [row.truncate(width, ellipsis=True) for row in rows]
        if marked:
            drawn = [row.truncate(width, pad=True).stylize("bold on $now-background") for row in drawn]
        yield drawn, marked


def _coloured(part: CodePart) -> list[Content]:
    """Return the lines of a function in colour, without the indentation that they have in common."""
    lines = [Content(line.text) for line in part.lines]
    for span in code_spans(part):
        lines[span.row] = lines[span.row].stylize(_COLOURS[span.kind], span.begin, span.end)
    indent = min(len(line.text) - len(line.text.lstrip()) for line in part.lines if line.text.strip())
    return [line[indent:] for line in lines]
