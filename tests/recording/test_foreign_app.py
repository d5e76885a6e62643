"""Performing a scenario on an app that lacks some of its pages."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.foreign_apps.driver import HOOKS, LOGIN, LOGOUT, ONE_FILE, VISIT
from tracer.errors import ScenarioError
from tracer.trace.events import Trace
from tracer.trace.facts import ActionFacts
from tracer.trace.scenario import Action

HOME = Action(do="visit", page="home")
OPTION_OF = {"login": "--login-path", "protected": "--protected-path"}


def actions(trace: Trace) -> list[tuple[str, str | None, bool]]:
    done = ((event.name, event.facts) for event in trace.events)
    return [(verb, facts.page, facts.possible) for verb, facts in done if isinstance(facts, ActionFacts)]


@pytest.mark.parametrize("page", ["home", "logout"])
def test_what_an_app_has_no_page_for_is_not_possible_and_the_scenario_goes_on(page: str, tmp_path: Path) -> None:
    action = HOME if page == "home" else LOGOUT
    poor = replace(ONE_FILE, pages={name: path for name, path in ONE_FILE.pages.items() if name != page})
    trace = poor.use(poor.load(tmp_path), action, LOGIN, VISIT)
    assert actions(trace) == [(action.do, page, False), ("submit", "login", True), ("visit", "protected", True)]
    assert "access_granted" in [event.name for event in trace.of_kind("stage")]


def test_a_home_page_to_which_no_rule_leads_is_no_home_page(tmp_path: Path) -> None:
    app = ONE_FILE.load(tmp_path, ('@app.route("/")\n', '@app.route("/start")\n'))
    assert actions(ONE_FILE.use(app, HOME)) == [("visit", "home", False)]


def test_without_a_home_page_the_logout_is_posted_to_from_where_the_visitor_is(tmp_path: Path) -> None:
    app = HOOKS.load(tmp_path)
    trace = HOOKS.use(app, LOGIN, Action(do="visit", page="about"), LOGOUT)
    assert "logged_out" in [event.name for event in trace.of_kind("stage")]


@pytest.mark.parametrize("page", ["login", "protected"])
def test_a_page_that_cannot_be_done_without_is_asked_for_before_any_request(page: str, tmp_path: Path) -> None:
    poor = replace(ONE_FILE, pages={name: path for name, path in ONE_FILE.pages.items() if name != page})
    app = poor.load(tmp_path)
    with pytest.raises(ScenarioError, match=f"{OPTION_OF[page]} PATH"):
        poor.use(app, VISIT, LOGIN)


def test_what_only_the_demo_app_has_is_refused(tmp_path: Path) -> None:
    app = ONE_FILE.load(tmp_path)
    with pytest.raises(ScenarioError, match='needs the page "cart"'):
        ONE_FILE.use(app, LOGIN, Action(do="visit", page="cart"))
    with pytest.raises(ScenarioError, match="delete_account can be done to the demo app only"):
        ONE_FILE.use(app, LOGIN, Action(do="delete_account", account="me"))
