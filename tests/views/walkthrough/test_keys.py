"""Every key of every screen, pressed once: what it does, and that the footer names what helps just now."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.views.walkthrough.show import Play, played, playing
from tracer.quiz.votes import Ballot
from tracer.views.walkthrough.app import WalkthroughApp
from tracer.views.walkthrough.keys import KEYS, QUIZ, WHAT_IF, Key

Done = Callable[[Play], object]
"""Returns something true when a key has done its work."""


def is_at(step: int) -> Done:
    return lambda it: it.step == step


def shows(*texts: str) -> Done:
    return lambda it: all(text in it.text for text in texts)


def is_on(screen: str) -> Done:
    return lambda it: it.screen == screen


def of_screen(attribute: str) -> Callable[[Play], object]:
    return lambda it: getattr(it.app.screen, attribute)


MAIN_DOES: dict[str, Done] = {
    "forward": is_at(4),
    "back": is_at(2),
    "first": is_at(1),
    "last": is_at(7),
    "jump": is_on("JumpDialog"),
    "play": shows("playing"),
    "layout": lambda it: it.app.main_screen.view.layout == "presentation",
    "companion(1)": shows("[Code]"),
    "companion(-1)": shows("[Request]"),
    "detail": shows("[Detail]"),
    "notes": shows("Speaker notes"),
    "moments": shows("When is the session made?"),
    "app.blank": is_on("BlankScreen"),
    "app.theme": lambda it: it.app.theme == "light",
    "scroll(-1)": lambda it: it.app.screen.query_one("FlowPane").scroll_offset.y == 0,
    "scroll(1)": lambda it: it.app.screen.query_one("FlowPane").scroll_offset.y > 0,
    "predict": lambda it: it.app.main_screen.view.position.predicting,
    "votes": is_on("VotesDialog"),
    "app.save_votes": is_on("SaveDialog"),
    "ask_again": lambda it: it.app.main_screen.view.position.hidden,
    "what_if": is_on("ChoiceDialog"),
    "quiz": is_on("QuizScreen"),
    "app.help": shows("Move"),
    "app.palette": is_on("CommandPalette"),
    "close": lambda it: "Speaker notes" not in it.text,
    "app.suspend_process": lambda it: it.kept == [("suspended", True, 0)],
    "app.leave": lambda it: it.app.return_value is not None,
}
"""What each key of the main screen does at step 3."""

BEFORE: dict[str, tuple[str, ...]] = {"close": ("n",), "scroll(-1)": ("shift+down",)}
"""What is pressed before, so that there is something to be seen."""

WHAT_IF_DOES: dict[str, Done] = {
    **{action: MAIN_DOES[action] for action in ("jump", "app.blank", "app.theme", "app.help", "app.palette")},
    **{action: MAIN_DOES[action] for action in ("app.suspend_process", "app.leave")},
    "forward": shows("Row 4"),
    "back": shows("Row 2"),
    "first": shows("Row 1 "),
    "last": shows("Row 7 "),
    "other": is_on("ChoiceDialog"),
    "scroll(-1)": lambda it: it.app.screen.query_one("PairPane").scroll_offset.y == 0,
    "scroll(1)": lambda it: it.app.screen.query_one("PairPane").scroll_offset.y > 0,
    "close": is_on("MainScreen"),
}
"""What each key beside another run does at row 3."""

QUIZ_DOES: dict[str, Done] = {
    **{action: MAIN_DOES[action] for action in ("votes", "app.blank", "app.theme", "app.help", "app.palette")},
    **{action: MAIN_DOES[action] for action in ("app.suspend_process", "app.leave")},
    "forward": shows("The answer"),
    "back": is_on("MainScreen"),
    "cursor(1)": shows("▸  1"),
    "cursor(-1)": shows("▸  2"),
    "answer": shows("Right"),
    "unchoose": lambda it: of_screen("state")(it).chosen == (),  # type: ignore[attr-defined] # the quiz is seen
    "hint": shows("Hint: Look at the cookie"),
    "companion(1)": shows("[Table]"),
    "companion(-1)": shows("[Code]"),
    "scroll(-1)": lambda it: it.app.screen.query_one("QuizPane").scroll_offset.y == 0,
    "scroll(1)": lambda it: it.app.screen.query_one("QuizPane").scroll_offset.y > 0,
    "close": is_on("MainScreen"),
}
"""What each key does at the first question."""

BEFORE_IN_QUIZ = {"answer": ("1",), "unchoose": ("1",), "scroll(-1)": ("i", "i", "shift+down"), "scroll(1)": ("i", "i")}


def each(keys: tuple[Key, ...]) -> list[tuple[str, str]]:
    return [(key.action, name) for key in keys for name in key.keys]


@pytest.fixture(autouse=True)
def _no_real_suspending(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(WalkthroughApp, "action_suspend_process", lambda app: app.test_play.kept.append(SUSPENDED))


SUSPENDED = ("suspended", True, 0)


@pytest.mark.parametrize(("action", "name"), each(KEYS))
def test_on_the_main_screen(tmp_path: Path, action: str, name: str) -> None:
    # The flow is scrolled where it is higher than the screen; only step 4 has a moment.
    size = (80, 16) if action.startswith("scroll") else (80, 24)

    async def play() -> None:
        async with playing(tmp_path, at=4 if action == "moments" else 3, size=size) as it:
            it.app.test_play = it  # type: ignore[attr-defined] # for the patched action
            if action == "app.save_votes":
                vote(it)
            await it.press(*BEFORE.get(action, ()))
            await it.press(name)
            assert MAIN_DOES[action](it)

    played(play)


@pytest.mark.parametrize(("action", "name"), each(WHAT_IF))
def test_beside_another_run(tmp_path: Path, action: str, name: str) -> None:
    size = (60, 12) if action.startswith("scroll") else (80, 24)

    async def play() -> None:
        async with playing(tmp_path, at=3, size=size) as it:
            it.app.test_play = it  # type: ignore[attr-defined] # as above
            await it.press("w", "enter", *BEFORE.get(action, ())[:1])
            assert it.screen == "WhatIfScreen"
            await it.press(name)
            assert WHAT_IF_DOES[action](it)

    played(play)


@pytest.mark.parametrize(("action", "name"), each(QUIZ))
def test_in_the_quiz(tmp_path: Path, action: str, name: str) -> None:
    size = (60, 10) if action.startswith("scroll") else (80, 24)

    async def play() -> None:
        async with playing(tmp_path, size=size) as it:
            it.app.test_play = it  # type: ignore[attr-defined] # as above
            await it.press("z", *BEFORE_IN_QUIZ.get(action, ()))
            assert it.screen == "QuizScreen"
            await it.press(name)
            assert QUIZ_DOES[action](it)

    played(play)


def vote(it: Play) -> None:
    predictions = it.app.main_screen.predictions
    assert predictions is not None
    question = predictions.question(3)
    assert question is not None
    predictions.votes = predictions.votes.with_ballot(Ballot(question, (1, 2, 3, 4), 3))


def footer(it: Play) -> str:
    return it.text.splitlines()[-1]


def test_the_footer_names_what_helps_most(tmp_path: Path) -> None:
    async def play() -> None:
        async with playing(tmp_path, at=3, predict=True) as it:
            assert "→ Show  ← Back  v Votes" in footer(it)
            await it.press("right")
            assert "→ Next" in footer(it)
            assert "v Votes" not in footer(it)
            for word in ("Predict", "What if", "Quiz", "View", "Pane", "Help", "Quit"):
                assert word in footer(it)
            await it.pilot.resize_terminal(120, 40)
            await it.settle()
            for word in ("Home First", "End Last", "b Blank", "n Notes"):
                assert word in footer(it)
            await it.press("z")
            assert "→ Show" in footer(it)
            assert "v Votes" in footer(it)
            await it.press("right")
            assert "→ Next" in footer(it)

    played(play)
