"""Claims before a real run: each form once true and once false, what is said, and what cannot be judged."""

from dataclasses import replace
from typing import Any

import pytest

from tests.authoring.true_lesson import course, every_kind
from tests.course import performed, scenario
from tracer.claims.claim import Change, Claim, EventSelector, RequestSelector, StepSelector
from tracer.claims.evaluate import Evaluation, Traces, evaluate
from tracer.claims.selectors import find_step
from tracer.errors import ClaimError
from tracer.trace.facts import ResponseFacts
from tracer.trace.table import table, variables_before
from tracer.trace.wording.phrases import steps_in_words

LOGIN = StepSelector(stage="logged_in")
LOGOUT = StepSelector(stage="logged_out")
CHECK = StepSelector(stage="credentials_checked")
POST = RequestSelector(page="login", method="POST")
SETS_COOKIE = EventSelector(kind="response", when={"set_cookie.session.deleted": False})


@pytest.fixture(scope="module")
def traces() -> Traces:
    """The traces of the lesson with a question of every kind."""
    return course().traces(every_kind())


def said(traces: Traces, **parts: Any) -> Evaluation:
    return evaluate(Claim(**parts), traces)


TRUE: list[dict[str, Any]] = [
    {"step": LOGIN, "column": "result", "equals": "Session cookie set"},
    {"step": LOGIN, "column": "result", "contains": "cookie"},
    {"step": LOGIN, "column": "result", "contains": "COOKIE"},
    {"step": 4, "fact": "stage", "equals": "logged_in"},
    {"step": LOGIN, "fact": "function", "equals": "login"},
    {"step": LOGIN, "fact": "current_user.id", "equals": "1"},
    {"step": LOGIN, "fact": "session._fresh", "equals": True},
    {"step": LOGIN, "variable": "session_cookie", "equals": "Set"},
    {"step": CHECK, "variable": "session_cookie", "equals": "None"},
    {"step": CHECK, "variable": "remember_token", "absent": True},
    {"variable": "session_cookie", "equals": "Cleared"},
    {"step": LOGIN, "variable": "session_cookie", "changes": Change(before="None", after="Set")},
    {"step": LOGOUT, "variable": "user_authenticated", "changes_to": False},
    {"step": LOGIN, "header": "location", "equals": "/protected"},
    {"step": LOGIN, "header": "WWW-Authenticate", "absent": True},
    {"step": LOGIN, "cookie": "session", "absent": False},
    {"step": LOGIN, "cookie": "remember_token", "absent": True},
    {"step": LOGIN, "cookie": "address-book", "absent": True},
    {"step": LOGIN, "cookie": "session", "fact": "attributes.secure", "absent": True},
    {"step": LOGIN, "cookie": "session", "fact": "too_large", "absent": True},
    {"request": POST, "fact": "set_cookie.remember_token.deleted", "absent": True},
    {"request": POST, "fact": "client.address", "absent": False},
    {"step": LOGIN, "cookie": "session", "fact": "attributes.httponly", "equals": True},
    {"step": LOGIN, "cookie": "session", "fact": "attributes.samesite", "equals": "Lax"},
    {"step": LOGOUT, "cookie": "session", "fact": "deleted", "equals": True},
    {"request": POST, "fact": "status", "equals": 302},
    {"request": POST, "fact": "cookies", "absent": False},
    {"request": RequestSelector(page="/logout"), "fact": "cookies", "contains": "session"},
    {"request": RequestSelector(page="/logout"), "fact": "cookies.0", "equals": "session"},
    {"request": RequestSelector(page="logout"), "fact": "session_before._user_id", "equals": "1"},
    {"request": RequestSelector(page="logout"), "fact": "session._user_id", "absent": True},
    {"request": RequestSelector(page="protected", when={"session_cookie": True}), "fact": "status", "equals": 200},
    {"request": RequestSelector(page="protected", occurrence=-1), "fact": "status", "equals": 200},
    {"event": EventSelector(kind="signal", name="user_logged_in"), "fact": "user", "equals": "User"},
    {"event": EventSelector(kind="signal", name="user_logged_in"), "absent": False},
    {"request": POST, "event": EventSelector(kind="signal", name="user_accessed"), "absent": True},
    {"event": EventSelector(kind="stage", name="session_checked"), "count": 2},
    {"event": SETS_COOKIE, "count": 1},
    {"order": (CHECK, EventSelector(kind="signal", name="user_logged_in"), LOGIN, SETS_COOKIE)},
    {"order": (1, 2, 3)},
    {"never": StepSelector(stage="refused")},
    {"never": EventSelector(kind="flash")},
    {"never": EventSelector(kind="response", when={"status": 500})},
    {"steps": 7},
    {"scenario": "wrong-at-once", "step": CHECK, "fact": "valid", "equals": False},
    {"scenario": "wrong-at-once", "differs_from": "right-at-once"},
    {"same_as": "right-at-once"},
    {"step": CHECK, "first_difference_from": "wrong-at-once"},
    {"step": 1, "column": "result", "same_as": "wrong-at-once"},
    {"step": CHECK, "column": "result", "differs_from": "wrong-at-once"},
    {"request": POST, "fact": "status", "differs_from": "wrong-at-once"},
]

