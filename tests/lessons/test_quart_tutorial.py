"""The Quart lesson is true today, and stops being true when the app is no longer as it says."""

from collections.abc import Callable

import pytest

from tests.course import LIBRARY, performed, scenario
from tracer.authoring.check import Report, check
from tracer.trace.events import Trace
from tracer.trace.scenario import Scenario

pytestmark = pytest.mark.quart

NAME = "quart-tutorial"
PATH = next(path for path in LIBRARY.paths() if path.stem.endswith(NAME))


def checked(perform: Callable[[Scenario, str], Trace]) -> Report:
    return check([PATH], perform, LIBRARY)


def test_everything_in_it_is_true() -> None:
    report = checked(performed)

    assert [str(problem) for problem in report.problems] == []
    assert report.questions >= 5
    assert report.scenarios >= 10


@pytest.mark.parametrize(
    ("changed", "other", "rules"),
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
def test_it_is_found_out_when_the_app_does_something_else(changed: str, other: str, rules: set[str]) -> None:
    def perform(what: Scenario, app: str) -> Trace:
        return performed(scenario(other) if what.name == changed else what, app)

    assert {problem.rule for problem in checked(perform).problems} >= rules
