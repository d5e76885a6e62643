"""The way of a run through the concept flow."""

from dataclasses import replace

from tests.conftest import CHEAP, scenario
from tracer.lessons.flow import FlowPath, flow_path
from tracer.lessons.library import Library
from tracer.lessons.schema import Flow, FlowEdge, FlowNode
from tracer.recording.demo.flask_run import run_on_flask
from tracer.trace.events import Trace
from tracer.trace.table import steps


def lesson_flow() -> Flow:
    flow = Library().lesson("login-flow").flow
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
    assert ("form", "check") not in whole.edges


def test_a_wrong_password_takes_the_arrow_that_leads_back() -> None:
    rows = steps(run_on_flask(scenario("wrong-password"), settings={"PASSWORD_HASH_METHOD": "pbkdf2:sha256:1000"}))
    whole = flow_path(lesson_flow(), rows)
    assert ("form", "check") in whole.edges
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
        trace = run_on_flask(scenario(name), settings={"PASSWORD_HASH_METHOD": CHEAP})
        assert (("form", "check") in flow_path(lesson_flow(), steps(trace)).edges) == taken
