"""What of a lesson can be told: what the run refutes is left out and said, the rest is told."""

from dataclasses import replace

import pytest

from tests.authoring.true_lesson import course, every_kind
from tests.course import CHEAP
from tracer.claims.claim import Claim
from tracer.claims.evaluate import Traces
from tracer.claims.selectors import StepSelector
from tracer.lessons.course import Course
from tracer.lessons.library import Library
from tracer.lessons.prose import LessonProse, is_refuted
from tracer.lessons.schema import Flow, FlowEdge, FlowNode, Lesson, Moment, SpeakerNote
from tracer.recording.demo.run import run
from tracer.trace.events import Trace
from tracer.trace.scenario import Scenario
from tracer.trace.table import table

LOGIN = StepSelector(stage="logged_in")


@pytest.fixture
def traces() -> Traces:
    return course().traces(every_kind())


def told(lesson: Lesson, traces: Traces) -> tuple[Lesson, list[str]]:
    """Return what is told of a lesson, and what is said to be left out."""
    said: list[str] = []
    return LessonProse(traces).lesson(lesson, said.append), said


def forgetful(scenario: Scenario, app: str) -> Trace:
    """Perform a scenario on an app that does not call login_user."""
    return run(scenario, app, settings={"PASSWORD_HASH_METHOD": CHEAP, "CALL_LOGIN_USER": False})


def test_a_true_lesson_is_told_as_a_whole_with_its_numbers(traces: Traces) -> None:
    lesson, said = told(every_kind(), traces)
    assert said == []
    assert [moment.answer for moment in lesson.moments] == ["At step 4."]
    assert [note.text for note in lesson.notes] == ["Ask the class before you show step 4."]


def test_names_of_steps_are_filled_in_everywhere(traces: Traces) -> None:
    text = "At {step:logged_in}."
    node = FlowNode(id="a", text=text)
    flow = Flow(nodes=(node,), edges=(FlowEdge(source="a", target="a", label=text),), caption=text)
    lesson, said = told(
        replace(every_kind(), title=text, summary=text, symptom=text, flow=flow, snapshot=(text,)), traces
    )
    assert said == []
    assert lesson.flow is not None
    parts = (lesson.title, lesson.summary, lesson.symptom, lesson.flow.caption, *lesson.snapshot)
    assert {*parts, lesson.flow.nodes[0].text, lesson.flow.edges[0].label} == {"At step 4."}


FALSE = Claim(step=LOGIN, column="result", equals="Nothing")
WRONG = [
    (Moment(question="Why?", answer="So.", claims=(FALSE,)), "the claim expects “Nothing”"),
    (Moment(question="Why?", answer="So.", steps=(44,)), "there is no step 44"),
    (Moment(question="Why?", answer="At {step:refused}."), "no step of the stage"),
    (Moment(question="Why?", answer="So.", scenario="no-such"), "there is no scenario"),
]


@pytest.mark.parametrize(("moment", "why"), WRONG, ids=[why for _, why in WRONG])
def test_a_moment_that_the_run_refutes_is_left_out_and_named(moment: Moment, why: str, traces: Traces) -> None:
    if moment.scenario is not None:
        moment = replace(moment, steps=(1,))
    good = every_kind().moments
    lesson, said = told(replace(every_kind(), moments=(*good, moment)), traces)
    assert len(lesson.moments) == len(good)
    assert len(said) == 1
    assert said[0].startswith("Left out: the key moment “Why?”: ")
    assert why in said[0]


def test_the_claims_of_a_moment_are_about_its_own_scenario(traces: Traces) -> None:
    claim = Claim(step=StepSelector(stage="credentials_checked"), fact="valid", equals=False)
    moment = Moment(question="Why?", answer="So.", claims=(claim,), scenario="wrong-at-once")
    assert told(replace(every_kind(), moments=(moment,)), traces)[1] == []
    assert len(told(replace(every_kind(), moments=(replace(moment, scenario=None),)), traces)[1]) == 1


def test_notes_and_lines_that_name_a_step_that_is_not_there_are_left_out(traces: Traces) -> None:
    missing = "At {step:refused}."
    notes = (SpeakerNote(text="Good."), SpeakerNote(text=missing), SpeakerNote(text="Bad.", step=44))
    lesson, said = told(replace(every_kind(), notes=notes, snapshot=("Good.", missing)), traces)
    assert [note.text for note in lesson.notes] == ["Good."]
    assert lesson.snapshot == ("Good.",)
    assert [line.split(": ")[1] for line in said] == [
        "speaker note 2",
        "speaker note 3",
        "line 2 of what to keep in mind",
    ]


def test_an_app_that_forgets_login_user_leaves_out_what_is_no_longer_true() -> None:
    lesson = Library().lesson("login-flow")
    traces = Course(forgetful, Library()).traces(lesson)
    kept, said = told(lesson, traces)
    assert 0 < len(kept.moments) < len(lesson.moments)
    assert len(said) >= len(lesson.moments) - len(kept.moments)
    assert not any("{step" in moment.answer for moment in kept.moments)


def test_a_moment_is_refuted_by_a_run_that_shows_something_else() -> None:
    lesson = Library().lesson("login-flow")
    own = run(lesson.main_scenario, settings={"PASSWORD_HASH_METHOD": CHEAP})
    changed = forgetful(lesson.main_scenario, "flask")
    assert not any(is_refuted(moment, own, table(own)) for moment in lesson.moments)
    refuted = [moment for moment in lesson.moments if is_refuted(moment, changed, table(changed))]
    assert refuted
    assert all(moment.scenario is None for moment in refuted)
