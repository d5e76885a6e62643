"""How a learner stands with the exercises: what happened in each, and when."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from tracer.trace.wording.phrases import counted


class ExerciseEvent(StrEnum):
    """What happens to an exercise, as it is kept."""

    OPENED = "opened"
    HINT_TAKEN = "hint"
    NOT_YET = "not yet"
    """The learner's app was judged, and is not mended."""
    MENDED = "mended"
    """The learner's app was judged, and is mended."""


@dataclass(frozen=True)
class ExerciseProgress:
    """How a learner stands with one exercise.

    Attributes:
        judged: How often the learner's app was judged.
        hints: How many hints were taken.
        mended: Whether it was ever mended.
        hints_before: How many hints had been taken when it was first mended.
        last: When something happened last, in UTC: ``2026-01-05 09:00:00``.
    """

    judged: int = 0
    hints: int = 0
    mended: bool = False
    hints_before: int = 0
    last: str = ""

    def after(self, event: str, when: str) -> "ExerciseProgress":
        """Return how the learner stands after one more event; one that this version does not know counts for nothing.

        Args:
            event: The event, as it is kept.
            when: When it happened, in UTC.
        """
        later = replace(self, last=when)
        if event == ExerciseEvent.HINT_TAKEN:
            return replace(later, hints=self.hints + 1)
        if event == ExerciseEvent.NOT_YET:
            return replace(later, judged=self.judged + 1)
        if event == ExerciseEvent.MENDED:
            hints = self.hints_before if self.mended else self.hints
            return replace(later, judged=self.judged + 1, mended=True, hints_before=hints)
        return later


@dataclass(frozen=True)
class ListedExercise:
    """An exercise as it stands in the list.

    Attributes:
        name: Its name.
        title: What somebody sees who uses the app.
        standing: How the learner stands with it; None where it was never opened.
        here: Whether it is the one that comes next.
    """

    name: str
    title: str
    standing: ExerciseProgress | None
    here: bool = False

    @property
    def is_mended(self) -> bool:
        """Whether it was ever mended."""
        return self.standing is not None and self.standing.mended

    @property
    def said(self) -> str:
        """How the learner stands with it, in words; empty where it was never opened."""
        if self.standing is None:
            return ""
        hints = self.standing.hints_before if self.standing.mended else self.standing.hints
        numbers = ((hints, "hint", "hints"), (self.standing.judged, "try", "tries"))
        told = [counted(*number) for number in numbers if number[0]]
        return ", ".join(["mended" if self.standing.mended else "begun", *told])


def exercise_progress(rows: Iterable[tuple[str, str, str]]) -> dict[str, ExerciseProgress]:
    """Return how a learner stands with each exercise that was begun; the one of the latest event comes last.

    Args:
        rows: The name of the exercise, the event, and when it happened, in the order in which they happened.
    """
    standings: dict[str, ExerciseProgress] = {}
    for name, event, when in rows:
        standings[name] = standings.pop(name, ExerciseProgress()).after(event, when)
    return standings


def following_exercise(names: Sequence[str], kept: Mapping[str, ExerciseProgress], after: str | None) -> str | None:
    """Return the exercise that comes next: the first behind another one that is not mended, or the first at all.

    Args:
        names: All of them, from easy to hard.
        kept: How the learner stands with those that were begun.
        after: The one behind which it comes; None for the beginning.

    Returns:
        Its name; None where all the others are mended.
    """
    begin = names.index(after) + 1 if after in names else 0
    onward = [*names[begin:], *names[:begin]]
    return next((name for name in onward if name != after and not is_mended(kept, name)), None)


def exercise_of_today(names: Sequence[str], kept: Mapping[str, ExerciseProgress]) -> str | None:
    """Return the exercise with which the learner goes on: the last one that was begun, or the one that follows it.

    Args:
        names: All of them, from easy to hard.
        kept: How the learner stands with those that were begun, the latest one last.

    Returns:
        Its name; None where all are mended.
    """
    last = next((name for name in reversed([*kept]) if name in names), None)
    if last is not None and not is_mended(kept, last):
        return last
    return following_exercise(names, kept, last)


def is_mended(kept: Mapping[str, ExerciseProgress], name: str) -> bool:
    """Tell whether an exercise was ever mended."""
    return name in kept and kept[name].mended
