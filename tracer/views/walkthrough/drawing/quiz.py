"""A quiz as lines: the question that is seen, what is said to a reply, and how it all went."""

from collections.abc import Mapping
from dataclasses import replace

from textual.content import Content

from tracer.quiz.question_kinds.posed_question import PosedQuestion
from tracer.quiz.verdict import Verdict, evidence_told, right_answer
from tracer.quiz.votes import VOTE_NAMES, Ballot
from tracer.trace.wording.phrases import counted
from tracer.views.walkthrough.drawing.lines import BAD, DIM, GOOD, LIT, NOW, STRONG, airily, spread, styled, wrapped
from tracer.views.walkthrough.drawing.markdown import prose_lines, quiet_prose
from tracer.views.walkthrough.drawing.question import WRONG, answers_apart
from tracer.views.walkthrough.quiz_state import QuizState, SettledQuestion
from tracer.views.walkthrough.slide import QuestionState


def draw_quiz(
    state: QuizState, votes: Mapping[str, Ballot], width: int, height: int, symptom: str = ""
) -> list[Content]:
    """Return what is seen of a quiz, with as much space between as there is.

    Args:
        state: Where the quiz stands.
        votes: The hands raised for each answer, by the id of the question; questions that nobody counted are not there.
        width: The columns that there are.
        height: The lines that there are.
        symptom: What somebody tells, in Markdown, above the question that asks what is behind it.
    """
    if state.is_over:
        return airily(_result(state, votes, width), height, (2, 1))
    top = height // 10
    told = [line.stylize_before(LIT) for line in prose_lines(symptom, width)] if symptom else []
    for gap, above in ((2, told), (1, told), *([(0, told)] if told else []), (1, [])):
        lines = spread(_parts(state, votes, width, gap), gap)
        lines = [*above, *[Content("")] * max(gap, 1), *lines] if above else lines
        if len(lines) + top <= height:
            return [*[Content("")] * top, *lines]
    return spread(_parts(state, votes, width, 0), 1)


def _parts(state: QuizState, votes: Mapping[str, Ballot], width: int, gap: int) -> list[list[Content]]:
    """Return the question that is seen, its answers a number of lines apart, and what is said of them."""
    seen, question = state.seen, state.question
    if seen is not None:
        asked = seen.asked
    elif question is not None:
        asked = QuestionState(question, state.chosen, cursor=state.cursor)
    else:
        return []
    ballot = votes.get(asked.question.id)
    asked = replace(asked, votes=ballot.votes_on(asked.question.for_hands()) if ballot else ())
    text = [line.stylize_before("bold") for line in prose_lines(asked.question.text, width)]
    parts = [text, answers_apart(asked, width, gap)]
    if seen is not None:
        return [*parts, _verdict(seen, width)]
    hints = [prose_lines(hint, width, first="Hint: ") for hint in state.hints]
    return [*parts, [line.stylize_before(LIT) for hint in hints for line in hint], _how(state, asked.question, width)]


def _verdict(settled: SettledQuestion, width: int) -> list[Content]:
    verdict = settled.verdict
    words = verdict.sentence(asked_again=settled.asked.tried)
    if not settled.answered:
        head = Content.styled("The answer", "bold $lit")
    elif verdict.right:
        head = Content.styled(f"✓ {words}", GOOD)
    else:
        head = Content.styled(f"✗ {words}", BAD)
    lines = wrapped(head, width)
    if not settled.answered and settled.asked.question.reply_size == "all":
        lines += wrapped(Content.styled(right_answer(settled.asked.question.right), "bold $lit"), width)
    lines += _reason(settled, verdict, width)
    if settled.solution is not None:
        lines += wrapped(Content.styled(right_answer(settled.asked.question.right), "bold $lit"), width)
        lines += _reason(settled, settled.solution, width)
    return lines


def _reason(settled: SettledQuestion, verdict: Verdict, width: int) -> list[Content]:
    """Return why, and what the run shows; which run, where it is not the one that the question is about."""
    elsewhere = verdict.scenario if verdict.scenario != settled.asked.question.scenario else None
    lines = [*(prose_lines(verdict.reason, width) if verdict.reason else [])]
    for reading in verdict.readings:
        lines += quiet_prose(evidence_told(reading, elsewhere), width)
    return lines


def _how(state: QuizState, question: PosedQuestion, width: int) -> list[Content]:
    keys = {
        "one": "Type the number of the step." if question.labels_are_steps else "A letter or a number chooses.",
        "some": "Letters or numbers choose, and choose again to take back.",
        "all": "Type the letters or the numbers in the right order.",
    }
    words = f"{keys[question.reply_size]} Enter answers."
    lines = wrapped(Content.styled(words, DIM), width)
    if question.reply_size == "all" and state.chosen:
        lines += wrapped(styled(("Your order: ", DIM), (" → ".join(state.chosen), NOW)), width)
    if state.typed and state.typed not in state.chosen:
        lines += wrapped(styled(("Typed: ", DIM), (f"{state.typed}_", NOW)), width)
    return lines


def _result(state: QuizState, votes: Mapping[str, Ballot], width: int) -> list[list[Content]]:
    """Return how the quiz went, part by part: for the person who answered here, and for the class that voted."""
    quiz = state.quiz
    parts = [wrapped(Content.styled("The quiz is over", "bold $lit"), width)]
    if any(score.attempts for score in quiz.scores):
        line = styled((f"{quiz.right} of {len(quiz.questions)}", NOW), " right in the end, ")
        line = styled(line, (str(quiz.right_at_first), NOW), " at the first try without a hint.")
        parts.append(wrapped(line, width))
    voted = [(number, votes[q.id]) for number, q in enumerate(quiz.questions, start=1) if q.id in votes]
    if voted:
        parts.append(wrapped(Content.styled("How the class voted", STRONG), width))
        parts += [_class_result(number, ballot, width) for number, ballot in voted]
    elif len(parts) == 1:
        parts.append(wrapped(f"{counted(len(quiz.questions), 'question')} shown, none answered here.", width))
    for question, score in zip(quiz.questions, quiz.scores, strict=True):
        if score.attempts and not score.right:
            parts.append(prose_lines(question.text, width, first=f"{WRONG} "))
            for hint in question.hints[:1]:
                parts[-1] += [line.stylize_before(LIT) for line in prose_lines(hint, width, first="  Look again: ")]
    return parts


def _class_result(number: int, ballot: Ballot, width: int) -> list[Content]:
    """Return a question with how many of the hands were right, vote by vote: in numbers, and as a bar."""
    indent = " " * len(f"{number}  ")
    lines = prose_lines(ballot.question.text, width, first=f"{number}  ")
    for name, right, total in zip(VOTE_NAMES, ballot.right, ballot.totals, strict=False):
        share = round(100 * right / total) if total else 0
        words = f"{right} of {total} right, {share} %" + (f", {name}" if len(ballot.votes) > 1 else "")
        room = max(min(width - len(indent) - len(words) - 2, 40), 1)
        length = round(room * share / 100)
        lines.append(styled(indent, ("█" * length, GOOD), ("·" * (room - length), "$faint"), "  ", (words, STRONG)))
    return lines
