"""Which pane stands where, at every size."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracer.views.walkthrough.layout import Layout, LayoutWish, Region, layout_of

WISHES = st.builds(
    LayoutWish,
    layout=st.sampled_from(["presentation", "study", "quiz"]),
    companion=st.sampled_from(["flow", "code", "exchange", "table", "card", "detail", "tracker", "variables"]),
    card=st.booleans(),
    alone=st.booleans(),
    detail=st.booleans(),
    notes=st.integers(0, 40),
    table_lines=st.integers(1, 400),
    variable_lines=st.integers(0, 20),
    variable_width=st.integers(0, 200),
    tracker_lines=st.integers(0, 60),
    has_flow=st.booleans(),
)


def overlap(one: Region, other: Region) -> bool:
    return (
        one.x < other.x + other.width
        and other.x < one.x + one.width
        and one.y < other.y + other.height
        and other.y < one.y + one.height
    )


@given(st.integers(1, 300), st.integers(1, 100), WISHES)
def test_no_pane_overlaps_another_or_leaves_the_body(width: int, height: int, wish: LayoutWish) -> None:
    regions = [*layout_of(width, height, wish).regions.values()]
    assert regions
    for index, region in enumerate(regions):
        assert region.width > 0
        assert region.height > 0
        assert region.x >= 0
        assert region.y >= 0
        assert region.x + region.width <= width
        assert region.y + region.height <= height
        assert not any(overlap(region, other) for other in regions[index + 1 :])


@given(st.integers(1, 300), st.integers(1, 100), WISHES)
def test_the_body_is_filled(width: int, height: int, wish: LayoutWish) -> None:
    arranged = layout_of(width, height, wish)
    covered = sum(region.width * region.height for region in arranged.regions.values())
    assert covered == width * height


@given(st.integers(1, 300), st.integers(1, 100), WISHES)
def test_what_has_no_place_of_its_own_can_be_turned_to(width: int, height: int, wish: LayoutWish) -> None:
    arranged = layout_of(width, height, wish)
    if wish.alone and set(arranged.regions) <= {"card", "notes"}:
        return
    reachable = {*arranged.regions, *arranged.companions}
    # On a screen that shows everything at once, the card stands where the code was, and the detail where the table was.
    wanted = {"exchange", "card" if wish.card and "code" not in reachable else "code"}
    wanted.add("detail" if wish.detail and "table" not in reachable else "table")
    assert wanted <= reachable
    assert ("flow" in reachable) <= wish.has_flow
    # The values stand in the tracker too; the presentation has that one.
    assert ("tracker" if wish.layout == "presentation" else "variables") in reachable or wish.layout == "quiz"
    if wish.detail and wish.layout != "quiz":
        assert "detail" in reachable
    if arranged.companion is not None:
        assert arranged.companion in arranged.companions


@pytest.mark.parametrize(
    ("width", "height", "shown"),
    [
        (200, 57, {"flow", "code", "table", "variables", "exchange"}),
        (120, 37, {"flow", "code", "table", "variables", "exchange"}),
        (80, 21, {"table", "variables", "flow", "tabs"}),
        (60, 21, {"variables", "flow", "tabs"}),
        (30, 5, {"table"}),
    ],
)
def test_the_study_layout_shows_what_there_is_room_for(width: int, height: int, shown: set[str]) -> None:
    arranged: Layout = layout_of(width, height, LayoutWish("study", "flow"))
    assert shown <= set(arranged.regions) | ({"table"} if height < 9 else set())


def test_the_presentation_has_the_card_and_one_pane_beside_it() -> None:
    assert set(layout_of(120, 37, LayoutWish("presentation")).regions) == {"card", "tabs", "flow"}
    assert set(layout_of(60, 17, LayoutWish("presentation", "card")).regions) == {"card", "tabs"}
    assert "tracker" in layout_of(120, 37, LayoutWish("presentation")).companions


def test_on_a_very_large_screen_the_presentation_has_the_tracker_and_the_request_too() -> None:
    arranged = layout_of(200, 47, LayoutWish("presentation"))
    assert set(arranged.regions) == {"card", "tracker", "exchange", "tabs", "flow"}
    assert not {"tracker", "exchange"} & set(arranged.companions)


@given(st.integers(74, 300), st.integers(10, 100), WISHES)
def test_a_question_of_the_quiz_has_most_of_the_width(width: int, height: int, wish: LayoutWish) -> None:
    card = layout_of(width, height, replace(wish, layout="quiz", notes=0, alone=False, detail=False)).regions["card"]
    assert card.width >= width * 6 // 10


def test_nothing_stands_beside_a_question_until_it_is_asked_for() -> None:
    assert set(layout_of(80, 21, LayoutWish("quiz")).regions) == {"card", "tabs"}
    assert set(layout_of(80, 21, LayoutWish("quiz", "table")).regions) == {"card", "tabs", "table"}
    assert set(layout_of(120, 37, LayoutWish("quiz")).regions) == {"card", "tabs", "table"}
