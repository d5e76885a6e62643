"""What can be understood of a lesson file that does not fit the schema: everything but the parts that do not fit.

Whoever takes a lesson wants a whole one; its author wants to hear of every problem at once. So what does not fit is
left out, part by part, until the rest can be read. It is noted which parts are not as the author means them: nothing
else that is found about these would help.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

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
from tracer.lessons.schema import Lesson
from tracer.trace.scenario import Scenario
from tracer.trace.validation import read
from tracer.trace.wrong_values import KeyPath, WrongValue, WrongValueError

_GONE: Final = object()
"""Stands in a list for an item that is left out, so that the others keep their numbers."""

_EMPTY: Mapping[str, object] = {"title": "", "summary": "", "minutes": 1}
"""What stands for what a lesson must say and does not."""

_EMPTY_IN: Mapping[str, Mapping[str, object]] = {
    "questions": {"id": "", "text": ""},
    "moments": {"question": "", "answer": ""},
    "notes": {"text": ""},
    "scenarios": {"title": ""},
}
"""The same for the items of a lesson's lists, by the list."""

_AS_ONE = frozenset({"flow", "code", "textbook", "requires"})
"""Parts of a lesson of which nothing can be understood without the whole."""

_NEEDS_ALL = frozenset({"actions", "asks", "claim", "claims", "items", "step", "steps", "track"})
"""What says something else when one of its keys is left out."""

_DECIDES = frozenset({"kind", "asks", "items", "scenario"})
"""Keys of a question without which none of its answers can be judged."""


@dataclass(frozen=True)
class LessonFile:
    """A lesson file, as far as it can be understood.

    Attributes:
        path: The file.
        lesson: The lesson, without the parts that do not fit.
        flaws: What does not fit.
        unsound: The parts that are not as the author means them.
        spoiled: The scenarios that cannot be performed for that reason, each with what is wrong.
        lines: Where the keys of the file stand.
        moved: Where an item of a list stands in the file, if items before it are left out.
    """

    path: Path
    lesson: Lesson
    flaws: tuple[Flaw, ...] = ()
    unsound: frozenset[KeyPath] = frozenset()
    spoiled: Mapping[str, str] = field(default_factory=dict)
    lines: KeyLines = field(default_factory=KeyLines)
    moved: Mapping[KeyPath, KeyPath] = field(default_factory=dict)

    def in_file(self, place: KeyPath) -> KeyPath:
        """Return where a part of the lesson stands in the file."""
        return _in_file(place, self.moved)

    def is_sound(self, place: KeyPath) -> bool:
        """Whether a place of the file and all that is around and inside of it is as the author means it."""
        return _is_sound(place, self.unsound)


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
        lesson, rest = read(Lesson, content), _Rest({}, [])
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
    moved = {**rest.moved, **_guess_moved(lesson, order, rest.moved)}
    return LessonFile(path, lesson, (*flaws, *strangers), frozenset(rest.unsound), spoiled, lines_in(path), moved)


def _guess_moved(lesson: Lesson, order: Sequence[str], moved: Mapping[KeyPath, KeyPath]) -> dict[KeyPath, KeyPath]:
    """Return where the questions stand in the file, which a guess has left that now comes first."""
    if not lesson.guess:
        return {}
    first = order.index(lesson.guess)
    places = [first, *(place for place in range(len(order)) if place != first)]
    return {("questions", now): moved.get(("questions", was), ("questions", was)) for now, was in enumerate(places)}


def _with_remedy(flaw: Flaw, content: Mapping[str, Any]) -> Flaw:
    """Return a flaw with what to do where a number or a truth value is written as a text."""
    value: Any = content
    for key in flaw.keys:
        value = value.get(key) if isinstance(value, dict) else value[int(key)]
    is_quoted = isinstance(value, str) and flaw.message.startswith(("a whole number", "true or false"))
    return replace(flaw, message=f"{flaw.message}: write it without quotation marks") if is_quoted else flaw


_NOTHING = Scenario(title="", actions=())


