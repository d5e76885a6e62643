"""Evidence as learners read it: whole sentences for claims of every kind, with the place and what is there."""

from typing import Any

import pytest

from tests.authoring.true_lesson import course, every_kind
from tests.claims.test_evaluate import CHECK, FALSE, LOGIN, LOGOUT, POST, SETS_COOKIE, TRUE
from tests.sentences import faults
from tracer.claims.claim import Change, Claim, EventSelector, RequestSelector, StepSelector
from tracer.claims.evaluate import evaluate
from tracer.claims.evidence_in_words import EvidenceWords, code, run_in_words, text_in_words

TRACES = course().traces(every_kind())
AT_LOGOUT = RequestSelector(page="/logout")
FIRST = RequestSelector(page="protected", occurrence=1)


def told(**parts: Any) -> str:
    return str(evaluate(Claim(**parts), TRACES).evidence)


@pytest.mark.parametrize("parts", [*TRUE, *FALSE], ids=str)
def test_every_claim_gives_a_whole_sentence(parts: dict[str, Any]) -> None:
    evidence = evaluate(Claim(**parts), TRACES).evidence
    assert [*faults(str(evidence))] == []
    assert [*faults(evidence.after("The run shows:"))] == []


@pytest.mark.parametrize("parts", TRUE, ids=str)
def test_a_true_claim_is_not_contradicted(parts: dict[str, Any]) -> None:
    assert evaluate(Claim(**parts), TRACES).evidence.claimed == ""


