"""Mending exercises: which one is opened, where it lies, and whether somebody sits there or a grader asks."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from tracer.activities.exercise_shelf import ExerciseRecord, as_typed, learner_folder, listed_exercises, opened_exercise
from tracer.activities.standard_streams import tell, write_json
from tracer.command_line import command_line
from tracer.errors import NotInstalledError, UsageError
from tracer.exercises.exercise import Exercise
from tracer.exercises.learner_folder import LearnerFolder
from tracer.exercises.loading import exercise
from tracer.quiz.exercise_progress import ExerciseEvent

if TYPE_CHECKING:
    from tracer.views.terminal import ColorChoice

_NOT_YET = 1
_CANNOT_BE_JUDGED = 3


def mend(name: str | None, folder: Path | None, *, color: "ColorChoice", plain: bool) -> int:
    """Let somebody at a terminal mend exercises, one after the other.

    Args:
        name: The exercise to begin with; None takes the one at which the learner is.
        folder: The folder in which those of all exercises lie; the one of the name ``mend`` where none is named.
        color: Whether to use colour.
        plain: Whether everything is shown in its plain form.

    Returns:
        The exit code: 0.

    Raises:
        UsageError: There is no exercise of this name.
        ExerciseError: It cannot be loaded, or its folder cannot be written.
        NotInstalledError: A library that it needs is not installed, or what notices a save.
    """
    from tracer.activities.exercise_sitting import Mending  # noqa: PLC0415 # as above
    from tracer.activities.exercise_trials import ExerciseTrials  # noqa: PLC0415 # the list needs none of it
    from tracer.activities.keyboard import single_keys  # noqa: PLC0415 # as above
    from tracer.views.terminal import open_terminal  # noqa: PLC0415 # as above

    record = ExerciseRecord()
    following = _chosen(name, record)
    terminal = open_terminal(color, plain=plain)
    with ExerciseTrials() as trials, single_keys() as keyboard:
        while following is not None:
            lies_in = learner_folder(following, folder)
            lies_in.make()
            mending = Mending(following, lies_in, trials, record, terminal)
            try:
                behind = mending.take(keyboard)
            except KeyboardInterrupt:
                mending.tell_how_to_go_on()
                raise
            following = _first_that_can_be_opened(behind, record) if behind is not None else None
    return 0


def judge_once(
    name: str | None, folder: Path | None, *, opens: bool, as_json: bool, color: "ColorChoice", plain: bool
) -> int:
    """Judge what lies in the folder of an exercise, and say what came of it.

    Args:
        name: The exercise; None takes the one at which the learner is.
        folder: The folder in which those of all exercises lie; the one of the name ``mend`` where none is named.
        opens: Whether the folder is made where there is none.
        as_json: Whether the verdict is written as JSON instead.
        color: Whether to use colour.
        plain: Whether it is shown in its plain form.

    Returns:
        The exit code: 0 where the app is mended, 1 where it is not yet, 3 where it cannot be judged.

    Raises:
        UsageError: There is no exercise of this name.
        ExerciseError: It cannot be loaded, or its folder holds no app or cannot be read.
        NotInstalledError: A library that it needs is not installed.
    """
    from tracer.activities.exercise_trials import ExerciseTrials  # noqa: PLC0415 # the list needs none of it

    record = ExerciseRecord()
    chosen = _chosen(name, record)
    if chosen is None:
        return 0
    lies_in = learner_folder(chosen, folder)
    if opens:
        lies_in.make()
        record.keep(chosen.name, ExerciseEvent.OPENED)
    with ExerciseTrials() as trials:
        judged, healthy = trials.judged(chosen, lies_in), trials.healthy_traces(chosen)
    if lies_in.changed():  # what was only opened is no try
        record.keep(chosen.name, ExerciseEvent.MENDED if judged.mended else ExerciseEvent.NOT_YET)
    if as_json:
        from tracer.activities.exercise_verdict import judged_to_plain  # noqa: PLC0415 # one of both is needed

        write_json(judged_to_plain(chosen, judged, lies_in), ascii_only=True)
    else:
        from tracer.activities.exercise_report import (  # noqa: PLC0415 # Rich takes 50 ms
            ReportedExercise,
            opening_of,
            verdict_on,
        )
        from tracer.views.suggested_commands import SuggestedCommands  # noqa: PLC0415 # as above
        from tracer.views.terminal import open_terminal  # noqa: PLC0415 # as above

        terminal = open_terminal(color, plain=plain)
        reported = ReportedExercise(chosen, lies_in, healthy, record.standing(chosen.name).hints_before)
        terminal.show(opening_of(chosen, lies_in, watched=False), *verdict_on(reported, judged))
        terminal.show(SuggestedCommands([*_onward(chosen.name, lies_in, record, mended=judged.mended)]))
    if judged.stopped_by is not None:
        return _CANNOT_BE_JUDGED
    return 0 if judged.mended else _NOT_YET


def list_exercises(*, as_json: bool, color: "ColorChoice", plain: bool) -> None:
    """Show the exercises from easy to hard, and how the learner stands with each.

    Args:
        as_json: Whether the list is written as JSON instead.
        color: Whether to use colour.
        plain: Whether it is shown in its plain form.
    """
    exercises = listed_exercises(ExerciseRecord().standings())
    if as_json:
        told = [
            {
                "name": each.name,
                "title": each.title,
                "begun": each.standing is not None,
                "mended": each.is_mended,
                "here": each.here,
                "judged": each.standing.judged if each.standing is not None else 0,
                "hints": each.standing.hints if each.standing is not None else 0,
            }
            for each in exercises
        ]
        write_json({"format": "login-flow-exercises", "format_version": 1, "exercises": told}, ascii_only=True)
        return
    from tracer.activities.paged_reading import read_by_key  # noqa: PLC0415 # Rich takes 50 ms, and JSON needs none of it
    from tracer.views.exercise_list import ExerciseList  # noqa: PLC0415 # as above
    from tracer.views.terminal import open_terminal  # noqa: PLC0415 # as above

    read_by_key("The exercises", [ExerciseList(exercises)], open_terminal(color, plain=plain))


def put_exercise_back(name: str, folder: Path | None, confirm: Callable[[str], object] | None) -> None:
    """Put the broken app of an exercise back. What the learner has written is kept in a folder beside it.

    Args:
        name: The exercise.
        folder: The folder in which those of all exercises lie; the one of the name ``mend`` where none is named.
        confirm: Asks the person whether to do so, and ends the command where the answer is no; None does not ask.

    Raises:
        UsageError: There is no exercise of this name, or nobody can be asked.
        ExerciseError: The folder cannot be read or written.
    """
    from tracer.views.terminal import open_terminal  # noqa: PLC0415 # Rich takes 50 ms

    terminal = open_terminal()
    lies_in = learner_folder(exercise(name), folder)
    if not lies_in.path.exists():
        lies_in.make()
        terminal.tell(f"Written: {lies_in.path}")
        return
    changed = lies_in.changed()
    if not changed:
        terminal.tell(f"{lies_in.path} is as it was handed out: there is nothing to put back.")
        return
    if confirm is not None:
        if not sys.stdin.isatty():
            command = command_line("mend", "--reset", name, "--yes", *as_typed(lies_in))
            raise UsageError(
                f"{lies_in.path} was changed, and nobody can be asked whether to put it back. Add --yes: {command}"
            )
        terminal.tell(f"{lies_in.path} was changed. Your files are kept in a folder beside it.")
        confirm("Put the broken app back?")
    kept = lies_in.put_back()
    terminal.tell(f"{lies_in.path} is as it was handed out. Your files are kept in {kept}")


def _onward(name: str, folder: LearnerFolder, record: ExerciseRecord, *, mended: bool) -> Iterator[tuple[str, str]]:
    """Yield what to do next: in words, and as a command."""
    typed = as_typed(folder)
    if not mended:
        yield "Judge it again when you have saved it", command_line("mend", name, "--once", *typed)
    elif (following := record.following(name)) is not None:
        yield "The next exercise", command_line("mend", following, *typed)
    yield "All exercises", command_line("mend", "--list")


def _chosen(name: str | None, record: ExerciseRecord) -> Exercise | None:
    """Return the exercise that is asked for, or the one at which the learner is; None where all are mended."""
    if name is not None:
        return opened_exercise(name)
    today = record.today()
    if today is None:
        tell(f"Every exercise is mended. All of them: {command_line('mend', '--list')}")
        return None
    return _first_that_can_be_opened(today, record)


def _first_that_can_be_opened(name: str, record: ExerciseRecord) -> Exercise | None:
    """Return an exercise, or the next behind it whose libraries are here; None, which is said, where there is none."""
    passed: list[str] = []
    following: str | None = name
    while following is not None and following not in passed:
        try:
            return opened_exercise(following)
        except NotInstalledError as error:
            tell(f"Passed over: {error}")
            passed.append(following)
            following = record.following(following)
    tell("No other exercise that is still to be mended can be opened here.")
    return None