class _Rest:
    """The content of a file while parts of it are left out."""

    def __init__(self, content: dict[str, Any], flaws: list[Flaw]) -> None:
        self.content = deepcopy(content)
        self.flaws = flaws
        self.unsound: set[KeyPath] = set()
        self.spoiled: dict[str, str] = {}
        self.moved: dict[KeyPath, KeyPath] = {}

    def compacted(self) -> dict[str, Any]:
        """Return the content without what is left out."""
        self.moved = {}
        content: dict[str, Any] = self._compacted(self.content, (), ())
        return content

    def _compacted(self, value: Any, old: KeyPath, new: KeyPath) -> Any:
        if isinstance(value, dict):
            return {key: self._compacted(item, (*old, key), (*new, key)) for key, item in value.items()}
        if not isinstance(value, list):
            return value
        found: list[Any] = []
        for index, item in enumerate(value):
            if item is not _GONE:
                there = (*new, len(found))
                self.moved[there] = (*old, index)
                found.append(self._compacted(item, (*old, index), there))
        return found

    def in_file(self, place: KeyPath) -> KeyPath:
        """Return where something stands in the file that stands at a place of what is left."""
        return _in_file(place, self.moved)

    def note(self, flaws: Iterable[Flaw]) -> None:
        """Keep the flaws that do not follow from what was left out."""
        there = [replace(flaw, keys=self.in_file(flaw.keys)) for flaw in flaws]
        self.flaws += [flaw for flaw in there if _is_sound(flaw.keys, self.unsound)]

    def leave_out(self, problem: WrongValue, place: KeyPath) -> None:
        """Take out what does not fit, or put something in its place that fits and says nothing.

        Args:
            problem: What does not fit.
            place: Where it stands in the file.
        """
        if self._as_meant(problem, place):
            return
        if problem.is_strange_key and not _NEEDS_ALL.intersection(place):
            self.take(place)
            self.unsound.add(place)
            return
        part = _part_of(place[:-1] if problem.is_strange_key else place)
        if part[:1] == ("scenarios",) and len(part) == 2:  # noqa: PLR2004 # the way to one scenario
            self.spoiled[str(part[1])] = problem.message[:1].lower() + problem.message[1:]
            if place[2:3] == ("actions",) and self._holds(place[:4]) and len(place) > 3:  # noqa: PLR2004 # the way to one action
                # What the others name can still be looked up.
                self.take(place[:4])
            else:
                self._put(part, {"title": "", "actions": []})
        elif part[:1] == ("questions",) and len(part) == 2:  # noqa: PLR2004 # the way to one question
            self.take(place[:3])
        elif not self._put_empty(place):
            # What is missing cannot be taken out: what it is missing in goes, if it is not the whole file.
            part = part if self._holds(part) or len(part) == 1 else part[:-1]
            self.take(part)
        self.unsound.add(part)

    def _as_meant(self, problem: WrongValue, place: KeyPath) -> bool:
        """Give a misspelt key the name that is meant, if that one is free; tell whether that was done."""
        around = self._at(place[:-1])
        if not problem.meant or not isinstance(around, dict) or problem.meant in around:
            return False
        around[problem.meant] = around.pop(str(place[-1]))
        return True

    def _put_empty(self, place: KeyPath) -> bool:
        """Put something empty in the place of a text that must be there; tell whether that was done."""
        key = place[-1]
        empty = _EMPTY if len(place) == 1 else _EMPTY_IN.get(str(place[0]), {}) if len(place) == 3 else {}  # noqa: PLR2004 # list, index, key
        if key not in empty:
            return False
        self._put(place, str(int(place[1]) + 1) if key == "id" else empty[str(key)])
        return True

    def _at(self, place: KeyPath) -> Any:
        """Return what stands at a place; None where there is nothing."""
        here: Any = self.content
        for key in place:
            try:
                here = here[key]
            except (LookupError, TypeError):
                return None
            if here is _GONE:
                return None
        return here

    def _holds(self, place: KeyPath) -> bool:
        return self._at(place) is not None

    def _put(self, place: KeyPath, value: object) -> None:
        around = self._at(place[:-1])
        if around is not None:
            around[place[-1]] = value

    def take(self, place: KeyPath) -> None:
        """Take a key or an item out."""
        around, key = self._at(place[:-1]), place[-1]
        if isinstance(around, list):
            around[int(key)] = _GONE
        elif around is not None:
            around.pop(key, None)


def _understood(content: dict[str, Any]) -> tuple[Lesson, _Rest]:
    """Return what can be read of a file, and what was left out of it.

    What comes to light only when something else is left out is a flaw as well, unless it follows from that.
    """
    rest = _Rest(content, [])
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


def _part_of(place: KeyPath) -> KeyPath:
    """Return what cannot be understood any more when something at a place does not fit."""
    first, *inside = place
    if first in _AS_ONE:
        return place[:1]
    if first == "scenarios" and inside[1:2] != ["title"]:
        return place[:2]
    if first == "questions" and len(inside) > 1 and inside[1] in _DECIDES:
        return place[:2]
    return place


def _is_sound(place: KeyPath, unsound: Collection[KeyPath]) -> bool:
    return not any(_related(place, part) for part in unsound)


def _related(one: KeyPath, other: KeyPath) -> bool:
    """Whether one place is inside of another one, or the same."""
    return all(left == right for left, right in zip(one, other, strict=False))


def _in_file(place: KeyPath, moved: Mapping[KeyPath, KeyPath]) -> KeyPath:
    for length in range(len(place), 0, -1):
        if place[:length] in moved:
            return moved[place[:length]] + place[length:]
    return place
