"""The questions of a lesson, without their answers."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from string import ascii_uppercase

from rich.console import RenderableType
from rich.text import Text

from tracer.claims.selectors import StepSelector, find_step
from tracer.errors import ClaimError
from tracer.lessons.schema import Choice, Question
from tracer.lessons.step_references import readable
from tracer.quiz.question_kinds import KINDS
from tracer.stages import BY_NAME
from tracer.trace.plain_values import as_expected
from tracer.trace.table import Table
from tracer.trace.wording.browsers import whose_remark
from tracer.views.markdown import inline, plain_line
from tracer.views.pieces import Hanging, heading
from tracer.views.terminal import Space


@dataclass(frozen=True)
class QuestionList:
    """The questions.

    Attributes:
        questions: The questions.
        rows: The execution table that they are about.
        command: The command by which they are answered.
        begin: The number of the first one.
    """

    questions: Sequence[Question]
    rows: Table
    command: str
    begin: int = 1

    def draw(self, space: Space) -> Iterator[RenderableType]:  # noqa: ARG002 # the form of every view
        """Yield each question with its choices, and how to answer."""
        yield heading("Questions")
        for number, question in enumerate(self.questions, start=self.begin):
            yield Hanging(Text(f"{number}. ", "step"), inline(self._readable(question, question.text.strip())))
            for letter, choice in self._choices(question):
                yield Hanging(Text(f"{letter}  ", "lit"), inline(choice))
            yield Hanging(Text("   "), Text(self._how(question), "quiet"))
            yield Text()
        yield Text.assemble("Answer them: ", (self.command, "code"))

    def lines(self) -> Iterator[str]:
        """Yield each question and each choice as a line of its own."""
        yield "One question." if len(self.questions) == 1 else f"Questions, {len(self.questions)} of them."
        for number, question in enumerate(self.questions, start=self.begin):
            yield f"Question {number}. {plain_line(self._readable(question, question.text))}"
            for letter, choice in self._choices(question):
                yield f"  {letter}. {plain_line(choice)}"
            yield f"  {self._how(question)}"
        yield f"Answer them: {self.command}"

    def _choices(self, question: Question) -> Iterator[tuple[str, str]]:
        if KINDS[question.kind].labels_are_steps:
            # A step is answered by its number, which stands in the table; only a text of its own adds to that.
            for number, choice in self._offered_steps(question):
                if choice.text:
                    yield str(number), self._readable(question, choice.text)
            return
        for letter, choice in zip(ascii_uppercase, question.choices, strict=False):
            yield letter, self._readable(question, choice.text or as_expected(choice.value))
        yield from zip(ascii_uppercase, self._items(question), strict=False)

    def _items(self, question: Question) -> list[str]:
        """Return the items that are to be put in order, never in the right order."""
        if question.scenario is not None:
            # Another run, which is not performed for a list; a stage says enough.
            return [
                BY_NAME[selector.stage].title if isinstance(selector, StepSelector) else f"Step {selector}"
                for selector in question.items
            ]
        steps = []
        for selector in question.items:
            # Where the run has no such step, the app was changed: the quiz says so; a list of questions need not.
            with suppress(ClaimError):
                steps.append(find_step(self.rows, selector))
        if [step.number for step in steps] == sorted(step.number for step in steps):
            steps = [*steps[1:], *steps[:1]]
        return [f"{step.row.action}{whose_remark(self.rows, step.browser)}" for step in steps]

    def _readable(self, question: Question, text: str) -> str:
        return readable(text, self.rows, question.scenario)

    def _how(self, question: Question) -> str:
        how = KINDS[question.kind].list_words
        if not KINDS[question.kind].labels_are_steps or question.scenario is not None or not self.rows.steps:
            return how
        if not question.choices:
            return f"{how[:-1]}, 1 to {len(self.rows.steps)}."
        offered = ", ".join(str(number) for number, _ in self._offered_steps(question))
        return f"{how[:-1]}: {offered}." if offered else how

    def _offered_steps(self, question: Question) -> list[tuple[int, Choice]]:
        """Return the steps that a question offers, by their numbers in this run; those that it has."""
        offered: list[tuple[int, Choice]] = []
        for choice in question.choices:
            if question.scenario is not None or choice.step is None:
                continue
            try:
                offered.append((find_step(self.rows, choice.step).number, choice))
            except ClaimError:
                continue  # As with the items of an order.
        return sorted(offered, key=lambda step: step[0])


@dataclass(frozen=True)
class WhereQuestionsAre:
    """Where the questions of a lesson are, below a run that they are not about.

    Attributes:
        title: The title of the lesson.
        command: The command by which they are answered.
    """

    title: str
    command: str

    def draw(self, space: Space) -> Iterator[RenderableType]:  # noqa: ARG002 # the form of every view
        """Yield one line."""
        yield Text.assemble(f"The questions of “{self.title}”: ", (self.command, "code"))

    def lines(self) -> Iterator[str]:
        """Yield one line."""
        yield f"The questions of “{self.title}”: {self.command}"
