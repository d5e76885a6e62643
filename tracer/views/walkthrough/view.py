"""What may be seen at one position of a show. Panes are functions of a view and know nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from tracer.flow_path import FlowPath, flow_path
from tracer.judging import variables_before
from tracer.lesson import Lesson
from tracer.plain import Plain
from tracer.prose import readable
from tracer.stages import BY_NAME
from tracer.steps import Step, Table, table
from tracer.trace import Trace
from tracer.variables import BASIC
from tracer.views.walkthrough.arrangement import Layout
from tracer.views.walkthrough.asked import Asked
from tracer.views.walkthrough.position import Position

WHAT = "What comes out?"
"""Asked of a step whose results cannot be chosen from."""


@dataclass(frozen=True)
class Show:
    """A run with the words of its lesson.

    Attributes:
        trace: The run.
        lesson: The lesson; None for a run that belongs to none.
    """

    trace: Trace
    lesson: Lesson | None = None

    @cached_property
    def table(self) -> Table:
        """The execution table of the run."""
        return table(self.trace)

    @property
    def title(self) -> str:
        """The title of the lesson, or the name of the run."""
        return self.lesson.title if self.lesson else self.trace.name

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
        return tuple(dict.fromkeys((*BASIC, *extra)))


@dataclass(frozen=True)
class View:
    """One position of a show in one layout.

    Attributes:
        show: The show; None while the run has not ended.
        position: Where it stands.
        layout: The layout.
        asked: The question that the step asks or has asked; None where it asks none.
        whole: Whether the whole run may be seen, as beside the quiz.
    """

    show: Show | None
    position: Position = field(default_factory=Position)
    layout: Layout = "study"
    asked: Asked | None = None
    whole: bool = False

    @property
    def step(self) -> Step | None:
        """The step at which the show stands."""
        if self.show is None or not self.position.is_step:
            return None
        return self.show.table.steps[self.position.step - 1]

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


def stage_title(step: Step) -> str:
    """Return the name of a step's stage in plain words."""
    return BY_NAME[step.stage].title
