"""The result of a quiz: its title above all questions, and the score below them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.console import RenderableType
from rich.table import Table as Grid
from rich.text import Text

from tracer.quiz.question_kinds.posed_question import PosedQuestion
from tracer.quiz.round import Quiz
from tracer.trace.wording.phrases import counted
from tracer.views.markdown import inline, one_line, spoken
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
        grid = Grid.grid(padding=(0, 1))
        grid.add_column(no_wrap=True)
        grid.add_column(style="code", no_wrap=not space.narrow)
        grid.add_column()
        for posed, words, right in self._questions():
            mark = Text(space.marks.yes, style="good") if right else Text(space.marks.no, style="bad")
            grid.add_row(mark, posed.id, inline(words))
        yield grid
        yield Text(self.quiz.score_in_words, style="bold")
        yield from (Text.assemble(f"{what}: ", (command, "code")) for command, what in self.following)

    def lines(self) -> Iterator[str]:
        """Yield the score, question by question, and what comes next."""
        yield "Score."
        for posed, words, _ in self._questions():
            yield f"  {posed.id}: {' '.join(spoken(words))}{'' if words.endswith(('.', '?')) else '.'}"
        yield self.quiz.score_in_words
        yield from (f"{what}: {command}" for command, what in self.following)

    def _questions(self) -> Iterator[tuple[PosedQuestion, str, bool]]:
        for posed, score in zip(self.quiz.questions, self.quiz.scores, strict=True):
            look = f"; look again: {one_line(posed.hints[0])}" if score.attempts and not score.right else ""
            yield posed, f"{score.in_words}{look}", score.right
