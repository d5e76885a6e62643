"""The run that everything starts from: nine steps, and what the variables are after each (DESIGN, section 4)."""

from pathlib import Path

import pytest

from tests.course import CHEAP, scenario
from tests.foreign_apps.driver import LOGIN, LOGOUT, ONE_FILE, VISIT
from tracer.recording.demo.flask_run import run_on_flask
from tracer.trace.events import Trace
from tracer.trace.facts import ActionFacts, RequestFacts
from tracer.trace.scenario import Action
from tracer.trace.table import Table, table
from tracer.trace.variables import BASIC


@pytest.fixture(scope="module")
def nine_steps(login_flow: Trace) -> Table:
    return table(login_flow)


def run(name: str, **settings: object) -> Table:
    return table(run_on_flask(scenario(name), settings={"PASSWORD_HASH_METHOD": CHEAP, **settings}))


def test_the_login_flow_has_the_nine_stages_in_order(nine_steps: Table) -> None:
    assert [(step.number, step.stage) for step in nine_steps.steps] == [
        (1, "session_checked"),
        (2, "redirected"),
        (3, "credentials_checked"),
        (4, "logged_in"),
        (5, "session_checked"),
        (6, "access_granted"),
        (7, "logged_out"),
        (8, "session_checked"),
        (9, "redirected"),
    ]


def test_the_results_are_those_of_the_textbook_where_the_run_agrees(nine_steps: Table) -> None:
    assert [step.row.result for step in nine_steps.steps] == [
        "User not authenticated",
        "User sees the login form",
        "Credentials valid",
        "Session cookie set",
        "User authenticated",
        "Page content shown: “Protected page”",
        "Session cleared, session cookie deleted",
        "User not authenticated",
        "User sees the login form",
    ]


def test_the_first_request_carries_no_cookie_whatever_the_textbook_says(nine_steps: Table) -> None:
    assert nine_steps.steps[0].row.input == "Request without session cookie"


def test_the_variables_after_each_step(nine_steps: Table) -> None:
    after = {step.number: [step.variables[name] for name in BASIC] for step in nine_steps.steps}
    anonymous, ada = [False, None, "Anonymous"], [True, "Set", "User(1)"]
    assert [nine_steps.start[name] for name in BASIC] == anonymous
    assert after == {
        1: anonymous,
        2: anonymous,
        3: anonymous,
        4: ada,
        5: ada,
        6: ada,
        7: [False, "Cleared", "Anonymous"],
        8: anonymous,
        9: anonymous,
    }
    assert [nine_steps.final[name] for name in BASIC] == anonymous


def test_step_three_is_still_inside_the_request_and_step_four_includes_its_response(nine_steps: Table) -> None:
    third, fourth = nine_steps.steps[2], nine_steps.steps[3]
    assert third.request == fourth.request
    assert [event.kind for event in third.events] == ["action", "request", "stage"]
    assert [event.kind for event in fourth.events] == ["signal", "stage", "response", "cookies"]


def test_a_request_without_a_stage_belongs_to_the_step_before(nine_steps: Table) -> None:
    shown = [event.facts for event in nine_steps.steps[1].events if isinstance(event.facts, RequestFacts)]
    assert [facts.path for facts in shown] == ["/login"]


def test_every_event_belongs_to_exactly_one_step(login_flow: Trace, nine_steps: Table) -> None:
    numbers = [event.number for event in nine_steps.preface]
    numbers += [event.number for step in nine_steps.steps for event in step.events]
    assert sorted(numbers) == [event.number for event in login_flow.events]


def test_what_happens_before_the_first_step_is_the_preface() -> None:
    flow = scenario("login-flow")
    visit_home = type(flow.actions[0])(do="visit", page="home")
    rows = table(run_on_flask(type(flow)(title="home first", actions=(visit_home, *flow.actions))))
    assert [event.kind for event in rows.preface] == ["action", "request", "signal", "response", "page"]
    assert rows.steps[0].stage == "session_checked"


def test_a_wrong_password_begins_no_session() -> None:
    rows = run("wrong-password")
    assert [step.stage for step in rows.steps] == [
        "session_checked",
        "redirected",
        "credentials_checked",
        "session_checked",
        "redirected",
    ]
    assert rows.steps[2].row.result == "Credentials not valid"
    assert {step.variables["session_cookie"] for step in rows.steps} == {None}


def test_without_login_user_the_credentials_are_valid_and_the_user_is_redirected_again() -> None:
    rows = run("no-login-user")
    assert [(step.stage, step.row.result) for step in rows.steps][2:5] == [
        ("credentials_checked", "Credentials valid"),
        ("session_checked", "User not authenticated"),
        ("redirected", "User sees the login form"),
    ]
    assert {step.variables["current_user"] for step in rows.steps} == {"Anonymous"}


def test_a_click_that_finds_no_button_is_recorded_and_the_scenario_goes_on() -> None:
    trace = run_on_flask(scenario("wrong-password"), settings={"PASSWORD_HASH_METHOD": CHEAP})
    click = next(event.facts for event in trace.events if event.name == "click")
    assert isinstance(click, ActionFacts)
    assert click.possible is False
    assert click.why == "the page shows no button or link that leads to logout"
    assert [event.name for event in trace.of_kind("action")] == ["visit", "submit", "click", "visit"]


def test_a_flashed_message_gives_an_anonymous_visitor_a_cookie_before_login() -> None:
    """The default of a tutorial app disagrees with the textbook (experiments, section 0, run 1a)."""
    rows = run("login-flow", LOGIN_MESSAGE="Please log in to access this page.")
    assert rows.steps[1].changed[0] == "session_cookie"


