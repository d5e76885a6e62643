"""A run while it happens: each request with its steps, and the variables beside them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.console import RenderableType
from rich.table import Table as Grid
from rich.text import Text

from tracer.findings.finding import Finding
from tracer.trace.events import Event, Trace
from tracer.trace.facts import ExceptionFacts, RequestFacts, ResponseFacts
from tracer.trace.plain_values import HIDDEN, as_shown, as_text
from tracer.trace.table import Step, StepMaker
from tracer.trace.variables import BASIC
from tracer.trace.wording.events import raised_words
from tracer.views.execution_table import mark_of
from tracer.views.terminal import Space, Terminal

VARIABLES_BESIDE = 116
"""From this many columns on, the variables stand beside the steps; otherwise what changed stands below them."""

_GAP = 1
"""How many columns stay empty between what stands side by side."""

_VARIABLE_WIDTHS = (20, 16, 24)
_FRONT = 7


@dataclass(frozen=True)
class _Answered:
    """A request with its response; None where there was none.

    Attributes:
        browser: Who asked.
    """

    browser: str
    request: RequestFacts
    response: ResponseFacts | None

    @property
    def is_for_static_file(self) -> bool:
        return (self.request.endpoint or "").rpartition(".")[2] == "static"

    @property
    def asked(self) -> str:
        query = "&".join(
            f"{name}={'…' if value == HIDDEN else as_text(value)}" for name, value in self.request.query.items()
        )
        return f"{self.request.method} {self.request.path}{query and f'?{query}'}"

    @property
    def answered(self) -> str:
        if self.response is None:
            return "no answer"
        to = f", Location {self.response.location}" if self.response.location else ""
        return f"{self.response.status}{to}"


def _exchange(events: Sequence[Event]) -> _Answered | None:
    """Return the request to which events belong, None where they belong to none."""
    response = next((event.facts for event in events if isinstance(event.facts, ResponseFacts)), None)
    asked = (
        _Answered(event.browser, event.facts, response) for event in events if isinstance(event.facts, RequestFacts)
    )
    return next(asked, None)


class LiveTable:
    """Shows requests as they are answered.

    Args:
        terminal: Where.
        head: Whose requests they are; it knows the names of the pages.
    """

    def __init__(self, terminal: Terminal, head: Trace) -> None:
        self._terminal = terminal
        self._maker = StepMaker(head)
        self._static = 0
        self._headed = False

    def show(self, events: Sequence[Event]) -> None:
        """Show the events of one request, or what happened outside of any."""
        _, steps = self._maker.feed(events)
        exchange = _exchange(events)
        if exchange is None:
            return
        raised = [raised_words(event) for event in events if isinstance(event.facts, ExceptionFacts)]
        if not steps and not raised and exchange.is_for_static_file:
            self._static += 1
            return
        self.close()
        if self._terminal.plain:
            for line in (*_plain(exchange, steps), *(f"{words}." for words in raised)):
                self._terminal.write(line)
            self._terminal.add()
        else:
            self._terminal.add(*self._drawn(exchange, steps), *self._failed(raised))

    def close(self) -> None:
        """Say how many static files were asked for since the last request that was shown."""
        if self._static:
            files = f"{self._static} request{'s' if self._static > 1 else ''} for static files"
            self._static = 0
            if self._terminal.plain:
                self._terminal.write(f"{files}.")
            else:
                self._terminal.add(Text(f"  {self._terminal.space.marks.dot} {files}", style="quiet"))

    def tell(self, findings: Sequence[Finding]) -> None:
        """Say at once what was found."""
        for finding in findings:
            if self._terminal.plain:
                self._terminal.write(f"Finding {finding.code}: {finding.what}")
                self._terminal.add()
            else:
                words = Text(f"{finding.code}: ", style="bad").append(finding.what, "not bold default")
                mark = Text(self._terminal.space.marks.no, style="bad")
                self._terminal.add(_line(mark, words, [], self._terminal.space))

    def _failed(self, raised: Sequence[str]) -> Iterator[RenderableType]:
        space = self._terminal.space
        for words in raised:
            yield _line(Text(space.marks.no, style="bad"), Text(words, style="bad"), [], space)

    def _drawn(self, exchange: _Answered, steps: Sequence[Step]) -> Iterator[RenderableType]:
        space = self._terminal.space
        if not self._headed and space.width >= VARIABLES_BESIDE:
            self._headed = True
            yield _line(Text(), Text(), [Text(f"  {name}", style="quiet") for name in BASIC], space)
        yield Text(_request(exchange, space), style="quiet")
        for step in steps:
            yield from _step(step, space)


def _request(exchange: _Answered, space: Space) -> str:
    sure = "?" if exchange.request.ambiguous else ""
    return f"{exchange.browser}{sure} {exchange.asked} {space.marks.arrow} {exchange.answered}"


def _step(step: Step, space: Space) -> Iterator[RenderableType]:
    tone = step.tone
    mark = Text(f"{step.number:>5} {mark_of(tone, space.marks)}", style="step")
    words = Text(f"{step.title}: ", style="step")
    words.append(step.row.result, tone if tone in {"good", "bad"} else "not bold")
    if space.width >= VARIABLES_BESIDE:
        yield _line(mark, words, [_value(step, name, space) for name in BASIC], space)
        return
    yield _line(mark, words, [], space)
    for name in BASIC:
        if name in step.changed:
            yield _line(Text(), Text(f"{name} ", style="quiet").append_text(_value(step, name, space)), [], space)


def _value(step: Step, name: str, space: Space) -> Text:
    changed = name in step.changed
    mark = f"{space.marks.changed} " if changed else "  "
    return Text(f"{mark}{as_shown(step.variables.get(name))}", style="changed" if changed else "quiet")


def _line(mark: Text, words: Text, values: Sequence[Text], space: Space) -> Grid:
    """Return a line: a mark, words that are wrapped below themselves, and the variables in columns beside them."""
    grid = Grid.grid(padding=0)  # what counts as padding beside a fixed width differs between versions of Rich
    grid.add_column(width=_FRONT, no_wrap=True, justify="right")
    grid.add_column(width=_GAP)
    room = space.width - _FRONT - _GAP - sum(width + _GAP for width in _VARIABLE_WIDTHS[: len(values)])
    grid.add_column(width=room if values else None, overflow="fold")
    cells: list[Text] = [mark, Text(), words]
    for width, value in zip(_VARIABLE_WIDTHS, values, strict=False):
        grid.add_column(width=_GAP)
        grid.add_column(width=width, overflow="fold")
        cells += [Text(), value]
    grid.add_row(*cells)
    return grid


def _plain(exchange: _Answered, steps: Sequence[Step]) -> Iterator[str]:
    sure = ", or one that we know, without its cookies" if exchange.request.ambiguous else ""
    yield f"Browser {exchange.browser}{sure}: {exchange.asked}, answered {exchange.answered}."
    for step in steps:
        values = ", ".join(
            f"{name} {as_shown(step.variables.get(name))}{' (changed)' if name in step.changed else ''}"
            for name in BASIC
        )
        yield f"Step {step.number}. {step.title}: {step.row.result}. {values}."
