"""The Quart lesson is true today, and stops being true when the app is no longer as it says."""

from collections.abc import Callable
from functools import cache

import pytest

from tests.conftest import CHEAP
from tracer.authoring.check import Report, check
from tracer.lessons.library import BUILT_IN, Library
from tracer.recording.demo.run import run
from tracer.trace.events import Trace
from tracer.trace.scenario import Scenario

NAME = "quart-tutorial"
PATH = next(path for path in Library().paths() if path.stem.endswith(NAME))


@cache
def told(name: str, app: str) -> Trace:
    """Return the trace of a scenario as the lessons have it."""
    scenario = Library().lesson_with_scenario(name).scenarios[name]
    return run(scenario, app, settings={"PASSWORD_HASH_METHOD": CHEAP})


def checked(perform: Callable[[Scenario, str], Trace]) -> Report:
    return check([PATH], perform, Library((BUILT_IN,)))


def test_everything_in_it_is_true() -> None:
    report = checked(lambda scenario, app: told(scenario.name, app))

    assert [str(problem) for problem in report.problems] == []
    assert report.questions >= 5
    assert report.scenarios >= 10


@pytest.mark.parametrize(
    ("scenario", "other", "rules"),
    [
        # current_user works by itself: upstream has mended it, or the cure was not left out.
        ("quart-without-cure", "quart-tutorial", {"claim-is-false", "right-is-false"}),
        # The handler does not win over the login_view.
        ("quart-handler-and-login-view", "quart-login-view", {"claim-is-false"}),
        # The login view need not await its form.
        ("quart-await-forgotten", "quart-two-visitors", {"claim-is-false", "points-at-nothing"}),
        # The tutorial's loader fails for a right password only.
        ("quart-tutorial-loader-wrong-password", "quart-tutorial-loader-wrong-name", {"claim-is-false"}),
        # A password in the form is no different from one in the query.
        ("quart-password-in-form", "quart-password-in-query", {"claim-is-false"}),
    ],
)
def test_it_is_found_out_when_the_app_does_something_else(scenario: str, other: str, rules: set[str]) -> None:
    def perform(what: Scenario, app: str) -> Trace:
        return told(other if what.name == scenario else what.name, app)

    assert {problem.rule for problem in checked(perform).problems} >= rules
