"""A question as lines: its text, its answers, and, once it is settled, which is right and how the class voted."""

from collections.abc import Sequence
from dataclasses import replace

from textual.content import Content

from tracer.quiz.question_kinds.posed_question import OfferedAnswer, PosedQuestion
from tracer.quiz.votes import VOTE_NAMES, Counts
from tracer.views.walkthrough.drawing.lines import BAD, DIM, GOOD, LIT, NOW, STRONG, folded, spread, styled, wrapped
from tracer.views.walkthrough.drawing.markdown import inline_prose, prose_lines
from tracer.views.walkthrough.slide import QuestionState

RIGHT = "✓"
WRONG = "✗"
_BAR = 12
"""The columns of a bar beside an answer, at least."""
_NARROW = 16
"""The fewest columns in which an answer stands beside its bar."""
_NUMBERS = 12
"""The columns of the numbers beside a bar."""
_BETWEEN = 2
"""The blanks between the bars of two votes."""
_NAME = max(map(len, VOTE_NAMES)) + 2
"""The columns of the name of a vote before its bar."""
_SHORTEST_BAR = 6
"""The columns of a bar behind the name of its vote, at least."""
_INDENT = 6
"""By how much a bar below its answer is moved in."""


def label_at(lines: Sequence[Content], line: int, question: PosedQuestion) -> str | None:
    """Return the label of the answer to which a drawn line belongs; None where it belongs to none."""
    labels = {answer.label for answer in question.answers}
    for drawn in reversed(lines[: line + 1]):
        if not drawn.plain.strip():
            return None
        label = drawn.plain[3:].partition(" ")[0]  # the further lines of an answer are moved in beyond this place
        if drawn.plain[:2].strip() in {"", "▸", RIGHT, WRONG} and drawn.plain[2:3] == " " and label in labels:
            return label
    return None


def answers_apart(asked: QuestionState, width: int, gap: int) -> list[Content]:
    """Return the answers, a number of blank lines apart; with the histograms once the question is settled."""
    counted = asked.question.for_hands()
    parts = _drawn(asked, width, gap, votes=asked.votes if counted is asked.question else ())
    if asked.votes and asked.settled and counted is not asked.question:
        # A class votes on whole orders: they follow the items that are to be put in order.
        orders = replace(asked, question=counted, chosen=(), cursor=None)
        parts += [[Content("")], *_drawn(orders, width, gap, votes=asked.votes)]
    lines = spread(parts, gap)
    if asked.votes and not asked.settled:
        lines += [*[Content("")] * min(gap, 1), *wrapped(Content.styled(_are_in(asked.votes), LIT), width)]
    return lines


def _are_in(votes: Sequence[Counts]) -> str:
    """Return how many hands were raised, vote by vote."""
    first, *others = [sum(counts) for counts in votes]
    then = "".join(f", then {total}" for total in others)
    verb = "vote is" if first == 1 and not others else "votes are"
    return f"{first}{then} {verb} in, and hidden until the answer is shown."


def reasons(asked: QuestionState, width: int) -> list[Content]:
    """Return why the answers that were chosen are wrong, and why the right one is right, once that may be said."""
    if not asked.settled:
        return []
    answers = asked.question.answers
    wrong = [answer for answer in answers if answer.label in asked.chosen and not answer.right]
    told = [*wrong, *(answer for answer in answers if answer.right)]
    lines = [
        prose_lines(answer.why, width, first=f"{RIGHT if answer.right else WRONG} ") for answer in told if answer.why
    ]
    return [line for block in lines for line in block]


def _drawn(asked: QuestionState, width: int, gap: int, votes: Sequence[Counts]) -> list[list[Content]]:
    """Return each answer in as many lines as it needs, with its bars below it or, where lines are short, beside it."""
    answers = [_answer(asked, answer, index, width) for index, answer in enumerate(asked.question.answers)]
    if not asked.settled or not votes:
        return answers
    below = [[*answer, *bars] for answer, bars in zip(answers, _bars(votes, width, _INDENT), strict=True)]
    below[0] = [*_names(votes, width, _INDENT), *below[0]]
    room = (_NUMBERS + _BAR + _BETWEEN) * len(votes)
    if gap or width < room + _NARROW:
        return below
    narrow = [_answer(asked, answer, index, width - room) for index, answer in enumerate(asked.question.answers)]
    left = max(line.cell_length for answer in narrow for line in answer) + 2
    beside = [
        [*one[:-1], one[-1].truncate(left, pad=True) + bars[0][left:], *bars[1:]]
        for one, bars in zip(narrow, _bars(votes, width, left), strict=True)
    ]
    beside[0] = [*_names(votes, width, left), *beside[0]]
    return min(beside, below, key=lambda drawn: sum(map(len, drawn)))


