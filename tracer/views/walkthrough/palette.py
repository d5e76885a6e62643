"""What the command palette finds: the keys of the screen that it lies over, and the steps by their names."""

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from textual.app import SystemCommand
from textual.screen import Screen

from tracer.views.walkthrough.keys import KEYS, QUIZ, WHAT_IF
from tracer.views.walkthrough.main_screen import MainScreen
from tracer.views.walkthrough.quiz_screen import QuizScreen
from tracer.views.walkthrough.view import stage_title
from tracer.views.walkthrough.what_if_screen import WhatIfScreen

if TYPE_CHECKING:
    from textual.app import App

    from tracer.views.walkthrough.settings import Outcome

_KEYS = {MainScreen: KEYS, QuizScreen: QUIZ, WhatIfScreen: WHAT_IF}


def commands(app: "App[Outcome]", screen: Screen[object]) -> Iterator[SystemCommand]:
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


def _steps(screen: MainScreen) -> Iterator[SystemCommand]:
    """Yield each step by its name; by its number where that would tell a class what it is to predict."""
    view = screen.view
    for step in view.show.table.steps if view.show else ():
        to_be_guessed = view.position.predicting and step.number > view.position.shown_to
        words = f"Step {step.number}" if to_be_guessed else f"Step {step.number}: {stage_title(step)}"
        yield SystemCommand(words, "" if to_be_guessed else step.row.action, partial(screen.go_to, step.number))
