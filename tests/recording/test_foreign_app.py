"""Performing a scenario on an app that lacks some of its pages."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.foreign_apps.driver import HOOKS, LOGIN, LOGOUT, ONE_FILE, VISIT
from tracer.errors import ScenarioError
from tracer.exercises.action_results import action_results
from tracer.exercises.loading import exercise
from tracer.trace.events import Trace
from tracer.trace.facts import ActionFacts
from tracer.trace.scenario import Action
from tracer.trace.table import other_requests, table
from tracer.trace.wording.actions import action_words

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


BUTTON = '{% if current_user.is_authenticated %}\n<form method="post" action="{{ url_for(\'logout\') }}">'
ON_THE_ACCOUNT_ONLY = BUTTON.replace("if current", "if request.path == '/account' and current")
AT_HOME_ONLY = BUTTON.replace("if current", "if request.path == '/' and current")
NOWHERE = BUTTON.replace("if current", "if false and current")
BY_GET = ('"/logout", methods=["POST"]', '"/logout"')


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ([(BUTTON, ON_THE_ACCOUNT_ONLY)], ["User clicks logout"]),
        ([(BUTTON, AT_HOME_ONLY)], ["User looks on the home page for logout", "User clicks logout"]),
        (
            [(BUTTON, NOWHERE)],
            [
                "User looks on the home page for logout",
                "User sends a POST to the logout page, for which no page shows a button",
            ],
        ),
        (
            [(BUTTON, NOWHERE), BY_GET],
            [
                "User looks on the home page for logout",
                "User opens the address of the logout page, to which no page shows a link",
            ],
        ),
    ],
)
def test_a_logout_is_told_as_it_was_done(changes: list[tuple[str, str]], told: list[str], tmp_path: Path) -> None:
    trace = ONE_FILE.use(ONE_FILE.load(tmp_path, *changes), LOGIN, VISIT, LOGOUT)
    clicks = [event for event in trace.events if event.name == "click" and isinstance(event.facts, ActionFacts)]
    assert [action_words(event.name, event.facts) for event in clicks if isinstance(event.facts, ActionFacts)] == told
    rows = table(trace)
    assert [step.row.action for step in rows.steps if step.stage == "logged_out"] == told[-1:]
    looked = [other.row.action for other in other_requests(trace, rows) if other.row.action == told[0]]
    assert looked == told[:-1]


@pytest.mark.parametrize("changes", [[(BUTTON, ON_THE_ACCOUNT_ONLY)], [(BUTTON, AT_HOME_ONLY)], [(BUTTON, NOWHERE)]])
def test_a_judge_reads_one_action_however_the_logout_is_done(changes: list[tuple[str, str]], tmp_path: Path) -> None:
    trace = ONE_FILE.use(ONE_FILE.load(tmp_path, *changes), LOGIN, VISIT, LOGOUT, VISIT)
    results = action_results(exercise("back-at-the-form"), {"trial": trace})["trial"]
    assert [(each.do, each.page, each.logged_out) for each in results] == [
        ("submit", "login", False),
        ("visit", "protected", False),
        ("click", "logout", True),
        ("visit", "protected", False),
    ]


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
