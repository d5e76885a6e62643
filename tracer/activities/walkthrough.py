"""One walkthrough: what is shown, on which kind of terminal, and what is said at the end."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from tracer.activities.given import NOTHING_GIVEN, Given, GivenRuns
from tracer.activities.hunt_paper import broken_paper
from tracer.activities.hunted_app import LOOKING_FOR_FAULT, HuntOptions, hunting_ground
from tracer.activities.lesson_runs import course_of
from tracer.activities.library import folder_options, library_of
from tracer.activities.standard_streams import tell
from tracer.activities.terminal_input import typed_line
from tracer.command_line import command_line
from tracer.errors import INTERRUPTED, UNFORESEEN
from tracer.lessons.schema import Lesson, Question
from tracer.libraries import imported_from
from tracer.quiz.progress_store import Progress, progress_path
from tracer.quiz.selection import with_chosen_questions
from tracer.views.walkthrough.layout import LayoutName
from tracer.views.walkthrough.runs import Runs, saved_runs
from tracer.views.walkthrough.slide import Position

if TYPE_CHECKING:
    from tracer.lessons.library import Library
    from tracer.views.walkthrough.options import WalkthroughOutcome


FULL_SCREEN = "A full screen"
AS_TEXT = "take it as text: --plain"

DEFAULT = "login-flow"
"""The lesson that is shown when none is named."""


@dataclass(frozen=True)
class Opening:
    """What was asked for on the command line.

    Attributes:
        name: The lesson, or one of its scenarios.
        saved: The saved runs; the first one is shown.
        folders: The learner's own folders with lessons.
        at: The step at which it opens.
        seconds: After how many seconds it goes on by itself.
        predict: Whether each step asks before it shows its result.
        votes: Where the votes are saved.
        class_name: The class that votes.
        only: The questions of the quiz, by numbers or names; None asks all.
        layout: The layout.
        theme: The theme.
        given: The app or the trace that is given for the lesson.
        hunt: The fault that is hunted, in the place of a lesson.
    """

    name: str | None = None
    saved: tuple[Path, ...] = ()
    folders: tuple[Path, ...] = ()
    at: int = 0
    seconds: float | None = None
    predict: bool = False
    votes: Path | None = None
    class_name: str | None = None
    only: str | None = None
    layout: LayoutName = "study"
    theme: str = "dark"
    given: Given = NOTHING_GIVEN
    hunt: HuntOptions | None = None

    def at_step(self, step: int) -> str:
        """Return the command that opens the same walkthrough at a step."""
        words = ["walkthrough", *([self.name] if self.name else [])]
        for option, values in (("--replay", self.saved), ("--lessons", self.folders)):
            for value in values:
                words += [option, str(value)]
        if self.seconds is not None:
            words += ["--auto", f"{self.seconds:g}"]
        words += ["--predict"] if self.predict else []
        words += ["--votes", str(self.votes)] if self.votes else []
        words += ["--class", self.class_name] if self.votes and self.class_name else []
        words += ["--only", self.only] if self.only else []
        words += ["--layout", self.layout] if self.layout != "study" else []
        words += ["--theme", self.theme] if self.theme != "dark" else []
        words += ["--at", str(step)] if step else []
        if self.hunt is not None:
            return self.hunt.command(*words, "--hunt", str(self.hunt.seed))
        return command_line(*words) + self.given.options

    def again(self, now: "WalkthroughOutcome") -> str:
        """Return the command that opens the walkthrough as it stands, whatever was changed by a key."""
        opening = replace(
            self,
            predict=now.predicting,
            votes=self.votes if now.votes is None else now.votes,
            class_name=now.class_name,
            layout=now.layout,
            theme=now.theme,
        )
        return opening.at_step(now.step)


def walk_through(opening: Opening, *, notes: bool, plain: bool, pause: bool) -> int:
    """Show a walkthrough in the form that is asked for and that the terminal can show, and return the exit code.

    Args:
        opening: What is shown, and how it opens.
        notes: Whether the speaker notes of a walkthrough in another terminal are shown instead.
        plain: Whether the whole lesson is written as linear text.
        pause: Whether the plain text comes one step at a time.

    Raises:
        TracerError: It cannot be shown, or something other than its votes is in the file for the votes.
    """
    if notes:
        return follow_notes(theme=opening.theme, plain=plain)
    if pause and can_ask():
        return one_by_one(opening)
    if plain or pause or not has_full_screen():
        return linear(opening, plain=plain or pause)
    return full_screen(opening)


def has_full_screen() -> bool:
    """Tell whether there is a terminal to draw on."""
    return sys.stdin.isatty() and sys.stdout.isatty() and os.environ.get("TERM") not in {"dumb", "unknown"}


def can_ask() -> bool:
    """Tell whether somebody sits at the other end who can press Enter."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def runs_of(opening: Opening) -> Runs:
    """Return the runs of what was asked for; nothing is run yet.

    Raises:
        UsageError: There is no such lesson.
        LessonError: It cannot be loaded.
        TraceFileError: A saved run cannot be loaded.
    """
    if opening.saved:
        return _saved(opening)
    library = library_of(opening.folders)
    name = opening.name or DEFAULT
    lesson, shown = library.lesson_or_scenario(name)
    lesson = with_chosen_questions(lesson, opening.only) if opening.only is not None else lesson
    runs = GivenRuns(opening.given)
    runs.begin(lesson)
    course = course_of(library, runs)
    others = _others(lesson, shown or lesson.main_scenario.name, library)
    return Runs(lesson, course.traces(lesson), others, shown, _has_guessed(lesson))


