"""The edge cases are the demo app with one thing changed at a time; with nothing changed it is the demo app."""

import pytest

from tests.course import CHEAP, scenario
from tracer.errors import ScenarioError
from tracer.recording.demo.flask_run import run_on_flask
from tracer.trace.compare import compare
from tracer.trace.facts import PageFacts
from tracer.trace.scenario import Action, Scenario

SETTINGS = {"PASSWORD_HASH_METHOD": CHEAP}


def test_unchanged_it_behaves_as_the_demo_app() -> None:
    flow = scenario("login-flow")
    here = run_on_flask(flow, app="edge-cases", settings=SETTINGS)
    assert here.witness == "observed"
    assert compare(run_on_flask(flow, settings=SETTINGS), here).same


def test_a_change_that_nobody_knows_is_refused() -> None:
    with pytest.raises(ScenarioError, match="no setting LOCALISE"):
        run_on_flask(Scenario(title="typo", actions=()), app="edge-cases", settings={"LOCALISE": True})


def test_one_edge_case_leaves_nothing_behind_for_the_next() -> None:
    look = Scenario(title="twice", actions=(Action(do="visit", page="failing"), Action(do="visit", page="runs")))
    changed = {**SETTINGS, "LOGIN_DISABLED": True}
    for _ in range(2):
        trace = run_on_flask(look, app="edge-cases", settings=changed)
        assert [*trace.facts_of(PageFacts)][-1].heading == "The failing view ran: 1"
