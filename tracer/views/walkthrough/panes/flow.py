"""The concept flow with the path lit so far. Lit arrows are drawn with heavy lines, the box of the step is marked."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import ClassVar

from textual.content import Content

from tracer.lessons.flow import FlowPath, Line, Piece, outline, passing_by
from tracer.lessons.schema import Flow
from tracer.views.walkthrough.drawing.lines import DIM, LIT, NOW, Drawing, folded, styled, wrapped
from tracer.views.walkthrough.drawing.markdown import quiet_prose
from tracer.views.walkthrough.panes.base import Pane
from tracer.views.walkthrough.slide import Slide

_FAINT = "$faint"

_TALL = 30
"""From this many lines on, the boxes stand further apart."""
_WORDS = {"text", "label", "back"}
"""The pieces that are words."""

_BRANCHES: Mapping[tuple[bool, bool], str] = {
    (False, False): "├─",
    (True, False): "┠─",
    (False, True): "┝━",
    (True, True): "┣━",
}
"""A rail from which another goes off, by whether the first and whether the other one is lit."""


class FlowPane(Pane[Slide]):
    """The boxes and arrows of the lesson's concept flow."""

    TITLE: ClassVar[str] = "Flow"

    def draw(self, slide: Slide, width: int, height: int) -> Drawing:
        """Draw the flow of the lesson."""
        lesson = slide.show.lesson if slide.show else None
        if lesson is None or lesson.flow is None:
            return Drawing(tuple(wrapped("This run belongs to no lesson, so there is no concept flow.", width)))
        return draw_flow(lesson.flow, slide.path, width, height)


def draw_flow(flow: Flow, path: FlowPath, width: int, height: int) -> Drawing:
    """Return the lines of a flow with a path lit in it; apart, and its caption below, when there is room."""
    caption = quiet_prose(flow.caption, width) if flow.caption else []
    drawing = _drawn(flow, path, width, apart=height >= _TALL)
    if height >= _TALL and len(drawing.lines) + len(caption) >= height:
        drawing = _drawn(flow, path, width, apart=False)
    if caption and len(drawing.lines) + len(caption) < height:
        return replace(drawing, lines=(*drawing.lines, Content(""), *caption))
    return drawing


def _drawn(flow: Flow, path: FlowPath, width: int, *, apart: bool) -> Drawing:
    lines: list[Content] = []
    here: int | None = None
    before: Line = ()
    for line in outline(flow):
        if apart and _is_box(line) and any(piece.shape in _WORDS for piece in before):
            lines.append(_between(before, line, path))
        if any(piece.shape == "node" and piece.node == path.here for piece in line):
            here = len(lines)
        lines.extend(_wrapped_line(line, path, width))
        before = line
    return Drawing(tuple(lines), here)


def _is_box(line: Line) -> bool:
    return any(piece.shape == "node" for piece in line)


def _between(above: Line, box: Line, path: FlowPath) -> Content:
    """Return the rails between the line of a box and the one above it."""
    drawn = Content("")
    for index, piece in enumerate(box):
        rail = piece
        if piece.shape == "node":
            rail = above[index] if index < len(above) else piece
        leads_down = rail.shape in {"down", "branch", "turn"}
        drawn += _rail(replace(rail, shape="down"), path) if leads_down else Content("  ")
    return drawn.rstrip()


def _wrapped_line(line: Line, path: FlowPath, width: int) -> list[Content]:
    """Return one line of the outline; the words are wrapped beside the rails, which go on."""
    rails = [piece for piece in line if piece.shape not in _WORDS]
    words = [piece for piece in line if piece.shape in _WORDS]
    first = styled(*(_rail(piece, path) for piece in rails))
    rest = styled(*(_rail(rail, path) if rail else "  " for rail in map(passing_by, rails)))
    if first.cell_length > width * 2 // 3:
        return [styled(first, *(_word(piece, path) for piece in words))]
    text = styled(*(_word(piece, path) for piece in words))
    wrapped_words = folded(text, max(width - max(first.cell_length, rest.cell_length), 1))
    return [(first if index == 0 else rest) + words.rstrip() for index, words in enumerate(wrapped_words)]


def _rail(piece: Piece, path: FlowPath) -> Content:
    return _RAILS[piece.shape](piece, path)


def _edge_style(edge: tuple[str, str] | None, path: FlowPath) -> str:
    if edge in path.latest:
        return NOW
    return LIT if edge in path.edges else _FAINT


def _plain_rail(light: str, heavy: str) -> Callable[[Piece, FlowPath], Content]:
    def drawn(piece: Piece, path: FlowPath) -> Content:
        return Content.styled(heavy if piece.edge in path.edges else light, _edge_style(piece.edge, path))

    return drawn


def _branch(piece: Piece, path: FlowPath) -> Content:
    text = _BRANCHES[piece.edge in path.edges, piece.off in path.edges]
    upright = piece.off if piece.off in path.latest else piece.edge
    if piece.edge not in path.edges and piece.off in path.edges:
        upright = piece.off
    return styled((text[0], _edge_style(upright, path)), (text[1], _edge_style(piece.off, path)))


def _node(piece: Piece, path: FlowPath) -> Content:
    if piece.node == path.here:
        return Content.styled("▶ ", "bold $now on $now-background")
    return Content.styled("● ", LIT) if piece.node in path.nodes else Content.styled("○ ", DIM)


_RAILS: Mapping[str, Callable[[Piece, FlowPath], Content]] = {
    "down": _plain_rail("│ ", "┃ "),
    "turn": _plain_rail("╮ ", "┓ "),
    "end": _plain_rail("╰─", "┗━"),
    "across": _plain_rail(" ", " "),
    "branch": _branch,
    "node": _node,
}


def _word(piece: Piece, path: FlowPath) -> Content:
    if piece.shape == "text":
        if piece.node == path.here:
            return Content.styled(piece.text, "bold $now on $now-background")
        return Content.styled(piece.text, "bold" if piece.node in path.nodes else DIM)
    style = _edge_style(piece.edge, path) if piece.edge in path.edges else DIM
    return Content.styled(f"↺ {piece.text}" if piece.shape == "back" else f"{piece.text} ", style)
