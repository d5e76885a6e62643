"""Showing views to a string, and runs whose look does not depend on the installed versions."""

from dataclasses import replace
from io import StringIO
from pathlib import Path

from tests.course import performed
from tracer.lessons.library import load_lesson
from tracer.lessons.schema import Lesson
from tracer.trace.events import Event, Place, Trace
from tracer.views.run import RunOptions, show_run
from tracer.views.terminal import ColorChoice, View, open_terminal

LESSON_FILE = Path(__file__).parent.parent / "lessons" / "for-the-terminal.toml"


class Stream(StringIO):
    """A stream of text that says which encoding the terminal behind it has."""

    def __init__(self, encoding: str) -> None:
        super().__init__()
        self._encoding = encoding

    @property
    def encoding(self) -> str:  # type: ignore[override] # a StringIO says None
        return self._encoding


def shown(
    *views: View,
    width: int = 100,
    plain: bool = False,
    color: ColorChoice = "never",
    encoding: str = "utf-8",
) -> str:
    """Return what a terminal of that width shows."""
    out = Stream(encoding)
    open_terminal(color, plain=plain, out=out, err=StringIO(), width=width).show(*views)
    return out.getvalue()


def run_shown(
    trace: Trace,
    lesson: Lesson | None,
    what: RunOptions,
    *,
    width: int = 100,
    plain: bool = False,
    color: ColorChoice = "never",
) -> str:
    """Return what a terminal of that width shows of a run."""
    out = Stream("utf-8")
    show_run(open_terminal(color, plain=plain, out=out, err=StringIO(), width=width), trace, lesson, what)
    return out.getvalue()


def lesson() -> Lesson:
    """Return a lesson that stays as it is when the built-in ones are improved."""
    return load_lesson(LESSON_FILE)


def run_of(name: str) -> Trace:
    """Return a run of one of its scenarios, with versions and lines of code that do not change."""
    trace = performed(lesson().scenarios[name])
    events = tuple(_at_a_fixed_line(event) for event in trace.events)
    return replace(trace, events=events, versions={"python": "3.11", "flask": "3.1"})


def _at_a_fixed_line(event: Event) -> Event:
    place = event.place
    return replace(event, place=Place(place.file, 7, place.function)) if place else event