def test_a_redirect_says_what_the_user_sees_also_where_the_client_is_compared_on_the_way(tmp_path: Path) -> None:
    """A message that is flashed puts a guest into a session of their own, and Flask-Login looks who sent it."""
    steps = table(ONE_FILE.use(ONE_FILE.load(tmp_path), VISIT, VISIT)).steps
    assert [(step.stage, step.row.result) for step in steps] == [
        ("session_checked", "User not authenticated"),
        ("redirected", "User sees the login form"),
        ("session_protected", "No: nobody has logged in with it; the session is marked as not fresh"),
        ("session_protected", "No: nobody has logged in with it; the session stays not fresh"),
        ("session_checked", "User not authenticated"),
        ("redirected", "User sees the login form"),
        ("session_protected", "No: nobody has logged in with it; the session stays not fresh"),
    ]


def test_a_redirect_leaves_it_to_a_later_row_to_say_what_the_user_sees(tmp_path: Path) -> None:
    route = '@app.route("/login", methods=["GET", "POST"])\n'
    steps = table(ONE_FILE.use(ONE_FILE.load(tmp_path, (route, f"{route}@login_required\n")), VISIT)).steps
    results = [step.row.result for step in steps if step.stage == "redirected"]
    assert {result.partition("?")[0] for result in results[:-1]} == {"The browser is sent to /login"}
    assert results[-1] == "Redirect loop: the browser gave up after 10 redirects"


def test_two_runs_are_the_same_to_the_byte() -> None:
    assert run_on_flask(scenario("login-flow")) == run_on_flask(scenario("login-flow"))


LOGIN_USER = (
    '        if not login_user(user, remember="stay" in request.form):\n'
    '            return page("Your account is switched off")\n'
)
FAILING_HOOK = """
@app.after_request
def fail(answer):
    return {}["missing"] if "_user_id" in session else answer

"""
LOST_LOGINS = {
    "the session cannot be written": [(LOGIN_USER, f'{LOGIN_USER}        session["user"] = user\n')],
    "a hook fails after the view": [('@app.route("/")\n', f'{FAILING_HOOK}@app.route("/")\n')],
    "the session is emptied": [(LOGIN_USER, f"{LOGIN_USER}        session.clear()\n")],
    "the user is taken out of the session": [(LOGIN_USER, f'{LOGIN_USER}        del session["_user_id"]\n')],
    "the browser refuses the cookie": [
        ("login_manager = Log", 'app.config["SESSION_COOKIE_SECURE"] = True\nlogin_manager = Log')
    ],
}


@pytest.mark.parametrize("changes", LOST_LOGINS.values(), ids=LOST_LOGINS)
def test_a_login_that_never_reaches_the_browser_logs_nobody_in(changes: list[tuple[str, str]], tmp_path: Path) -> None:
    steps = table(ONE_FILE.use(ONE_FILE.load(tmp_path, *changes), LOGIN, VISIT)).steps
    login, guard = (next(step for step in steps if step.stage == stage) for stage in ("logged_in", "session_checked"))
    assert [step.variables["user_authenticated"] for step in (login, guard)] == [False, False]
    assert [step.variables["current_user"] for step in (login, guard)] == ["Anonymous", "Anonymous"]
    assert login.variables["session._user_id"] is None


def test_a_crash_after_the_login_leaves_the_user_logged_in(tmp_path: Path) -> None:
    """Flask saves the session all the same."""
    steps = table(
        ONE_FILE.use(ONE_FILE.load(tmp_path, (LOGIN_USER, f"{LOGIN_USER}        1 / 0\n")), LOGIN, VISIT)
    ).steps
    assert [(step.stage, step.variables["user_authenticated"]) for step in steps[1:]] == [
        ("logged_in", True),
        ("session_checked", True),
        ("access_granted", True),
    ]


def test_a_page_that_empties_the_session_logs_the_user_out(tmp_path: Path) -> None:
    emptied = ('session["cart"] = [*session.get("cart", []), item]', "session.clear()")
    cart = Action(do="visit", page="cart")
    steps = table(ONE_FILE.use(ONE_FILE.load(tmp_path, emptied), LOGIN, VISIT, cart, VISIT, cart="/cart/lamp")).steps
    assert [
        (step.stage, step.variables["user_authenticated"], step.variables["current_user"]) for step in steps[1:]
    ] == [
        ("logged_in", True, "User(User#1)"),
        ("session_checked", True, "User(User#1)"),
        ("access_granted", False, "Anonymous"),  # the page that emptied it has no step of its own
        ("session_checked", False, "Anonymous"),
        ("redirected", False, "Anonymous"),
        ("session_protected", False, "Anonymous"),
    ]


def test_whom_an_emptied_session_took_out_the_remember_cookie_brings_back() -> None:
    flow = scenario("logout-by-clearing")
    steps = table(run_on_flask(flow, app="edge-cases", settings={"PASSWORD_HASH_METHOD": CHEAP})).steps
    who = [(step.stage, step.variables["user_authenticated"], step.variables["current_user"]) for step in steps]
    assert who[1:4] == [
        ("logged_in", False, "Anonymous"),  # the logout empties the session, and has no stage of its own
        ("remembered", True, "User(1)"),
        ("session_protected", True, "User(1)"),
    ]


def test_a_logout_that_never_reaches_the_browser_logs_nobody_out(tmp_path: Path) -> None:
    unwritable = ("    logout_user()\n", '    logout_user()\n    session["app"] = app\n')
    steps = table(ONE_FILE.use(ONE_FILE.load(tmp_path, unwritable), LOGIN, LOGOUT, VISIT)).steps
    assert [(step.stage, step.variables["user_authenticated"]) for step in steps[1:]] == [
        ("logged_in", True),
        ("logged_out", True),
        ("session_checked", True),
        ("access_granted", True),
    ]
    assert steps[2].variables["current_user"] == "User(User#1)"