SENTENCES: list[tuple[dict[str, Any], str]] = [
    (
        {"step": LOGIN, "column": "result", "contains": "cookie"},
        "Step 4 has “Session cookie set” in the column Result/Output.",
    ),
    (
        {"step": LOGIN, "column": "result", "equals": "Nothing"},
        "Step 4 has “Session cookie set” in the column Result/Output, not “Nothing”.",
    ),
    (
        {"step": LOGIN, "column": "result", "contains": "password"},
        "Step 4 has “Session cookie set” in the column Result/Output; “password” is not in it.",
    ),
    (
        {"step": CHECK, "variable": "session_cookie", "equals": "Set"},
        "After step 3 `session_cookie` is `None`, not `Set`.",
    ),
    ({"variable": "session_cookie", "equals": "Cleared"}, "At the end (after step 7) `session_cookie` is `Cleared`."),
    ({"step": LOGIN, "variable": "session.name", "absent": False}, "After step 4 the session holds no `name`."),
    (
        {"step": LOGIN, "variable": "session.name", "equals": "Ada"},
        "After step 4 the session holds no `name`; for that answer it would have to be `Ada`.",
    ),
    (
        {"step": LOGIN, "variable": "session._user_id", "equals": "2"},
        'After step 4 the `_user_id` in the session is `"1"`, not `"2"`.',
    ),
    (
        {"step": LOGOUT, "variable": "session_cookie", "changes_to": "Set"},
        "In step 7 `session_cookie` changes from `Set` to `Cleared`, not to `Set`.",
    ),
    ({"step": 5, "variable": "session_cookie", "changes_to": "Set"}, "In step 5 `session_cookie` stays `Set`."),
    (
        {"step": 5, "variable": "session_cookie", "changes_to": "Cleared"},
        "In step 5 `session_cookie` stays `Set`; it does not become `Cleared`.",
    ),
    (
        {"step": LOGIN, "variable": "session_cookie", "changes": Change(before="Set", after="Set")},
        "In step 4 `session_cookie` changes from `None` to `Set`; the answer needs a change from `Set` to `Set`.",
    ),
    (
        {"step": 1, "variable": "session.next", "changes_to": "/"},
        "The session holds no `next` before step 1 and none after it; it does not become `/`.",
    ),
    ({"step": 4, "fact": "stage", "equals": "redirected"}, "Step 4 is of the stage “Logged in”."),
    ({"step": 4, "fact": "function", "equals": "logout"}, "Step 4 happens in the function `login`, not `logout`."),
    ({"step": CHECK, "fact": "valid", "equals": False}, "In step 3 name and password are valid."),
    ({"step": 1, "fact": "authenticated", "equals": False}, "In step 1 the user is not authenticated."),
    (
        {"step": LOGIN, "fact": "current_user.id", "equals": "2"},
        'In step 4 `current_user` has the id `"1"`, not `"2"`.',
    ),
    (
        {"step": LOGIN, "fact": "current_user.anonymous", "equals": True},
        "In step 4 `current_user` is no anonymous user.",
    ),
    ({"step": LOGIN, "fact": "session._fresh", "equals": True}, "In step 4 the `_fresh` in the session is `True`."),
    ({"step": 2, "fact": "location", "contains": "login"}, "Step 2 sends the browser to `/login?next=%2Fprotected`."),
    (
        {"request": POST, "fact": "status", "equals": 200},
        "The response to request 3 (`POST /login`) has the status `302`, not `200`.",
    ),
    (
        {"request": POST, "fact": "location", "equals": "/"},
        "The response to request 3 (`POST /login`) sends the browser to `/protected`, not `/`.",
    ),
    (
        {"request": FIRST, "fact": "session_cookie", "equals": True},
        "Request 1 (`GET /protected`) comes without the session cookie.",
    ),
    (
        {"request": FIRST, "fact": "cookies", "contains": "session"},
        "Request 1 (`GET /protected`) brings no cookie; for that answer it would have to be `session`.",
    ),
    (
        {"request": AT_LOGOUT, "fact": "cookies", "equals": []},
        "Request 5 (`POST /logout`) brings the cookie `session`; for that answer it would have to be nothing.",
    ),
    (
        {"request": AT_LOGOUT, "fact": "session_before._user_id", "absent": True},
        'Before request 5 (`POST /logout`) the `_user_id` in the session is `"1"`.',
    ),
    ({"request": AT_LOGOUT, "fact": "session", "equals": []}, "After request 5 (`POST /logout`) the session is empty."),
    (
        {"request": POST, "fact": "query.next", "equals": "/"},
        "The `next` in the address of request 3 (`POST /login`) is `/protected`, not `/`.",
    ),
    (
        {"request": FIRST, "fact": "query.next", "absent": False},
        "There is no `next` in the address of request 1 (`GET /protected`).",
    ),
    (
        {"request": FIRST, "fact": "set_cookie", "equals": []},
        "The response to request 1 (`GET /protected`) sets or deletes no cookie.",
    ),
    (
        {"request": FIRST, "fact": "client.address", "absent": True},
        "For request 1 (`GET /protected`) the fact `address` of `client` is `address #1`.",
    ),
    (
        {"step": LOGIN, "header": "location", "equals": "/"},
        "The header `location` in the response of step 4 is `/protected`, not `/`.",
    ),
    ({"step": LOGIN, "header": "Allow", "absent": False}, "The response of step 4 has no header `Allow`."),
    ({"step": LOGIN, "cookie": "session", "absent": True}, "The response of step 4 sets the cookie `session`."),
    (
        {"step": LOGOUT, "cookie": "session", "fact": "deleted", "equals": False},
        "The response of step 7 deletes the cookie `session`.",
    ),
    (
        {"step": LOGIN, "cookie": "remember_token", "absent": False},
        "The response of step 4 neither sets nor deletes the cookie `remember_token`.",
    ),
    (
        {"step": LOGIN, "cookie": "session", "fact": "value.password", "absent": False},
        "The cookie `session` that the response of step 4 sets holds no `password`.",
    ),
    (
        {"step": LOGIN, "cookie": "session", "fact": "value._fresh", "equals": False},
        "The `_fresh` in the cookie `session` that the response of step 4 sets is `True`, not `False`.",
    ),
    (
        {"step": LOGIN, "cookie": "session", "fact": "attributes.secure", "equals": True},
        (
            "The cookie `session` that the response of step 4 sets has no attribute `secure`; "
            "for that answer it would have to be `True`."
        ),
    ),
    (
        {"step": LOGIN, "cookie": "session", "fact": "attributes.httponly", "equals": True},
        "The cookie `session` that the response of step 4 sets has the attribute `httponly`.",
    ),
    (
        {"step": LOGIN, "cookie": "session", "fact": "attributes.samesite", "equals": "Strict"},
        "The attribute `samesite` of the cookie `session` that the response of step 4 sets is `Lax`, not `Strict`.",
    ),
    (
        {"step": LOGIN, "cookie": "session", "fact": "too_large", "equals": True},
        "The cookie `session` that the response of step 4 sets is not too large for browsers.",
    ),
    (
        {"request": POST, "event": EventSelector(kind="signal", name="user_logged_in"), "absent": True},
        "The signal `user_logged_in` is sent once in request 3 (`POST /login`).",
    ),
    (
        {"event": EventSelector(kind="stage", name="session_checked"), "count": 1},
        "The stage “Session checked” happens twice in the whole run, not once.",
    ),
    ({"event": EventSelector(kind="flash"), "count": 2}, "No message is flashed in the whole run."),
    ({"event": EventSelector(kind="exception"), "absent": False}, "No exception is raised in the whole run."),
    (
        {"event": SETS_COOKIE, "count": 3},
        "A response that sets the cookie `session` leaves once in the whole run, not 3 times.",
    ),
    (
        {"event": EventSelector(kind="signal", name="user_logged_in"), "fact": "user", "equals": "User"},
        "In step 4 the signal `user_logged_in` brings a user of the class `User`.",
    ),
    (
        {"event": EventSelector(kind="action", name="submit"), "fact": "password", "equals": "wrong"},
        "In step 3 the person types the right password.",
    ),
    (
        {"step": 2, "event": EventSelector(kind="page"), "fact": "heading", "contains": "Sign"},
        "In step 2 the person sees a page with the heading “Log in”; “Sign” is not in it.",
    ),
    ({"order": (LOGIN, CHECK)}, "First comes step 3, then step 4, not the other way round."),
    ({"order": (LOGIN, CHECK, 1)}, "First comes step 1, then step 3, then step 4; the answer names another order."),
    (
        {"order": (CHECK, SETS_COOKIE)},
        "First comes step 3, then the response that sets the cookie `session` in step 4.",
    ),
    (
        {"never": StepSelector(stage="session_checked", when={"authenticated": True})},
        "The stage “Session checked” with the outcome “authenticated” happens once in step 5.",
    ),
    ({"never": StepSelector(stage="refused")}, "The stage “Refused” does not happen in the whole run."),
    ({"never": EventSelector(kind="action")}, "An action is done 3 times in steps 1, 3 and 7."),
    ({"steps": 9}, "There are 7 steps in it, not 9."),
    (
        {"step": LOGIN, "first_difference_from": "wrong-at-once"},
        "The first difference from the run `wrong-at-once` is step 3; the answer says step 4.",
    ),
    ({"step": LOGIN, "first_difference_from": "right-at-once"}, "No step differs from the run `right-at-once`."),
    ({"same_as": "wrong-at-once"}, "At step 3 it begins to differ from the run `wrong-at-once`."),
    (
        {"step": CHECK, "column": "result", "same_as": "wrong-at-once"},
        (
            "Step 3 has “Credentials valid” in the column Result/Output; "
            "in the run `wrong-at-once` step 3 has “Credentials not valid” in the column Result/Output."
        ),
    ),
]


