"""Where a lesson stops for a person: what it is about, the idea, and its ways, each with the places in it."""

from collections.abc import Iterator
from dataclasses import replace

from tracer.activities.screens import ScreenHeading
from tracer.activities.ways import ASKED, LessonWays
from tracer.errors import UsageError
from tracer.lessons.bookmark import BEGINNING, IDEA, Bookmark
from tracer.lessons.schema import Lesson
from tracer.lessons.syllabus import Syllabus
from tracer.lessons.ways import GUESS, WAYS_OF_A_HUNT, ways_of
from tracer.trace.wording.phrases import counted
from tracer.views.concept_flow import FlowIdea
from tracer.views.lesson import KeyMoments
from tracer.views.lesson_frame import LessonNumber, WayHeading
from tracer.views.terminal import View

_BEFORE = (BEGINNING, IDEA)

_MOST_PARTS = 9999
"""In how many parts something is shown depends on the window, and a place may come from another one than this."""


class LessonStops:
    """The stops of a lesson, in their order.

    Args:
        lesson: The lesson.
        ways: What its ways show.
        syllabus: The path on which it is.
        guessed: Whether what tells the cause of a fault may be seen from the beginning.
    """

    def __init__(self, lesson: Lesson, ways: LessonWays, syllabus: Syllabus, *, guessed: bool) -> None:
        self._lesson = lesson
        self._ways = ways
        self._syllabus = syllabus
        self._guessed = guessed
        self._head = ways.head(guessed=guessed)
        self._of_ways = ways_of(lesson)
        self._names = (BEGINNING, *((IDEA,) if self._head.flow is not None else ()), *self._of_ways)

    def checked(self, place: Bookmark) -> Bookmark:
        """Return where to begin for a place that somebody names. What tells a secret waits for the guess.

        Raises:
            UsageError: This lesson has no such place.
        """
        if place.way not in self._names:
            known = ", ".join(self._names[1:])
            raise UsageError(f'The lesson "{self._lesson.name}" has no way "{place.way}". It has: {known}.')
        if self._waits(place.way):
            return Bookmark(GUESS)
        most, what = self._numbered(place.way)
        if place.number is not None and place.number > most:
            raise UsageError(
                f'The lesson "{self._lesson.name}" has no place "{place}": {place.way} has {counted(most, what)}. '
                f"Where it begins: --from {place.way}"
            )
        return place

    def nearest(self, place: Bookmark) -> Bookmark:
        """Return where to begin for a place that was kept: the lesson may have changed since."""
        if place.way not in self._names:
            return Bookmark(BEGINNING)
        if self._waits(place.way):
            return Bookmark(GUESS)
        if place.number is None:
            return place
        return replace(place, number=min(place.number, self._numbered(place.way)[0]) or None)

    def onward(self, begin: Bookmark) -> Iterator[Bookmark]:
        """Yield where each stop begins, from a place on."""
        yield begin
        yield from map(Bookmark, self._names[self._names.index(begin.way) + 1 :])

    def after(self, stop: str) -> str | None:
        """Return the stop behind another one; None behind the last one."""
        rest = self._names[self._names.index(stop) + 1 :]
        return rest[0] if rest else None

    def heading(self, stop: str) -> ScreenHeading:
        """Return what stands above a stop: which way it is, or before the ways which lesson."""
        if stop in _BEFORE:
            return LessonNumber(self._syllabus.number(self._lesson.name), len(self._syllabus.names))
        return WayHeading(self._of_ways.index(stop) + 1, len(self._of_ways), stop, WAYS_OF_A_HUNT[stop])

    def sections(self, stop: str) -> list[list[View]]:
        """Return what is shown at a stop that asks nothing: each key moment by itself, anything else as one section."""
        if stop == BEGINNING:
            return [[self._ways.beginning(guessed=self._guessed)]]
        if stop == IDEA:
            return [[FlowIdea(self._head.flow)]] if self._head.flow is not None else [[]]
        if stop == "moments":
            moments = self._ways.moments()
            return [[KeyMoments([each], at, len(moments))] for at, each in enumerate(moments, start=1)] or [[]]
        return [self._ways.views(stop)]

    def views(self, place: Bookmark) -> list[View]:
        """Return what a stop that asks nothing shows from a place on, where it is not shown screen by screen."""
        first = place.number or 1
        if place.way == "moments" and first > 1:
            return [KeyMoments(self._ways.moments()[first - 1 :], first)]
        if place.way in _BEFORE:
            return [view for views in self.sections(place.way) for view in views]
        return self._ways.views(place.way)

    def _waits(self, stop: str) -> bool:
        """Tell whether a stop tells what is still to be guessed."""
        waits = GUESS in self._names and not self._guessed
        return waits and self._names.index(GUESS) < self._names.index(stop)

    def _numbered(self, stop: str) -> tuple[int, str]:
        """Return how many numbered places a stop has at most, and what each of them is."""
        if stop == "predict":
            return len(self._ways.rows.steps), "row"
        if stop in ASKED:
            return len(self._ways.paper(stop, seed=None, alone=False).questions), "question"
        if stop == "moments":
            return len(self._ways.moments()), "key moment"
        return _MOST_PARTS, "part"


def in_words(stop: str | None, before: str) -> str:
    """Return what comes next in words; empty where nothing does.

    Args:
        stop: What comes next.
        before: The stop before it.
    """
    if stop is None or stop == IDEA:
        return "the idea" if stop else ""
    return f"the {'first' if before in _BEFORE else 'next'} way ({stop})"
