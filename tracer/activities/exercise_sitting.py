"""Mending an exercise at a terminal: each save is judged, and a key gives a hint, a table, or the next exercise."""

import time
from typing import TYPE_CHECKING

from tracer.activities.exercise_report import ReportedExercise, mended_in, opening_of, runs_of_save, verdict_on
from tracer.activities.exercise_shelf import ExerciseRecord, as_typed, listed_exercises
from tracer.activities.exercise_trials import ExerciseTrials, JudgedApp
from tracer.activities.keyboard import Keyboard
from tracer.activities.paged_reading import PagedReading
from tracer.activities.saves import Saves
from tracer.activities.single_key import ENTER, LEAVE
from tracer.activities.wake_up import WakeUp
from tracer.command_line import command_line
from tracer.errors import ExerciseError
from tracer.exercises.difference_wording import HEALTHY_APP_NAME, YOUR_APP, place_in_words
from tracer.exercises.differing_step import DifferingStep, differing_step
from tracer.exercises.edit_effect import EditEffect, edit_effect
from tracer.exercises.exercise import APP_FILE, Exercise
from tracer.exercises.learner_folder import LearnerFolder
from tracer.findings import find
from tracer.findings.finding import Finding
from tracer.quiz.exercise_progress import ExerciseEvent
from tracer.trace.events import Trace
from tracer.trace.table import table
from tracer.views.compare import ComparisonView
from tracer.views.execution_table import ExecutionTable
from tracer.views.exercise_list import ExerciseList
from tracer.views.findings import FindingList
from tracer.views.hunt import Symptom
from tracer.views.key_line import KeyLine
from tracer.views.mend import HintsSoFar
from tracer.views.not_mended import FirstDifference
from tracer.views.run import trackers_of
from tracer.views.screens import height_of
from tracer.views.terminal import Terminal, View
from tracer.views.variable_tracker import VariableTracker

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

_LEAVE = LEAVE | {"q"}


