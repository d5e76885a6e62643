"""Where a learner is on the path through the lessons: read from the answers, and from where a lesson was left."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from tracer.errors import LessonError
from tracer.lessons.library import LessonOutline, load_lesson
from tracer.lessons.syllabus import Syllabus
from tracer.quiz.progress_store import LessonPlace, LessonProgress, Progress, lesson_progress


@dataclass(frozen=True)
class Whereabouts:
    """Where a learner goes on.

    Attributes:
        lesson: The lesson; None where every lesson of the path is behind the learner.
        place: Where in it, as ``lesson --from`` takes it; empty where the lesson begins.
        begun: Whether anything at all was taken or answered so far.
    """

    lesson: str | None
    place: str = ""
    begun: bool = False


@dataclass(frozen=True)
class PathStop:
    """A lesson of the path as a learner sees it.

    Attributes:
        number: Which one it is.
        outline: What a list says of it.
        standing: How the learner stands with its questions; None where none was answered.
        passed: Whether it is behind the learner.
        here: Whether the learner goes on with it.
        place: Where in it the learner goes on, as ``lesson --from`` takes it; empty where it begins.
    """

    number: int
    outline: LessonOutline
    standing: LessonProgress | None = None
    passed: bool = False
    here: bool = False
    place: str = ""


@dataclass(frozen=True)
class PathProgress:
    """How a learner stands with the lessons of a path. A lesson is loaded only where its answers must be counted.

    Attributes:
        syllabus: The path.
        progress: What is kept of the learner; None where nothing is kept.
    """

    syllabus: Syllabus
    progress: Progress | None
    _standings: dict[str, LessonProgress | None] = field(default_factory=dict, repr=False, compare=False)

    def standing(self, name: str) -> LessonProgress | None:
        """Return how the learner stands with the questions of a lesson; None where none of them was answered.

        A lesson that cannot be loaded counts as one without an answer: check-lessons says what is wrong with it.
        """
        if name not in self._standings:
            self._standings[name] = self._counted(name)
        return self._standings[name]

    def _counted(self, name: str) -> LessonProgress | None:
        if self.progress is None or name not in self.progress.last_answers():
            return None
        try:
            lesson = load_lesson(self.syllabus.files[name])
        except LessonError:
            return None
        return lesson_progress(self.progress.of_lesson(lesson).values())

    def is_passed(self, name: str) -> bool:
        """Tell whether a lesson is behind the learner: it was taken to its end, or each of its questions was tried."""
        place = self._places().get(name)
        if place is not None and place.is_end:
            return True
        standing = self.standing(name)
        return standing is not None and standing.is_tried

    def whereabouts(self) -> Whereabouts:
        """Return where the learner goes on.

        That is in the lesson that was begun last, as long as it is not passed. Then comes the first lesson behind it
        that is not passed, and after the end of the path the first one at all. An answer that was given elsewhere, in a
        quiz or below a run, helps to pass its lesson, but leads nobody away: that was a look, and no beginning.

        Raises:
            ProgressError: The file with the progress cannot be read.
        """
        last = self._last()
        if last is not None and not last.is_end:
            return Whereabouts(last.lesson, last.place, begun=True)
        begun = last is not None or bool(
            self.progress and self.progress.last_answers().keys() & self.syllabus.files.keys()
        )
        onward = self._onward(last.lesson if last is not None else None)
        return Whereabouts(next((name for name in onward if not self.is_passed(name)), None), begun=begun)

    def stops(self, outlines: Iterable[LessonOutline]) -> list[PathStop]:
        """Return the path as a map: every lesson, those that are behind the learner, and the one that comes next.

        Args:
            outlines: What is said of each lesson, in their order; of two of one name the first one counts.
        """
        here = self.whereabouts().lesson
        once = {outline.name: outline for outline in reversed([*outlines])}
        return [
            PathStop(number, once[name], self.standing(name), self.is_passed(name), name == here)
            for number, name in enumerate(self.syllabus.names, start=1)
            if name in once
        ]

    def _places(self) -> dict[str, LessonPlace]:
        return self.progress.places() if self.progress is not None else {}

    def _last(self) -> LessonPlace | None:
        """Return the place that was reached last in a lesson of this path."""
        return next((place for name, place in self._places().items() if name in self.syllabus.files), None)

    def _onward(self, last: str | None) -> tuple[str, ...]:
        """Return the lessons in the order in which one goes on after a lesson: to the end, then from the beginning."""
        names = self.syllabus.names
        if last is None:
            return names
        following = self.syllabus.following(last)
        behind = (*((following.name,) if following is not None else ()), *self.syllabus.after(last))
        return (*behind, *names)