FALSE: list[dict[str, Any]] = [
    {"step": LOGIN, "column": "result", "equals": "Session cookie"},
    {"step": LOGIN, "column": "result", "contains": "password"},
    {"step": LOGIN, "variable": "session.name", "contains": "a"},
    {"step": LOGIN, "fact": "session._fresh", "equals": 1},
    {"step": LOGIN, "variable": "session_cookie", "absent": True},
    {"step": LOGIN, "variable": "session_cookie", "changes": Change(before="Set", after="Set")},
    {"step": 5, "variable": "session_cookie", "changes_to": "Set"},
    {"step": LOGIN, "cookie": "session", "fact": "attributes.secure", "equals": True},
    {"request": RequestSelector(page="/logout"), "fact": "cookies", "contains": "sess"},
    {"event": EventSelector(kind="flash"), "absent": False},
    {"event": EventSelector(kind="signal", name="user_accessed"), "count": 1},
    {"order": (LOGIN, CHECK)},
    {"order": (LOGIN, LOGIN)},
    {"never": StepSelector(stage="logged_in")},
    {"never": EventSelector(kind="signal", name="user_logged_in")},
    {"steps": 9},
    {"differs_from": "right-at-once"},
    {"same_as": "wrong-at-once"},
    {"step": LOGIN, "first_difference_from": "wrong-at-once"},
    {"step": LOGIN, "first_difference_from": "right-at-once"},
    {"step": CHECK, "column": "result", "same_as": "wrong-at-once"},
]


@pytest.mark.parametrize("parts", TRUE, ids=str)
def test_a_true_claim_holds(parts: dict[str, Any], traces: Traces) -> None:
    evaluation = said(traces, **parts)
    assert evaluation.holds, evaluation.against_claim


@pytest.mark.parametrize("parts", FALSE, ids=str)
def test_a_false_claim_does_not_hold_and_says_what_is_there_instead(parts: dict[str, Any], traces: Traces) -> None:
    evaluation = said(traces, **parts)
    assert not evaluation.holds
    assert evaluation.found in evaluation.against_claim
    assert evaluation.expected in evaluation.against_claim


SAID: list[tuple[dict[str, Any], str, tuple[int, ...]]] = [
    ({"step": LOGIN, "column": "result", "equals": "x"}, "step 4, Result/Output: Session cookie set", (4,)),
    ({"step": LOGIN, "variable": "current_user", "equals": "x"}, "current_user after step 4: User(1)", (4,)),
    ({"variable": "current_user", "equals": "x"}, "current_user at the end: Anonymous", (7,)),
    ({"step": LOGIN, "header": "Location", "equals": "x"}, "step 4, header Location: /protected", (4,)),
    (
        {"step": LOGOUT, "variable": "session_cookie", "changes_to": "x"},
        "session_cookie in step 7: Set before, Cleared after",
        (7,),
    ),
    ({"request": POST, "fact": "status", "equals": 1}, "the POST request for the login page, status: 302", (3, 4)),
    ({"never": LOGIN}, 'a step of the stage "logged_in": it happens in step 4', (4,)),
    ({"never": StepSelector(stage="refused")}, 'a step of the stage "refused": it never happens', ()),
    (
        {"never": StepSelector(stage="session_checked", when={"authenticated": True})},
        'a step of the stage "session_checked" with authenticated = True: it happens in step 5',
        (5,),
    ),
    ({"never": EventSelector(kind="action")}, "an event action: it happens in steps 1, 3 and 7", (1, 3, 7)),
    ({"order": (LOGIN, CHECK)}, "the order: step 3, then step 4", (4, 3)),
    ({"steps": 9}, "the whole run: 7 steps", ()),
    ({"event": EventSelector(kind="flash"), "count": 2}, "the whole run, event flash: 0 times", ()),
    (
        {"request": RequestSelector(page="protected", occurrence=1), "fact": "cookies", "equals": "x"},
        "the request for the protected page, cookies: none",
        (1, 2),
    ),
    ({"step": LOGOUT, "cookie": "session", "absent": True}, "step 7, Set-Cookie session: deletes the cookie", (7,)),
    ({"differs_from": "right-at-once"}, "the whole run: nothing differs", ()),
    ({"same_as": "wrong-at-once"}, "the whole run: the two runs part at step 3", (3,)),
    (
        {"step": LOGIN, "first_difference_from": "wrong-at-once"},
        "the first step that differs from wrong-at-once: step 3",
        (3,),
    ),
]


