"""Every key of the walkthrough, once: bindings, footer, help and docs/teaching.md are made from this list."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from string import ascii_letters

from textual.binding import Binding

from tracer.quiz.keys import QUIZ_KEYS, Deed
from tracer.views.glossary import KEY


@dataclass(frozen=True)
class Key:
    """What some keys do.

    Attributes:
        action: The action, as Textual takes it.
        keys: The keys, by Textual's names.
        shown: The keys as a person knows them.
        words: What they do, for the help.
        short: What they do in one word, for the footer; empty for what stands in the help only.
        rank: Where the footer puts it; what comes last is left out first when there is no room.
    """

    action: str
    keys: tuple[str, ...]
    shown: str
    words: str
    short: str = ""
    rank: int = 99


MOVING: tuple[Key, ...] = (
    Key("forward", ("right", "space", "pagedown", "down", "enter"), "→ ↓ Space PgDn Enter", "next step", "Next", 1),
    Key("back", ("left", "pageup", "up", "backspace"), "← ↑ PgUp Backspace", "step before", "Back", 2),
    Key("first", ("home",), "Home", "first step", "First", 9),
    Key("last", ("end",), "End", "last step", "Last", 10),
    Key("jump", ("g",), "g, or a digit", "go to a step by its number", "Go to", 13),
    Key("play", ("a",), "a", "play by itself, and stop", "Play", 15),
)
"""Moving through the steps."""

SEEING: tuple[Key, ...] = (
    Key("layout", ("l", "f5"), "l F5", "presentation or study layout", "View", 6),
    Key("app.glossary", (KEY,), KEY, "key words: what the words of this step mean, and all others", "Words", 7),
    Key("companion(1)", ("tab",), "Tab", "the next pane beside the step", "Pane", 7),
    Key("companion(-1)", ("shift+tab",), "Shift+Tab", "the pane before"),
    Key("app.cookie", ("c",), "c", "the session cookie as the browser holds it, and who can read it", "Cookie", 18),
    Key("detail", ("d",), "d", "everything that was recorded in this step", "Detail", 12),
    Key("notes", ("n",), "n", "speaker notes", "Notes", 11),
    Key("moments", ("m",), "m", "key moments: what learners ask at this step", "Moments", 14),
    Key("app.blank", ("b", "full_stop"), "b .", "blank screen; any key brings it back", "Blank", 8),
    Key("app.theme", ("t",), "t", "light or dark", "Light/dark", 16),
    Key("scroll(-1)", ("shift+up",), "Shift+↑", "scroll the pane up"),
    Key("scroll(1)", ("shift+down",), "Shift+↓", "scroll the pane down"),
)
"""What is seen."""

LEARNING: tuple[Key, ...] = (
    Key("predict", ("p",), "p", "predict: ask before each step shows its result", "Predict", 3),
    Key("votes", ("v",), "v", "enter the raised hands for each choice", "Votes", 17),
    Key("app.save_votes", ("s",), "s", "save the votes as JSON and CSV"),
    Key("ask_again", ("r",), "r", "hide this step and all after it, and ask again"),
    Key("what_if", ("w",), "w", "what if: another run beside this one", "What if", 4),
    Key("quiz", ("z",), "z", "the quiz of the lesson", "Quiz", 5),
)
"""What a class or a learner does with it."""

LEAVING: tuple[Key, ...] = (
    Key("app.help", ("question_mark", "h", "f1"), "? h F1", "this help", "Help", 0),
    Key("app.palette", ("ctrl+p",), "Ctrl+P", "find a command by its name"),
    Key("close", ("escape",), "Esc", "close what is open"),
    Key("app.suspend_process", ("ctrl+z",), "Ctrl+Z", "suspend; fg in the shell brings it back"),
    Key("app.leave", ("q",), "q", "leave", "Quit", 0),
)
"""Help, and the way out."""

_EVERYWHERE = frozenset({"app.glossary", "app.blank", "app.theme", "scroll(-1)", "scroll(1)"})
"""What is seen beside another run, too."""

WHAT_IF: tuple[Key, ...] = (
    *MOVING[:5],
    Key("other", ("o",), "o", "put another run beside this one", "Other run", 3),
    *(key for key in SEEING if key.action in _EVERYWHERE),
    Key("close", ("escape", "w"), "Esc w", "back to the one run", "Back to the lesson", 4),
    *(key for key in LEAVING if key.action != "close"),
)
"""The keys beside another run."""

_IN_FOOTER: dict[Deed, tuple[str, int]] = {
    "hint": ("Hint", 4),
    "words": ("Words", 5),
    "skip": ("Skip", 6),
    "table": ("Table", 7),
    "reveal": ("Show", 6),
    "leave": ("Quit", 0),
}
"""What the footer calls a key of the quiz, and where it puts it."""

_ACTIONS: dict[Deed, str] = {"leave": "app.leave", "words": "app.glossary"}
"""The actions of the keys that do the same on every screen."""

_SHARED = tuple(
    Key(
        _ACTIONS.get(key.does, key.does),
        tuple("question_mark" if one == "?" else one for one in key.keys),
        " ".join(key.keys),
        key.words,
        *_IN_FOOTER.get(key.does, ()),
    )
    for key in QUIZ_KEYS
)
"""The keys that the quiz has here and in the command ``quiz``."""

QUIZ: tuple[Key, ...] = (
    Key(
        "forward",
        ("right", "space", "pagedown"),
        "→ Space PgDn",
        "the next question; where the class has voted, the answer first",
        "Next",
        1,
    ),
    Key("back", ("left", "pageup"), "← PgUp", "the question before; from the first, back to the lesson", "Back", 2),
    Key("jump", ("n",), "n", "go to a question by its number", "Go to", 8),
    Key("cursor(1)", ("down",), "↓", "down to the next answer"),
    Key("cursor(-1)", ("up",), "↑", "up to the answer before"),
    Key("answer", ("enter",), "Enter", "choose the answer that ↓ has reached, or give what is chosen", "Answer", 3),
    Key("unchoose", ("backspace",), "Backspace", "take back what was chosen last"),
    *_SHARED,
    *(key for key in LEARNING if key.action == "votes"),
    *(key for key in SEEING if key.action.startswith(("companion", "scroll"))),
    Key("app.blank", ("full_stop",), ".", "blank screen; any key brings it back", "Blank", 8),
    Key("app.theme", ("T",), "Shift+T", "light or dark", "Light/dark", 16),
    Key("close", ("escape", "z"), "Esc z", "back to the lesson", "Back to the lesson", 6),
    Key("app.help", ("f1",), "F1", "this help", "Help", 0),
    *(key for key in LEAVING if key.action not in {"close", "app.help", "app.leave"}),
)
"""The keys in the quiz. Letters and digits choose answers, so b and c blank nothing and open nothing here."""

GROUPS: tuple[tuple[str, Sequence[Key]], ...] = (
    ("Move", MOVING),
    ("See", SEEING),
    ("Learn", LEARNING),
    ("Help and leave", LEAVING),
)
"""All keys in groups, as the help shows them."""

QUIZ_GROUPS: tuple[tuple[str, Sequence[Key]], ...] = (("In the quiz", QUIZ),)
"""The keys of the quiz, as its help shows them."""

KEYS: tuple[Key, ...] = tuple(key for _, group in GROUPS for key in group)
"""All keys."""


def while_predicting(keys: Sequence[Key]) -> tuple[Key, ...]:
    """Return the keys as the footer names them before a step shows its result: "next" shows it, votes come first."""
    short, rank = {"forward": "Show"}, {"votes": 2}
    return tuple(
        replace(key, short=short.get(key.action, key.short), rank=rank.get(key.action, key.rank)) for key in keys
    )


def while_asking(keys: Sequence[Key], *, voted: bool) -> tuple[Key, ...]:
    """Return the keys of the quiz while a question is open: votes come first; once they are in, "next" shows them.

    Args:
        keys: The keys.
        voted: Whether a class has voted on the question.
    """
    if voted:
        return while_predicting(keys)
    return tuple(replace(key, rank=2) if key.action == "votes" else key for key in keys)


def while_settled(keys: Sequence[Key]) -> tuple[Key, ...]:
    """Return the keys as the footer names them while no question is open: without those that only an open one needs."""
    return tuple(key for key in keys if key.action not in {"hint", "skip", "reveal", "answer", "unchoose"})


def bindings(keys: Sequence[Key] = KEYS) -> Iterator[Binding]:
    """Yield the bindings. They come before those of any widget, so no widget can swallow one."""
    for key in keys:
        for name in key.keys:
            yield Binding(name, key.action, key.words, show=False, priority=True)


def letter_bindings() -> Iterator[Binding]:
    """Yield the bindings of the letters as labels of answers. They come before what else a letter does."""
    for letter in ascii_letters:
        yield Binding(letter, f"letter({letter!r})", "choose", show=False, priority=True)


def digit_bindings() -> Iterator[Binding]:
    """Yield the bindings of the digits: a choice where a question is open, a step otherwise."""
    for digit in "0123456789":
        yield Binding(digit, f"digit({digit})", "go to a step, or choose", show=False, priority=True)
