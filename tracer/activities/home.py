"""The home screen: what this is, where the learner is, and the doors that lead on from there."""

import os
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from tracer.activities.library import folder_options, library_of
from tracer.activities.progress import on_the_path
from tracer.activities.single_key import ENTER, LEAVE, meant_by_key
from tracer.demo_names import DEMO, watch_target
from tracer.errors import LessonError, ProgressError
from tracer.lessons.library import LessonOutline
from tracer.lessons.syllabus import Syllabus, syllabus_of
from tracer.quiz.whereabouts import PathProgress, PathStop
from tracer.views.home import Door, HomeScreen
from tracer.views.terminal import ColorChoice, Terminal, open_terminal

_LEAVE = LEAVE | {"q", "Q"}


def go_in(
    folders: tuple[Path, ...], press: Callable[[], str], *, color: ColorChoice, plain: bool
) -> tuple[str, ...] | None:
    """Show the home screen, and return the words of the command that the learner chooses; None to leave.

    Args:
        folders: The learner's own folders with lessons.
        press: Waits for a key and returns it. Raises KeyboardInterrupt for Ctrl-C.
        color: Whether to use colour.
        plain: Whether it is shown in its plain form.
    """
    terminal = open_terminal(color, plain=plain)
    screen = _home_screen(syllabus_of(library_of(folders)), folder_options(folders))
    terminal.show(screen)
    return _chosen(screen, press, terminal)


def _chosen(screen: HomeScreen, press: Callable[[], str], terminal: Terminal) -> tuple[str, ...] | None:
    doors = {door.key: door for door in screen.doors}
    door = meant_by_key(press, _LEAVE, lambda key: screen.doors[0] if key in ENTER else doors.get(key.lower()))
    if door is None:
        return None
    terminal.tell(f"$ {door.command}")
    return door.words


def _home_screen(syllabus: Syllabus, options: tuple[str, ...]) -> HomeScreen:
    """Return the home screen for what is kept of the learner. Of all lessons only the one that comes next is read."""
    untold: list[str] = []
    with on_the_path(syllabus, untold.append) as path:
        try:
            stop = _here(path)
        except ProgressError as error:
            untold.append(str(error))
            stop = _here(PathProgress(syllabus, None))
    return HomeScreen(stop, len(syllabus.names), _doors(stop, options), kept=not untold)


def _here(path: PathProgress) -> PathStop | None:
    """Return the lesson where the learner goes on; None where every lesson is behind the learner."""
    where = path.whereabouts()
    if where.lesson is None:
        return None
    try:
        outline = path.syllabus.outline(where.lesson)
    except LessonError:
        outline = LessonOutline(where.lesson, where.lesson, None, {})
    return PathStop(
        path.syllabus.number(where.lesson),
        outline,
        path.standing(where.lesson),
        here=True,
        place=where.place,
    )


def _doors(stop: PathStop | None, options: tuple[str, ...]) -> tuple[Door, ...]:
    """Return what can be done from here: go on, the three ways into what the lesson is about, and the exercises."""
    lesson = (stop.outline.name,) if stop is not None else ()
    app = watch_target(stop.outline.app) if stop is not None else DEMO
    watched = ("watch", app or DEMO)
    begun = stop is not None and (stop.place or stop.standing is not None)
    onward = "Go on" if begun else "Begin"
    return (
        Door("Enter", f"{onward} with this lesson" if stop is not None else "See the whole course",
             ("next", *options) if stop is not None else ("list", "--all", *options)),
        Door("s", "See it: step by step on the screen", ("walkthrough", *lesson, *_as_text(), *options)),
        Door("c", "Click it: the app in your browser, watched here", watched),
        Door("a", "Answer it: its questions", ("quiz", *lesson, *options)),
        Door("m", "Mend it: a broken login, in your own editor", ("mend",)),
    )  # fmt: skip


def _as_text() -> tuple[str, ...]:
    """Return the option that takes a walkthrough as text, where nothing is installed that draws on the full screen."""
    drawn = find_spec("textual") is not None and os.environ.get("TERM") not in {"dumb", "unknown"}
    return () if drawn else ("--pause",)
