"""The help of the walkthrough: the page with every key, and the commands that the palette finds."""

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from textual.app import SystemCommand
from textual.content import Content
from textual.screen import Screen

from tracer.views.walkthrough.drawing.lines import NOW, wrapped
from tracer.views.walkthrough.drawing.markdown import quiet
from tracer.views.walkthrough.keys import GROUPS, KEYS, QUIZ, QUIZ_GROUPS, WHAT_IF
from tracer.views.walkthrough.main_screen import MainScreen
from tracer.views.walkthrough.quiz_screen import QuizScreen
from tracer.views.walkthrough.what_if_screen import WhatIfScreen

if TYPE_CHECKING:
    from textual.app import App

    from tracer.views.walkthrough.options import WalkthroughOutcome


_KEYS = {MainScreen: KEYS, QuizScreen: QUIZ, WhatIfScreen: WHAT_IF}
_KEYS_WIDTH = 23
_REMOTE = (
    "A presentation remote sends page keys or arrows, and b or a full stop: it moves the steps, reveals predictions, "
    "goes through the quiz and blanks the screen. While a question of the quiz is open, b is an answer."
)


def key_commands(app: "App[WalkthroughOutcome]", screen: Screen[object]) -> Iterator[SystemCommand]:
    """Yield a command for each key that works on a screen; over the lesson itself also for each step."""
    keys = next((keys for kind, keys in _KEYS.items() if isinstance(screen, kind)), ())
    for key in keys:
        if key.action != "app.palette":
            words = key.words[0].upper() + key.words[1:]
            yield SystemCommand(words, key.shown, partial(app.run_action, key.action, screen))
    if not keys:
        yield SystemCommand("Leave", "q", partial(app.run_action, "app.leave"))
    if isinstance(screen, MainScreen):
        yield from _steps(screen)


def draw_help(width: int, screen: Screen[object] | None = None) -> list[Content]:
    """Return the lines of the help: the keys of a screen that has its own ones, and otherwise those of the lesson."""
    in_quiz = isinstance(screen, QuizScreen)
    own = QUIZ_GROUPS if in_quiz else GROUPS
    lines: list[Content] = []
    for title, keys in own:
        lines += [*wrapped(Content.styled(title, "bold $lit"), width)]
        for key in keys:
            lines += _entry(key.shown, key.words, width)
        lines.append(Content(""))
    lines += _entry(
        "a b c … or 1 2 3 …" if in_quiz else "1 2 3 …", "while a question is open: choose that answer", width
    )
    lines += _entry("Ctrl+C", "leave at once", width)
    return [*lines, Content(""), *quiet(_REMOTE, width)]


def _steps(screen: MainScreen) -> Iterator[SystemCommand]:
    """Yield each step by its name; by its number where that would tell a class what it is to predict."""
    slide = screen.slide
    for step in slide.show.table.steps if slide.show else ():
        to_be_guessed = slide.position.predicting and step.number > slide.position.shown_to
        words = f"Step {step.number}" if to_be_guessed else f"Step {step.number}: {step.title}"
        yield SystemCommand(words, "" if to_be_guessed else step.row.action, partial(screen.go_to, step.number))


def _entry(keys: str, words: str, width: int) -> list[Content]:
    label = Content.styled(keys.ljust(_KEYS_WIDTH), NOW)
    if width < _KEYS_WIDTH + 20:
        return [Content.styled(keys, NOW), *wrapped(words, width, first="    ")]
    return [
        (label if index == 0 else Content(" " * _KEYS_WIDTH)) + line
        for index, line in enumerate(wrapped(words, width - _KEYS_WIDTH))
    ]
