"""The screens as text, for a reviewer to read: ``tests/goldens/walkthrough``."""

from pathlib import Path
from typing import Any

import pytest

from tests.golden import GOLDENS, assert_golden
from tests.views.walkthrough.show import played, playing

VOTED = ("v", "3", "enter", "1", "2", "enter", "5", "enter", "enter", "2", "right")
"""A class votes on a question with four answers; then it is shown."""

SCREENS: dict[str, tuple[tuple[int, int], dict[str, Any], tuple[str, ...]]] = {
    "opening-80": ((80, 24), {}, ()),
    "opening-presentation-80": ((80, 24), {"layout": "presentation"}, ()),
    "study-60": ((60, 20), {"at": 4}, ()),
    "study-80": ((80, 24), {"at": 4}, ()),
    "study-80-request": ((80, 24), {"at": 4}, ("tab", "tab")),
    "study-80-detail": ((80, 24), {"at": 4}, ("d",)),
    "study-120": ((120, 40), {"at": 7}, ()),
    "study-200": ((200, 50), {"at": 7}, ()),
    "presentation-60": ((60, 20), {"at": 4, "layout": "presentation"}, ()),
    "presentation-80": ((80, 24), {"at": 4, "layout": "presentation"}, ()),
    "presentation-120": ((120, 40), {"at": 4, "layout": "presentation"}, ("n",)),
    "predict-80": ((80, 24), {"at": 3, "predict": True}, ("1",)),
    "predict-120": ((120, 40), {"at": 3, "predict": True, "layout": "presentation"}, ("1",)),
    "predict-shown-80": ((80, 24), {"at": 3, "predict": True, "layout": "presentation"}, VOTED),
    "predict-shown-120": ((120, 40), {"at": 3, "predict": True, "layout": "presentation"}, VOTED),
    "predict-shown-study-80": ((80, 24), {"at": 3, "predict": True}, VOTED),
    "end-80": ((80, 24), {"at": 99}, ()),
    "moments-80": ((80, 24), {"at": 4}, ("m",)),
    "help-80": ((80, 40), {}, ("question_mark",)),
    "what-if-80": ((80, 24), {"at": 3}, ("w", "enter")),
    "what-if-120": ((120, 40), {"at": 4}, ("w", "enter")),
    "what-if-60": ((60, 20), {"at": 3}, ("w", "enter")),
    "choice-80": ((80, 24), {"at": 3}, ("w",)),
    "jump-80": ((80, 24), {"at": 3}, ("g", "7")),
    "save-80": ((80, 24), {"at": 3, "predict": True}, (*VOTED, "s")),
    "votes-80": ((80, 24), {"at": 3, "predict": True}, ("v", "1", "2", "enter", "3")),
    "blank-80": ((80, 24), {"at": 3}, ("b",)),
    "palette-80": ((80, 24), {"at": 3}, ("ctrl+p",)),
    "palette-quiz-80": ((80, 24), {}, ("z", "ctrl+p")),
    "quiz-60": ((60, 20), {}, ("z",)),
    "quiz-table-80": ((80, 24), {}, ("z", "2", "enter", "tab")),
    "quiz-end-80": ((80, 24), {}, ("z", "v", "5", "enter", "1", "5", "enter", *["right"] * 10)),
    "quiz-80": ((80, 24), {}, ("z", "i", "i")),
    "quiz-answered-120": ((120, 40), {}, ("z", "2", "enter")),
    "quiz-order-80": ((80, 24), {}, ("z", *["right"] * 3, "2", "3")),
    "quiz-tracker-120": ((120, 40), {}, ("z", "tab")),
}
"""Each screen: the size, how it opens, and which keys are pressed."""


@pytest.mark.parametrize("name", SCREENS)
def test_the_screen_looks_like_this(tmp_path: Path, name: str) -> None:
    size, settings, keys = SCREENS[name]

    async def play() -> None:
        async with playing(tmp_path, size=size, **settings) as it:
            for key in keys:
                await it.press(key)
                it.app.clear_notifications()
            await it.pilot.pause(0.3 if it.screen == "CommandPalette" else None)
            await it.settle()
            assert_golden(f"{name}.txt", it.text, GOLDENS / "walkthrough")

    played(play)
