"""The variable tracker: which moments it shows, what changed between them, and which names it knows."""

import pytest

from tests.course import CHEAP, scenario
from tracer.claims.selectors import StepSelector, numbers_of_steps
from tracer.errors import UsageError
from tracer.recording.demo.flask_run import run_on_flask
from tracer.trace.events import Trace, Witness
from tracer.trace.scenario import Action, Scenario
from tracer.trace.table import Table, table
from tracer.trace.tracker import track

LOGIN = Action(do="submit", page="login", account="ada", password="right")
NAMED = tuple(StepSelector(stage=stage) for stage in ("credentials_checked", "logged_in", "logged_out"))


@pytest.fixture(scope="module")
def rows(login_flow: Trace) -> Table:
    return table(login_flow)


def test_the_named_steps_are_shown_between_start_and_end(rows: Table) -> None:
    (tracker,) = track(rows, numbers_of_steps(rows, NAMED))
    assert [column.heading for column in tracker.columns] == [
        "Start",
        "After step 3",
        "After step 4",
        "After step 7",
        "Final",
    ]
    values = {name: [column.values[name] for column in tracker.columns] for name in tracker.names}
    assert values == {
        "user_authenticated": [False, False, True, False, False],
        "session_cookie": [None, None, "Set", "Cleared", None],
        "current_user": ["Anonymous", "Anonymous", "User(1)", "Anonymous", "Anonymous"],
    }


def test_what_changed_is_what_differs_from_the_column_before(rows: Table) -> None:
    (tracker,) = track(rows, numbers_of_steps(rows, NAMED))
    everything = {"user_authenticated", "session_cookie", "current_user"}
    assert [column.changed for column in tracker.columns] == [set(), set(), everything, everything, {"session_cookie"}]


def test_without_names_each_step_is_shown_in_which_something_changed(rows: Table) -> None:
    (tracker,) = track(rows)
    assert [column.heading for column in tracker.columns][1:-1] == ["After step 4", "After step 7", "After step 8"]


def test_a_named_step_that_the_run_does_not_have_is_left_out(rows: Table) -> None:
    (tracker,) = track(rows, numbers_of_steps(rows, (*NAMED, StepSelector(stage="remembered"))))
    assert len(tracker.columns) == 5


def test_more_variables_can_be_asked_for(rows: Table) -> None:
    (tracker,) = track(
        rows, numbers_of_steps(rows, NAMED), ("session._fresh", "session.*", "remember_token", "session.theme")
    )
    after_login = tracker.columns[2].values
    assert after_login["session._fresh"] is True
    assert after_login["session.*"] == {"_user_id": "1", "_fresh": True, "_id": "client #1"}
    assert (after_login["remember_token"], after_login["session.theme"]) == (None, None)
    assert "session.theme" not in tracker.columns[2].changed


@pytest.mark.parametrize("witness", ["observed", "announced"])
@pytest.mark.parametrize("setting", ["stay", "remember_token"])
def test_a_remember_cookie_with_another_name_is_followed_under_that_name(witness: Witness, setting: str) -> None:
    remember = Action(do="submit", page="login", account="ada", password="right", remember=True)
    trial = Scenario(title="a trial", actions=(remember,), settings={"REMEMBER_COOKIE_NAME": setting})
    rows = table(run_on_flask(trial, settings={"PASSWORD_HASH_METHOD": CHEAP}, witness=witness))
    for asked in ("remember_token", setting):
        (tracker,) = track(rows, (), (asked,))
        assert tracker.names == ("user_authenticated", "session_cookie", "current_user", setting)
        assert tracker.columns[-1].values[setting] == "Set"


def test_a_remember_cookie_that_a_run_never_had_can_be_asked_for_by_its_own_name() -> None:
    trial = Scenario(title="a trial", actions=(LOGIN,), settings={"REMEMBER_COOKIE_NAME": "stay"})
    (tracker,) = track(table(run_on_flask(trial, settings={"PASSWORD_HASH_METHOD": CHEAP})), (), ("stay",))
    assert [column.values["stay"] for column in tracker.columns] == [None] * len(tracker.columns)


@pytest.mark.parametrize(
    ("name", "nearest"),
    [("session._fresj", "session._fresh"), ("sesion_cookie", "session_cookie"), ("remember_tokn", "remember_token")],
)
def test_a_typing_error_is_told_from_a_key_that_is_not_there(rows: Table, name: str, nearest: str) -> None:
    with pytest.raises(UsageError, match=f'Did you mean "{nearest}"'):
        track(rows, numbers_of_steps(rows, NAMED), (name,))


def test_what_flask_login_writes_can_be_asked_for_in_every_run() -> None:
    settings = {"PASSWORD_HASH_METHOD": CHEAP}
    trace = run_on_flask(scenario("no-login-user"), settings=settings)
    (tracker,) = track(table(trace), (), ("session._fresh",))
    assert [column.values["session._fresh"] for column in tracker.columns] == [None, None]


def test_a_run_without_steps_has_nothing_to_track() -> None:
    assert track(table(Trace(None, "app", ()))) == ()
