"""Everything that was recorded in a run, step by step."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.console import RenderableType
from rich.text import Text

from tracer.trace.app_facts import AppFacts
from tracer.trace.events import Event
from tracer.trace.table import Step, Table
from tracer.trace.wording.browsers import whose_remark
from tracer.trace.wording.events import EventWords, event_words
from tracer.views.execution_table import mark_of
from tracer.views.pieces import Hanging, heading
from tracer.views.terminal import Space

_WIDEST_KIND = len("Exception")


_FOLDED = "What the app is made of is left out here; --setup shows it."


@dataclass(frozen=True)
class Detail:
    """Everything that was recorded, step by step.

    Attributes:
        rows: The steps.
        setup: Whether what the app is made of is shown too. It is longer than all the rest, and no step.
    """

    rows: Table
    setup: bool = False

    def draw(self, space: Space) -> Iterator[RenderableType]:
        """Yield each step with its events below it."""
        yield heading("Step by step, everything that was recorded")
        if self._folds:
            yield Text(_FOLDED, style="quiet")
        if before := self._shown(self.rows.preface):
            yield Text("Before step 1", style="step")
            yield from _events(before, space)
        for step in self.rows.steps:
            yield Text()
            tone = step.tone
            title = Text(f"Step {step.number}{self._whose(step)}  {step.row.action}  ", style="step")
            yield title.append(f"{mark_of(tone, space.marks)} {step.row.result}", tone if tone != "onward" else "")
            yield from _events(self._shown(step.events), space)

    def lines(self) -> Iterator[str]:
        """Yield each event as a line, its details below it."""
        yield "Step by step, everything that was recorded."
        if self._folds:
            yield _FOLDED
        if before := self._shown(self.rows.preface):
            yield "Before step 1:"
            yield from _event_lines(before)
        for step in self.rows.steps:
            yield f"Step {step.number}{self._whose(step)}. {step.row.action}. {step.row.result}:"
            yield from _event_lines(self._shown(step.events))

    @property
    def _folds(self) -> bool:
        """Whether anything is left out."""
        parts = (self.rows.preface, *(step.events for step in self.rows.steps))
        return any(len(self._shown(events)) < len(events) for events in parts)

    def _shown(self, events: Sequence[Event]) -> Sequence[Event]:
        return events if self.setup else [event for event in events if not isinstance(event.facts, AppFacts)]

    def _whose(self, step: Step) -> str:
        return whose_remark(self.rows, step.browser)


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
