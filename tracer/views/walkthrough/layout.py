"""Which pane stands where: regions for a size of the terminal, a layout and what is open just now.

Three rules hold at every size, and a test tries them all: no two panes overlap, none leaves the body, and at least
one of them is there. What does not fit beside the others is reached by turning over: one place is kept for a
*companion*, and the Tab key shows the next pane in it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

LayoutName: TypeAlias = Literal["presentation", "study"]
"""``presentation`` has less on it and more space, ``study`` has everything."""

PaneName: TypeAlias = Literal[
    "card", "flow", "table", "code", "exchange", "variables", "tracker", "detail", "notes", "tabs"
]
"""The panes. ``card`` is the step in large, or the question that it asks; ``tabs`` names what the companion's place
can show."""

WIDE_SCREEN = 112
"""From this many columns on, the study layout has everything at once."""
VERY_WIDE = 160
"""From this many columns on, the study layout has three columns of panes."""
VERY_TALL = 36
"""From this many lines on, a very wide screen has four panes in the presentation layout."""
TALL = 30
"""From this many lines on, the study layout has a table of the whole width below the other panes."""
TWO_COLUMNS = 74
"""From this many columns on, two panes stand beside one another."""
FACTS = 46
"""The columns that the variables and the request are given beside the code."""
FLOW = 38
"""The columns that the concept flow is given in the study layout."""
REQUEST_COLUMNS = 30
"""The fewest columns of the request, where the variables beside it would like to have more."""
SHORT = 10
"""With fewer lines than this, there is one pane and nothing else."""


class Region(NamedTuple):
    """A rectangle of the body, in cells."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True)
class LayoutWish:
    """What is to be shown.

    Attributes:
        layout: The layout; beside the questions of the quiz there is only one.
        companion: Which pane shall stand in the companion's place; None for the first that can.
        card: Whether the card is needed in the study layout too: for a question, the opening and the end.
        alone: Whether the card shall have the whole body, but on a screen that is large enough for everything.
        detail: Whether the events of the step are to be seen.
        notes: How many lines the speaker notes need; 0 while they are closed.
        table_lines: How many lines the table has.
        variable_lines: How many lines the variables have.
        variable_width: How many columns they would like to have.
        tracker_lines: How many lines the tracker has at the end of the run.
        has_flow: Whether the lesson has a concept flow.
    """

    layout: LayoutName | Literal["quiz"] = "study"
    companion: PaneName | None = None
    card: bool = False
    alone: bool = False
    detail: bool = False
    notes: int = 0
    table_lines: int = 10
    variable_lines: int = 3
    variable_width: int = 0
    tracker_lines: int = 7
    has_flow: bool = True


@dataclass(frozen=True)
class Layout:
    """Where the panes stand.

    Attributes:
        regions: The region of each pane that is seen.
        companions: What the companion's place can show, in order; empty where there is no such place.
        companion: What it shows.
    """

    regions: Mapping[PaneName, Region]
    companions: tuple[PaneName, ...] = ()
    companion: PaneName | None = None