class Mending:
    """One exercise at a terminal, from its complaint to its end.

    Args:
        exercise: The exercise.
        folder: The folder in which the learner mends it.
        trials: Runs and judges the learner's app.
        record: What is kept of the learner.
        terminal: Where everything is shown.
    """

    def __init__(
        self,
        exercise: Exercise,
        folder: LearnerFolder,
        trials: ExerciseTrials,
        record: ExerciseRecord,
        terminal: Terminal,
    ) -> None:
        self._exercise = exercise
        self._folder = folder
        self._trials = trials
        self._record = record
        self._terminal = terminal
        self._judged: JudgedApp | None = None
        self._last_run: JudgedApp | None = None
        self._unseen: Sequence[View] = ()
        self._reading: PagedReading | None = None
        self._was_missing = False
        self._is_left = False
        self._next: str | None = None
        self._actions: Mapping[str, Callable[[], None]] = {
            **dict.fromkeys(ENTER, self._show_unseen),
            "h": self._hint,
            "r": self._judge,
            "s": self._complaint,
            "t": self._whole_table,
            "d": self._whole_difference,
            "l": self._list,
            "n": self._go_on,
            **dict.fromkeys(_LEAVE, self._leave),
        }

    def take(self, keyboard: Keyboard) -> str | None:
        """Show the exercise, and judge what is saved until somebody leaves.

        Returns:
            The exercise that comes next; None to leave.

        Raises:
            ExerciseError: The folder cannot be written or read.
            NotInstalledError: What notices a save is not installed.
        """
        with WakeUp() as wake_up, Saves(self._folder.path, wake_up):
            self._record.keep(self._exercise.name, ExerciseEvent.OPENED)
            self._terminal.begin_screen()
            opening = opening_of(self._exercise, self._folder, watched=True)
            self._terminal.show(opening)
            self._judge(below=opening)
            while not self._is_left:
                key = keyboard.wait(wake_up)
                if key is None:
                    wake_up.answer()
                    self._judge_what_was_saved()
                elif self._reading is not None:
                    self._reading.press(key)
                    self._go_on_reading(self._reading)
                elif (action := self._actions.get(key.lower())) is not None:
                    action()
        return self._next

    def tell_how_to_go_on(self) -> None:
        """Say, to somebody who breaks off, where the files are kept and how to go on."""
        command = command_line("mend", self._exercise.name, *as_typed(self._folder))
        self._terminal.tell(f"Your files are kept in {self._folder.path}. Go on with: {command}")

    def _judge_what_was_saved(self) -> None:
        """Judge the app if a file is another one than when it was judged last; an editor saves in several steps.

        Whoever is reading something longer than the screen has saved meanwhile, and wants to see what came of that.
        """
        try:
            known = self._judged is not None and self._folder.sources() == self._judged.sources
            if known and not self._was_missing:
                return
        except ExerciseError:
            return  # it is being written; the end of that is told, too
        self._terminal.begin_screen()
        self._judge(f"Saved at {time.strftime('%H:%M:%S')}.")

    def _judge(self, saved: str = "", below: View | None = None) -> None:
        """Judge the app and show what came of it; where its files cannot be read, say that.

        Args:
            saved: When it was saved, as a sentence.
            below: What is seen above it; where both have no room on the screen, a key is waited for first.
        """
        self._unseen, self._reading = (), None
        if (self._folder.path / APP_FILE).exists():
            self._terminal.tell(f"{saved} Its login is run …".lstrip())
        try:
            judged = self._trials.judged(self._exercise, self._folder)
        except ExerciseError as error:
            self._was_missing = True
            self._terminal.tell(str(error))
        else:
            self._was_missing = False
            verdict = self._verdict(judged)
            if below is not None and not self._has_room_for(below, *verdict):
                self._unseen = verdict
            else:
                self._show_verdict(verdict, above=1)
                return
        self._show_keys()

    def _show_verdict(self, views: "Sequence[View]", *, above: int) -> None:
        """Show what came of the app. What matters in one that is not mended stands at its end, and is seen at once.

        Args:
            views: What came of it.
            above: How many lines stand above it.
        """
        if self._judged is not None and self._judged.mended:
            self._read("Mended", views, above=above)
        else:
            self._terminal.show(*views)
            self._show_keys()

    def _has_room_for(self, *views: View) -> bool:
        """Tell whether views are seen at once on the screen, with the keys below them."""
        lines = self._terminal.lines
        needed = sum(height_of(view, self._terminal) + 1 for view in views)
        return lines is None or needed + self._key_lines + 1 <= lines

    @property
    def _key_lines(self) -> int:
        """How many lines the keys take."""
        return height_of(self._keys(), self._terminal)

    def _show_unseen(self) -> None:
        """Show what came of the app, for which there was no room below the complaint."""
        if self._unseen:
            views, self._unseen = self._unseen, ()
            self._terminal.begin_screen()
            self._show_verdict(views, above=0)

    def _read(self, title: str, views: "Sequence[View]", *, above: int = 0) -> None:
        """Let somebody read views, part by part where they are longer than the screen.

        Args:
            title: What is read.
            views: The views.
            above: How many lines stand above them.
        """
        reading = PagedReading(title, views, self._terminal, self._keys())
        reading.begin(above)
        self._go_on_reading(reading)

    def _go_on_reading(self, reading: PagedReading) -> None:
        """Let a reading have the next key; at its end say which other keys there are."""
        self._reading = None if reading.is_over else reading
        if reading.is_over:
            self._show_keys()

    def _verdict(self, judged: JudgedApp) -> "Sequence[View]":
        """Keep what came of the app, and return it with what the learner's edit has changed in its runs."""
        before, earlier, name = self._last_run, self._judged, self._exercise.name
        self._judged, self._last_run = judged, judged if judged.traces else before
        is_new = earlier is not None and judged.sources != earlier.sources
        if is_new or (judged.mended and not self._record.standing(name).mended):
            self._record.keep(name, ExerciseEvent.MENDED if judged.mended else ExerciseEvent.NOT_YET)
        effect: EditEffect | None = None
        if earlier is not None and is_new and before is not None and judged.traces:
            effect = edit_effect(runs_of_save(before), runs_of_save(judged), was_run=bool(earlier.traces))
        healthy = self._trials.healthy_traces(self._exercise)
        reported = ReportedExercise(self._exercise, self._folder, healthy, self._record.standing(name).hints_before)
        return tuple(verdict_on(reported, judged, effect))

    def _show_keys(self) -> None:
        """Say what is waited for, and which keys there are."""
        self._terminal.show(self._keys(), apart=False)

    def _keys(self) -> KeyLine:
        if self._unseen:
            return KeyLine(
                [("Enter", "how its login went"), ("h", "hint"), ("l", "list"), ("q", "leave")],
                "Its login was run.",
            )
        keys = [("s", "complaint"), ("t", "whole table"), ("l", "list"), ("q", "leave")]
        if self._judged is not None and self._judged.mended:
            return KeyLine(
                [("n", "next exercise"), *keys], "Mended. Go on with the next exercise, or try out what else mends it."
            )
        hint = "next hint" if self._hints_taken else "hint"
        more = [("h", hint), ("r", "run again"), *keys[:2], ("d", "both apps side by side"), *keys[2:3]]
        return KeyLine(
            [*more, ("n", "next exercise"), keys[3]],
            f"Waiting for you to save {mended_in(self._exercise, self._folder)}",
        )

    @property
    def _traces(self) -> "Mapping[str, Trace]":
        return self._last_run.traces if self._last_run is not None else {}

    @property
    def _hints_taken(self) -> int:
        return self._record.standing(self._exercise.name).hints

    def _hint(self) -> None:
        """Show the hints that were taken and one more; the finding comes last."""
        hints, taken = self._exercise.hints, self._hints_taken
        more = taken < len(hints) + bool(self._exercise.finding)
        if more:
            self._record.keep(self._exercise.name, ExerciseEvent.HINT_TAKEN)
            taken += 1
        views: list[View] = [HintsSoFar(hints[:taken], len(hints))]
        if taken > len(hints):
            views.append(FindingList(self._findings()))
        elif not more:
            self._terminal.tell("There are no more hints.")
        self._read("Hints", views)

    def _findings(self) -> tuple[Finding, ...]:
        """Return what the tracer finds in the runs of the learner's app."""
        found = {each.code: each for trace in self._traces.values() for each in find(trace)}
        return tuple(found.values())

    def _complaint(self) -> None:
        self._terminal.show(Symptom(self._exercise.complaint))
        self._show_keys()

    def _whole_table(self) -> None:
        """Show the run of the learner's app with every column, and its variables; above it where it differs first."""
        trace = self._shown_trace()
        if trace is None:
            self._show_keys()
            return
        rows = table(trace)
        run = ExecutionTable(rows), VariableTracker(trackers_of(trace, None, rows))
        found = self._differing_step(trace, self._judged) if self._judged is not None else None
        self._read("The whole table", [*_first_difference(found), *run])

    def _whole_difference(self) -> None:
        """Show the healthy app and the learner's beside one another; above them where they differ first."""
        trace = self._shown_trace()
        if trace is None or self._judged is None:
            self._show_keys()
            return
        found = self._differing_step(trace, self._judged)
        names = HEALTHY_APP_NAME, YOUR_APP
        view = ComparisonView(found.comparison, *names, details=False, decisive=found.pair)
        self._read("Both apps side by side", [*_first_difference(found), view])

    def _differing_step(self, trace: Trace, judged: JudgedApp) -> DifferingStep:
        healthy = self._trials.healthy_traces(self._exercise)[judged.shown]
        return differing_step(healthy, trace, judged.judgement.deviation)

    def _shown_trace(self) -> Trace | None:
        trace = self._traces.get(self._judged.shown) if self._judged is not None else None
        if trace is None:
            self._terminal.tell("There is no run to show: your app has not been run to its end yet.")
        return trace

    def _list(self) -> None:
        lines = self._terminal.lines
        exercises = listed_exercises(self._record.standings())
        self._terminal.show(
            ExerciseList(exercises, None if lines is None else lines - self._key_lines - 2, left_by="q")
        )
        self._show_keys()

    def _go_on(self) -> None:
        """Leave for the next exercise; where all others are mended, say so."""
        self._next = self._record.following(self._exercise.name)
        self._is_left = self._next is not None
        if not self._is_left:
            self._terminal.tell("Every other exercise is mended.")
            self._show_keys()

    def _leave(self) -> None:
        self._is_left = True


def _first_difference(found: DifferingStep | None) -> "Iterator[View]":
    """Yield where a run differs first: what is read part by part begins with what matters in it."""
    if found is not None and found.pair is not None:
        yield FirstDifference(place_in_words(found))
