"""A run while it happens: each request with its steps, and the variables beside them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
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
from tracer.views.terminal import Space, StyledText, Terminal

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

    What is to be shown is collected, and ``flush`` shows it: while many requests are answered, showing each by itself
    would take longer than answering it.

    Args:
        terminal: Where.
        head: Whose requests they are; it knows the names of the pages.
    """

    def __init__(self, terminal: Terminal, head: Trace) -> None:
        self._terminal = terminal
        self._maker = StepMaker(head)
        self._static = 0
        self._headed = False
        self._waiting: list[Sequence[StyledText]] = []
        self._known_space: Space | None = None

    @property
    def _space(self) -> Space:
        """What may be drawn in, asked of the terminal once for everything that is shown together."""
        if self._known_space is None:
            self._known_space = self._terminal.space
        return self._known_space

    def take(self, events: Sequence[Event]) -> None:
        """Take the events of one request, or what happened outside of any."""
        _, steps = self._maker.feed(events)
        exchange = _exchange(events)
        if exchange is None:
            return
        raised = [raised_words(event) for event in events if isinstance(event.facts, ExceptionFacts)]
        if not steps and not raised and exchange.is_for_static_file:
            self._static += 1
            return
        self._count_static_files()
        if self._terminal.plain:
            self._waiting += _unstyled([*_plain(exchange, steps), *(f"{words}." for words in raised)])
        else:
            self._waiting += self._drawn(exchange, steps)
            self._waiting += self._failed(raised)

    def tell(self, findings: Sequence[Finding]) -> None:
        """Take what was found."""
        space = self._space
        for finding in findings:
            if self._terminal.plain:
                self._waiting += _unstyled([f"Finding {finding.code}: {finding.what}"])
            else:
                words = [(f"{finding.code}: ", "bad"), (finding.what, "not bold default")]
                self._waiting += _line((space.marks.no, "bad"), words, [], self._terminal, space)

    def flush(self) -> None:
        """Show what was taken."""
        lines, self._waiting = self._waiting, []
        self._known_space = None
        self._terminal.add_lines(lines)

    def close(self) -> None:
        """Show what was taken, and how many static files were asked for since the last request that was shown."""
        self._count_static_files()
        self.flush()

    def _count_static_files(self) -> None:
        if self._static:
            files = f"{self._static} request{'s' if self._static > 1 else ''} for static files"
            self._static = 0
            dot = self._space.marks.dot
            self._waiting.append([(f"{files}.", "")] if self._terminal.plain else [(f"  {dot} {files}", "quiet")])

    def _failed(self, raised: Sequence[str]) -> Iterator[Sequence[StyledText]]:
        space = self._space
        for words in raised:
            yield from _line((space.marks.no, "bad"), [(words, "bad")], [], self._terminal, space)

    def _drawn(self, exchange: _Answered, steps: Sequence[Step]) -> Iterator[Sequence[StyledText]]:
        space = self._space
        if not self._headed and space.width >= VARIABLES_BESIDE:
            self._headed = True
            yield from _line(("", ""), [], [(f"  {name}", "quiet") for name in BASIC], self._terminal, space)
        request = _request(exchange, space)
        if cell_len(request) <= space.width:
            yield [(request, "quiet")]
        else:
            yield from _laid_out(Text(request, style="quiet"), self._terminal)
        for step in steps:
            yield from _step(step, self._terminal, space)


def _unstyled(lines: Iterable[str]) -> Iterator[Sequence[StyledText]]:
    return ([(" ".join(line.split("\n")), "")] for line in lines)


def _request(exchange: _Answered, space: Space) -> str:
    sure = "?" if exchange.request.ambiguous else ""
    return f"{exchange.browser}{sure} {exchange.asked} {space.marks.arrow} {exchange.answered}"


def _step(step: Step, terminal: Terminal, space: Space) -> Iterator[Sequence[StyledText]]:
    tone = step.tone
    mark = (f"{step.number:>5} {mark_of(tone, space.marks)}", "step")
    words = [(f"{step.title}: ", "step"), (step.row.result, tone if tone in {"good", "bad"} else "")]
    if space.width >= VARIABLES_BESIDE:
        yield from _line(mark, words, [_value(step, name, space) for name in BASIC], terminal, space)
        return
    yield from _line(mark, words, [], terminal, space)
    for name in BASIC:
        if name in step.changed:
            yield from _line(("", ""), [(f"{name} ", "quiet"), _value(step, name, space)], [], terminal, space)


def _value(step: Step, name: str, space: Space) -> StyledText:
    changed = name in step.changed
    mark = f"{space.marks.changed} " if changed else "  "
    return f"{mark}{as_shown(step.variables.get(name))}", "changed" if changed else "quiet"


def _line(
    mark: StyledText, words: Sequence[StyledText], values: Sequence[StyledText], terminal: Terminal, space: Space
) -> Iterator[Sequence[StyledText]]:
    """Yield a line: a mark, words that are wrapped below themselves, and the variables in columns beside them."""
    room = space.width - _FRONT - _GAP - sum(width + _GAP for width in _VARIABLE_WIDTHS[: len(values)])
    taken = sum(cell_len(text) for text, _ in words)
    widths = [cell_len(text) for text, _ in values]
    if taken > room or any(width > most for width, most in zip(widths, _VARIABLE_WIDTHS, strict=False)):
        yield from _laid_out(_grid(mark, words, values, room), terminal)
        return
    parts: list[StyledText] = [(f"{' ' * (_FRONT - cell_len(mark[0]))}{mark[0]} ", mark[1]), *words]
    missing = room - taken
    for value, width, most in zip(values, widths, _VARIABLE_WIDTHS, strict=False):
        parts += [(" " * (missing + _GAP), ""), value]
        missing = most - width
    yield parts


def _grid(mark: StyledText, words: Sequence[StyledText], values: Sequence[StyledText], room: int) -> Grid:
    """Return a line some of whose parts do not fit and must be wrapped."""
    grid = Grid.grid(padding=0)  # what counts as padding beside a fixed width differs between versions of Rich
    grid.add_column(width=_FRONT, no_wrap=True, justify="right")
    grid.add_column(width=_GAP)
    grid.add_column(width=room if values else None, overflow="fold")
    cells = [Text(*mark), Text(), Text.assemble(*words)]
    for width, value in zip(_VARIABLE_WIDTHS, values, strict=False):
        grid.add_column(width=_GAP)
        grid.add_column(width=width, overflow="fold")
        cells += [Text(), Text(*value)]
    grid.add_row(*cells)
    return grid


def _laid_out(piece: RenderableType, terminal: Terminal) -> Iterator[Sequence[StyledText]]:
    """Yield the lines into which Rich breaks a piece."""
    for line in terminal.drawn(piece):
        yield [(segment.text, str(segment.style or "")) for segment in line if not segment.control]


def _plain(exchange: _Answered, steps: Sequence[Step]) -> Iterator[str]:
    sure = ", or one that we know, without its cookies" if exchange.request.ambiguous else ""
    yield f"Browser {exchange.browser}{sure}: {exchange.asked}, answered {exchange.answered}."
    for step in steps:
        values = ", ".join(
            f"{name} {as_shown(step.variables.get(name))}{' (changed)' if name in step.changed else ''}"
            for name in BASIC
        )
        yield f"Step {step.number}. {step.title}: {step.row.result}. {values}."
