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
from tracer.views.suggested_commands import SuggestedCommands
from tracer.views.terminal import Hanging, Marks, Space, heading

_LEAST_TITLE = 20
"""With less room than this, a title would say nothing any more."""

_RIGHT = len("10 of 12")
_MINUTES = len("20 min")

_SECTIONS = {"basics": "Basics", "corners": "Corners", "faults": "Faults to find", "": "Lessons of your own"}
"""How the parts of the course are called. Faults stand where their matter was taught, so between other lessons."""


@dataclass(frozen=True)
class CourseMap:
    """The lessons as a path.

    Attributes:
        stops: The lessons in their order.
        scenarios: Whether the scenarios of each lesson are named too.
    """

    stops: Sequence[PathStop]
    scenarios: bool = False

    def draw(self, space: Space) -> Iterator[RenderableType]:
        """Yield a line for each lesson, below the part of the course to which it belongs."""
        yield heading("The course")
        yield Text(_summary(self.stops))
        marks = space.marks
        yield Text(f"{marks.yes} behind you   {marks.changed} you are here   {marks.unlit} to come", "quiet")
        widths = _Widths.of(self.stops, space)
        for part, stops in _sections(self.stops):
            yield Text()
            yield Text(_headline(part, stops), "heading")
            for stop in stops:
                yield _line(stop, widths, marks)
                if self.scenarios:
                    yield from _scenarios(stop, space)
        yield Text()
        yield from SuggestedCommands([*self._commands]).draw(space)

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
