"""Make the pictures of the documentation from real runs: ``python docs/make_pictures.py``, from the top folder."""

import re
from io import StringIO
from pathlib import Path

from tracer.lesson_files import Library
from tracer.recording.run import run
from tracer.steps import table
from tracer.tracking import track
from tracer.views.closing import Closing
from tracer.views.concept_flow import ConceptFlow
from tracer.views.execution_table import ExecutionTable
from tracer.views.run import Title
from tracer.views.terminal import open_terminal
from tracer.views.variable_tracker import VariableTracker

IMAGES = Path(__file__).parent / "images"
WIDTH = 104


def picture_of_a_run() -> str:
    """Return the main parts of the first run as a picture, in SVG."""
    lesson = Library().lesson_with_scenario("login-flow")
    if lesson.flow is None:
        raise SystemExit("The first lesson has lost its concept flow; the picture needs it.")
    trace = run(lesson.main_scenario)
    rows = table(trace)
    terminal = open_terminal("always", width=WIDTH, out=StringIO())
    terminal.out.record = True
    terminal.show(
        Title(trace, lesson),
        ConceptFlow(lesson.flow, rows.steps),
        ExecutionTable(rows),
        Closing(trace, rows),
        VariableTracker(track(rows, lesson.track)),
    )
    picture = terminal.out.export_svg(title="python -m tracer run-scenario")
    # The fonts that Rich names would be fetched from another site; every browser has a font of its own.
    picture = re.sub(r"@font-face \{.*?\}\s*", "", picture, flags=re.DOTALL)
    # Without this some viewers drop the spaces with which a text begins.
    return picture.replace("<svg ", '<svg xml:space="preserve" ', 1)


if __name__ == "__main__":
    IMAGES.mkdir(exist_ok=True)
    (IMAGES / "run-scenario.svg").write_text(picture_of_a_run(), encoding="utf-8")
    print(IMAGES / "run-scenario.svg")
