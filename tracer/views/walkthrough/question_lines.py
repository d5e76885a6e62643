"""A question as lines: its text, its answers, and, once it is settled, which is right and how the class voted."""

from collections.abc import Sequence

from textual.content import Content

from tracer.posing import Answer, Posed
from tracer.views.walkthrough.asked import Asked
from tracer.views.walkthrough.lines import BAD, DIM, GOOD, LIT, NOW, styled, wrapped
from tracer.views.walkthrough.prose_lines import inline_prose, prose_lines

RIGHT = "✓"
WRONG = "✗"
_BAR = 24
"""The longest bar of a histogram, in cells."""
_NUMBERS = 12
"""The columns of the numbers beside a bar."""
_INDENT = 6
"""By how much a bar below its answer is moved in."""


def draw_question(asked: Asked, width: int, height: int = 0) -> list[Content]:
    """Return the lines of a question; set apart where there is room for that."""
    text = [line.stylize_before("bold") for line in prose_lines(asked.question.text, width)]
    return [*text, Content(""), *draw_answers(asked, width, height - len(text) - 1)]


def label_at(lines: Sequence[Content], line: int, question: Posed) -> str | None:
    """Return the label of the answer to which a drawn line belongs; None where it belongs to none."""
    labels = {answer.label for answer in question.answers}
    for drawn in reversed(lines[: line + 1]):
        if not drawn.plain.strip():
            return None
        label = drawn.plain[2:].strip().partition(" ")[0]
        if drawn.plain[:2].strip() in {"", "▸", RIGHT, WRONG} and drawn.plain[2:3] == " " and label in labels:
            return label
    return None


def draw_answers(asked: Asked, width: int, height: int = 0) -> list[Content]:
    """Return the answers, each in as many lines as it needs; with the histogram once the question is settled."""
    drawn = [_answer(asked, answer, index, width) for index, answer in enumerate(asked.question.answers)]
    if asked.settled and asked.votes:
        drawn = _with_bars(drawn, asked.votes, width)
    apart_by = [Content("")] if sum(len(answer) + 1 for answer in drawn) <= height else []
    lines = [line for index, answer in enumerate(drawn) for line in [*(apart_by if index else []), *answer]]
    if asked.votes and not asked.settled:
        total = sum(asked.votes)
        words = f"{total} {'vote is' if total == 1 else 'votes are'} in, and hidden until the answer is shown."
        lines += [Content(""), *wrapped(Content.styled(words, LIT), width)]
    return lines


def _answer(asked: Asked, answer: Answer, index: int, width: int) -> list[Content]:
    chosen = answer.label in asked.chosen
    mark, style, note = _look(asked, answer, marked=chosen or index == asked.cursor)
    head = styled((f"{mark} ", style), (f" {answer.label} ", f"{style} reverse"), "  ")
    text = inline_prose(answer.text)
    if asked.settled:
        text = text.stylize_before(style)
    text += Content.styled(f"  ({note})", style) if note else Content("")
    rows = text.wrap(max(width - head.cell_length, 1)) or [Content("")]
    return [(Content(" " * head.cell_length) if row else head) + line.rstrip() for row, line in enumerate(rows)]


def _look(asked: Asked, answer: Answer, *, marked: bool) -> tuple[str, str, str]:
    """Return the mark of an answer, its style, and what is remarked on it."""
    if not asked.settled:
        return ("▸", NOW, "") if marked else (" ", "bold", "")
    chosen = answer.label in asked.chosen
    if answer.right:
        return RIGHT, GOOD, "your answer" if chosen else ""
    return (WRONG, BAD, "your answer") if chosen else (" ", DIM, "")


def _with_bars(drawn: list[list[Content]], votes: Sequence[int], width: int) -> list[list[Content]]:
    """Return the answers with the histogram: the bars beside them where there is room, otherwise below."""
    left = max(answer[-1].cell_length for answer in drawn) + 2
    if width - left >= _NUMBERS + _BAR // 2:
        bars = [_bar(count, votes, width - left) for count in votes]
        pairs = zip(drawn, bars, strict=True)
        return [[*answer[:-1], answer[-1].truncate(left, pad=True) + bar] for answer, bar in pairs]
    indent = Content(" " * _INDENT)
    bars = [indent + _bar(count, votes, width - _INDENT) for count in votes]
    return [[*answer, bar] for answer, bar in zip(drawn, bars, strict=True)]


def _bar(count: int, votes: Sequence[int], width: int) -> Content:
    """Return one bar of the histogram: its length says it, its numbers say it again."""
    room = max(min(_BAR, width - _NUMBERS), 1)
    length = round(count * room / max(votes)) if any(votes) else 0
    share = f"{round(100 * count / sum(votes))} %" if any(votes) else "0 %"
    bar = styled(("█" * length, LIT), ("·" * (room - length), "$faint"))
    return styled(bar, (str(count).rjust(5), "bold"), (share.rjust(7), DIM)).truncate(max(width, 1))
