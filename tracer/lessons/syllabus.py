"""The syllabus: the lessons as a path, one after the other.

The order of the path is the order of the files: the learner's own ones first, then the built-in ones. A file is read
when something is to be said of its lesson, and not before.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tracer.errors import LessonError, UsageError, unknown
from tracer.lessons.library import LessonOutline, Library, lesson_name, outline_of

_OPENING = "Afterwards you can "
"""How the summary of a lesson begins, see docs/writing-lessons.md."""


@dataclass(frozen=True)
class Syllabus:
    """The lessons in the order in which they are taken.

    Attributes:
        files: The file of each lesson by its name, in this order.
    """

    files: dict[str, Path]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the lessons, in their order."""
        return tuple(self.files)

    def number(self, name: str) -> int:
        """Return which lesson of the path it is, from 1. Raises UsageError where it is none of them."""
        if name not in self.files:
            raise UsageError(unknown("lesson", name, self.names, "list --all"))
        return self.names.index(name) + 1

    def outline(self, name: str) -> LessonOutline:
        """Return what a list says of a lesson. Raises LessonError where its file cannot be read."""
        return outline_of(self.files[name])

    def after(self, name: str) -> Iterator[str]:
        """Yield the lessons behind one of them on the path, the nearest first; not one more after the last."""
        yield from self.names[self.number(name) :]

    def following(self, name: str) -> LessonOutline | None:
        """Return the lesson that comes next: the one that the file names, or else the one behind it.

        A file that cannot be read is passed over. None is returned at the end of the path.
        """
        named = self._named_by(name)
        for candidate in (*([named] if named else ()), *self.after(name)):
            try:
                return self.outline(candidate)
            except LessonError:
                continue
        return None

    def _named_by(self, name: str) -> str | None:
        try:
            following = self.outline(name).next
        except LessonError:
            return None
        return following if following in self.files else None


def syllabus_of(library: Library) -> Syllabus:
    """Return the path through the lessons of a library. Of two lessons of one name the first one counts."""
    files: dict[str, Path] = {}
    for path in library.paths():
        files.setdefault(lesson_name(path), path)
    return Syllabus(files)


def you_can_now(summary: str) -> str | None:
    """Return what a learner can do at the end of a lesson, made of what its summary promises.

    Args:
        summary: The summary: "Afterwards you can …".

    Returns:
        "You can now …"; None where the summary does not begin as it should.
    """
    told = " ".join(summary.split())
    return f"You can now {told.removeprefix(_OPENING)}" if told.startswith(_OPENING) else None
