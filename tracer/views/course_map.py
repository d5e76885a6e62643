"""The map of the course: every lesson, what is behind the learner, where the learner is, and what is left."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from rich.cells import cell_len
from rich.console import RenderableType
from rich.text import Text

from tracer.command_line import command_line
from tracer.quiz.whereabouts import PathStop
from tracer.trace.wording.phrases import counted, listed
from tracer.views.column_widths import cut
from tracer.views.pieces import Hanging, heading
from tracer.views.suggested_commands import SuggestedCommands
from tracer.views.terminal import Marks, Space

_LEAST_TITLE = 20
"""With less room than this, a title would say nothing any more."""

_RIGHT = len("10 of 12")
_MINUTES = len("20 min")

_LEAST_ROWS = 3
"""At least so many lessons have a line of their own: where the learner is, the one before and the one after."""

_SECTIONS = {"basics": "Basics", "corners": "Corners", "faults": "Faults to find", "": "Lessons of your own"}
"""How the parts of the course are called. Faults stand where their matter was taught, so between other lessons."""


@dataclass(frozen=True)
class CourseMap:
    """The lessons as a path.

    Attributes:
        stops: The lessons in their order.
        scenarios: Whether the scenarios of each lesson are named too.
        most_lines: How many lines there are for the drawing. Where they do not suffice, lessons far from where the
            learner is are folded, many into one line. None where there is no end to the lines.
    """

    stops: Sequence[PathStop]
    scenarios: bool = False
    most_lines: int | None = None

    def draw(self, space: Space) -> Iterator[RenderableType]:
        """Yield a line for each lesson, below the part of the course to which it belongs."""
        yield heading("The course")
        yield Text(_summary(self.stops))
        marks = space.marks
        yield Text(f"{marks.yes} behind you   {marks.changed} you are here   {marks.unlit} to come", "quiet")
        widths = _Widths.of(self.stops, space)
        commands = [*SuggestedCommands([*self._commands]).draw(space)]
        near = self._near(len(commands))
        for part, stops in _sections(self.stops):
            yield Text()
            yield Text(_headline(part, stops), "heading")
            for is_near, some in groupby(stops, key=lambda stop: stop.number in near):
                yield from self._lessons([*some], widths, space, folded=not is_near)
        yield Text()
        yield from commands

    def _lessons(
        self, stops: Sequence[PathStop], widths: "_Widths", space: Space, *, folded: bool
    ) -> Iterator[RenderableType]:
        if folded and len(stops) > 1:
            yield _folded(stops, widths, space.marks)
            return
        for stop in stops:
            yield _line(stop, widths, space.marks)
            if self.scenarios:
                yield from _scenarios(stop, space)

    def _near(self, commands: int) -> range:
        """Return the numbers of the lessons that have a line of their own: all, or those around the learner."""
        sections = len([*_sections(self.stops)])
        # The heading, the summary and the legend; for each part a headline between; and an empty line at the end.
        room = (self.most_lines or 0) - 3 - 2 * sections - 1 - commands
        if self.most_lines is None or room >= len(self.stops):
            return range(1, len(self.stops) + 1)
        rows = max(room - sections - 1, _LEAST_ROWS)
        here = next((stop.number for stop in self.stops if stop.here), len(self.stops))
        begin = max(min(here - rows // 3, len(self.stops) + 1 - rows), 1)
        return range(begin, begin + rows)

    def lines(self) -> Iterator[str]:
        """Yield each lesson as a line, and each scenario below its lesson."""
        yield f"The course. {_summary(self.stops)}"
        for part, stops in _sections(self.stops):
            yield f"{_headline(part, stops)}."
            for stop in stops:
                yield f"{_spoken(stop)}."
                if self.scenarios:
                    yield from (f"  Scenario {name}: {title}." for name, title in stop.outline.scenarios.items())
        yield from SuggestedCommands([*self._commands]).lines()

    @property
    def _commands(self) -> Iterator[tuple[str, str]]:
        yield "Go on where you are", command_line("next")
        yield "Take one of them", command_line("lesson", "NAME")
        if self.scenarios:
            yield "Run one of their scenarios", command_line("run-scenario", "NAME")
        elif self.most_lines is not None:
            yield "All of them", command_line("list", "--all")
        else:
            yield "Their scenarios too", command_line("list", "--scenarios")


def _sections(stops: Sequence[PathStop]) -> Iterator[tuple[str, list[PathStop]]]:
    """Yield the parts of the course with their lessons. A fault belongs to the part in whose midst it stands."""
    around: list[str] = []
    for stop in stops:
        around.append(around[-1] if stop.outline.part == "faults" and around else stop.outline.part)
    for part, pairs in groupby(zip(around, stops, strict=True), key=lambda pair: pair[0]):
        yield part, [stop for _, stop in pairs]


def _headline(part: str, stops: Sequence[PathStop]) -> str:
    faults = sum(stop.outline.part == "faults" for stop in stops)
    others = len(stops) - faults
    held = [
        *([counted(others, "lesson")] if others else []),
        *([f"{counted(faults, 'fault')} to find"] if faults else []),
    ]
    return f"{_SECTIONS.get(part, part)}: {listed(held)}, {_left(stops)}"


def _summary(stops: Sequence[PathStop]) -> str:
    return f"{sum(stop.passed for stop in stops)} of {counted(len(stops), 'lesson')} behind you, {_left(stops)}."


def _left(stops: Sequence[PathStop]) -> str:
    """Return what is left of some lessons, in words."""
    minutes = sum(stop.outline.minutes or 0 for stop in stops if not stop.passed)
    if all(stop.passed for stop in stops):
        return "nothing left"
    if not minutes:
        return "to come"
    hours, rest = divmod(minutes, 60)
    return f"{f'{hours} h {rest} min' if hours else f'{rest} min'} left"


@dataclass(frozen=True)
class _Widths:
    """How wide the columns are; a title that has no room is left out."""

    number: int
    name: int
    title: int
    right: int

    @classmethod
    def of(cls, stops: Sequence[PathStop], space: Space) -> "_Widths":
        number = len(str(max((stop.number for stop in stops), default=0)))
        name = max((cell_len(stop.outline.name) for stop in stops), default=0)
        right = _RIGHT + 2 if any(stop.standing is not None for stop in stops) else 0
        room = space.width - (2 + number + 2 + name + 2 + right + _MINUTES + 2)
        longest = max((cell_len(stop.outline.title) for stop in stops), default=0)
        return cls(number, name, min(room, longest) if room >= _LEAST_TITLE else 0, right)


def _line(stop: PathStop, widths: _Widths, marks: Marks) -> Text:
    outline = stop.outline
    mark, style = (
        (marks.changed, "lit") if stop.here else (marks.yes, "good") if stop.passed else (marks.unlit, "quiet")
    )
    line = Text(no_wrap=True)
    line.append(f"{mark} ", style)
    line.append(f"{stop.number:>{widths.number}}  ", "step" if stop.here else "quiet")
    line.append(f"{outline.name:<{widths.name}}  ", "lit" if stop.here else "code")
    if widths.title:
        line.append(f"{cut(outline.title, widths.title, marks)}  ")
    if widths.right:
        right = f"{stop.standing.right} of {stop.standing.questions}" if stop.standing is not None else ""
        line.append(f"{right:>{_RIGHT}}  ")
    minutes = f"{outline.minutes} min" if outline.minutes else ""
    line.append(f"{minutes:>{_MINUTES}}", "quiet")
    line.rstrip()
    return line


def _folded(stops: Sequence[PathStop], widths: _Widths, marks: Marks) -> Text:
    """Return a line for many lessons."""
    passed = sum(stop.passed for stop in stops)
    first, last = stops[0].number, stops[-1].number
    behind = "" if passed in {0, len(stops)} else f", {passed} of them behind you"
    mark, style = (marks.yes, "good") if passed == len(stops) else (marks.unlit, "quiet")
    line = Text.assemble((f"{mark} ", style), (f"{first:>{widths.number}} to {last}", "quiet"))
    return line.append(f": {counted(len(stops), 'lesson')}{behind}", "quiet")


def _scenarios(stop: PathStop, space: Space) -> Iterator[RenderableType]:
    for name, title in stop.outline.scenarios.items():
        yield Hanging(Text(f"     {space.marks.onward} {name}  ", "code"), Text(title))


def _spoken(stop: PathStop) -> str:
    outline = stop.outline
    said = [f"Lesson {stop.number}, {outline.name}: {outline.title}"]
    if outline.minutes:
        said.append(counted(outline.minutes, "minute"))
    if outline.part == "faults":
        said.append("a fault to find")
    if stop.standing is not None:
        right = f"{stop.standing.right} of {stop.standing.questions} questions right"
        said.append("done" if stop.standing.done else right)
    elif stop.passed:
        said.append("taken")
    if stop.here:
        said.append("you are here")
    return ", ".join(said)
