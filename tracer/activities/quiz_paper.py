"""What a quiz is made of: the questions of a lesson, or questions made from a run."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import SystemRandom

from tracer.activities.fault_exercise import mend_command
from tracer.activities.given import GivenRuns
from tracer.activities.lesson_runs import course_of, named_run
from tracer.activities.library import folder_options
from tracer.claims.evaluate import Traces
from tracer.command_line import command_line
from tracer.errors import UsageError
from tracer.lessons.library import Library
from tracer.lessons.schema import Lesson, Question
from tracer.lessons.syllabus import Syllabus, syllabus_of
from tracer.quiz.selection import with_chosen_questions
from tracer.trace.events import Trace
from tracer.trace.table import Table, table
from tracer.views.terminal import View


@dataclass(frozen=True)
class Paper:
    """What a quiz is made of.

    Attributes:
        name: The lesson, the scenario or the file.
        title: What it is about, in words.
        questions: The questions.
        traces: Gives the traces of scenarios; None asks for the paper's own.
        lesson: The lesson, None for questions made from a run.
        command: The command that asks this paper.
        following: What to do next: commands with what they are for.
        seed: The number by which the questions were made; None for those of a lesson.
        predicts: Whether the questions are about what the table shows, so that it must not stand beside them.
        is_part: Whether it is a part of a lesson that is being taken, which shows what belongs to it by itself.
        keeps: Whether what is answered is kept for the learner's progress; what is made for one time is not.
        shown: Whether its own run stands on the screen already.
        evidence: Gives what is shown when the guess is settled, where that is not the code of the lesson.
    """

    name: str
    title: str
    questions: tuple[Question, ...]
    traces: Traces
    lesson: Lesson | None
    command: str
    following: tuple[tuple[str, str], ...] = ()
    seed: int | None = None
    predicts: bool = False
    is_part: bool = False
    keeps: bool = True
    shown: bool = False
    evidence: Callable[[], Sequence[View]] | None = None

    def tables(self, scenario: str | None) -> Table:
        """Return the table of a scenario; of the paper's own for None."""
        return table(self.traces(scenario))


def lesson_paper(
    name: str, library: Library, folders: Sequence[Path], runs: GivenRuns | None = None, only: str | None = None
) -> Paper:
    """Return the questions of a lesson.

    Args:
        name: The lesson.
        library: Where it is found.
        folders: The learner's own folders, for the commands that are suggested.
        runs: Performs its scenarios, also on an app that is given for it.
        only: The questions that are asked, by numbers or names; None asks all.

    Raises:
        UsageError: There is no such lesson, or it asks nothing.
    """
    runs = runs or GivenRuns()
    lesson = _lesson(name, library, folders)
    runs.begin(lesson)
    if not lesson.questions:
        command = command_line("quiz", name, "--generated", "5", *folder_options(folders))
        raise UsageError(f'The lesson "{name}" asks no questions. Try: {command}')
    if only is not None:
        lesson = with_chosen_questions(lesson, only)
    options = folder_options(folders)
    given = runs.given.options
    return Paper(
        lesson.name,
        lesson.title,
        lesson.questions,
        course_of(library, runs).traces(lesson),
        lesson,
        command_line("quiz", lesson.name, *options) + given,
        tuple(_following(lesson, syllabus_of(library), options, given)),
    )


def _lesson(name: str, library: Library, folders: Sequence[Path]) -> Lesson:
    try:
        return library.lesson(name)
    except UsageError:
        if name in library.scenario_names():
            command = command_line("quiz", name, "--generated", "5", *folder_options(folders))
            raise UsageError(f'"{name}" is a scenario and no lesson. Ask questions made from it: {command}') from None
        raise


def _following(lesson: Lesson, syllabus: Syllabus, options: tuple[str, ...], given: str) -> Iterator[tuple[str, str]]:
    yield command_line("lesson", lesson.name, "--mode", "moments", *options) + given, "Read on what learners wonder"
    if lesson.guess and lesson.beside is not None:
        runs = (lesson.main_scenario.name, lesson.beside)
        yield command_line("compare", *runs, *options) + given, "See both runs beside one another"
    if (mending := mend_command(lesson.app_of(lesson.main_scenario))) is not None:
        yield mending, "Mend such a fault yourself, in your own editor"
    following = syllabus.following(lesson.name)
    if following is not None:
        yield command_line("lesson", following.name, *options), "The next lesson"


def generated_paper(
    name: str,
    library: Library,
    number: int,
    seed: int | None,
    folders: Sequence[Path] = (),
    *,
    runs: GivenRuns | None = None,
) -> Paper:
    """Return questions made from a run.

    Args:
        name: A lesson, a scenario or a saved trace.
        library: Where scenarios are found.
        number: How many questions; there are fewer where the run does not hold so many.
        seed: The same number makes the same questions; None takes another one each time.
        folders: The learner's own folders, for the commands that are suggested.
        runs: Performs a scenario, also on an app that is given for it.

    Raises:
        UsageError: There is neither a scenario nor a saved trace of that name, or nothing can be asked of it.
    """
    from tracer.quiz.generated import generate  # noqa: PLC0415 # only where questions are made

    runs = runs or GivenRuns()
    trace, _ = named_run(_scenario_name(name, library), library, runs)
    chosen = SystemRandom().randrange(1_000_000) if seed is None else seed
    questions = generate(trace, table(trace), number, chosen)
    if not questions:
        raise UsageError(f"Nothing can be asked about {name}: its run has too few steps that differ.")

    def this(_: str | None) -> Trace:
        return trace

    made = ("--generated", str(number), "--seed", str(chosen))
    command = command_line("quiz", name, *made, *folder_options(folders)) + runs.given.options
    return Paper(name, f"the run of {name}", questions, this, None, command, seed=chosen)


def _scenario_name(name: str, library: Library) -> str:
    """Return the scenario to make questions from: a lesson stands for its own one."""
    if Path(name).suffix or len(Path(name).parts) > 1:
        return name
    try:
        lesson = library.lesson(name)
    except UsageError:
        return name
    return f"{lesson.main_scenario.name}@{lesson.app_of(lesson.main_scenario)}"
