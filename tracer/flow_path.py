"""The way that a run took through the concept flow of a lesson: which boxes and which arrows are lit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from tracer.lesson import Flow, FlowNode
from tracer.plain import Plain
from tracer.scenario import Value
from tracer.steps import Step


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


def _node_of(flow: Flow, step: Step) -> FlowNode | None:
    return next((node for node in flow.nodes if step.stage in node.stages and _meets(step.facts, node.when)), None)


def _meets(facts: Mapping[str, Plain], when: Mapping[str, Value]) -> bool:
    return all(facts.get(name) == value for name, value in when.items())


def _entrances(flow: Flow) -> tuple[str, ...]:
    """Return the boxes to which no arrow leads; the first box where there is no such."""
    targets = {edge.target for edge in flow.edges}
    return tuple(node.id for node in flow.nodes if node.id not in targets) or (flow.nodes[0].id,)


def _way(flow: Flow, before: tuple[str, Step] | None, target: str) -> tuple[str, ...]:
    """Return the shortest way to a box, through boxes without a stage only; empty where there is none.

    Args:
        flow: The flow.
        before: The box in which the browser was, and the step that brought it there; None at the beginning.
        target: The box.
    """
    sources = _entrances(flow) if before is None else (before[0],)
    facts = {} if before is None else before[1].facts
    silent = {node.id for node in flow.nodes if not node.stages}
    ways: list[tuple[str, ...]] = [(source,) for source in sources]
    seen: set[str] = set()
    while ways:
        way = ways.pop(0)
        for edge in flow.edges:
            if edge.source != way[-1] or edge.target in seen:
                continue
            if len(way) == 1 and not _meets(facts, edge.when):
                continue
            if edge.target == target:
                return (*way, target)
            if edge.target in silent:
                seen.add(edge.target)
                ways.append((*way, edge.target))
    return ()
