"""A question as lines: its text, its answers, and, once it is settled, which is right and how the class voted."""

from collections.abc import Sequence

from textual.content import Content

from tracer.quiz.question_kinds.posed_question import OfferedAnswer, PosedQuestion
from tracer.views.walkthrough.drawing.lines import BAD, GOOD, LIT, NOW, STRONG, folded, spread, styled, wrapped
from tracer.views.walkthrough.drawing.markdown import inline_prose
from tracer.views.walkthrough.slide import QuestionState

RIGHT = "✓"
WRONG = "✗"
_BAR = 12
"""The columns of a bar beside an answer, at least."""
_NARROW = 16
"""The fewest columns in which an answer stands beside its bar."""
_NUMBERS = 12
"""The columns of the numbers beside a bar."""
_INDENT = 6
"""By how much a bar below its answer is moved in."""


def label_at(lines: Sequence[Content], line: int, question: PosedQuestion) -> str | None:
    """Return the label of the answer to which a drawn line belongs; None where it belongs to none."""
    labels = {answer.label for answer in question.answers}
    for drawn in reversed(lines[: line + 1]):
        if not drawn.plain.strip():
            return None
        label = drawn.plain[2:].strip().partition(" ")[0]
        if drawn.plain[:2].strip() in {"", "▸", RIGHT, WRONG} and drawn.plain[2:3] == " " and label in labels:
            return label
    return None


def answers_apart(asked: QuestionState, width: int, gap: int) -> list[Content]:
    """Return the answers, a number of blank lines apart; with the histogram once the question is settled."""
    lines = spread(_drawn(asked, width, gap), gap)
    if asked.votes and not asked.settled:
        total = sum(asked.votes)
        words = f"{total} {'vote is' if total == 1 else 'votes are'} in, and hidden until the answer is shown."
        lines += [*[Content("")] * min(gap, 1), *wrapped(Content.styled(words, LIT), width)]
    return lines


def _drawn(asked: QuestionState, width: int, gap: int) -> list[list[Content]]:
    """Return each answer in as many lines as it needs, with its bar below it or, where lines are short, beside it."""
    answers = [_answer(asked, answer, index, width) for index, answer in enumerate(asked.question.answers)]
    if not asked.settled or not asked.votes:
        return answers
    below = [[*answer, bar] for answer, bar in zip(answers, _bars(asked.votes, width, _INDENT), strict=True)]
    room = _NUMBERS + _BAR + 2
    if gap or width < room + _NARROW:
        return below
    narrow = [_answer(asked, answer, index, width - room) for index, answer in enumerate(asked.question.answers)]
    left = max(line.cell_length for answer in narrow for line in answer) + 2
    bars = _bars(asked.votes, width, left)
    beside = [[*one[:-1], one[-1].truncate(left, pad=True) + bar[left:]] for one, bar in zip(narrow, bars, strict=True)]
    return min(beside, below, key=lambda drawn: sum(map(len, drawn)))


def _answer(asked: QuestionState, answer: OfferedAnswer, index: int, width: int) -> list[Content]:
    chosen = answer.label in asked.chosen
    mark, style, note = _look(asked, answer, marked=chosen or index == asked.cursor)
    head = styled((f"{mark} ", style), (f" {answer.label} ", f"{style} reverse"), "  ")
    text = inline_prose(answer.text)
    if asked.settled:
        text = text.stylize_before(style)
    text += Content.styled(f"  ({note})", style) if note else Content("")
    rows = folded(text, max(width - head.cell_length, 1))
    return [(Content(" " * head.cell_length) if row else head) + line.rstrip() for row, line in enumerate(rows)]


def _look(asked: QuestionState, answer: OfferedAnswer, *, marked: bool) -> tuple[str, str, str]:
    """Return the mark of an answer, its style, and what is remarked on it."""
    if not asked.settled:
        return ("▸", NOW, "") if marked else (" ", "bold", "")
    chosen = answer.label in asked.chosen
    if answer.right:
        return RIGHT, GOOD, "your answer" if chosen else ""
    return (WRONG, BAD, "your answer") if chosen else (" ", "", "")


def _bars(votes: Sequence[int], width: int, left: int) -> list[Content]:
    """Return the bars of an indented histogram; the length of a bar shows a count, and the number says it again."""
    room = max(width - left - _NUMBERS, 1)
    most, total = max(votes), sum(votes)
    bars = []
    for count in votes:
        length = round(count * room / most) if most else 0
        share = f"{round(100 * count / total)} %" if total else "0 %"
        bar = styled(" " * left, ("█" * length, LIT), ("·" * (room - length), "$faint"))
        bars.append(styled(bar, (str(count).rjust(5), STRONG), share.rjust(7)).truncate(max(width, 1)))
    return bars
