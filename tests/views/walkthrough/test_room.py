"""What is done with the room there is: no name is broken, nothing is shown twice, and a large screen is used."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.course import course, lesson, lessons_here
from tests.lessons.secrets import HUNTS
from tests.views.walkthrough.show import played, playing, show_of
from tests.wrapped_text import letters
from tracer.trace.compare import compare, compare_tables
from tracer.trace.variables import BASIC
from tracer.views.walkthrough.drawing.lines import cut_to_width
from tracer.views.walkthrough.layout import LayoutName, LayoutWish, PaneName, layout_of
from tracer.views.walkthrough.panes.base import Pane
from tracer.views.walkthrough.panes.flow import FlowPane
from tracer.views.walkthrough.panes.request_response import RequestResponsePane
from tracer.views.walkthrough.panes.step_card import StepCardPane
from tracer.views.walkthrough.panes.table import TablePane
from tracer.views.walkthrough.panes.variables import CHANGED, TrackerPane, VariablesPane, draw_variables
from tracer.views.walkthrough.slide import Position, ShownRun, Slide
from tracer.views.walkthrough.what_if import WhatIf, draw_pair

PANES: dict[PaneName, type[Pane[Slide]]] = {
    "card": StepCardPane,
    "flow": FlowPane,
    "table": TablePane,
    "exchange": RequestResponsePane,
    "variables": VariablesPane,
    "tracker": TrackerPane,
}
"""The panes that show names of a run; code has its own rules."""
GROWING = {"flow", "table", "tracker"}
"""What these show of a step they show of all later ones too."""
ANY_WIDTH = 400


def widths_of(layout: LayoutName, *, has_flow: bool) -> dict[PaneName, int]:
    """Return the columns that each pane has for its text on a screen of 120 columns and 40 lines."""
    widths: dict[PaneName, int] = {}
    for companion in PANES:
        for card in (False, True):
            wish = LayoutWish(layout, companion, card=card, has_flow=has_flow, variable_width=60)
            for name, region in layout_of(120, 37, wish).regions.items():
                if name in PANES:
                    width = region.width - (4 if name == "card" else 3)  # the space around it, and the scroll bar
                    widths[name] = min(width, widths.get(name, width))
    return widths


def names_in(pane: PaneName, slide: Slide, width: int) -> set[str]:
    """Return the words that a pane shows, a name such as ``login_user`` being one; what is cut off is none of them."""
    lines = cut_to_width(PANES[pane]().draw(slide, width, 36).lines, width)
    return {word for line in lines for word in re.findall(r"\w+…?", line.plain)}


def slides(layout: LayoutName) -> Iterator[Slide]:
    """Yield each step of the run that each lesson shows."""
    for each in lessons_here().values():
        show = ShownRun(course().traces(each)(None), each)
        count = len(show.table.steps)
        for number in range(1, count + 1):
            yield Slide(show, Position(count, number, number), layout)


@pytest.mark.parametrize("layout", ["presentation", "study"])
def test_no_name_is_broken_at_120_columns(layout: LayoutName) -> None:
    seen = 0
    for slide in slides(layout):
        lesson = slide.show.lesson if slide.show else None
        for pane, width in widths_of(layout, has_flow=bool(lesson and lesson.flow)).items():
            if pane in GROWING and slide.position.step < slide.position.count:
                continue
            whole = names_in(pane, slide, ANY_WIDTH) | {"was", "Action", "Result", "Output"}
            shown = names_in(pane, slide, width)
            assert shown <= whole, (lesson and lesson.name, slide.position.step, pane, width, shown - whole)
            seen += len(shown)
    assert seen > 10_000


def test_the_word_changed_is_kept_at_80_columns() -> None:
    width = layout_of(80, 21, LayoutWish("study")).regions["variables"].width - 2
    for slide in slides("study"):
        lines = [line.plain for line in draw_variables(slide, width)]
        changed = (
            [name for name in slide.step.changed if slide.show and name in slide.show.variables] if slide.step else []
        )
        assert " ".join(" ".join(lines).split()).count(CHANGED) == len(changed), lines


def test_the_tracker_shows_nothing_that_is_still_to_be_seen() -> None:
    show = show_of()
    count = len(show.table.steps)
    for number in range(count + 1):
        for hidden in (False, True):
            position = Position(count, number, number, predicting=hidden).asking_again() if hidden else None
            slide = Slide(show, position or Position(count, number, number))
            text = "\n".join(line.plain for line in TrackerPane().draw(slide, 100, 40).lines)
            told = {int(step) for step in re.findall(r"After step (\d+)", text)}
            assert all(step <= slide.position.visible_to for step in told)
            assert "Start" in text
            assert "Final" not in text
    end = Slide(show, Position(count, count + 1, count))
    assert "Final" in "\n".join(line.plain for line in TrackerPane().draw(end, 100, 40).lines)


def test_a_large_presentation_has_a_large_number_the_tracker_and_the_request(tmp_path: Path) -> None:
    async def play() -> None:
        async with playing(tmp_path, size=(200, 50), at=4, layout="presentation") as it:
            assert it.text.count("████    ████") == 4
            assert sum("████████████" in line for line in it.text.splitlines()) == 2
            for words in ("Variable tracker after step 4", "Request and response", "[Flow]", "Session cookie set"):
                assert words in it.text
            # The tracker has the values, so the card does not repeat them.
            assert it.text.count("user_authenticated") == 1

    played(play)


def test_the_card_leaves_the_variables_to_the_tracker_beside_it(tmp_path: Path) -> None:
    async def play() -> None:
        async with playing(tmp_path, size=(120, 40), at=4, layout="presentation") as it:
            assert "Variables after step 4" in it.text
            assert "Tracker" in it.text
            await it.press("shift+tab")
            assert "[Tracker]" in it.text
            assert "Variable tracker after step 4" in it.text
            assert "Variables after step 4" not in it.text

    played(play)


def test_saved_votes_are_told_where_nothing_is_covered(tmp_path: Path) -> None:
    async def play() -> None:
        async with playing(tmp_path, at=3, predict=True, layout="presentation") as it:
            await it.press("v", "3", "enter", "1", "2", "enter", "5", "enter", "0", "enter")
            assert it.text.splitlines()[-1].strip() == "Votes saved"
            assert not it.app.screen.query("Toast")
            await it.press("right")
            assert "60 %" in it.text
            assert "Votes saved" not in it.text
            await it.press("s", *["backspace"] * 30, *str(tmp_path / "mine"), "enter")
            assert it.message == letters(f"Votes saved: mine.json and mine.csv in {tmp_path}")
            assert not it.app.screen.query("Toast")
            assert "60 %" in it.text

    played(play)


@pytest.mark.parametrize(("width", "height"), [(57, 11), (77, 15), (117, 26), (197, 36)])
def test_a_what_if_has_no_blank_half_and_compares_the_variables_in_every_row(width: int, height: int) -> None:
    left, right = show_of(), show_of("wrong")
    comparison = compare_tables(left.trace, left.table, right.trace, right.table)
    alone = [row for row, pair in enumerate(comparison.pairs, start=1) if pair.left is None or pair.right is None]
    assert alone
    for row in alone:
        slide = WhatIf(comparison, ("one", "other"), Position(len(comparison.pairs), row, row), left.variables)
        lines = [line.plain for line in draw_pair(slide, width, height).lines]
        assert any("No such step" in line for line in lines)
        half = width // 2
        for name in left.variables:
            line = next(line for line in lines if line.count(name) == 2)
            assert re.search(r" [=≠] ", line)
        assert sum(bool(line[:half].strip()) for line in lines) == pytest.approx(
            sum(bool(line[half + 2 :].strip()) for line in lines), abs=5
        )


@pytest.mark.parametrize("name", HUNTS)
def test_a_row_of_a_what_if_that_differs_shows_what_does(name: str) -> None:
    traces = course().traces(lesson(name))
    comparison = compare(traces(None), traces(lesson(name).beside))
    for row, pair in enumerate(comparison.pairs, start=1):
        slide = WhatIf(comparison, ("one", "other"), Position(len(comparison.pairs), row, row), BASIC)
        drawn = {size: "\n".join(line.plain for line in draw_pair(slide, *size).lines) for size in ((117, 26), (77, 7))}
        shows = {size: "≠" in text or "Only this differs" in text for size, text in drawn.items()}
        assert shows == dict.fromkeys(drawn, not pair.same), drawn
