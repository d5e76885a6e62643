"""The captions that authors write, in the panes: their marks of Markdown are drawn, and never shown."""

from dataclasses import replace

from tests.views.walkthrough.show import classroom, show_of
from tracer.lessons.flow import flow_path
from tracer.lessons.schema import Code
from tracer.views.walkthrough.drawing.markdown import quiet_prose
from tracer.views.walkthrough.panes.code import CodePane
from tracer.views.walkthrough.panes.flow import draw_flow
from tracer.views.walkthrough.slide import Position, Slide

CAPTION = "The lines with `stages.` are **new**."
SHOWN = "The lines with stages. are new."


def test_a_caption_is_drawn_without_its_marks() -> None:
    assert [line.plain.rstrip() for line in quiet_prose(CAPTION, 60)] == [SHOWN]


def test_the_caption_of_the_code_is() -> None:
    lesson = replace(classroom(), code=Code(show=("demo_app.flask_app.authentication:logout",), caption=CAPTION))
    slide = Slide(show=replace(show_of(), lesson=lesson), position=Position(7))
    text = "\n".join(line.plain for line in CodePane().draw(slide, 70, 40).lines)
    assert SHOWN in text
    assert "`stages.`" not in text


def test_the_caption_of_the_flow_is() -> None:
    show = show_of()
    flow = show.lesson.flow if show.lesson else None
    assert flow is not None
    captioned = replace(flow, caption=CAPTION)
    text = "\n".join(line.plain for line in draw_flow(captioned, flow_path(captioned, ()), 70, 60).lines)
    assert SHOWN in text