@contextmanager
def opened_runs(opening: Opening, *, plain: bool = False) -> Iterator[Runs]:
    """Yield the runs of what was asked for; where a fault is hunted, no process of its app is left afterwards.

    Args:
        opening: What is asked for.
        plain: Whether what is said on the way is read aloud.

    Raises:
        UsageError: There is no such lesson, or nothing of the kind that is hunted fits the app.
        LessonError: It cannot be loaded.
        TraceFileError: A saved run cannot be loaded.
        AppError: The app in which a fault is hunted cannot be loaded.
    """
    if opening.hunt is None:
        yield runs_of(opening)
        return
    with hunting_ground(opening.hunt) as ground:
        from tracer.exercises.hunt import Hunt  # noqa: PLC0415 # only where a fault is hunted
        from tracer.exercises.hunt_lesson import hunt_lesson  # noqa: PLC0415 # as above
        from tracer.views.terminal import open_terminal  # noqa: PLC0415 # Rich takes 50 ms
        from tracer.views.waiting_line import WaitingLine  # noqa: PLC0415 # as above

        with WaitingLine(open_terminal(plain=plain), LOOKING_FOR_FAULT):
            hunt = Hunt.begin(ground, opening.hunt.seed, opening.hunt.level)
            paper = broken_paper(hunt, opening.hunt)
            lesson = hunt_lesson(hunt)
        others = {lesson.beside or "": f"{lesson.main_scenario.title}, on the healthy app"}
        yield Runs(lesson, paper.traces, others, quiz=paper.command)


def _others(lesson: Lesson, shown: str, library: "Library") -> dict[str, str]:
    """Return the runs that can stand beside the one that is shown, with their titles: the lesson's ``beside`` first."""
    titles = {name: scenario.title for name, scenario in lesson.scenarios.items()}
    if lesson.beside and lesson.beside not in titles:
        scenario, _, app = lesson.beside.partition("@")
        holder = lesson if scenario in titles else library.lesson_with_scenario(scenario)
        title = holder.scenarios[scenario].title
        titles = {lesson.beside: f"{title}, on {app}" if app else title, **titles}
    elif lesson.beside:
        titles = {lesson.beside: titles[lesson.beside], **titles}
    return {name: title for name, title in titles.items() if name != shown}


def _has_guessed(lesson: Lesson | None) -> bool:
    """Tell whether the learner has guessed already what is behind the symptom of a lesson."""
    if lesson is None or not lesson.guess:
        return False
    from tracer.activities.progress import has_guessed  # noqa: PLC0415 # only where something is to be guessed

    return has_guessed(lesson)


def _saved(opening: Opening) -> Runs:
    """Return saved runs, with the lesson to which the first one belongs."""
    from tracer.trace.files import load_trace  # noqa: PLC0415 # only where a saved run is shown

    traces = [load_trace(path) for path in opening.saved]
    library = library_of(opening.folders)
    lesson = library.lesson(opening.name) if opening.name else library.lesson_of(traces[0])
    return saved_runs(traces, lesson, files=[str(path) for path in opening.saved], guessed=_has_guessed(lesson))


def full_screen(opening: Opening) -> int:
    """Open the walkthrough, and return the exit code when it is left.

    Raises:
        TracerError: It cannot be shown, or something other than its votes is in the file for the votes.
    """
    with imported_from("learn", FULL_SCREEN, or_else=AS_TEXT):
        import_module("tracer.views.walkthrough.app")  # Textual takes 240 ms
    with opened_runs(opening) as runs:
        return _on_full_screen(opening, runs)


def _on_full_screen(opening: Opening, runs: Runs) -> int:
    """Open the walkthrough of some runs, and return the exit code when it is left. Raises as ``full_screen`` does."""
    from tracer.views.walkthrough.app import WalkthroughApp  # noqa: PLC0415 # as above
    from tracer.views.walkthrough.options import WalkthroughOptions  # noqa: PLC0415 # as above

    if opening.votes is not None:
        from tracer.quiz.votes_file import load_votes  # noqa: PLC0415 # only where somebody votes

        load_votes(opening.votes, runs.lesson.name if runs.lesson else "", runs.name)
    app = WalkthroughApp(
        runs,
        WalkthroughOptions(
            title=runs.title,
            home=progress_path().parent,
            resume=opening.again,
            keep=lambda *answer: _keep(runs.lesson if opening.hunt is None else None, *answer),
            at=opening.at,
            layout=opening.layout,
            theme=opening.theme,
            seconds=opening.seconds,
            predict=opening.predict,
            votes=opening.votes,
            class_name=opening.class_name or datetime.now().astimezone().strftime("%Y-%m-%d %H:%M"),
            stop_runs=_stop_nothing if opening.saved else _stop_runs,
        ),
    )
    outcome = app.run()
    if outcome is None:
        # It has crashed; Textual has restored the terminal and printed what the crash says.
        return UNFORESEEN
    if outcome.error is not None:
        raise outcome.error
    if outcome.votes is not None:
        tell(f"The votes of your class are kept as JSON, and as CSV beside it:\n  {outcome.votes}")
    tell(_how_to_go_on(opening, outcome, runs.lesson))
    return outcome.exit_code


