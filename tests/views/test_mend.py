"""What is seen while an exercise is mended: always where one is, what is wrong, and what to do next."""

import pytest

from tests.golden import assert_golden
from tests.views.shown import shown
from tracer.exercises.edit_effect import EditEffect
from tracer.views.key_line import KeyLine
from tracer.views.mend import CannotJudge, ExerciseOpening, HintsSoFar, Mended
from tracer.views.not_mended import CrashedRequest, JudgedScenario, NotMended
from tracer.views.terminal import View

COMPLAINT = (
    "“When I mistype my password the site says so. When I type it right, I am back at the empty form. I have tried it "
    "ten times.”"
)
SCENARIOS = [
    JudgedScenario("log-in", "Log in with the right password", same=False),
    JudgedScenario("wrong-password", "Try a wrong password", same=True),
    JudgedScenario("log-out", "Log out, and stay out", same=False),
]
DIFFERENCES = [
    ("your app", "no such step; what comes next is step 5, “User asks for the protected page”"),
    ("the healthy app", "App calls login_user(user): Session cookie set"),
    ("user_authenticated", "False instead of True"),
]
EFFECT = EditEffect(
    "step 3, “User submits the login form”: “Credentials not valid” became “Credentials valid”.",
    was_right={"log-in": False, "wrong-password": False, "log-out": True},
    shown_before="Try a wrong password",
)
OPENING = ExerciseOpening(
    "Back at the form, without a word",
    3,
    40,
    COMPLAINT,
    "mend/back-at-the-form/ (app.py and its templates)",
    name="back-at-the-form",
)
PLACE = "step 4 of the healthy app, App calls login_user(user)"
CRASH_IN_LIBRARY = CrashedRequest(
    "AttributeError: 'str' object has no attribute 'is_authenticated'",
    "app.py:41 in load_reader()",
    "flask_login/utils.py:284 in decorated_view()",
)
CRASH = CrashedRequest("AttributeError: 'NoneType' object has no attribute 'first_name'", "app.py:39 in home()")
VIEWS: dict[str, list[View]] = {
    "opening": [OPENING],
    "crashed": [
        NotMended(
            SCENARIOS, "Log out, and stay out", "User asks for the home page",
            [("what counts", "a crash: Internal Server Error instead of a page")], None, CRASH,
        ),
        NotMended(SCENARIOS, "Log out, and stay out", "", [], None, CRASH_IN_LIBRARY),
    ],
    "not-yet": [
        NotMended(SCENARIOS, "Log in with the right password", PLACE, DIFFERENCES, EFFECT),
        KeyLine([("h", "hint"), ("r", "run again"), ("s", "complaint"), ("t", "whole table"),
                 ("d", "both apps side by side"), ("l", "list"), ("n", "next exercise"), ("q", "leave")],
                "Waiting for you to save mend/back-at-the-form/app.py"),
    ],
    "cannot-run": [
        CannotJudge("It is no Python: '(' was never closed.", "app.py", 31, "    user = find(request.form['name']"),
        CannotJudge("It took longer than 20 seconds, in “Log out, and stay out”."),
    ],
    "hints": [HintsSoFar(["Look at the step after “credentials checked”.", "The healthy app calls `login_user`."], 4)],
    "mended": [
        Mended(
            [JudgedScenario(each.name, each.title, same=True) for each in SCENARIOS],
            "The password was checked and nobody was logged in: `login_user` was never called, so the session cookie "
            "held nobody, and the next page sent the visitor back to the form.", 2,
        )
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", VIEWS)
@pytest.mark.parametrize("width", [60, 80, 200])
def test_what_is_seen(name: str, width: int) -> None:
    text = shown(*VIEWS[name], width=width)
    assert_golden(f"mend-{name}-{width}.txt", text)
    assert max(map(len, text.splitlines())) <= width


@pytest.mark.parametrize("name", VIEWS)
def test_what_is_read_aloud(name: str) -> None:
    assert_golden(f"mend-{name}-plain.txt", shown(*VIEWS[name], plain=True))
