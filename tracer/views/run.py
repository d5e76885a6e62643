"""A whole run in the terminal: its title, what a lesson and a trace say, and how it ended."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from rich.console import RenderableType
from rich.text import Text

from tracer.claims.selectors import numbers_of_steps
from tracer.command_line import command_line
from tracer.lessons.code_sample import code_parts, on_app
from tracer.lessons.hunt import guess_of, split_at_guess
from tracer.lessons.schema import Lesson
from tracer.trace.events import Trace
from tracer.trace.table import Table, other_requests, table
from tracer.trace.tracker import Tracker, track
from tracer.trace.wording.endings import closing_words, warnings
from tracer.views.code_listing import CodeListing
from tracer.views.concept_flow import ConceptFlow
from tracer.views.execution_table import ExecutionTable
from tracer.views.hunt import Solution, Symptom, WaitsForGuess
from tracer.views.question_list import QuestionList, WhereQuestionsAre
from tracer.views.terminal import Space, Terminal, View
from tracer.views.variable_tracker import VariableTracker


@dataclass(frozen=True)
class RunOptions:
    """Which parts of a run are shown.

    Attributes:
        detail: Whether the events of each step are.
        setup: Whether with them what the app is made of is shown too.
        all_requests: Whether requests without a stage are listed too.
        variables: Variables to show besides the basic ones.
        questions: Whether the questions are.
        solution: Whether a lesson that keeps a secret tells it, last and below a heading; otherwise it waits for the
            guess.
    """

    detail: bool = False
    setup: bool = False
    all_requests: bool = False
    variables: tuple[str, ...] = field(default=())
    questions: bool = True
    solution: bool = True


def show_run(terminal: Terminal, trace: Trace, lesson: Lesson | None, shown: RunOptions) -> None:
    """Show a run.

    Args:
        terminal: Where.
        trace: The run.
        lesson: The lesson to which the run's scenario belongs. Without one there is no flow, code or question.
        shown: What is shown.

    Raises:
        UsageError: There is no variable of a name that is asked for.
        LessonError: The code sample of the lesson cannot be found.
    """
    # All views are made before the first one is shown, so that a wrong name is all that is seen of a wrong call.
    terminal.show(*list(_views(trace, lesson, table(trace), shown)))


def is_own_run(trace: Trace, lesson: Lesson | None) -> bool:
    """Tell whether a run is the one that a lesson shows: of its own scenario, on its own app."""
    if lesson is None:
        return False
    return (lesson.main_scenario, lesson.app_of(lesson.main_scenario)) == (trace.scenario, trace.app)


def trackers_of(trace: Trace, lesson: Lesson | None, rows: Table, variables: Sequence[str] = ()) -> tuple[Tracker, ...]:
    """Return the variables of a run as its lesson follows them.

    Args:
        trace: The run.
        lesson: The lesson to which its scenario belongs.
        rows: Its table.
        variables: Variables to show besides the basic ones and those of the lesson.

    Raises:
        UsageError: There is no variable of such a name.
    """
    return track(
        rows,
        numbers_of_steps(rows, lesson.track) if lesson else (),
        (*(lesson.variables if lesson else ()), *variables),
        changes=not is_own_run(trace, lesson),  # a lesson names its steps for its own run; another may differ in any
    )


def _views(trace: Trace, lesson: Lesson | None, rows: Table, shown: RunOptions) -> Iterator[View]:
    trackers = trackers_of(trace, lesson, rows, shown.variables)
    yield Title(trace, lesson)
    hunt = guess_of(lesson) is not None
    if lesson is not None and hunt:
        yield Symptom(lesson.symptom)
    if lesson is not None and not hunt:
        yield from _idea_and_code(trace, lesson, rows)
    yield ExecutionTable(rows, other_requests(trace, rows) if shown.all_requests else ())
    yield Closing(trace, rows)
    if shown.detail:
        from tracer.views.detail import Detail  # noqa: PLC0415 # who does not ask for it need not wait for it

        yield Detail(rows, setup=shown.setup)
    if trackers:
        yield VariableTracker(trackers)
    own_app = lesson is not None and lesson.app_of(lesson.main_scenario) == trace.app
    if lesson is not None and own_app and shown.questions and lesson.questions:
        command = command_line("quiz", lesson.name)
        main = is_own_run(trace, lesson)
        first, _ = split_at_guess(lesson, lesson.questions)
        yield QuestionList(first, rows, command) if main else WhereQuestionsAre(lesson.title, command)
    if lesson is not None and hunt:
        yield from _solution(trace, lesson, rows, shown, main=is_own_run(trace, lesson))


def _idea_and_code(trace: Trace, lesson: Lesson, rows: Table) -> Iterator[View]:
    if lesson.flow is not None:
        yield ConceptFlow(lesson.flow, rows.steps)
    if lesson.code is not None and (parts := code_parts(on_app(lesson.code, trace.app), rows, trace)):
        yield CodeListing(parts, lesson.code.caption)


def _solution(trace: Trace, lesson: Lesson, rows: Table, shown: RunOptions, *, main: bool) -> Iterator[View]:
    """Yield what tells the cause, below a heading of its own; where it waits, how to guess."""
    command = command_line("quiz", lesson.name)
    if not shown.solution:
        yield WaitsForGuess(command)
        return
    yield Solution()
    yield from _idea_and_code(trace, lesson, rows)
    first, later = split_at_guess(lesson, lesson.questions)
    if main and shown.questions and later:
        yield QuestionList(later, rows, command, begin=len(first) + 1)


@dataclass(frozen=True)
class Title:
    """The title of a run: the lesson, the scenario, and on what it ran."""

    trace: Trace
    lesson: Lesson | None

    def draw(self, space: Space) -> Iterator[RenderableType]:
        """Yield the title, what happens, and the versions."""
        yield Text(self._title, style="bold reverse")
        if self.trace.scenario is not None:
            yield Text(self.trace.scenario.title if self._names_scenario else self._scenario)
        yield Text(f" {space.marks.dot} ".join(self._versions()), style="quiet")

    def lines(self) -> Iterator[str]:
        """Yield the title, what happens, and the versions."""
        if not self._names_scenario:
            yield f"{self._title}."
        if self.trace.scenario is not None:
            yield f"Scenario {self._scenario}."
        yield f"Run on {', '.join(self._versions())}."

    @property
    def _title(self) -> str:
        return self.lesson.title if self.lesson else self.trace.name

    @property
    def _scenario(self) -> str:
        scenario = self.trace.scenario
        return f"{scenario.name}: {scenario.title}" if scenario is not None else ""

    @property
    def _names_scenario(self) -> bool:
        """Whether the title is the name of the scenario, which then is not said again."""
        return self.trace.scenario is not None and self._title == self.trace.scenario.name

    def _versions(self) -> Iterator[str]:
        for name, version in self.trace.versions.items():
            yield f"{name} {version}"


@dataclass(frozen=True)
class Closing:
    """How the run ended."""

    trace: Trace
    rows: Table

    def draw(self, space: Space) -> Iterator[RenderableType]:
        """Yield the closing line and the warnings."""
        yield Text(closing_words(self.trace, self.rows), style="bold")
        for warning in warnings(self.trace):
            yield Text(f"{space.marks.no} {warning}", style="bad")

    def lines(self) -> Iterator[str]:
        """Yield the closing line and the warnings."""
        yield closing_words(self.trace, self.rows)
        yield from warnings(self.trace)
