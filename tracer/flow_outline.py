"""The concept flow as lines of text: the boxes one below the other, the arrows as rails beside them.

Drawn like the graph of a version control system, it stays readable in 30 columns. Each piece of a line says which
box or which arrow it draws, so that a view can light the path that a run took, in its own colours and marks::

    o Browser asks for a page
    |
    o Is somebody logged in?
    |-. no
    | o Send to the login form
    | '- ^ Is somebody logged in?
    | yes
    o Show the page

``^`` stands before a box that is drawn elsewhere, to which an arrow leads back.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from tracer.lesson import Flow, FlowEdge

Edge: TypeAlias = tuple[str, str]

Shape: TypeAlias = Literal["down", "branch", "turn", "end", "across", "label", "node", "text", "back"]
"""What a piece is. ``down``: a rail passing by. ``branch``: a rail from which another goes off.
``turn``: where that other one turns down. ``end``: a rail that turns off and goes no further. ``across``: from a rail
to a label. ``label``: what stands at an arrow. ``node``: the mark of a box. ``text``: what stands in the box.
``back``: the box to which an arrow leads back or across, named once more."""


@dataclass(frozen=True)
class Piece:
    """A piece of a line.

    Attributes:
        shape: What is drawn.
        text: The words, for "label", "text" and "back".
        edge: The arrow to which it belongs; for "branch" the one that goes on downwards.
        node: The box to which it belongs.
        off: For "branch": the arrow that goes off.
    """

    shape: Shape
    text: str = ""
    edge: Edge | None = None
    node: str | None = None
    off: Edge | None = None


Line: TypeAlias = tuple[Piece, ...]


def outline(flow: Flow) -> tuple[Line, ...]:
    """Return the lines of a flow, from its first box downwards; boxes that cannot be reached follow at the end."""
    drawing = _Drawing(flow)
    lines: list[Line] = []
    targets = {edge.target for edge in flow.edges}
    for node in [*(n for n in flow.nodes if n.id not in targets), *flow.nodes]:
        if node.id not in drawing.drawn:
            if lines:
                lines.append(())
            lines.extend(drawing.below(node.id, ()))
    return tuple(lines)


class _Drawing:
    """Walks through a flow and remembers which boxes are drawn already."""

    def __init__(self, flow: Flow) -> None:
        self.drawn: set[str] = set()
        self._texts: Mapping[str, str] = {node.id: node.text for node in flow.nodes}
        self._edges = flow.edges

    def below(self, node: str, rails: Line) -> Iterator[Line]:
        """Yield the line of a box and all the lines that hang below it.

        Args:
            node: The id of the box.
            rails: What passes by on the left.
        """
        self.drawn.add(node)
        yield (*rails, Piece("node", node=node), Piece("text", self._texts[node], node=node))
        edges = [edge for edge in self._edges if edge.source == node and edge.target in self._texts]
        # Arrows that lead back come first, so that the last one can go straight on downwards.
        edges.sort(key=lambda edge: edge.target not in self.drawn)
        for index, edge in enumerate(edges):
            later = edges[index + 1 :]
            going_on = _pair(later[-1]) if later else None
            if edge.target in self.drawn:
                yield self._reference(edge, rails, going_on)
            elif going_on is None:
                yield (*rails, Piece("down", edge=_pair(edge)), *_label(edge))
                yield from self.below(edge.target, rails)
            else:
                turn = Piece("turn", edge=_pair(edge))
                yield (*rails, Piece("branch", edge=going_on, off=_pair(edge)), turn, *_label(edge))
                yield from self.below(edge.target, (*rails, Piece("down", edge=going_on)))

    def _reference(self, edge: FlowEdge, rails: Line, going_on: Edge | None) -> Line:
        pair = _pair(edge)
        start = Piece("branch", edge=going_on, off=pair) if going_on else Piece("end", edge=pair)
        back = Piece("back", self._texts[edge.target], edge=pair, node=edge.target)
        return (*rails, start, Piece("across", edge=pair), *_label(edge), back)


def _pair(edge: FlowEdge) -> Edge:
    return edge.source, edge.target


def _label(edge: FlowEdge) -> Line:
    return (Piece("label", edge.label, edge=_pair(edge)),) if edge.label else ()
