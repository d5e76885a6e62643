"""The parts of a lesson that are no table: its beginning, key moments, snapshot, notes, transcript."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.console import Group, RenderableType
from rich.constrain import Constrain
from rich.padding import Padding
from rich.text import Text

from tracer.lessons.schema import Lesson
from tracer.lessons.transcript import Section
from tracer.trace.table import Step, Table
from tracer.trace.wording.phrases import ended
from tracer.views.execution_table import short_row, short_row_lines
from tracer.views.hunt import Symptom
from tracer.views.markdown import inline, one_line, paragraphs, plain_line, spoken
from tracer.views.pieces import Hanging, heading
from tracer.views.suggested_commands import SuggestedCommands
from tracer.views.terminal import Space


@dataclass(frozen=True)
class Beginning:
    """What a lesson is about: its title, what one can do afterwards, how long it takes, and what one can click.

    Attributes:
        lesson: The lesson.
        watched: The command that serves its app and watches it; None where it cannot be served.
        to_be_found: Whether what is wrong with the app is still to be found, so that the command does not say it.
    """

    lesson: Lesson
    watched: str | None = None
    to_be_found: bool = False

    def draw(self, space: Space) -> Iterator[RenderableType]:
        """Yield the title and the summary."""
        yield inline(one_line(self.lesson.title), style="bold reverse")
        if self.lesson.summary:
            yield from paragraphs(self.lesson.summary)
        if self.lesson.symptom:
            yield from Symptom(self.lesson.symptom).draw(space)
        scenario = self.lesson.main_scenario
        yield Text(f"{self.lesson.minutes} minutes {space.marks.dot} {scenario.name}: {scenario.title}", style="quiet")
        if self.watched is not None:
            yield from SuggestedCommands([(self._to_click, self.watched)]).draw(space)

    def lines(self) -> Iterator[str]:
        """Yield the title and the summary."""
        yield ended(f"Lesson {self.lesson.name}: {plain_line(self.lesson.title)}")
        if self.lesson.summary:
            yield from spoken(self.lesson.summary)
        if self.lesson.symptom:
            yield from Symptom(self.lesson.symptom).lines()
        scenario = self.lesson.main_scenario
        yield ended(f"{self.lesson.minutes} minutes. Scenario {scenario.name}: {scenario.title}")
        if self.watched is not None:
            yield from SuggestedCommands([(self._to_click, self.watched)]).lines()

    @property
    def _to_click(self) -> str:
        kept_back = "; what is wrong is said only if you ask" if self.to_be_found else ""
        return f"Click it yourself{kept_back}"


@dataclass(frozen=True)
class ShownMoment:
    """A key moment: a question, its answer, and the steps that show it.

    Attributes:
        question: What a learner wonders.
        answer: The answer, the numbers of steps filled in.
        rows: The table of the run that it is about.
        steps: The rows that show it.
        scenario: The scenario to which they belong, where it is not the lesson's own; empty otherwise.
    """

    question: str
    answer: str
    rows: Table
    steps: Sequence[Step] = ()
    scenario: str = ""


@dataclass(frozen=True)
class KeyMoments:
    """The key moments of a lesson.

    Attributes:
        moments: Those that are shown.
        first: Which of all of them the first one is.
        of: How many there are in all; 0 where all are shown.
    """

    moments: Sequence[ShownMoment]
    first: int = 1
    of: int = 0

    def draw(self, space: Space) -> Iterator[RenderableType]:
        """Yield each question with its answer and its rows."""
        yield heading(f"Key moment {self.first} of {self.of}" if self.of else "Key moments")
        for moment in self.moments:
            yield inline(one_line(moment.question), style="step")
            if moment.scenario:
                yield Padding(Text(f"This is about another run: {moment.scenario}.", style="quiet"), (0, 0, 0, 2))
            yield Padding(Group(*paragraphs(moment.answer)), (0, 0, 0, 2))
            for step in moment.steps:
                for shown in short_row(moment.rows, step, space.marks, "quiet"):
                    yield Padding(shown, (0, 0, 0, 4), expand=False)

    def lines(self) -> Iterator[str]:
        """Yield each question, its answer, and the rows that show it."""
        yield f"Key moment {self.first} of {self.of}." if self.of else f"Key moments, {len(self.moments)} of them."
        for number, moment in enumerate(self.moments, start=self.first):
            yield f"{number}. {plain_line(moment.question)}"
            if moment.scenario:
                yield f"  This is about another run: {moment.scenario}."
            for line in spoken(moment.answer):
                yield f"  {line}"
            where = f" of the run {moment.scenario}" if moment.scenario else ""
            for step in moment.steps:
                yield from (f"  {line}" for line in short_row_lines(moment.rows, step, where))


@dataclass(frozen=True)
class Snapshot:
    """What to keep in mind."""

    items: Sequence[str]

    def draw(self, space: Space) -> Iterator[RenderableType]:
        """Yield a short list."""
        yield heading("To keep in mind")
        for item in self.items:
            yield Hanging(Text(f"{space.marks.dot} "), inline(one_line(item)))

    def lines(self) -> Iterator[str]:
        """Yield a line for each."""
        yield "To keep in mind."
        for item in self.items:
            yield f"  {' '.join(spoken(item))}"


@dataclass(frozen=True)
class SpeakerNotes:
    """The notes for the teacher of the lesson: each with the step it belongs to, or with none."""

    notes: Sequence[tuple[int | None, str]]

    def draw(self, space: Space) -> Iterator[RenderableType]:  # noqa: ARG002 # the form of every view
        """Yield each note below its step."""
        yield heading("Speaker notes")
        for number, text in self.notes:
            yield Text(f"Step {number}" if number else "The whole lesson", style="step")
            yield Padding(Group(*paragraphs(text)), (0, 0, 0, 2))

    def lines(self) -> Iterator[str]:
        """Yield each note as a line."""
        yield "Speaker notes."
        for number, text in self.notes:
            yield f"  {f'Step {number}' if number else 'The whole lesson'}: {' '.join(spoken(text))}"


@dataclass(frozen=True)
class Transcript:
    """A lesson as linear text."""

    sections: Sequence[Section]

    def draw(self, space: Space) -> Iterator[RenderableType]:
        """Yield headings and paragraphs, at most as wide as one reads comfortably."""
        for index, section in enumerate(self.sections):
            if index:
                yield Text()
            yield Constrain(heading(inline(one_line(section.heading), "heading")), min(space.width, _READABLE))
            for paragraph in section.paragraphs:
                for piece in paragraphs(paragraph):
                    yield Constrain(piece, min(space.width, _READABLE))

    def lines(self) -> Iterator[str]:
        """Yield each heading and each paragraph as a line."""
        for section in self.sections:
            yield ended(plain_line(section.heading))
            for paragraph in section.paragraphs:
                yield from spoken(paragraph)


_READABLE = 80
"""Lines of prose are at most this wide: from the end of a longer one the eye does not find the next line."""
