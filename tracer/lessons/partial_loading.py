"""What can be understood of a lesson file that does not fit the schema: everything but the parts that do not fit.

Whoever takes a lesson wants a whole one; its author wants to hear of every problem at once. So what does not fit is
left out, part by part, until the rest can be read. It is noted which parts are not as the author means them: nothing
else that is found about these would help.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from tracer.lessons.key_lines import KeyLines
from tracer.lessons.loading import (
    Flaw,
    finished,
    flaws_of,
    given_by_the_tracer,
    lacking_scenario,
    lines_in,
    parsed,
    require_version,
    without_meant,
)
from tracer.lessons.rest_of_file import RestOfFile, is_apart, place_in_file
from tracer.lessons.schema import Lesson
from tracer.trace.scalars import SCALARS, scalar
from tracer.trace.scenario import Scenario
from tracer.trace.validation import read
from tracer.trace.wrong_values import KeyPath, WrongValueError


@dataclass(frozen=True)
class LessonFile:
    """A lesson file, as far as it can be understood.

    Attributes:
        path: The file.
        lesson: The lesson, without the parts that do not fit.
        flaws: What does not fit.
        unsound: The parts that are not as the author means them, so that no run can bear them out.
        left_out: What is not there, or has something else in its place, in these parts.
        spoiled: The scenarios that cannot be performed for that reason, each with what is wrong.
        lines: Where the keys of the file stand.
        moved: Where an item of a list stands in the file, if items before it are left out.
        misspelt: The keys that are written otherwise in the file, by their places.
    """

    path: Path
    lesson: Lesson
    flaws: tuple[Flaw, ...] = ()
    unsound: frozenset[KeyPath] = frozenset()
    left_out: frozenset[KeyPath] = frozenset()
    spoiled: Mapping[str, str] = field(default_factory=dict)
    lines: KeyLines = field(default_factory=KeyLines)
    moved: Mapping[KeyPath, KeyPath] = field(default_factory=dict)
    misspelt: Mapping[KeyPath, str] = field(default_factory=dict)

    def in_file(self, place: KeyPath) -> KeyPath:
        """Return where a part of the lesson stands in the file, by the keys that are meant there."""
        return place_in_file(place, self.moved)

    def line_of(self, place: KeyPath, quoted: str = "") -> int:
        """Return the line of a place of the file; 0 where there is none.

        Args:
            place: The place, by the keys that stand there, or by those that are meant.
            quoted: Words of its value. If they are found there, their line is the one that is meant.
        """
        written = (self.misspelt.get(place[: length + 1], key) for length, key in enumerate(place))
        return self.lines.line_of(tuple(written), quoted)

    def is_sound(self, place: KeyPath) -> bool:
        """Whether a place of the file and all that is around and inside of it is as the author means it."""
        return is_apart(place, self.unsound)

    def is_there(self, place: KeyPath) -> bool:
        """Whether at a place of the file, and around and inside of it, nothing is left out."""
        return is_apart(place, self.left_out)


def load_in_part(path: Path) -> LessonFile:
    """Return what can be understood of the lesson in a file, and what does not fit.

    A number that is written as a text does not fit here, although the lesson can be taken: the author should know.

    Raises:
        LessonError: The file cannot be read, is no TOML, or is written in another version of the format.
    """
    content = parsed(path)
    require_version(path, content)
    flaws = [*given_by_the_tracer(content)]
    try:
        lesson, rest = read(Lesson, content), RestOfFile({}, [])
    except WrongValueError as error:
        lesson, rest = _understood(content)
        flaws += [_with_remedy(flaw, content) for flaw in flaws_of(content, error)]
        flaws += rest.flaws
    flaws += lacking_scenario(lesson)
    spoiled = dict(rest.spoiled)
    if not lesson.scenarios and lesson.trace is None:
        lesson, spoiled[""] = replace(lesson, scenarios={"": _NOTHING}), "the lesson has no scenario"
    order = [question.id for question in lesson.questions]
    lesson, strangers = finished(lesson, path)
    return LessonFile(
        path,
        lesson,
        (*flaws, *strangers),
        unsound=frozenset(rest.unsound),
        left_out=frozenset(rest.left_out),
        spoiled=spoiled,
        lines=lines_in(path),
        moved={**rest.moved, **_guess_moved(lesson, order, rest.moved)},
        misspelt=rest.misspelt,
    )


def _guess_moved(lesson: Lesson, order: Sequence[str], moved: Mapping[KeyPath, KeyPath]) -> dict[KeyPath, KeyPath]:
    """Return where the questions stand in the file, which a guess has left that now comes first."""
    if not lesson.guess:
        return {}
    first = order.index(lesson.guess)
    places = [first, *(place for place in range(len(order)) if place != first)]
    inside = {place: there for place, there in moved.items() if place[0] == "questions"}
    return {("questions", now): ("questions", was) for now, was in enumerate(places)} | {
        ("questions", places.index(int(was)), *rest): there for (_, was, *rest), there in inside.items()
    }


def _with_remedy(flaw: Flaw, content: Mapping[str, Any]) -> Flaw:
    """Return a flaw with what to do where a number or a truth value is written as a text."""
    value: Any = content
    for key in flaw.keys:
        value = value.get(key) if isinstance(value, dict) else value[int(key)]
    kind = next((kind for kind in (int, bool) if flaw.message.startswith(SCALARS[kind].words)), None)
    is_quoted = isinstance(value, str) and kind is not None and _means(kind, value)
    return replace(flaw, message=f"{flaw.message}: write it without quotation marks") if is_quoted else flaw


def _means(kind: type, value: str) -> bool:
    """Whether a text says a number or a truth value."""
    try:
        scalar(kind, lenient=True).check(value)
    except WrongValueError:
        return False
    return True


_NOTHING = Scenario(title="", actions=())


def _understood(content: dict[str, Any]) -> tuple[Lesson, RestOfFile]:
    """Return what can be read of a file, and what was left out of it.

    What comes to light only when something else is left out is a flaw as well, unless it follows from that.
    """
    rest = RestOfFile(content, [])
    for flaw in given_by_the_tracer(content):
        rest.take(flaw.keys)
    before: dict[str, Any] = {}
    while True:
        compact = rest.compacted()
        try:
            return read(Lesson, compact, lenient=True), rest
        except WrongValueError as error:
            if before:
                rest.note(flaws_of(compact, error))
            for problem in without_meant(error):
                # The only thing that is judged with the whole lesson is what it requires.
                place = rest.in_file(problem.place or ("requires",))
                rest.leave_out(problem, place)
                if compact == before:
                    rest.take(place[:1])
            before = compact
