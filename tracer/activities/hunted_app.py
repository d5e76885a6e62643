"""The app in which a fault is hunted: the demo app, or the learner's own."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import SystemRandom
from shlex import join
from typing import TYPE_CHECKING

from tracer.activities.standard_streams import streams_for_app
from tracer.activities.visit import VisitOptions, pages_of, visitor_of
from tracer.command_line import command_line
from tracer.demo_names import DEMO
from tracer.mutants.mutant import Level

if TYPE_CHECKING:
    from tracer.exercises.hunted_apps import OwnApp
    from tracer.exercises.hunting_ground import HuntingGround

_MOST_SEEDS = 10_000
"""A hunt without a number takes one below this, which is soon told to somebody else."""

LOOKING_FOR_FAULT = "Looking for a fault that shows in a run"
"""What is said while the faults of a number are tried out."""


def _any_seed() -> int:
    return SystemRandom().randrange(1, _MOST_SEEDS)


@dataclass(frozen=True)
class HuntOptions:
    """Which fault is hunted, and where.

    Attributes:
        seed: The number of the hunt; any one when left out.
        level: Up to which level the mistakes are.
        target: The learner's own app, as ``flask --app`` takes it; None for the demo app.
        visit: Where a visitor of it goes, and who that is.
    """

    seed: int = field(default_factory=_any_seed)
    level: Level = 3
    target: str | None = None
    visit: VisitOptions | None = None

    def command(self, *words: str) -> str:
        """Return a command that hunts in the same app, behind some words."""
        level = ("--level", str(self.level)) if self.level != 3 else ()  # noqa: PLR2004 # the highest one is the usual one
        return command_line(*words, *level) + self._given

    @property
    def _given(self) -> str:
        visit = self.visit
        named = (
            ("--app", self.target),
            ("--login-path", visit and visit.login_path),
            ("--protected-path", visit and visit.protected_path),
            ("--logout-path", visit and visit.logout_path),
            ("--username", visit and visit.username),
        )
        words = [word for option, value in named if value and self.target for word in (option, str(value))]
        return f" {join(words)}" if words else ""

    @property
    def app(self) -> str:
        """The app, in words."""
        return "the demo app" if self.target in {None, DEMO} else f"your app {self.target}"


@contextmanager
def hunting_ground(options: HuntOptions) -> Iterator["HuntingGround"]:
    """Yield the app in which a fault is hunted; afterwards no process of it is left.

    Args:
        options: Which fault is hunted, and where.

    Raises:
        AppError: The app cannot be loaded.
        UsageError: A page or the account is not known, or the app has no source that could be changed.
    """
    from tracer.exercises.hunted_apps import demo_ground, own_ground  # noqa: PLC0415 # Flask takes 170 ms

    if options.target is None or options.target == DEMO or options.visit is None:
        with demo_ground() as ground:
            yield ground
        return
    with own_ground(_own_app(options.target, options.visit)) as ground:
        yield ground


def _own_app(target: str, visit: VisitOptions) -> "OwnApp":
    """Return the learner's app with its pages and its visitor; it is loaded once, and not changed."""
    from tracer.exercises.hunted_apps import OwnApp  # noqa: PLC0415 # as above
    from tracer.recording.load_app import load_app  # noqa: PLC0415 # as above
    from tracer.recording.observe import describe  # noqa: PLC0415 # as above

    with streams_for_app(), _writing_no_bytecode():
        facts = describe(load_app(target))
    return OwnApp(target, Path.cwd(), pages_of(facts, visit), visitor_of(visit))


@contextmanager
def _writing_no_bytecode() -> Iterator[None]:
    """Let no file be written into the learner's folder while the app is loaded."""
    before, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    try:
        yield
    finally:
        sys.dont_write_bytecode = before
