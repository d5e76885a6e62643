"""Every key of every screen, pressed once: what it does, and that the footer names what helps just now.

The keys of a screen are pressed one after the other in one walkthrough. After each of them everything is made as it was
before, so every key finds the same, and a key that cannot be taken back is found, too.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.views.walkthrough.show import Play, played, playing
from tracer.quiz.votes import Ballot
from tracer.views.walkthrough.app import WalkthroughApp
from tracer.views.walkthrough.key_bar import KeyBar
from tracer.views.walkthrough.keys import KEYS, QUIZ, WHAT_IF, Key

Done = Callable[[Play], object]
"""Returns something true when a key has done its work."""


@dataclass(frozen=True)
class Effect:
    """What a key does.

    Attributes:
        done: Tells whether it has done its work.
        after: The keys that take it back; None where nothing does, and the screen has to be opened anew.
        before: The keys that are pressed before it, so that there is something to be seen.
    """

    done: Done
    after: tuple[str, ...] | None = ()
    before: tuple[str, ...] = ()


def is_at(step: int) -> Done:
    return lambda it: it.step == step


def shows(*texts: str) -> Done:
    return lambda it: all(text in it.text for text in texts)


def is_on(screen: str) -> Done:
    return lambda it: it.screen == screen


def of_screen(attribute: str) -> Callable[[Play], object]:
    return lambda it: getattr(it.app.screen, attribute)


SUSPENDED = ("suspended", True, 0)
"""What stands among the answers when the walkthrough would have been suspended."""

ESCAPE = ("escape",)

EVERYWHERE: dict[str, Effect] = {
    "app.cookie": Effect(shows("A session cookie"), ESCAPE),
    "jump": Effect(is_on("JumpDialog"), ESCAPE),
    "votes": Effect(is_on("VotesDialog"), ESCAPE),
    "app.glossary": Effect(is_on("GlossaryDialog"), ESCAPE),
    "app.blank": Effect(is_on("BlankScreen"), ("x",)),
    "app.theme": Effect(lambda it: it.app.theme == "light", ("t",)),
    "app.help": Effect(shows("Move"), ESCAPE),
    "app.palette": Effect(is_on("CommandPalette"), ESCAPE),
    "app.suspend_process": Effect(lambda it: SUSPENDED in it.kept),
}
"""What a key does that does the same on every screen."""

ON_MAIN_SCREEN: dict[str, Effect] = {
    **EVERYWHERE,
    "forward": Effect(is_at(4), ("3",)),
    "back": Effect(is_at(2), ("3",)),
    "first": Effect(is_at(1), ("3",)),
    "last": Effect(is_at(7), ("3",)),
    "play": Effect(shows("playing"), ("a", "3")),
    "layout": Effect(lambda it: it.app.main_screen.slide.layout == "presentation", ("l",)),
    "companion(1)": Effect(shows("[Code]"), ("shift+tab",)),
    "companion(-1)": Effect(shows("[Request]"), ("tab",)),
    "detail": Effect(shows("[Detail]"), ("d",)),
    "notes": Effect(shows("Speaker notes"), ("n",)),
    # Only step 4 has a moment.
    "moments": Effect(shows("When is the session made?"), ("escape", "3"), before=("4",)),
    "scroll(-1)": Effect(lambda it: it.app.screen.query_one("FlowPane").scroll_offset.y == 0, before=("shift+down",)),
    "scroll(1)": Effect(lambda it: it.app.screen.query_one("FlowPane").scroll_offset.y > 0, ("shift+up",)),
    "predict": Effect(lambda it: it.app.main_screen.slide.position.predicting, ("p",)),
    "ask_again": Effect(lambda it: it.app.main_screen.slide.position.hidden, ("right", "p")),
    "what_if": Effect(is_on("ChoiceDialog"), ESCAPE),
    "quiz": Effect(is_on("QuizScreen"), ESCAPE),
    "close": Effect(lambda it: "Speaker notes" not in it.text, before=("n",)),
}
"""What each key of the main screen does at step 3."""

BESIDE_ANOTHER_RUN: dict[str, Effect] = {
    **EVERYWHERE,
    "forward": Effect(shows("Row 4"), ("left",)),
    "back": Effect(shows("Row 2"), ("right",)),
    "first": Effect(shows("Row 1 "), None),
    "last": Effect(shows("Row 7 "), None),
    "other": Effect(is_on("ChoiceDialog"), ESCAPE),
    "scroll(-1)": Effect(lambda it: it.app.screen.query_one("PairPane").scroll_offset.y == 0, before=("shift+down",)),
    "scroll(1)": Effect(lambda it: it.app.screen.query_one("PairPane").scroll_offset.y > 0, ("shift+up",)),
    "close": Effect(is_on("MainScreen"), ("w", "enter")),
}
"""What each key beside another run does at row 3."""

IN_QUIZ: dict[str, Effect] = {
    **EVERYWHERE,
    "app.theme": Effect(lambda it: it.app.theme == "light", ("T",)),
    "app.help": Effect(shows("In the quiz"), ESCAPE),
    "skip": Effect(shows("Question 2 of"), None),
    "reveal": Effect(shows("The answer"), None),
    "table": Effect(shows("[Table]"), ("t",)),
    "forward": Effect(shows("Question 2 of"), ("left",)),
    "back": Effect(is_on("MainScreen"), ("z",)),
    "cursor(1)": Effect(shows("▸  A"), None),
    "cursor(-1)": Effect(shows("▸  B"), None),
    "answer": Effect(shows("Right"), None, before=("1",)),
    "unchoose": Effect(lambda it: of_screen("state")(it).chosen == (), None, before=("1",)),  # type: ignore[attr-defined] # the quiz is seen
    "hint": Effect(shows("Hint: Look at the cookie"), None),
    "companion(1)": Effect(shows("[Table]"), ("shift+tab",)),
    "companion(-1)": Effect(shows("[Code]"), ("tab",)),
    "scroll(-1)": Effect(
        lambda it: it.app.screen.query_one("QuizPane").scroll_offset.y == 0, None, before=("i", "i", "shift+down")
    ),
    "scroll(1)": Effect(lambda it: it.app.screen.query_one("QuizPane").scroll_offset.y > 0, None, before=("i", "i")),
    "close": Effect(is_on("MainScreen"), ("z",)),
}
"""What each key does at the first question."""

NOT_TAKEN_BACK = {"app.leave", "app.save_votes"}
"""Keys with a test of their own: the one ends the walkthrough, the other wants votes."""


def each(keys: tuple[Key, ...], *, scrolling: bool) -> list[tuple[str, str]]:
    """Return the actions with their keys: those that scroll, for which the screen must be small, or all others."""
    chosen = [key for key in keys if key.action not in NOT_TAKEN_BACK and key.action.startswith("scroll") == scrolling]
    return [(key.action, name) for key in chosen for name in key.keys]


async def press_each(
    it: Play, keys: list[tuple[str, str]], effects: dict[str, Effect], open_anew: tuple[str, ...] = ()
) -> None:
    """Open a screen and press each key there, look at what it does, and take it back."""
    await it.press(*open_anew)
    beginning = await quiet_text(it)
    for action, name in keys:
        effect = effects[action]
        it.kept.clear()
        await it.press(*effect.before)
        assert not effect.done(it), f"{name} ({action}): nothing is left for it to do:\n{it.text}"
        await it.press(name)
        assert effect.done(it), f"{name} ({action}) has not done its work:\n{it.text}"
        if effect.after is None:
            await it.press("escape")
            it.app.uninstall_screen("quiz")
        await it.press(*(open_anew if effect.after is None else effect.after))
        assert await quiet_text(it) == beginning, f"{name} ({action}) was not taken back:\n{it.text}"


async def quiet_text(it: Play) -> str:
    """Return what is seen when nothing is told any more."""
    for bar in it.app.screen.query(KeyBar):
        bar.tell("")
    await it.settle()
    return it.text


@pytest.fixture(autouse=True)
def _no_real_suspending(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(WalkthroughApp, "action_suspend_process", lambda app: app.test_play.kept.append(SUSPENDED))


@pytest.mark.parametrize(("size", "scrolling"), [((80, 24), False), ((80, 16), True)])
@pytest.mark.long
def test_on_the_main_screen(tmp_path: Path, size: tuple[int, int], scrolling: bool) -> None:  # noqa: FBT001 # a parameter of the test
    async def play() -> None:
        async with playing(tmp_path, at=3, size=size) as it:
            it.app.test_play = it  # type: ignore[attr-defined] # for the patched action
            await press_each(it, each(KEYS, scrolling=scrolling), ON_MAIN_SCREEN)

    played(play)


@pytest.mark.parametrize(("size", "scrolling"), [((80, 24), False), ((60, 12), True)])
@pytest.mark.long
def test_beside_another_run(tmp_path: Path, size: tuple[int, int], scrolling: bool) -> None:  # noqa: FBT001 # as above
    async def play() -> None:
        async with playing(tmp_path, at=3, size=size) as it:
            it.app.test_play = it  # type: ignore[attr-defined] # as above
            await press_each(it, each(WHAT_IF, scrolling=scrolling), BESIDE_ANOTHER_RUN, ("3", "w", "enter"))

    played(play)


@pytest.mark.parametrize(("size", "scrolling"), [((80, 24), False), ((60, 10), True)])
@pytest.mark.long
def test_in_the_quiz(tmp_path: Path, size: tuple[int, int], scrolling: bool) -> None:  # noqa: FBT001 # as above
    async def play() -> None:
        async with playing(tmp_path, size=size) as it:
            it.app.test_play = it  # type: ignore[attr-defined] # as above
            await press_each(it, each(QUIZ, scrolling=scrolling), IN_QUIZ, ("z",))

    played(play)


@pytest.mark.parametrize("opens", [(), ("w", "enter"), ("z",)])
def test_q_leaves_from_every_screen(tmp_path: Path, opens: tuple[str, ...]) -> None:
    async def play() -> None:
        async with playing(tmp_path, at=3) as it:
            await it.press(*opens)
            assert it.app.return_value is None
            await it.press("q")
            assert it.app.return_value is not None

    played(play)


def test_the_name_of_the_file_is_asked_for_when_somebody_has_voted(tmp_path: Path) -> None:
    async def play() -> None:
        async with playing(tmp_path, at=3) as it:
            vote(it)
            await it.press("s")
            assert it.screen == "SaveDialog"

    played(play)


@pytest.mark.parametrize(("keys", "effects"), [(KEYS, ON_MAIN_SCREEN), (WHAT_IF, BESIDE_ANOTHER_RUN), (QUIZ, IN_QUIZ)])
def test_no_key_is_forgotten(keys: tuple[Key, ...], effects: dict[str, Effect]) -> None:
    assert {key.action for key in keys} <= set(effects) | NOT_TAKEN_BACK


def vote(it: Play) -> None:
    predictions = it.app.main_screen.predictions
    assert predictions is not None
    question = predictions.question(3)
    assert question is not None
    predictions.votes = predictions.votes.with_ballot("", Ballot(question, ((1, 2, 3, 4),), 3))


def footer(it: Play) -> str:
    return it.text.splitlines()[-1]


def test_the_footer_names_what_helps_most(tmp_path: Path) -> None:
    async def play() -> None:
        async with playing(tmp_path, at=3, predict=True) as it:
            assert "→ Show  ← Back  v Votes" in footer(it)
            await it.press("right")
            assert "→ Next" in footer(it)
            assert "v Votes" not in footer(it)
            for word in ("Predict", "What if", "Quiz", "View", "Words", "Help", "Quit"):
                assert word in footer(it)
            await it.pilot.resize_terminal(130, 40)
            await it.settle()
            for word in ("Tab Pane", "Home First", "End Last", "b Blank", "n Notes"):
                assert word in footer(it)
            await it.press("z")
            assert "→ Next" in footer(it)
            assert "r Show" in footer(it)
            await it.press("v", "5", "enter", "1", "enter", "down")
            assert "→ Show" in footer(it)
            await it.press("right")
            assert "→ Next" in footer(it)

    played(play)
