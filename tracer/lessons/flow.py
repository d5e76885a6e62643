"""The concept flow of a lesson: the path that a run took through it, and its outline as lines to be drawn.

A path says which boxes and which arrows are lit. An outline says which pieces stand in each line, so that a terminal
and a full screen draw the same flow.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Literal, TypeAlias

from tracer.claims.selectors import carries
from tracer.lessons.schema import Flow, FlowEdge, FlowNode
from tracer.trace.table import Step

Edge: TypeAlias = tuple[str, str]

PieceShape: TypeAlias = Literal["down", "branch", "turn", "end", "across", "label", "node", "text", "back"]
"""What a piece is. ``down``: a rail passing by. ``branch``: a rail from which another goes off.
``turn``: where that other one turns down. ``end``: a rail that turns off and goes no further. ``across``: from a rail
to a label. ``label``: what stands at an arrow. ``node``: the mark of a box. ``text``: what stands in the box.
``back``: the box to which an arrow leads back or across, named once more."""


@dataclass(frozen=True)
class FlowPath:
    """What is lit after some steps.

    Attributes:
        nodes: The ids of the boxes that the run came through, in the order in which it first came there.
        edges: The arrows that it took, as pairs of ids.
        here: The box in which the last step stands; None before the first step.
        latest: The arrows that the last step took.
        visits: The numbers of the steps that stand in each box.
    """

    nodes: tuple[str, ...] = ()
    edges: frozenset[tuple[str, str]] = frozenset()
    here: str | None = None
    latest: frozenset[tuple[str, str]] = frozenset()
    visits: Mapping[str, tuple[int, ...]] = field(default_factory=dict)


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

    shape: PieceShape
    text: str = ""
    edge: Edge | None = None
    node: str | None = None
    off: Edge | None = None


Line: TypeAlias = tuple[Piece, ...]


def flow_path(flow: Flow, steps: Sequence[Step]) -> FlowPath:
    """Return what these steps light in a flow.

    A step lights the first box that is bound to its stage and whose ``when`` its facts meet; a step without such a
    box lights nothing. Between two boxes the arrows are lit when they lead there directly, or by way of boxes that
    are bound to no stage: those happen unseen, such as "Browser asks for a page". An arrow with ``when`` is lit only
    when the step in the box before carries those facts. Every browser goes its own way.
    """
    nodes: dict[str, None] = {}
    edges: set[tuple[str, str]] = set()
    visits: dict[str, list[int]] = {}
    here: dict[str, tuple[str, Step]] = {}
    latest: frozenset[tuple[str, str]] = frozenset()
    for step in steps:
        node = _node_of(flow, step)
        latest = frozenset()
        if node is None:
            continue
        way = _way(flow, here.get(step.browser), node.id)
        latest = frozenset(pairwise(way))
        nodes.update(dict.fromkeys(way))
        nodes[node.id] = None
        visits.setdefault(node.id, []).append(step.number)
        edges |= latest
        here[step.browser] = (node.id, step)
    numbers = {node_id: tuple(found) for node_id, found in visits.items()}
    last = here.get(steps[-1].browser) if steps else None
    return FlowPath(tuple(nodes), frozenset(edges), last[0] if last else None, latest, numbers)


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


def passing_by(piece: Piece) -> Piece | None:
    """Return what stands below a rail where the words beside it need a further line; None where the rail ends."""
    return replace(piece, shape="down") if piece.shape in {"down", "branch", "turn"} else None


def _node_of(flow: Flow, step: Step) -> FlowNode | None:
    happened = (node for node in flow.nodes if any(map(step.is_a, node.stages)))
    return next((node for node in happened if carries(step.facts, node.when)), None)


def _entrances(flow: Flow) -> tuple[str, ...]:
    """Return the boxes to which no arrow leads; the first box where there is no such."""
    targets = {edge.target for edge in flow.edges}
    return tuple(node.id for node in flow.nodes if node.id not in targets) or (flow.nodes[0].id,)


def _leads_on(before: tuple[str, Step] | None, edge: FlowEdge) -> bool:
    """Tell whether a run goes along an arrow from the box where it stands; at the beginning there are no facts yet."""
    return not edge.when if before is None else carries(before[1].facts, edge.when)


def _way(flow: Flow, before: tuple[str, Step] | None, target: str) -> tuple[str, ...]:
    """Return the shortest way to a box, through boxes without a stage only; empty where there is none.

    Args:
        flow: The flow.
        before: The box in which the browser was, and the step that brought it there; None at the beginning.
        target: The box.
    """
    sources = _entrances(flow) if before is None else (before[0],)
    silent = {node.id for node in flow.nodes if not node.stages}
    ways: list[tuple[str, ...]] = [(source,) for source in sources]
    seen: set[str] = set()
    while ways:
        way = ways.pop(0)
        for edge in flow.edges:
            if edge.source != way[-1] or edge.target in seen:
                continue
            if len(way) == 1 and not _leads_on(before, edge):
                continue
            if edge.target == target:
                return (*way, target)
            if edge.target in silent:
                seen.add(edge.target)
                ways.append((*way, edge.target))
    return ()


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
