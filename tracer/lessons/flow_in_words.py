"""The concept flow as sentences, for whoever listens to it.

What stands in a box and at an arrow is always quoted, so that a sentence is one whatever an author writes there: an
answer ("no"), a time ("three years later") or a whole sentence.
"""

from collections.abc import Iterator, Sequence

from tracer.lessons.flow import FlowPath, flow_path
from tracer.lessons.schema import Flow, FlowNode
from tracer.trace.table import Step
from tracer.trace.wording.phrases import counted, ended, quoted, steps_in_words


def flow_in_words(flow: Flow, steps: Sequence[Step]) -> Iterator[str]:
    """Yield a paragraph for each box: its text, the steps that stand in it, and where one can go from there.

    Args:
        flow: The flow.
        steps: The steps of the run that goes through it.
    """
    path = flow_path(flow, steps)
    yield f"The flow has {counted(len(flow.nodes), 'box', 'boxes')}."
    for number, node in enumerate(flow.nodes, start=1):
        title = ended(f"Box {number}: {quoted(node.text)}")
        here = [f"{_visits(path, node)} of this run {_stands(path, node)} here."] if node.stages else []
        onward = [ended(way) + " This run takes it." * taken for way, taken in ways(flow, node, path)]
        yield " ".join([f"**{title}**", *here, *onward])


def ways(flow: Flow, node: FlowNode, path: FlowPath) -> Iterator[tuple[str, bool]]:
    """Yield for each arrow that leads from a box where it leads, a sentence without its end, and whether it is taken.

    Args:
        flow: The flow.
        node: The box.
        path: The way of a run through the flow.
    """
    texts = {other.id: other.text for other in flow.nodes}
    for edge in flow.edges:
        if edge.source == node.id and edge.target in texts:
            arrow = f"The arrow {quoted(edge.label)} leads to" if edge.label else "From here it goes on to"
            yield f"{arrow} {quoted(texts[edge.target])}", (edge.source, edge.target) in path.edges


def _visits(path: FlowPath, node: FlowNode) -> str:
    numbers = path.visits.get(node.id)
    words = steps_in_words(numbers) if numbers else "no step"
    return words[0].upper() + words[1:]


def _stands(path: FlowPath, node: FlowNode) -> str:
    return "stand" if len(path.visits.get(node.id, ())) > 1 else "stands"
