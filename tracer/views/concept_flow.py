"""The concept flow: boxes and arrows, and the path that a run took through them, lit by more than colour."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.console import RenderableType
from rich.text import Text

from tracer.lessons.flow import Edge, FlowPath, Line, Piece, flow_path, outline, passing_by
from tracer.lessons.flow_in_words import ways
from tracer.lessons.schema import Flow
from tracer.trace.table import Step
from tracer.trace.wording.phrases import ended, few_steps_in_words, quoted
from tracer.views.markdown import inline, one_line, plain_line
from tracer.views.pieces import Hanging, heading
from tracer.views.terminal import UNICODE, Space


@dataclass(frozen=True)
class _Rails:
    """How an arrow is drawn."""

    down: str
    turn: str
    end: str
    across: str


_LIT = _Rails("┃ ", "┓ ", "┗━", "━ ")
_UNLIT = _Rails("┆ ", "╮ ", "╰╌", "╌ ")
_LIT_ASCII = _Rails("| ", ". ", "`=", "= ")
_UNLIT_ASCII = _Rails(": ", ". ", ":.", ". ")

_BRANCHES = {(True, True): "┣━", (True, False): "┠╌", (False, True): "┝━", (False, False): "├╌"}
"""How a rail looks from which another goes off: the one that goes on, and the one that goes off, lit or unlit."""
_ASCII_BRANCHES = {(True, True): "|=", (True, False): "|.", (False, True): ":=", (False, False): ":."}


@dataclass(frozen=True)
class ConceptFlow:
    """A concept flow with the path that was taken.

    Attributes:
        flow: The boxes and arrows.
        steps: The steps that light it.
    """

    flow: Flow
    steps: Sequence[Step]

    def draw(self, space: Space) -> Iterator[RenderableType]:
        """Yield the flow as a drawing of rails, the taken ones heavy."""
        path = flow_path(self.flow, self.steps)
        yield heading("Concept flow")
        for line in outline(self.flow):
            yield _drawn(line, path, space)
        marks = space.marks
        yield Text(f"{marks.lit} and heavy lines: the path this run took. {marks.unlit}: not reached.", style="quiet")
        if self.flow.caption:
            yield inline(one_line(self.flow.caption), style="quiet")

    def lines(self) -> Iterator[str]:
        """Yield each box with the steps that stand in it, and where its arrows lead."""
        path = flow_path(self.flow, self.steps)
        yield "Concept flow."
        for number, node in enumerate(self.flow.nodes, start=1):
            taken = "on the path" if node.id in path.nodes else "not reached"
            yield f"{number}. {quoted(plain_line(node.text))} ({_steps(path, node.id) or taken})."
            for way, is_taken in ways(self.flow, node, path):
                yield f"   {plain_line(way)} ({'taken' if is_taken else 'not taken'})."
        if self.flow.caption:
            yield plain_line(self.flow.caption)


@dataclass(frozen=True)
class FlowIdea:
    """A concept flow before any run has taken a way through it: whoever is to predict the run has not seen its path."""

    flow: Flow

    def draw(self, space: Space) -> Iterator[RenderableType]:
        """Yield the flow as a drawing of rails, none of them taken."""
        yield heading(f"The idea: {_WHAT_ONE_SEES}")
        for line in outline(self.flow):
            yield _drawn(line, flow_path(self.flow, ()), space)

    def lines(self) -> Iterator[str]:
        """Yield each box, and where its arrows lead."""
        yield f"The idea: {_WHAT_ONE_SEES}."
        for number, node in enumerate(self.flow.nodes, start=1):
            yield ended(f"{number}. {quoted(plain_line(node.text))}")
            for way, _ in ways(self.flow, node, flow_path(self.flow, ())):
                yield ended(f"   {plain_line(way)}")


_WHAT_ONE_SEES = "a box is what can happen, an arrow leads to what can follow"


def _steps(path: FlowPath, node: str | None) -> str:
    """Return the steps that stand in a box, in words; empty where none does."""
    numbers = path.visits.get(node or "", ())
    return few_steps_in_words(numbers) if numbers else ""


def _drawn(line: Line, path: FlowPath, space: Space) -> Hanging:
    """Return a line of the flow; words that have no room in it go on below, and the rails beside them."""
    rails = [piece for piece in line if piece.shape not in _WORDS]
    front, words, below = Text(), Text(), Text()
    for piece in line:
        _draw(piece, words if piece.shape in _WORDS else front, path, space)
    for rail in map(passing_by, rails):
        if rail is None:
            below.append("  ")
        else:
            _draw(rail, below, path, space)
    return Hanging(front, words, below)


_WORDS = frozenset({"text", "label", "back"})
"""The pieces that are read."""


def _draw(piece: Piece, drawn: Text, path: FlowPath, space: Space) -> None:
    lit = piece.edge in path.edges if piece.edge else piece.node in path.nodes
    style = "lit" if lit else "unlit"
    if piece.shape == "node":
        drawn.append(f"{space.marks.lit if lit else space.marks.unlit} ", style)
    elif piece.shape == "text":
        drawn.append(piece.text, style)
        if steps := _steps(path, piece.node):
            drawn.append(f"   {steps}", "step")
    elif piece.shape == "label":
        drawn.append(f"{piece.text} ", style)
    elif piece.shape == "back":
        drawn.append(f"{space.marks.back} {piece.text}", style)
    elif piece.shape == "branch":
        off = piece.off in path.edges
        sign = (_BRANCHES if space.marks is UNICODE else _ASCII_BRANCHES)[lit, off]
        drawn.append(sign, "lit" if lit or off else "unlit")
    else:
        drawn.append(getattr(_rails(piece.edge, path, space), piece.shape), style)


def _rails(edge: Edge | None, path: FlowPath, space: Space) -> _Rails:
    if space.marks is UNICODE:
        return _LIT if edge in path.edges else _UNLIT
    return _LIT_ASCII if edge in path.edges else _UNLIT_ASCII
