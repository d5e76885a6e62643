"""The way of a run through the concept flow."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.course import lesson, performed, scenario
from tracer.claims.selectors import StepSelector, matching_steps
from tracer.lessons.flow import FlowPath, flow_path
from tracer.lessons.schema import Flow, FlowEdge, FlowNode
from tracer.trace.event_facts import facts_to_plain
from tracer.trace.events import Trace
from tracer.trace.plain_values import Plain, as_text
from tracer.trace.scenario import Value
from tracer.trace.table import Step, Table, steps, table


def lesson_flow() -> Flow:
    flow = lesson("login-flow").flow
    assert flow is not None
    return flow


def test_nothing_is_lit_before_the_first_step() -> None:
    assert flow_path(lesson_flow(), ()) == FlowPath()


def test_a_box_without_a_stage_is_lit_when_the_way_leads_through_it(login_flow: Trace) -> None:
    path = flow_path(lesson_flow(), steps(login_flow)[:1])
    assert path.nodes == ("request", "check")
    assert path.latest == {("request", "check")}
    assert path.here == "check"


def test_each_step_lights_one_arrow_more(login_flow: Trace) -> None:
    rows = steps(login_flow)
    heres = [flow_path(lesson_flow(), rows[:count]).here for count in range(1, 10)]
    assert heres == ["check", "redirect", "form", "login", "check", "page", "logout", "check", "redirect"]
    whole = flow_path(lesson_flow(), rows)
    assert whole.latest == {("check", "redirect")}
    assert ("login", "check") in whole.edges
    assert "again" not in whole.nodes


def test_a_wrong_password_leads_back_to_the_login_form() -> None:
    rows = steps(performed(scenario("wrong-password")))
    whole = flow_path(lesson_flow(), rows)
    assert {("form", "again"), ("again", "request"), ("request", "check")} <= whole.edges
    assert ("form", "request") not in whole.edges
    assert "login" not in whole.nodes
    assert "page" not in whole.nodes


def test_facts_decide_between_two_boxes_of_one_stage(login_flow: Trace) -> None:
    flow = Flow(
        nodes=(
            FlowNode(id="stranger", text="Nobody", stages=("session_checked",), when={"authenticated": False}),
            FlowNode(id="member", text="Somebody", stages=("session_checked",), when={"authenticated": True}),
        ),
        edges=(FlowEdge(source="stranger", target="member"),),
    )
    rows = steps(login_flow)
    assert flow_path(flow, rows[:4]).nodes == ("stranger",)
    path = flow_path(flow, rows[:5])
    assert path.nodes == ("stranger", "member")
    assert path.edges == {("stranger", "member")}


def test_a_step_that_the_flow_does_not_know_lights_nothing(login_flow: Trace) -> None:
    flow = Flow(nodes=(FlowNode(id="login", text="Log in", stages=("logged_in",)),), edges=())
    assert flow_path(flow, steps(login_flow)) == FlowPath(
        ("login",), frozenset(), "login", frozenset(), {"login": (4,)}
    )


def test_each_box_knows_the_steps_that_stand_in_it(login_flow: Trace) -> None:
    visits = flow_path(lesson_flow(), steps(login_flow)).visits
    assert visits["check"] == (1, 5, 8)
    assert visits["redirect"] == (2, 9)
    assert "request" not in visits


def test_every_browser_goes_its_own_way(login_flow: Trace) -> None:
    rows = steps(login_flow)
    another = (rows[3], replace(rows[7], browser="B"))
    path = flow_path(lesson_flow(), another)
    assert ("login", "check") not in path.edges
    assert path.here == "check"


def test_an_arrow_is_lit_only_by_a_step_with_its_facts() -> None:
    """Valid credentials without login_user do not go the way that is labelled "not valid"."""
    for name, taken in (("no-login-user", False), ("wrong-password", True)):
        trace = performed(scenario(name))
        assert (("form", "again") in flow_path(lesson_flow(), steps(trace)).edges) == taken


class Fact(NamedTuple):
    """A fact of a step, and what may be asked of it."""

    step: Step
    path: str
    value: Value


def paths(value: Plain, way: str = "") -> Iterator[tuple[str, Plain]]:
    """Yield the path to every fact inside of facts, with the fact."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in inside:
        yield f"{way}{key}", item
        yield from paths(item, f"{way}{key}.")


@pytest.fixture(scope="module")
def rows() -> Table:
    return table(performed(scenario("login-flow")))


@st.composite
def asked(draw: st.DrawFn, rows: Table) -> Fact:
    """A fact of a step that another step follows, and a value: its own, the same as text, or another one."""
    step = draw(st.sampled_from(rows.steps[:-1]))
    path, value = draw(st.sampled_from([*paths(facts_to_plain(step.facts))]))
    others = st.sampled_from([True, False, None, "True", "None", "1", 1, 0, "false", "", "ada"])
    own = [value] if isinstance(value, bool | int | str | None) else []
    return Fact(step, path, draw(st.sampled_from([*own, as_text(value)]) | others))


def flow_with(rows: Table, fact: Fact, *, node: Mapping[str, Value], edge: Mapping[str, Value]) -> tuple[Flow, Step]:
    """Return a flow of two boxes, that of the step and that of the one after it, with the step after it."""
    following = rows.steps[fact.step.number]
    nodes = (
        FlowNode(id="here", text="Here", stages=(fact.step.stage,), when=node),
        FlowNode(id="there", text="There", stages=(following.stage,)),
    )
    return Flow(nodes=nodes, edges=(FlowEdge(source="here", target="there", when=edge),)), following


@given(st.data())
def test_a_box_an_arrow_and_a_selector_mean_the_same_by_when(rows: Table, data: st.DataObject) -> None:
    fact = data.draw(asked(rows))
    when = {fact.path: fact.value}
    selected = fact.step in matching_steps(rows, StepSelector(stage=fact.step.stage, when=when))
    box, _ = flow_with(rows, fact, node=when, edge={})
    assert ("here" in flow_path(box, [fact.step]).nodes) == selected
    arrow, following = flow_with(rows, fact, node={}, edge=when)
    assert (("here", "there") in flow_path(arrow, [fact.step, following]).edges) == selected


def test_a_value_may_be_written_as_text_in_a_flow_as_in_a_claim(rows: Table) -> None:
    fact = Fact(rows.steps[0], "authenticated", "False")
    box, _ = flow_with(rows, fact, node={"authenticated": "False", "current_user.anonymous": True}, edge={})
    assert flow_path(box, rows.steps[:1]).nodes == ("here",)
    arrow, _ = flow_with(rows, fact, node={}, edge={"authenticated": "False"})
    assert flow_path(arrow, rows.steps[:2]).edges == {("here", "there")}