@pytest.mark.parametrize(("parts", "words", "steps"), SAID, ids=lambda value: str(value)[:60])
def test_a_judgement_says_where_it_looked_and_what_it_found(
    parts: dict[str, Any], words: str, steps: tuple[int, ...], traces: Traces
) -> None:
    evaluation = said(traces, **parts)
    assert (str(evaluation), evaluation.steps) == (words, steps)


UNJUDGED: list[tuple[dict[str, Any], str]] = [
    ({"step": 8, "column": "result", "equals": "x"}, "there is no step 8; this run has 7 steps"),
    ({"step": 0, "column": "result", "equals": "x"}, "there is no step 0"),
    ({"step": StepSelector(stage="refused"), "column": "result", "equals": "x"}, 'no step of the stage "refused"'),
    (
        {"step": StepSelector(stage="session_checked"), "column": "result", "equals": "x"},
        'more than one step of the stage "session_checked" (2); say which with occurrence = 1 to 2',
    ),
    (
        {"step": StepSelector(stage="session_checked", occurrence=3), "column": "result", "equals": "x"},
        "number 3; it has 2",
    ),
    ({"step": StepSelector(stage="logged_in", occurrence=0), "column": "result", "equals": "x"}, "number 0"),
    ({"request": RequestSelector(page="protectd"), "fact": "status", "equals": 1}, 'Did you mean "protected"?'),
    ({"request": RequestSelector(page="login"), "fact": "status", "equals": 1}, "more than one request for"),
    ({"request": RequestSelector(page="/nowhere"), "fact": "status", "equals": 1}, "no request for /nowhere"),
    ({"step": LOGIN, "variable": "curent_user", "equals": "x"}, 'Did you mean "current_user"?'),
    ({"step": CHECK, "cookie": "session", "absent": True}, "no response leaves in step 3; it leaves in step 4"),
    ({"event": EventSelector(kind="flash"), "fact": "message", "equals": "x"}, "no event flash"),
    ({"event": EventSelector(kind="signal"), "fact": "user", "equals": "x"}, "more than one event signal"),
    # A misspelt name would make a claim of absence true.
    ({"step": LOGIN, "header": "Set-Cooky", "absent": True}, 'the header "Set-Cooky" is not recorded'),
    ({"step": LOGIN, "header": "Locaton", "absent": True}, 'did you mean "Location"?'),
    ({"step": LOGIN, "header": "Set-Cookie", "absent": True}, 'write cookie = "session" instead of header'),
    ({"step": CHECK, "fact": "validd", "equals": True}, 'no fact "validd"; did you mean "valid"?'),
    ({"step": CHECK, "fact": "authenticated", "absent": True}, "the stage credentials_checked has no fact"),
    ({"step": LOGIN, "fact": "current_user.idd", "absent": True}, 'did you mean "id"?'),
    ({"request": POST, "fact": "statuss", "equals": 200}, 'did you mean "status"?'),
    ({"request": POST, "fact": "set_cookie.session.deletd", "absent": True}, 'did you mean "deleted"?'),
    ({"request": RequestSelector(page="login", when={"metod": "None"}), "fact": "status", "equals": 1}, '"method"?'),
    ({"step": LOGIN, "cookie": "sesion", "absent": True}, 'did you mean "session"?'),
    ({"step": LOGIN, "cookie": "session", "fact": "attributes.httpony", "absent": True}, 'did you mean "httponly"?'),
    ({"event": EventSelector(kind="signl"), "absent": True}, 'did you mean "signal"?'),
    ({"event": EventSelector(kind="signal", name="user_loged_in"), "absent": True}, 'did you mean "user_logged_in"?'),
    ({"event": EventSelector(kind="stage", name="loged_in"), "count": 0}, 'did you mean "logged_in"?'),
    ({"event": EventSelector(kind="observed", name="user_loder"), "absent": True}, 'did you mean "user_loader"?'),
    ({"event": EventSelector(kind="response", name="3o2"), "absent": True}, 'such as "302"'),
    ({"event": EventSelector(kind="flash", when={"mesage": "x"}), "absent": True}, 'did you mean "message"?'),
    ({"event": EventSelector(kind="flash", browser="B"), "absent": True}, 'no browser "B" in this run; there are A'),
    ({"event": EventSelector(kind="flash", browser="B"), "count": 0}, 'no browser "B"'),
    ({"never": EventSelector(kind="flash", browser="B")}, 'no browser "B"'),
    ({"never": EventSelector(kind="exeption")}, 'did you mean "exception"?'),
    ({"never": EventSelector(kind="signal", when={"usr": "x"})}, 'did you mean "user"?'),
    ({"never": StepSelector(stage="session_checked", browser="B")}, 'no browser "B"'),
    ({"never": StepSelector(stage="session_checked", when={"autenticated": True})}, 'did you mean "authenticated"?'),
    ({"event": EventSelector(kind="signal", name="user_logged_in"), "fact": "usr", "absent": True}, '"user"?'),
]


