"""The walkthrough as plain text, one step at a time: for a screen reader, and for a terminal that can do no more.

Nothing is redrawn: each step is a paragraph below the last one, and Enter goes on.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tracer.demo_names import watch_command
from tracer.errors import UsageError
from tracer.lessons.step_references import readable
from tracer.lessons.transcript import narrated_steps
from tracer.quiz.predictions import what_is_checked
from tracer.trace.wording.between_requests import sentences_before
from tracer.trace.wording.browsers import whose
from tracer.trace.wording.endings import closing_words
from tracer.views.glossary import KEY, word_asked, words_asked_for
from tracer.views.markdown import plain_line, spoken
from tracer.views.walkthrough.predictions import Predictions
from tracer.views.walkthrough.slide import WHAT, Position, QuestionState, ShownRun

HELP = (
    "Enter goes on. b goes back. A number goes to that step, or chooses an answer while a question is open. "
    f"p begins or ceases to predict. {KEY} explains the words of the step, {KEY} and a word that word. q leaves."
)


@dataclass
class PlainTextWalkthrough:
    """A walkthrough that is read line by line.

    Attributes:
        show: What is shown.
        position: Where it stands.
        ask: Writes a prompt and returns what was typed; None at the end of the input.
        write: Writes a line.
    """

    show: ShownRun
    position: Position
    ask: Callable[[str], str | None]
    write: Callable[[str], None]

    def __post_init__(self) -> None:
        self._predictions = Predictions(self.show)
        self._paragraphs = list(narrated_steps(self.show.table, self.show.variables))

    def play(self) -> Position:
        """Show one step after the other, and return where it was left."""
        self._say(self._here())
        if not self.position.count:
            self._say(self._end())
            return self.position
        while not self.position.is_end:
            reply = self.ask(self._prompt())
            if reply is None or reply.strip().lower() in {"q", "quit"}:
                return self.position
            self._obey(reply.strip().lower())
        return self.position

    def _obey(self, reply: str) -> None:
        position = self.position
        if not reply:
            self._go(position.forward())
        elif reply == "b":
            self._go(position.back())
        elif reply == "p":
            self.position = position.toggled()
            self.write("Predict is on: each step asks first." if self.position.predicting else "Predict is off.")
        elif reply.isascii() and reply.isdigit():
            self._number(int(reply))
        elif (word := word_asked(reply)) is not None:
            self._explain(word)
        else:
            self.write(HELP)

    def _explain(self, word: str) -> None:
        """Say what a word means, or what the words mean that were said last."""
        try:
            self._say(words_asked_for(word, " ".join(self._here())).lines())
        except UsageError as error:
            self.write(str(error))

    def _number(self, number: int) -> None:
        asked = self._predictions.asked(self.position)
        if self.position.hidden and asked:
            if self._predictions.choose(self.position.step, str(number)):
                self._go(self.position.forward())
            else:
                self.write(f"There are the answers 1 to {len(asked.question.answers)}.")
        elif 1 <= number <= self.position.count:
            self._go(self.position.at(number))
        else:
            self.write(f"There are the steps 1 to {self.position.count}.")

    def _go(self, position: Position) -> None:
        self.position = position
        self._say(self._here())

    def _say(self, lines: Iterator[str]) -> None:
        for line in lines:
            self.write(line)

    def _prompt(self) -> str:
        if self.position.is_opening:
            return "Enter begins, ? for help: "
        if self.position.hidden:
            return "A number answers, Enter shows the result: "
        return f"Step {self.position.step} of {self.position.count}. Enter goes on: "

    def _here(self) -> Iterator[str]:
        """Yield what is said at the position."""
        position = self.position
        if position.is_opening:
            yield from self._opening()
        elif position.is_end:
            yield from self._end()
        elif position.hidden:
            yield from self._question()
        else:
            yield from self._settled(self._predictions.asked(position))
            yield from spoken(self._paragraphs[position.step - 1])

    def _opening(self) -> Iterator[str]:
        yield f"{self.show.title}."
        lesson, scenario = self.show.lesson, self.show.trace.scenario
        if lesson is not None and lesson.symptom:
            yield f"What somebody tells: {' '.join(spoken(readable(lesson.symptom, self.show.table)))}"
        if self.show.secret and (command := watch_command(self.show.trace.app)) is not None:
            yield f"Click it yourself: {command}"
        if lesson is not None and lesson.summary:
            yield from spoken(readable(lesson.summary, self.show.table))
        if scenario is not None:
            yield f"What happens: {scenario.title}."

    def _question(self) -> Iterator[str]:
        asked = self._predictions.asked(self.position)
        rows = self.show.table
        step = rows.steps[self.position.step - 1]
        browser = whose(rows, step.browser)
        yield from sentences_before(rows, step.number)
        yield (
            f"Step {step.number} of {self.position.count}{browser and f', in {browser}'}. {step.row.action}. "
            f"What comes in: {step.row.input}."
        )
        yield plain_line(what_is_checked(step))
        yield plain_line(asked.short if asked else WHAT)
        for answer in asked.question.answers if asked else ():
            yield f"  {answer.label}: {answer.text}"

    @staticmethod
    def _settled(asked: QuestionState | None) -> Iterator[str]:
        if asked is None or not asked.chosen:
            return
        right = [answer for answer in asked.question.answers if answer.right]
        if asked.chosen[0] in {answer.label for answer in right}:
            yield "That is right."
        else:
            wrong = asked.question.answer(asked.chosen[0])
            yield f"Not {wrong.text}, but {right[0].text}."
            yield from spoken(wrong.why)
        yield from spoken(right[0].why)

    def _end(self) -> Iterator[str]:
        for paragraph in self._paragraphs[self.position.count :]:
            yield from spoken(paragraph)
        yield closing_words(self.show.trace, self.show.table)
        lesson = self.show.lesson
        if lesson is None:
            return
        if lesson.snapshot:
            yield "To keep in mind."
            for item in lesson.snapshot:
                yield from spoken(readable(item, self.show.table))
        if self.show.secret:
            yield f"What is behind it waits for your guess: {self.show.quiz_command}"
        elif lesson.questions:
            yield f"The quiz: {self.show.quiz_command}"
