"""The result of a quiz: its title above all questions, and the score below them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.console import RenderableType
from rich.text import Text

from tracer.quiz.question_kinds.posed_question import PosedQuestion
from tracer.quiz.round import QuestionScore, Quiz
from tracer.trace.wording.phrases import counted, sentence
from tracer.views.markdown import inline, one_line, plain_line
from tracer.views.pieces import Hanging
from tracer.views.terminal import Space


@dataclass(frozen=True)
class QuizTitle:
    """What a quiz is about, and how many questions it asks."""

    title: str
    questions: int

    def draw(self, space: Space) -> Iterator[RenderableType]:
        """Yield one line."""
        yield Text.assemble(
            (f"Quiz: {self.title}", "heading"), f" {space.marks.dot} {counted(self.questions, 'question')}"
        )

    def lines(self) -> Iterator[str]:
        """Yield one line."""
        yield f"Quiz: {self.title}. {counted(self.questions, 'question')}."


@dataclass(frozen=True)
class ScoreView:
    """The score at the end of a quiz, and what to look at next.

    Attributes:
        quiz: The quiz.
        following: What to do next, each as a command with what it is for.
    """

    quiz: Quiz
    following: Sequence[tuple[str, str]] = ()

    def draw(self, space: Space) -> Iterator[RenderableType]:
        """Yield the score, question by question, and what comes next."""
        yield Text("Score", style="heading")
        for number, posed, score in self._scored():
            right = score.right
            mark = space.marks.yes if right else space.marks.no
            yield Hanging(
                Text.assemble((f"{mark} ", "good" if right else "bad"), (f"{number}. ", "step")), inline(_asked(posed))
            )
            yield Hanging(Text("  "), Text(sentence(score.in_words), "good" if right else "bad"))
            if hint := _where_to_look(posed, score):
                yield Hanging(Text("  "), inline(hint))
        yield Text(self.quiz.score_in_words, style="bold")
        yield from (Text.assemble(f"{what}: ", (command, "code")) for command, what in self.following)

    def lines(self) -> Iterator[str]:
        """Yield the score, question by question, and what comes next."""
        yield "Score."
        for number, posed, score in self._scored():
            yield f"  Question {number}. {plain_line(_asked(posed))}"
            yield f"    {sentence(score.in_words)}"
            if hint := _where_to_look(posed, score):
                yield f"    {plain_line(hint)}"
        yield self.quiz.score_in_words
        yield from (f"{what}: {command}" for command, what in self.following)

    def _scored(self) -> Iterator[tuple[int, PosedQuestion, QuestionScore]]:
        for number, (posed, score) in enumerate(zip(self.quiz.questions, self.quiz.scores, strict=True), start=1):
            yield number, posed, score


def _asked(posed: PosedQuestion) -> str:
    """Return what a question asks: its last paragraph, for what comes before only leads to it."""
    return one_line(re.split(r"\n\s*\n", posed.text.strip())[-1])


def _where_to_look(posed: PosedQuestion, score: QuestionScore) -> str:
    """Return where to look for what was answered, and not right; nothing where that is not needed."""
    return f"Look again: {one_line(posed.hints[0])}" if score.attempts and not score.right and posed.hints else ""
