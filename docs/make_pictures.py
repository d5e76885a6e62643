"""Make the pictures of the documentation from real runs: ``python docs/make_pictures.py``, from the top folder."""

import asyncio
import re
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

from tracer.activities.short_run import ShownInShort, first_question, prompt_for
from tracer.activities.walkthrough import Opening, runs_of
from tracer.lessons.library import Library
from tracer.recording.demo.run import run
from tracer.trace.table import table
from tracer.views.run import trackers_of
from tracer.views.short_run import QuestionInShort, ShortRun
from tracer.views.terminal import open_terminal
from tracer.views.walkthrough.app import WalkthroughApp
from tracer.views.walkthrough.options import WalkthroughOptions

IMAGES = Path(__file__).parent / "images"
WIDTH = 80
SCREEN = (120, 36)
STEP = 4


def picture_of_a_run() -> str:
    """Return what the first command shows on a terminal, as a picture, in SVG."""
    lesson = Library().lesson_with_scenario("login-flow")
    trace = run(lesson.main_scenario)
    rows = table(trace)
    shown = ShownInShort(trace, lesson, (), ("run-scenario",))
    found = first_question(lesson, shown.traces)
    if found is None:
        raise SystemExit("The first lesson has no question that a letter answers; the picture needs one.")
    terminal = open_terminal("always", width=WIDTH, out=StringIO())
    terminal.out.record = True
    terminal.show(ShortRun(trace, lesson.title, rows, trackers_of(trace, lesson, rows)))
    terminal.show(QuestionInShort(found[1]), apart=False)
    terminal.write(prompt_for(found[1]))
    return _for_a_page(terminal.out.export_svg(title="python -m tracer run-scenario"))


def picture_of_the_walkthrough() -> str:
    """Return the walkthrough of the first lesson at the step that logs in, as a picture, in SVG."""
    return asyncio.run(_walked())


async def _walked() -> str:
    runs = runs_of(Opening())
    with TemporaryDirectory() as home:
        options = WalkthroughOptions(
            title=runs.title, home=Path(home), resume=str, keep=lambda *_answer: None, at=STEP, layout="study"
        )
        app = WalkthroughApp(runs, options)
        async with app.run_test(size=SCREEN) as pilot:
            while app.main_screen.slide.show is None:
                await pilot.pause()
            await pilot.pause()
            return _for_a_page(app.export_screenshot(title="python -m tracer walkthrough"))


def _for_a_page(picture: str) -> str:
    # The fonts that Rich names would be fetched from another site; every browser has a font of its own.
    picture = re.sub(r"@font-face \{.*?\}\s*", "", picture, flags=re.DOTALL)
    # Without this some viewers drop the spaces with which a text begins.
    return picture.replace("<svg ", '<svg xml:space="preserve" ', 1)


if __name__ == "__main__":
    IMAGES.mkdir(exist_ok=True)
    (IMAGES / "run-scenario.svg").write_text(picture_of_a_run(), encoding="utf-8")
    (IMAGES / "walkthrough.svg").write_text(picture_of_the_walkthrough(), encoding="utf-8")
    print(IMAGES / "run-scenario.svg", IMAGES / "walkthrough.svg")
