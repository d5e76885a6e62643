"""Everything that was recorded in a run, step by step."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.console import RenderableType
from rich.text import Text

from tracer.trace.events import Event
from tracer.trace.table import Table
from tracer.trace.wording.events import EventWords, event_words
from tracer.trace.wording.phrases import counted
from tracer.views.execution_table import mark_of
from tracer.views.terminal import Hanging, Space, heading

_WIDEST_KIND = len("Exception")


@dataclass(frozen=True)
class Detail:
    """Everything that was recorded, step by step.

    Attributes:
        rows: The steps.
        setup: Whether it begins with what was recorded before the first step: what the app is made of.
    """

    rows: Table
    setup: bool = False

    def draw(self, space: Space) -> Iterator[RenderableType]:
        """Yield each step with its events below it."""
        yield heading("Step by step, everything that was recorded")
        if self.rows.preface and self.setup:
            yield Text("Before step 1", style="step")
            yield from _events(self.rows.preface, space)
        elif self.rows.preface:
            yield Text(self._folded, style="quiet")
        for step in self.rows.steps:
            yield Text()
            tone = step.tone
            title = Text(f"Step {step.number}  {step.row.action}  ", style="step")
            yield title.append(f"{mark_of(tone, space.marks)} {step.row.result}", tone if tone != "onward" else "")
            yield from _events(step.events, space)

    def lines(self) -> Iterator[str]:
        """Yield each event as a line, its details below it."""
        yield "Step by step, everything that was recorded."
        if self.rows.preface and self.setup:
            yield "Before step 1:"
            yield from _event_lines(self.rows.preface)
        elif self.rows.preface:
            yield self._folded
        for step in self.rows.steps:
            yield f"Step {step.number}. {step.row.action}. {step.row.result}:"
            yield from _event_lines(step.events)

    @property
    def _folded(self) -> str:
        """What is said of the events that are left out."""
        events = counted(len(self.rows.preface), "event")
        return f"What the app is made of, {events} before step 1, is left out: --setup shows it."


def _event_lines(events: Sequence[Event]) -> Iterator[str]:
    for words in map(event_words, events):
        yield f"  {words.kind}: {words.text}"
        for name, text in words.details:
            yield f"    {name}: {text}"


def _events(events: Sequence[Event], space: Space) -> Iterator[RenderableType]:
    for words in map(event_words, events):
        yield from _event(words, space)


def _event(words: EventWords, space: Space) -> Iterator[RenderableType]:
    strong = "lit" if words.kind == "Stage" else "bold"
    yield Hanging(Text(f"  {words.kind:{_WIDEST_KIND}}  ", strong), Text(words.text, strong))
    for name, text in words.details:
        front = Text(f"{'':{_WIDEST_KIND + 4}}{space.marks.dot} ", "quiet")
        yield Hanging(front, Text.assemble((f"{name}: ", "quiet"), text))
