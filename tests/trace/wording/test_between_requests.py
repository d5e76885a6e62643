"""What happens between two requests is told where it happened."""

from tests.course import CHEAP, app_of, performed, scenario
from tests.views.shown import shown
from tracer.recording.demo.flask_run import run_on_flask
from tracer.trace.events import Trace
from tracer.trace.scenario import Action, Scenario
from tracer.trace.table import Table, other_requests, table
from tracer.trace.wording.between_requests import between_requests
from tracer.trace.wording.endings import closing_words, warnings
from tracer.views.execution_table import ExecutionTable

LOG_IN = Action(do="submit", page="login", account="ada", password="right")
VISIT = Action(do="visit", page="protected")
DAY = 86_400


def run(*actions: Action, **settings: object) -> tuple[Trace, Table]:
    what = Scenario(name="test", title="a test", actions=actions)
    trace = run_on_flask(what, settings={"PASSWORD_HASH_METHOD": CHEAP, **settings})
    return trace, table(trace)


def test_each_is_told_before_the_step_that_comes_next() -> None:
    _, rows = run(
        Action(do="change_user_agent", user_agent="Another"),
        LOG_IN,
        Action(do="wait", seconds=3 * DAY),
        Action(do="deactivate_account", account="ada"),
        VISIT,
        Action(do="close_browser"),
    )
    assert [(one.before, one.browser, one.words) for one in between_requests(rows)] == [
        (1, "A", "User goes on with another browser program"),
        (3, "A", "User waits 3 days"),
        (3, None, "The account of ada is switched off"),
        (5, "A", "User closes the browser"),
    ]


def test_what_happened_before_a_file_of_the_page_was_asked_for_belongs_to_the_step_that_comes_next() -> None:
    trace, rows = run(LOG_IN, Action(do="close_browser"), Action(do="load", page="stylesheet"), VISIT)
    assert [(one.before, one.words) for one in between_requests(rows)] == [(3, "User closes the browser")]
    text = shown(ExecutionTable(rows, other_requests(trace, rows)), plain=True)
    places = [text.index(words) for words in ("Step 2.", "User closes the browser", "loads the stylesheet", "Step 3.")]
    assert places == sorted(places)


def test_a_browser_that_takes_no_step_is_one_of_those_that_act() -> None:
    _, rows = run(LOG_IN, Action(do="wait", seconds=DAY), Action(do="visit", page="home", browser="phone"))
    assert [*rows.starts] == ["A"]
    assert rows.browsers == ("A", "phone")
    text = shown(ExecutionTable(rows), plain=True)
    assert "Step 1, browser A. User submits the login form." in text
    assert "Meanwhile, browser A. User waits 1 day." in text


def test_what_happens_behind_the_back_of_the_app_happens_at_no_browser() -> None:
    _, rows = run(LOG_IN, Action(do="delete_account", account="ada"), Action(do="visit", page="home", browser="phone"))
    assert "Meanwhile. The account of ada is deleted." in shown(ExecutionTable(rows), plain=True)


def test_an_action_that_led_to_a_request_or_was_not_possible_is_none_of_them() -> None:
    _, rows = run(VISIT, Action(do="click", page="logout"), VISIT)
    assert between_requests(rows) == ()


def test_the_table_shows_it_between_the_rows_without_a_number() -> None:
    _, rows = run(LOG_IN, Action(do="close_browser"), VISIT)
    plain = shown(ExecutionTable(rows), plain=True)
    assert plain.index("Step 2.") < plain.index("Meanwhile. User closes the browser.\nStep 3.")
    for width in (45, 80, 120):
        assert "User closes the" in shown(ExecutionTable(rows), width=width)


def test_a_run_without_a_stage_says_how_the_app_answered_and_what_it_raised() -> None:
    trace = performed(scenario("every-page-crashes"), app_of("every-page-crashes"))
    rows = table(trace)
    assert rows.steps == ()
    assert closing_words(trace, rows).endswith("The app answered 500 (3 times).")
    assert any("Missing user_loader" in warning for warning in warnings(trace))
    assert "No stage was announced." in shown(ExecutionTable(rows))