def _answer(asked: QuestionState, answer: OfferedAnswer, index: int, width: int) -> list[Content]:
    mark, style, note = _look(asked, answer, reached=index == asked.cursor)
    head = styled((f"{mark} ", style), (f" {answer.label} ", f"{style} reverse"), "  ")
    text = inline_prose(answer.text)
    if asked.settled:
        text = text.stylize_before(style)
    text += Content.styled(f"  ({note})", style) if note else Content("")
    rows = folded(text, max(width - head.cell_length, 1))
    return [(Content(" " * head.cell_length) if row else head) + line.rstrip() for row, line in enumerate(rows)]


def _look(asked: QuestionState, answer: OfferedAnswer, *, reached: bool) -> tuple[str, str, str]:
    """Return the mark of an answer, its style, and what is remarked on it."""
    if asked.tried and answer.label in asked.chosen:
        return ("▸", NOW, "your answer") if answer.right else (WRONG, BAD, "your answer")
    chosen = answer.label in asked.chosen
    if not asked.settled:
        return ("▸", NOW, "") if chosen else ("▹", "bold", "") if reached else (" ", "bold", "")
    if answer.right:
        return RIGHT, GOOD, "your answer" if chosen else ""
    return (WRONG, BAD, "your answer") if chosen else (" ", "", "")


def _bars(votes: Sequence[Counts], width: int, left: int) -> list[list[Content]]:
    """Return the lines of an indented histogram for each answer.

    The votes of one question stand side by side where that leaves each a bar, else below one another, each behind its
    name. A bar that fills its room stands for all hands that were raised in its vote; the number says it again.
    """
    columns, each = _columns(votes, width, left)
    stacked = columns == 1 and len(votes) > 1
    beside = stacked and each >= _NAME + _SHORTEST_BAR
    room = each - _NAME if beside else each
    lines = []
    for answer in range(len(votes[0])):
        bars = [_bar(counts[answer], sum(counts), room) for counts in votes]
        if beside:
            bars = [Content.styled(name.ljust(_NAME), DIM) + bar for name, bar in zip(VOTE_NAMES, bars, strict=False)]
        elif stacked:
            bars = [
                line for name, bar in zip(VOTE_NAMES, bars, strict=False) for line in (Content.styled(name, DIM), bar)
            ]
        rows = [bars[start : start + columns] for start in range(0, len(bars), columns)]
        lines.append([_side_by_side(row, left).truncate(max(width, 1)) for row in rows])
    return lines


def _names(votes: Sequence[Counts], width: int, left: int) -> list[Content]:
    """Return the line that names the votes above their bars; none where they do not stand side by side."""
    columns, each = _columns(votes, width, left)
    if columns == 1:
        return []
    names = [Content.styled(name.ljust(each + _NUMBERS), DIM) for name in VOTE_NAMES[:columns]]
    return [_side_by_side(names, left).rstrip()]


def _columns(votes: Sequence[Counts], width: int, left: int) -> tuple[int, int]:
    """Return how many votes stand side by side, and the columns of each bar without its numbers."""
    room = width - left + _BETWEEN
    columns = len(votes) if room // len(votes) - _BETWEEN >= _NUMBERS + _BAR else 1
    return columns, max(room // columns - _BETWEEN - _NUMBERS, 1)


def _side_by_side(pieces: Sequence[Content], left: int) -> Content:
    return Content(" " * left) + Content(" " * _BETWEEN).join(pieces)


def _bar(count: int, total: int, room: int) -> Content:
    length = round(count * room / total) if total else 0
    share = f"{round(100 * count / total)} %" if total else "0 %"
    bar = styled(("█" * length, LIT), ("·" * (room - length), "$faint"))
    return styled(bar, (str(count).rjust(5), STRONG), share.rjust(7))