def layout_of(width: int, height: int, wish: LayoutWish) -> Layout:
    """Return where the panes stand in a body of ``width`` columns and ``height`` lines."""
    width, height = max(width, 1), max(height, 1)
    body = Region(0, 0, width, height)
    regions: dict[PaneName, Region] = {}
    if wish.notes and height >= SHORT:
        lines = min(wish.notes + 1, max(4, height * 2 // 5))
        regions["notes"] = Region(0, height - lines, width, lines)
        body = Region(0, 0, width, height - lines)
    large = wish.layout == "study" and width >= WIDE_SCREEN and body.height >= TALL
    if wish.alone and not large:
        return Layout({**regions, "card": body})
    if wish.layout == "presentation":
        return _presentation(body, wish, regions)
    if wish.layout == "quiz":
        return _question_and_companion(body, wish, regions, ("table", "tracker", "flow", "exchange", "code"))
    if large:
        return _study_on_a_large_screen(body, wish, regions)
    return _study(body, wish, regions)


def _presentation(body: Region, wish: LayoutWish, regions: dict[PaneName, Region]) -> Layout:
    """The card and one companion; where there is much room, the tracker and the request below them."""
    companions: tuple[PaneName, ...] = ("flow", "exchange", "code", "table")
    if body.width < VERY_WIDE or body.height < VERY_TALL:
        return _card_and_companion(body, wish, regions, (*companions, "tracker"))
    card = body.width * 11 // 20
    tracker = min(wish.tracker_lines + 1, body.height * 2 // 5)
    regions["card"] = Region(0, body.y, card, body.height - tracker)
    regions["tracker"] = Region(0, body.y + body.height - tracker, card, tracker)
    low = body.height * 7 // 20
    regions["exchange"] = Region(card, body.y + body.height - low, body.width - card, low)
    place = Region(card, body.y, body.width - card, body.height - low)
    return _with_companion(place, wish, regions, tuple(pane for pane in companions if pane != "exchange"))


def _card_and_companion(
    body: Region, wish: LayoutWish, regions: dict[PaneName, Region], companions: tuple[PaneName, ...]
) -> Layout:
    """The card, and beside it one companion."""
    if body.width < TWO_COLUMNS or body.height < SHORT:
        return _with_companion(body, wish, regions, ("card", *companions))
    card = body.width - max(FLOW - 2, body.width * 2 // 5)
    regions["card"] = Region(0, body.y, card, body.height)
    place = Region(card, body.y, body.width - card, body.height)
    return _with_companion(place, wish, regions, companions)


def _question_and_companion(
    body: Region, wish: LayoutWish, regions: dict[PaneName, Region], companions: tuple[PaneName, ...]
) -> Layout:
    """The question; on a screen that is not wide it stands alone until somebody turns to a pane beside it."""
    if body.width >= WIDE_SCREEN:
        return _card_and_companion(body, wish, regions, companions)
    choice: tuple[PaneName, ...] = ("card", *companions)
    beside = {pane for pane in companions if pane != "flow" or wish.has_flow}
    if body.width < TWO_COLUMNS or body.height < SHORT or wish.companion not in beside:
        return _with_companion(body, wish, regions, choice)
    card = body.width - body.width * 2 // 5
    regions["card"] = Region(0, body.y, card, body.height)
    return _with_companion(Region(card, body.y, body.width - card, body.height), wish, regions, choice)


def _study(body: Region, wish: LayoutWish, regions: dict[PaneName, Region]) -> Layout:
    """The table with the variables below it, and a companion beside them or in their place."""
    variables = max(min(wish.variable_lines + 1, body.height // 3), 1)
    if body.width < TWO_COLUMNS or body.height < SHORT:
        if body.height >= SHORT and not wish.card:
            regions["variables"] = Region(0, body.y + body.height - variables, body.width, variables)
            body = body._replace(height=body.height - variables)
        panes: tuple[PaneName, ...] = ("table", "flow", "code", "exchange")
        panes = panes if "variables" in regions else (*panes, "variables")
        return _with_companion(body, wish, regions, ("card", *panes) if wish.card else panes)
    left = body.width - max(FLOW - 2, body.width * 9 // 20)
    regions["card" if wish.card else "table"] = Region(0, body.y, left, body.height - variables)
    regions["variables"] = Region(0, body.y + body.height - variables, left, variables)
    place = Region(left, body.y, body.width - left, body.height)
    return _with_companion(place, wish, regions, (*(("table",) if wish.card else ()), "flow", "code", "exchange"))


def _study_on_a_large_screen(body: Region, wish: LayoutWish, regions: dict[PaneName, Region]) -> Layout:
    """Everything at once: flow, code, variables and request above, the whole table below."""
    lines = max(8, min(wish.table_lines + 2, body.height * 2 // 5))
    upper = body.height - lines
    regions["detail" if wish.detail else "table"] = Region(0, body.y + upper, body.width, lines)
    flow = FLOW + (body.width - WIDE_SCREEN) // 8 if wish.has_flow else 0
    if wish.has_flow:
        regions["flow"] = Region(0, body.y, flow, upper)
    centre: PaneName = "card" if wish.card else "code"
    variables = wish.variable_lines + 2
    if body.width >= VERY_WIDE:
        facts = FACTS + (body.width - VERY_WIDE) // 6
        variables = min(variables, upper // 2)
        regions[centre] = Region(flow, body.y, body.width - flow - facts, upper)
        regions["variables"] = Region(body.width - facts, body.y, facts, variables)
        regions["exchange"] = Region(body.width - facts, body.y + variables, facts, upper - variables)
        return Layout(regions)
    low = variables if wish.card else max(variables, upper * 9 // 20)
    low = min(low, upper * 2 // 3)
    beside = body.width - flow
    tracked = max(beside * 9 // 20, min(wish.variable_width, beside - REQUEST_COLUMNS))
    regions[centre] = Region(flow, body.y, body.width - flow, upper - low)
    regions["variables"] = Region(flow, body.y + upper - low, tracked, low)
    regions["exchange"] = Region(flow + tracked, body.y + upper - low, body.width - flow - tracked, low)
    return Layout(regions)


def _with_companion(
    place: Region, wish: LayoutWish, regions: dict[PaneName, Region], choice: tuple[PaneName, ...]
) -> Layout:
    """Put the companion into its place, below a line of tabs that names what else can stand there."""
    companions = tuple(pane for pane in choice if pane != "flow" or wish.has_flow)
    if wish.detail:
        companions = (*companions, "detail")
    shown = wish.companion if wish.companion is not None and wish.companion in companions else companions[0]
    if place.height >= SHORT // 2:
        regions["tabs"] = Region(place.x, place.y, place.width, 1)
        place = Region(place.x, place.y + 1, place.width, place.height - 1)
    regions[shown] = place
    return Layout(regions, companions, shown)