@pytest.mark.parametrize(("parts", "sentence"), SENTENCES, ids=lambda value: str(value)[:60])
def test_a_claim_of_each_kind_is_told(parts: dict[str, Any], sentence: str) -> None:
    assert told(**parts) == sentence


def test_a_run_is_called_by_its_scenario_its_app_and_what_was_changed() -> None:
    assert run_in_words("login-flow") == "the run `login-flow`"
    assert run_in_words("a@faults/b+login") == "the run `a` of the app `faults/b` with the change `login`"
    assert run_in_words("a@faults/healthy") == "the run `a` of the healthy app"
    assert run_in_words("a@faults/healthy", "a@faults/b+login") == "that of the healthy app"
    assert run_in_words("a", "a@faults/b") == "the run `a`"


def test_what_markdown_would_take_for_a_mark_stands_in_code() -> None:
    assert text_in_words("Log in") == "“Log in”"
    assert text_in_words("a *b*\nc") == "`a *b* c`"
    assert code("a `b`") == "`` a `b` ``"


def test_a_full_stop_in_code_does_not_end_the_sentence() -> None:
    assert str(EvidenceWords("step 1 says `Stop.`")) == "Step 1 says `Stop.`."


def test_a_change_of_a_hunt_whose_name_nobody_knows_is_called_by_what_it_is() -> None:
    named = "a@broken+authentication.py:33 put right"
    assert run_in_words(named) == "the run `a` of the broken app with line 33 of `authentication.py` put right"
    assert run_in_words("a@broken+remember-everybody") == "the run `a` of the broken app with this change"
    assert run_in_words("a@broken+mended") == "the run `a` of the broken app with this change"
