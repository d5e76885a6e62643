"""Playing walkthroughs in tests: the real app, without a terminal."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from textual.app import App
from textual.pilot import Pilot

from tests.course import LIBRARY, performed
from tests.wrapped_text import letters
from tracer.lessons.course import Course
from tracer.lessons.library import load_lesson
from tracer.lessons.schema import Lesson, Question
from tracer.views.walkthrough.app import WalkthroughApp
from tracer.views.walkthrough.key_bar import KeyBar
from tracer.views.walkthrough.options import WalkthroughOptions, WalkthroughOutcome
from tracer.views.walkthrough.runs import Perform, Runs
from tracer.views.walkthrough.slide import ShownRun

LESSON = Path(__file__).parents[2] / "lessons" / "classroom.toml"


@cache
def classroom() -> Lesson:
    return load_lesson(LESSON)


def classroom_runs(perform: Perform | None = None) -> Runs:
    lesson = classroom()
    traces = perform or Course(performed, LIBRARY).traces(lesson)
    others = {name: scenario.title for name, scenario in lesson.scenarios.items() if name != "right"}
    return Runs(lesson, traces, others)


def show_of(name: str | None = None) -> ShownRun:
    return classroom_runs().show(name)


@dataclass
class Play:
    """A walkthrough that is being played."""

    app: WalkthroughApp
    pilot: Pilot[WalkthroughOutcome]
    kept: list[tuple[str, bool, int]] = field(default_factory=list)

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.pilot.press(key)
            await self.settle()

    async def settle(self) -> None:
        """Wait until every run has ended and everything is drawn."""
        await self.app.workers.wait_for_complete()
        await self.pilot.pause()

    @property
    def step(self) -> int:
        return self.app.main_screen.slide.position.step

    @property
    def screen(self) -> str:
        return type(self.app.screen).__name__

    @property
    def text(self) -> str:
        return text_of(self.app)

    @property
    def message(self) -> str:
        """What is told in the place of the keys, as it is seen, without the blanks where a line may break."""
        lines = self.text.splitlines()
        regions = [bar.region for bar in self.app.screen.query(KeyBar) if bar.told]
        return letters("".join(line[r.x : r.right] for r in regions for line in lines[r.y : r.bottom]))


def text_of(app: App[Any]) -> str:
    """Return what is seen on the screen."""
    return "\n".join(strip.text.rstrip() for strip in app.screen._compositor.render_strips())


@asynccontextmanager
async def playing(
    home: Path, *, size: tuple[int, int] = (80, 24), runs: Runs | None = None, wait: bool = True, **settings: Any
) -> AsyncIterator[Play]:
    kept: list[tuple[str, bool, int]] = []

    def keep(question: Question, right: bool, hints: int, _seconds: float) -> None:  # noqa: FBT001 # an answer is one value
        kept.append((question.id, right, hints))

    chosen = {
        "title": classroom().title,
        "home": home,
        "resume": lambda now: f"python -m tracer walkthrough classroom --at {now.step}",
        "keep": keep,
        **settings,
    }
    app = WalkthroughApp(runs or classroom_runs(), WalkthroughOptions(**chosen))
    async with app.run_test(size=size, notifications=True) as pilot:
        play = Play(app, pilot, kept)
        while wait and app.main_screen.slide.show is None and app.return_value is None:
            await pilot.pause()
        await pilot.pause()
        yield play


def played(play: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Run a play to its end."""
    asyncio.run(play())
