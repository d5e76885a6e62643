"""A static table against a run: what agrees, what is contradicted, why, and which setting makes the difference."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from tests.table_check.runs import perform
from tracer.claims.claim import Claim, EventSelector
from tracer.lessons.static_table import Against, StaticRow, StaticTable, StaticVariable
from tracer.table_check.check import check_table
from tracer.table_check.verdicts import CellVerdict, TableVerdict
from tracer.trace.scenario import Value

FLASHED: Mapping[str, Value] = {"LOGIN_MESSAGE": "Please log in to access this page."}

ROWS = (
    StaticRow(step=1, action="User asks for the protected page", input="Without a cookie", result="Not authenticated"),
    StaticRow(step=2, action="Redirect to the login page", check="Send a redirect", result="User sees the login form"),
    StaticRow(step=3, action="User submits the login form", input="Name and password", result="Credentials valid"),
    StaticRow(step=4, action="Call login_user", check="Create the session", result="Session cookie set"),
    StaticRow(step=5, action="User asks for the protected page", input="Session cookie", result="Authenticated"),
    StaticRow(step=6, action="Allow access", input="Authenticated user", result="Page content shown"),
    StaticRow(step=7, action="User clicks logout", input="Logout request", result="Session cleared"),
    StaticRow(step=8, action="User asks for the protected page", input="Without a cookie", result="Not authenticated"),
    StaticRow(step=9, action="Redirect to the login page", input="No user", result="User sees the login form"),
)
TRACKER = (
    StaticVariable(name="user_authenticated", start=False, after={"3": False, "4": True, "7": False}, final=False),
    StaticVariable(name="session_cookie", start="None", after={"3": "None", "4": "Set", "7": "Cleared"}, final="None"),
    StaticVariable(
        name="current_user", start="Anonymous", after={"4": "User object", "7": "Anonymous"}, final="Anonymous"
    ),
)
NINE_STEPS = StaticTable(rows=ROWS, variables=TRACKER)


def verdict_on(
    *rows: StaticRow,
    variables: tuple[StaticVariable, ...] = (),
    scenario: str = "login-flow",
    settings: Mapping[str, Value] | None = None,
) -> TableVerdict:
    against = Against(scenario=scenario, settings=settings or {})
    (verdict,) = check_table(StaticTable(rows=rows or ROWS, variables=variables, against=(against,)), perform)
    return verdict


def cell(verdict: TableVerdict, row: str, column: str) -> CellVerdict:
    return next(found for found in verdict.cells if (found.row, found.column) == (row, column))


def test_a_table_that_tells_the_truth_agrees_in_every_cell() -> None:
    verdict = verdict_on(variables=TRACKER)
    assert not verdict.flaws
    assert len(verdict.of("agrees")) == len(verdict.cells) == 27 + 14


def test_the_default_of_a_tutorial_app_contradicts_it_and_the_settings_are_found() -> None:
    verdict = verdict_on(variables=TRACKER, settings=FLASHED)
    assert {found.key for found in verdict.of("contradicted")} == {
        ("session_cookie", "after step 3"),
        ("session_cookie", "final"),
    }
    after_3 = cell(verdict, "session_cookie", "after step 3")
    assert after_3.shown == "session_cookie is Set"
    assert after_3.because == "the answer to GET /login in step 3 of the run set it, and it holds `_fresh`"
    assert [setting.partition(" (")[0] for setting in after_3.settings] == [
        'LOGIN_MESSAGE = "none"',
        'SESSION_PROTECTION = "none"',
        'SESSION_PROTECTION = "strong"',
    ]


def test_a_step_of_which_no_row_speaks_is_named_with_the_setting_that_removes_it() -> None:
    verdict = verdict_on(settings=FLASHED)
    assert [(step.number, step.stage) for step in verdict.missing] == [
        (3, "session_protected"),
        (11, "session_protected"),
    ]
    assert verdict.missing[0].settings[0].startswith('LOGIN_MESSAGE = "none"')
    # What happens in such a step counts to the row before: the login form is shown after the redirect all the same.
    assert cell(verdict, "step 2", "Result/Output").outcome == "agrees"


def test_a_cookie_that_was_never_given_cannot_be_sent() -> None:
    verdict = verdict_on(StaticRow(step=1, stage="session_checked", input="Request with session cookie"))
    contradicted = cell(verdict, "step 1", "Input")
    assert contradicted.outcome == "contradicted"
    assert contradicted.shown == "the request carries none"
    assert contradicted.because == "no response had set one"
    assert not contradicted.settings, "no setting makes a browser send what it does not have"


def test_a_cookie_that_was_deleted_is_not_sent_either() -> None:
    rows = (*ROWS[:7], StaticRow(step=8, action=ROWS[7].action, input="With the session cookie"))
    contradicted = cell(verdict_on(*rows), "step 8", "Input")
    assert contradicted.because == "the answer to POST /logout in step 7 of the run deleted it"


def test_where_the_run_goes_another_way_the_rows_have_no_step() -> None:
    verdict = verdict_on(variables=TRACKER, scenario="wrong-password")
    assert cell(verdict, "step 3", "Result/Output").shown == "the credentials are not valid"
    for number in (4, 5, 6, 7):
        assert cell(verdict, f"step {number}", "Action").shown == "the run has no such step at this point"
    assert cell(verdict, "step 9", "Action").outcome == "agrees"
    assert cell(verdict, "user_authenticated", "after step 4").outcome == "contradicted"


def test_the_setting_of_a_forgotten_call_is_found() -> None:
    verdict = verdict_on(scenario="no-login-user")
    assert cell(verdict, "step 4", "Action").settings == ("CALL_LOGIN_USER = true (the app calls login_user)",)


def test_what_is_not_understood_is_not_guessed() -> None:
    verdict = verdict_on(StaticRow(step=1, stage="session_checked", check="Magic"))
    strange = cell(verdict, "step 1", "Check/Process")
    assert (strange.outcome, strange.meaning) == ("not understood", "")


def test_a_claim_says_what_words_do_not() -> None:
    signal = EventSelector(kind="signal", name="user_unauthorized")
    for count, outcome in ((1, "agrees"), (2, "contradicted")):
        claim = Claim(event=signal, count=count)
        row = StaticRow(step=1, stage="session_checked", check="Magic", claims={"check": claim})
        # A claim on an event that names no place speaks of the row's own step.
        assert cell(verdict_on(row), "step 1", "Check/Process").outcome == outcome


def test_a_claim_that_points_at_nothing_is_contradicted_with_the_reason() -> None:
    claim = Claim(step=1, cookie="session", fact="deleted", equals=True)
    row = StaticRow(step=1, stage="session_checked", check="Magic", claims={"check": claim})
    assert "no response leaves in step 1" in cell(verdict_on(row), "step 1", "Check/Process").shown


def test_the_number_in_a_claim_is_the_number_of_a_row() -> None:
    claim = Claim(step=3, fact="valid", equals=True)
    rows = (*ROWS[:2], StaticRow(step=3, action=ROWS[2].action, check="Magic", claims={"check": claim}), *ROWS[3:])
    verdict = verdict_on(*rows, settings=FLASHED)
    assert verdict.missing[0].number == 3, "the third step of the run is another one"
    assert cell(verdict, "step 3", "Check/Process").outcome == "agrees"


@pytest.mark.parametrize(
    ("name", "value", "outcome"),
    [
        ("session_cookie", "None", "agrees"),
        ("session_cookie", "-", "agrees"),
        ("session_cookie", "Cleared", "agrees"),
        ("session_cookie", "deleted", "agrees"),
        ("session_cookie", "Set", "contradicted"),
        ("current_user", "anonymous", "agrees"),
        ("current_user", "User object", "contradicted"),
        ("user_authenticated", "no", "agrees"),
        ("user_authenticated", True, "contradicted"),
        ("session._user_id", "None", "agrees"),
        ("remember_token", "None", "agrees"),
        ("nonsense", "None", "not understood"),
    ],
)
def test_values_may_be_written_in_several_ways(name: str, value: str | bool, outcome: str) -> None:  # noqa: FBT001 # parametrized
    variable = StaticVariable(name=name, after={"7": value})
    assert cell(verdict_on(variables=(variable,)), name, "after step 7").outcome == outcome


@pytest.mark.parametrize(("name", "outcome"), [("remember_token", "not understood"), ("stay", "agrees")])
def test_a_remember_cookie_is_known_by_the_name_that_the_app_gives_it(name: str, outcome: str) -> None:
    settings = {"REMEMBER_COOKIE_NAME": "stay"}
    verdict = verdict_on(variables=(StaticVariable(name=name, after={"7": "None"}),), settings=settings)
    assert cell(verdict, name, "after step 7").outcome == outcome


def test_cleared_is_the_moment_and_not_the_state_afterwards() -> None:
    verdict = verdict_on(variables=(StaticVariable(name="session_cookie", final="Cleared"),))
    assert cell(verdict, "session_cookie", "final").outcome == "contradicted"


@pytest.mark.parametrize("value", ["User object", "User(1)", "a user"])
def test_a_user_is_any_user_or_this_one(value: str) -> None:
    verdict = verdict_on(variables=(StaticVariable(name="current_user", after={"4": value}),))
    assert cell(verdict, "current_user", "after step 4").outcome == "agrees"


def test_a_table_is_held_against_each_run_that_it_names() -> None:
    table = StaticTable(rows=ROWS, against=(Against(), Against(title="Flashing", settings=FLASHED)))
    titles = [(verdict.title, bool(verdict.flaws)) for verdict in check_table(table, perform)]
    assert titles == [("Visit a protected page, log in, log out, and visit it again", False), ("Flashing", True)]


@pytest.mark.parametrize(
    ("rows", "variables", "message"),
    [
        ((), (), "no rows"),
        ((ROWS[0], ROWS[0]), (), "2 rows have the number 1"),
        (ROWS[:1], (StaticVariable(name="session_cookie", after={"4": "Set"}),), "no row is step 4"),
    ],
)
def test_a_table_that_makes_no_sense_is_refused(
    rows: tuple[StaticRow, ...], variables: tuple[StaticVariable, ...], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        StaticTable(rows=rows, variables=variables)


@pytest.mark.parametrize("length", range(1, 9))
def test_a_true_table_that_stops_early_agrees_as_far_as_it_goes(length: int) -> None:
    """And the steps after it are listed as steps that no row names."""
    truth: Mapping[str, Sequence[Value]] = {"user_authenticated": [False] * 3 + [True] * 3 + [False] * 3,
             "session_cookie": ["None"] * 3 + ["Set"] * 3 + ["Cleared", "None", "None"],
             "current_user": ["Anonymous"] * 3 + ["User(1)"] * 3 + ["Anonymous"] * 3}  # fmt: skip
    variables = tuple(
        StaticVariable(
            name=name,
            start=values[0],
            after={str(step): value for step, value in enumerate(values[:length], start=1)},
            final=values[length - 1],
        )
        for name, values in truth.items()
    )
    verdict = verdict_on(*ROWS[:length], variables=variables)
    assert [found.key for found in verdict.cells if found.outcome != "agrees"] == []
    assert [missing.number for missing in verdict.missing] == [*range(length + 1, 10)]


def test_the_last_row_includes_what_the_browser_still_does_by_itself() -> None:
    """The default of a tutorial app protects the session when the form is shown, a step of which no table speaks."""
    verdict = verdict_on(*ROWS[:2], settings=FLASHED)
    assert cell(verdict, "step 2", "Result/Output").outcome == "agrees"
    assert verdict.missing[0].stage == "session_protected"


def test_the_reason_names_the_step_of_the_run_in_which_a_row_ends() -> None:
    without_login = tuple(row for row in ROWS if row.step in {1, 2, 3, 5})
    told = StaticVariable(name="user_authenticated", start=False, after={"3": False}, final=True)
    verdict = verdict_on(*without_login, variables=(told,))
    contradicted = cell(verdict, "user_authenticated", "after step 3")
    assert contradicted.outcome == "contradicted"
    assert "step 4 of the run says, “Logged in”" in contradicted.because


def test_a_yes_or_no_is_judged_by_what_the_check_found() -> None:
    first = StaticRow(step=1, action="User asks for the protected page", check="Is she logged in?", result="No")
    third = StaticRow(step=3, action="User submits the login form", check="Compare hash", result="Yes")
    fifth = StaticRow(step=5, action="User asks for the protected page", check="Is she logged in?", result="Yes")
    verdict = verdict_on(first, third, fifth)
    assert not verdict.of("contradicted")
    assert not verdict.of("not understood")
    turned = verdict_on(replace(first, result="Yes"), replace(third, result="No"), replace(fifth, result="No"))
    assert [found.text for found in turned.of("contradicted")] == ["Yes", "No", "No"]
    assert cell(turned, "step 1", "Result/Output").shown == "the check says no"


@pytest.mark.parametrize("says", ["User not authenticated", "User authenticated"])
def test_what_a_row_says_may_be_true_of_its_beginning_or_of_its_end(says: str) -> None:
    """No row names the step in which the user is logged in; so it belongs to the row before."""
    rows = (*ROWS[:2], replace(ROWS[2], result=says), *ROWS[4:])
    assert cell(verdict_on(*rows), "step 3", "Result/Output").outcome == "agrees"


@pytest.mark.parametrize(("status", "outcome"), [("302", "agrees"), ("200", "agrees"), ("401", "contradicted")])
def test_a_status_is_that_of_any_answer_that_the_row_includes(status: str, outcome: str) -> None:
    rows = (
        StaticRow(step=1, action="User asks for the protected page"),
        StaticRow(step=2, action="Browser is redirected to /login", check=status, result="Login form"),
    )
    assert cell(verdict_on(*rows), "step 2", "Check/Process").outcome == outcome


def test_a_page_that_the_app_has_not_is_unknown_and_not_wrong() -> None:
    verdict = verdict_on(StaticRow(step=1, action="Student opens the grades page", check="Is she logged in?"))
    strange = cell(verdict, "step 1", "Action")
    assert strange.outcome == "not understood"
    assert "no grades page; it has api, confirm, home, login" in strange.because


def test_a_row_of_which_nobody_knows_the_step_is_not_called_wrong() -> None:
    """The answer to a wrong password has the status 422; this row is true, but nothing in it says where."""
    form = StaticRow(step=1, action="User submits the login form")
    again = StaticRow(step=2, action="The form once more", result="HTTP 422")
    verdict = verdict_on(form, again, scenario="wrong-password")
    strange = cell(verdict, "step 2", "Result/Output")
    assert strange.outcome == "not understood"
    assert "which step of a run" in strange.because
