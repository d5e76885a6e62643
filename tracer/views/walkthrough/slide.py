"""One slide of the walkthrough: what may be seen at one position of a show. Panes are functions of a slide."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from tracer.command_line import command_line
from tracer.lessons.flow import FlowPath, flow_path
from tracer.lessons.schema import Lesson
from tracer.lessons.step_references import readable
from tracer.quiz.question_kinds.posed_question import PosedQuestion
from tracer.quiz.votes import Counts
from tracer.trace.events import Trace
from tracer.trace.plain_values import Plain
from tracer.trace.table import Step, Table, table, variables_before
from tracer.trace.variables import BASIC
from tracer.trace.wording.between_requests import just_before, told
from tracer.trace.wording.browsers import whose
from tracer.views.walkthrough.layout import LayoutName, PaneName

WHAT = "What comes out?"
"""Asked of a step whose results cannot be chosen from."""


@dataclass(frozen=True)
class QuestionState:
    """A question in front of a class or a learner.

    Attributes:
        question: The question.
        chosen: The labels that were chosen so far.
        votes: The votes on it, in order, each with the hands raised for each answer, or for each order where an order
            is asked for; empty while nobody has counted them.
        settled: Whether the answer is shown; the histogram is hidden before.
        tried: Whether what was chosen was judged, and the right answer is kept for the second try.
        cursor: The place of the answer that the arrow keys have reached; None where there is none.
    """

    question: PosedQuestion
    chosen: tuple[str, ...] = ()
    votes: tuple[Counts, ...] = ()
    settled: bool = False
    tried: bool = False
    cursor: int | None = None

    @property
    def short(self) -> str:
        """What is asked in the end, in Markdown: the last paragraph of the question."""
        return self.question.text.rpartition("\n\n")[2]


@dataclass(frozen=True)
class Position:
    """A place in the show. Every move returns a new one.

    Attributes:
        count: The number of steps; 0 while the run has not ended.
        step: The step at which the show stands: 0 is the opening, ``count + 1`` the end.
        shown_to: The last step whose result has been shown.
        predicting: Whether a step asks for its result before it shows it.
    """

    count: int = 0
    step: int = 0
    shown_to: int = 0
    predicting: bool = False

    @property
    def hidden(self) -> bool:
        """Whether the result of the step is still to be guessed."""
        return self.predicting and self.is_step and self.step > self.shown_to

    @property
    def is_step(self) -> bool:
        """Whether the show stands at a step, not at the opening or the end."""
        return 1 <= self.step <= self.count

    @property
    def is_opening(self) -> bool:
        """Whether no step has been entered yet."""
        return self.step == 0

    @property
    def is_end(self) -> bool:
        """Whether the last step is over."""
        return self.count > 0 and self.step > self.count

    @property
    def visible_to(self) -> int:
        """The last step whose result may be seen now."""
        return self.step - 1 if self.hidden else min(self.step, self.count)

    def at(self, step: int) -> "Position":
        """Go to a step; beyond the ends, to the end. What lies before it counts as shown."""
        step = max(0, min(step, self.count + 1)) if self.count else 0
        passed = step - 1 if self.predicting else step
        return replace(self, step=step, shown_to=max(self.shown_to, min(passed, self.count)))

    def forward(self) -> "Position":
        """Show what is hidden; where nothing is, go to the next step."""
        return replace(self, shown_to=self.step) if self.hidden else self.at(self.step + 1)

    def back(self) -> "Position":
        """Go to the step before."""
        return self.at(self.step - 1)

    def first(self) -> "Position":
        """Go to the first step."""
        return self.at(1)

    def last(self) -> "Position":
        """Go to the last step."""
        return self.at(self.count)

    def toggled(self) -> "Position":
        """Begin or cease to ask before showing. The step that is seen now stays seen."""
        return replace(self, predicting=not self.predicting, shown_to=max(self.shown_to, self.visible_to))

    def asking_again(self) -> "Position":
        """Hide again what was shown from this step on, and ask."""
        return replace(self, predicting=True, shown_to=max(0, min(self.step, self.count) - 1))

    def with_count(self, count: int) -> "Position":
        """Take the number of steps, once it is known."""
        return replace(self, count=count).at(self.step)


@dataclass(frozen=True)
class ShownRun:
    """A run with the words of its lesson.

    Attributes:
        trace: The run.
        lesson: What may be seen of the lesson; None for a run that belongs to none.
        secret: Whether the learner is still to guess what is behind the symptom of the lesson.
        quiz: The command that asks its questions; the one for a lesson of that name when left out.
    """

    trace: Trace
    lesson: Lesson | None = None
    secret: bool = False
    quiz: str = ""

    @cached_property
    def table(self) -> Table:
        """The execution table of the run."""
        return table(self.trace)

    @property
    def title(self) -> str:
        """The title of the lesson, or the name of the run."""
        return self.lesson.title if self.lesson else self.trace.name

    @property
    def quiz_command(self) -> str:
        """The command that asks the questions of its lesson as text."""
        command = self.quiz or command_line("quiz", self.lesson.name if self.lesson else self.trace.name)
        return f"{command} --plain"

    def filled(self, text: str, about: str | None = None) -> str:
        """Return a text of the lesson with the numbers of the steps that it names."""
        return readable(text, self.table, about)

    @property
    def is_main(self) -> bool:
        """Whether it is the run that the lesson speaks of; its notes, moments and questions are about no other."""
        scenario = self.trace.scenario
        return self.lesson is not None and scenario is not None and scenario.name == self.lesson.main_scenario.name

    @property
    def variables(self) -> tuple[str, ...]:
        """The variables that are shown: the basic ones and those that the lesson adds."""
        extra = self.lesson.variables if self.lesson else ()
        return tuple(dict.fromkeys((*BASIC, *map(self.table.variable_of, extra))))


@dataclass(frozen=True)
class Slide:
    """One position of a show in one layout.

    Attributes:
        show: The show; None while the run has not ended.
        position: Where it stands.
        layout: The layout.
        asked: The question that the step asks or has asked; None where it asks none.
        whole: Whether the whole run may be seen, as beside the quiz.
        panes: The panes that are seen with it; none of them repeats what another one shows.
    """

    show: ShownRun | None
    position: Position = field(default_factory=Position)
    layout: LayoutName = "study"
    asked: QuestionState | None = None
    whole: bool = False
    panes: frozenset[PaneName] = frozenset()

    @property
    def step(self) -> Step | None:
        """The step at which the show stands."""
        if self.show is None or not self.position.is_step:
            return None
        return self.show.table.steps[self.position.step - 1]

    @property
    def told_before(self) -> tuple[str, ...]:
        """What happened between the requests just before the step, in words; at the end, what came last of all."""
        if self.show is None or self.position.is_opening:
            return ()
        rows = self.show.table
        return tuple(told(rows, one) for one in just_before(rows, self.position.step))

    @property
    def whose(self) -> str:
        """Whose step it is, as ``browser thief``; nothing where one browser does everything."""
        return whose(self.show.table, self.step.browser) if self.show and self.step else ""

    @property
    def seen(self) -> tuple[Step, ...]:
        """The steps whose results may be seen."""
        if self.show is None:
            return ()
        return self.show.table.steps if self.whole else self.show.table.steps[: self.position.visible_to]

    @property
    def hidden(self) -> bool:
        """Whether the result of the step is still to be guessed."""
        return self.position.hidden

    @property
    def asks(self) -> str:
        """What is asked of a hidden step, in Markdown."""
        return self.asked.short if self.asked else WHAT

    @property
    def before(self) -> Mapping[str, Plain]:
        """The variables of the step's browser before the step."""
        if self.show is None or self.step is None:
            return self.after
        return variables_before(self.show.table, self.step)

    @property
    def after(self) -> Mapping[str, Plain]:
        """The variables after the step; those before it while its result is hidden."""
        if self.show is None:
            return {}
        if self.hidden:
            return self.before
        return self.seen[-1].variables if self.seen else self.show.table.start

    @cached_property
    def path(self) -> FlowPath:
        """What is lit in the concept flow."""
        flow = self.show.lesson.flow if self.show and self.show.lesson else None
        return flow_path(flow, self.seen) if flow else FlowPath()
