"""The concept flow as lines of text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.course import lesson
from tracer.lessons.flow import Piece, outline
from tracer.lessons.schema import Flow, FlowEdge, FlowNode

MARKS = {"down": "| ", "branch": "|-", "turn": ". ", "end": "'-", "across": " ", "node": "o "}


def drawn(flow: Flow) -> list[str]:
    def words(piece: Piece) -> str:
        if piece.shape in MARKS:
            return MARKS[piece.shape]
        return f"^ {piece.text}" if piece.shape == "back" else f"{piece.text} "

    return ["".join(words(piece) for piece in line).rstrip() for line in outline(flow)]


def test_the_flow_of_the_first_lesson() -> None:
    flow = lesson("login-flow").flow
    assert flow is not None
    texts = {node.text for node in flow.nodes}
    lines = drawn(flow)
    assert lines[:4] == ["o Browser asks for a page", "|", "o Is somebody logged in?", "|-. no"]
    assert {line.partition("o ")[2] for line in lines if "o " in line} >= texts


def test_branches_and_ways_back() -> None:
    flow = Flow(
        nodes=(
            FlowNode(id="ask", text="Ask"),
            FlowNode(id="turn", text="Turn away"),
            FlowNode(id="show", text="Show"),
        ),
        edges=(
            FlowEdge(source="ask", target="turn", label="no"),
            FlowEdge(source="ask", target="show", label="yes"),
            FlowEdge(source="turn", target="show", label="next"),
            FlowEdge(source="turn", target="ask", label="again"),
        ),
    )
    assert drawn(flow) == [
        "o Ask",
        "|-. no",
        "| o Turn away",
        "| |- again ^ Ask",
        "| | next",
        "| o Show",
        "'- yes ^ Show",
    ]


def test_boxes_that_no_arrow_reaches_stand_apart() -> None:
    flow = Flow(nodes=(FlowNode(id="a", text="A"), FlowNode(id="b", text="B")), edges=())
    assert drawn(flow) == ["o A", "", "o B"]


IDS = ("a", "b", "c", "d", "e")


@given(st.lists(st.tuples(st.sampled_from(IDS), st.sampled_from(IDS)), unique=True, max_size=12))
def test_every_box_and_every_arrow_is_drawn_once(pairs: list[tuple[str, str]]) -> None:
    flow = Flow(
        nodes=tuple(FlowNode(id=name, text=name.upper()) for name in IDS),
        edges=tuple(FlowEdge(source=source, target=target) for source, target in pairs),
    )
    pieces = [piece for line in outline(flow) for piece in line]
    assert sorted(piece.node or "" for piece in pieces if piece.shape == "node") == sorted(IDS)
    assert {piece.edge for piece in pieces if piece.edge} == set(pairs)
    backs = [piece.edge for piece in pieces if piece.shape == "back"]
    assert len(backs) == len(set(backs))


@pytest.mark.parametrize("name", ["login-flow"])
def test_a_line_fits_a_narrow_pane_but_for_its_last_words(name: str) -> None:
    flow = lesson(name).flow
    assert flow is not None
    for line in outline(flow):
        rails = [piece for piece in line if piece.shape not in {"text", "label", "back"}]
        assert len(rails) <= 4