def _how_to_go_on(opening: Opening, outcome: "WalkthroughOutcome", lesson: Lesson | None) -> str:
    """Say where the walkthrough was left, and which command goes on there."""
    again = opening.again(outcome)
    if outcome.in_quiz and lesson is not None and opening.hunt is None:
        quiz = command_line("quiz", lesson.name, "--continue", *folder_options(opening.folders))
        quiz += opening.given.options
        return (
            f"You left in the quiz. To go on with what is not answered yet:\n  {quiz}\n"
            f"To open the lesson there:\n  {again}"
        )
    if outcome.step == 0:
        return f"To open it again:\n  {again}"
    if outcome.step > outcome.count > 0:
        return f"You left at the end, after {outcome.count} steps. To open it there:\n  {again}"
    of = f" of {outcome.count}" if outcome.count else ""
    return f"You left at step {outcome.step}{of}. To go on there:\n  {again}"


def _stop_nothing() -> None:
    """A saved run is no process, and needs nothing of what runs an app."""


def _stop_runs() -> None:
    from tracer.recording.child_process import end_all  # noqa: PLC0415 # not where saved runs are played

    end_all()


def _keep(lesson: Lesson | None, question: Question, right: bool, hints: int, seconds: float) -> None:  # noqa: FBT001 # an answer is one value
    if lesson is not None:
        with Progress(progress_path()) as progress:
            progress.record(lesson.name, question, right=right, hints=hints, seconds=seconds)


def linear(opening: Opening, *, plain: bool) -> int:
    """Write the whole lesson as linear text."""
    from tracer.views.terminal import open_terminal  # noqa: PLC0415 # Rich takes 50 ms

    terminal = open_terminal(plain=plain)
    if opening.at:
        terminal.tell("--at is left aside: as text, the lesson is written from its beginning.")
    with opened_runs(opening, plain=plain) as runs:
        if runs.lesson is not None and runs.shown is None:
            from tracer.activities.transcript import transcript  # noqa: PLC0415 # as above

            terminal.show(transcript(runs.lesson, runs.trace, terminal.tell))
        else:
            from tracer.views.run import RunOptions, show_run  # noqa: PLC0415 # as above

            show_run(terminal, runs.trace(runs.shown), runs.lesson, RunOptions(questions=False))
    return 0


def one_by_one(opening: Opening) -> int:
    """Show one step after the other as plain text."""
    from tracer.views.terminal import open_terminal  # noqa: PLC0415 # as above
    from tracer.views.walkthrough.plain_text import PlainTextWalkthrough  # noqa: PLC0415 # as above

    terminal = open_terminal("never", plain=True)
    with opened_runs(opening, plain=True) as runs:
        show = runs.show()
    count = len(show.table.steps)
    if opening.at > count + 1:
        terminal.tell(f"There is no step {opening.at}: this run has {count} steps. This is its end.")
    position = Position(count, predicting=opening.predict).at(opening.at)

    def ask(prompt: str) -> str | None:
        terminal.ask(prompt)
        line = typed_line()
        return line.rstrip("\n") if line else None

    reader = PlainTextWalkthrough(show, position, ask, terminal.write)
    code = 0
    try:
        reader.play()
    except KeyboardInterrupt:
        terminal.tell("")
        code = INTERRUPTED
    if not reader.position.is_end and reader.position.step:
        again = replace(opening, predict=reader.position.predicting).at_step(reader.position.step)
        terminal.tell(f"To go on there: {again} --pause")
    return code


def follow_notes(*, theme: str, plain: bool) -> int:
    """Show the speaker notes of a walkthrough in another terminal, until they are left."""
    folder = progress_path().parent / "walkthroughs"
    if plain or not has_full_screen():
        from tracer.views.terminal import open_terminal  # noqa: PLC0415 # as above
        from tracer.views.walkthrough.speaker_notes.plain import follow  # noqa: PLC0415 # as above

        follow(folder, open_terminal("never", plain=True).write)
        return 0
    with imported_from("learn", FULL_SCREEN, or_else=AS_TEXT):
        from tracer.views.walkthrough.speaker_notes.app import NotesApp  # noqa: PLC0415 # as above

    app = NotesApp(folder, theme)
    app.run()
    return app.return_code or 0
