"""Settings with which a demo app cannot run are the fault of the scenario, and are said to be."""

import pytest

from tests.course import CHEAP
from tracer.errors import ScenarioError, UsageError
from tracer.recording.demo.flask_run import run_on_flask
from tracer.trace.scenario import Action, Scenario, Value

VISIT = (Action(do="visit", page="protected"),)


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("PASSWORD_HASH_METHOD", 1, "the app does not start"),
        ("SERVER_NAME", False, "the app cannot answer"),
    ],
)
def test_a_setting_of_another_type_is_named_as_the_scenarios_fault(name: str, value: Value, message: str) -> None:
    scenario = Scenario(name="strange", title="Strange", actions=VISIT, settings={name: value})
    with pytest.raises(ScenarioError, match=rf'scenario "strange": {message} .*Correct the settings'):
        run_on_flask(scenario)


@pytest.mark.parametrize("app", ["accounts", "faults", "flask/bare-401", "nowhere", "faults/", "accounts/x"])
def test_what_is_no_demo_app_is_refused(app: str) -> None:
    with pytest.raises(UsageError, match="There is no"):
        run_on_flask(Scenario(title="Any", actions=VISIT, settings={"PASSWORD_HASH_METHOD": CHEAP}), app=app)