@pytest.mark.parametrize(("parts", "message"), UNJUDGED, ids=lambda value: str(value)[:60])
def test_what_points_at_nothing_or_at_several_things_is_no_claim(
    parts: dict[str, Any], message: str, traces: Traces
) -> None:
    with pytest.raises(ClaimError) as raised:
        said(traces, **parts)
    assert message in str(raised.value)


MALFORMED: list[tuple[dict[str, Any], str]] = [
    ({}, "exactly one of equals"),
    ({"step": 1, "column": "result"}, "found none"),
    ({"step": 1, "column": "result", "equals": "a", "contains": "b"}, "found equals and contains"),
    ({"step": 1, "request": POST, "fact": "status", "equals": 1}, "a step or at a request, not at both"),
    ({"step": 1, "equals": "x"}, "something to look at"),
    ({"step": 1, "column": "outcome", "equals": "x"}, "the columns are action, input, check, result"),
    ({"step": 1, "column": "result", "variable": "current_user", "equals": "x"}, "one thing"),
    ({"column": "result", "equals": "x"}, "a claim on a column looks at a step"),
    ({"request": POST, "variable": "current_user", "equals": "x"}, "a claim on a variable looks at a step"),
    ({"fact": "status", "equals": 1}, "needs a step or a request"),
    ({"cookie": "session", "absent": True}, "a claim on a cookie needs a step or a request"),
    ({"header": "Vary", "equals": "Cookie"}, "a claim on a header needs a step or a request"),
    ({"event": EventSelector(kind="flash"), "equals": "x"}, "needs a fact to look at, or count or absent"),
    ({"event": EventSelector(kind="flash"), "column": "result", "count": 1}, "needs an event, and nothing else"),
    ({"step": 1, "column": "result", "count": 1}, "needs an event"),
    ({"variable": "current_user", "changes_to": "x"}, "needs a step and a variable"),
    ({"step": 1, "column": "result", "changes": Change(before=1, after=2)}, "needs a step and a variable"),
    ({"step": 1, "order": (1, 2)}, "speaks of the whole trace"),
    ({"order": (1,)}, "at least two"),
    ({"never": LOGIN, "column": "result"}, "speaks of the whole trace"),
    ({"first_difference_from": "x"}, "needs a step"),
    ({"step": 1, "column": "result", "first_difference_from": "x"}, "nothing to look at"),
    ({"step": 1, "same_as": "x"}, "something to look at"),
    ({"step": 1, "column": "result", "contains": ""}, "an empty one is in every text"),
    ({"step": 1, "column": "result", "contains": " "}, "an empty one is in every text"),
    ({"step": 1, "column": "result", "contains": []}, "an empty one is in every text"),
]


@pytest.mark.parametrize(("parts", "message"), MALFORMED, ids=lambda value: str(value)[:60])
def test_a_claim_says_where_what_and_what_is_expected(parts: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=r".") as raised:
        Claim(**parts)
    assert message in str(raised.value)


def test_a_stage_that_there_is_not_is_refused_with_the_nearest() -> None:
    with pytest.raises(ValueError, match='Did you mean "logged_in"'):
        StepSelector(stage="loged_in")


def test_numbers_of_steps_read_as_people_write_them() -> None:
    assert [steps_in_words(numbers) for numbers in ((4,), (2, 9), (1, 5, 8))] == [
        "step 4",
        "steps 2 and 9",
        "steps 1, 5 and 8",
    ]


def test_the_variables_before_a_step_are_those_of_its_browser() -> None:
    rows = table(course().trace(every_kind()))
    assert variables_before(rows, rows.steps[0]) == rows.start
    assert variables_before(rows, find_step(rows, LOGIN)) == find_step(rows, CHECK).variables


def test_a_scenario_may_name_its_app() -> None:
    named = course().trace(every_kind(), "login-flow@flask")
    assert (named.scenario, named.app) == (scenario("login-flow"), "flask")


def test_where_two_runs_part_before_the_first_step_no_step_is_pointed_at() -> None:
    """In one of them the first page, which has no stage, is answered with an error; so are all others."""
    run = performed(scenario("not-remembered"))
    events = [
        replace(event, facts=replace(event.facts, status=500)) if isinstance(event.facts, ResponseFacts) else event
        for event in run.events
    ]
    runs = {None: run, "other": replace(run, events=tuple(events))}
    evaluation = evaluate(Claim(same_as="other"), lambda name: runs[name])
    assert not evaluation.holds
    assert str(evaluation) == "the whole run: the two runs part before the first step"
    assert evaluation.steps == ()
