"""Healthy apps that know nothing of the tracer: the right steps, and nothing found."""

from pathlib import Path

import pytest

from tests.foreign_apps.driver import (
    CLASSES,
    CLOSE,
    FACTORY,
    HEALTHY,
    HOOKS,
    LOGIN,
    LOGOUT,
    ONE_FILE,
    REMEMBER,
    VISIT,
    WHOLE_FLOW,
    WRONG,
    ForeignApp,
)
from tracer.findings import find
from tracer.stages import CredentialsChecked, SessionChecked
from tracer.trace.app_facts import AppFacts
from tracer.trace.events import Trace
from tracer.trace.observed_facts import PasswordCheckFacts
from tracer.trace.scenario import Action
from tracer.trace.table import steps

STRANGER = ["session_checked False", "redirected"]
WRONG_PASSWORD = ["credentials_checked False"]
LOGIN_STEPS = ["credentials_checked True", "logged_in"]
LET_IN = ["session_checked True", "access_granted"]


def told(trace: Trace) -> list[str]:
    """Return the steps without what session protection says of anonymous visitors (B52)."""
    rows = []
    for step in steps(trace):
        if step.stage == "session_protected":
            continue
        match step.facts.announced:
            case SessionChecked(authenticated=answer) | CredentialsChecked(valid=answer):
                rows.append(f"{step.stage} {answer}")
            case _:
                rows.append(step.stage)
    return rows


@pytest.mark.parametrize(
    ("foreign", "expected"),
    [
        (ONE_FILE, [*STRANGER, *WRONG_PASSWORD, *LOGIN_STEPS, *LET_IN, "logged_out", *STRANGER]),
        (FACTORY, [*STRANGER, *WRONG_PASSWORD, *LOGIN_STEPS, *LET_IN, "logged_out", *STRANGER]),
        # The login leads to the protected page; the hook also asks before the logout.
        (HOOKS, [*STRANGER, *WRONG_PASSWORD, *LOGIN_STEPS, *LET_IN, *LET_IN, *LET_IN, "logged_out", *STRANGER]),
        # The same, and the logout is guarded by its decorators.
        (CLASSES, [*STRANGER, *WRONG_PASSWORD, *LOGIN_STEPS, *LET_IN, *LET_IN, *LET_IN, "logged_out", *STRANGER]),
    ],
    ids=lambda value: value.module if isinstance(value, ForeignApp) else "",
)
def test_the_whole_flow_has_the_right_steps(foreign: ForeignApp, expected: list[str], tmp_path: Path) -> None:
    trace = foreign.use(foreign.load(tmp_path), *WHOLE_FLOW)

    assert told(trace) == expected
    assert trace.witness == "observed"
    assert not list(trace.of_kind("fault", "exception"))


@pytest.mark.parametrize("foreign", HEALTHY, ids=lambda foreign: foreign.module)
@pytest.mark.parametrize(
    "actions",
    [
        WHOLE_FLOW,
        (LOGIN, VISIT, LOGOUT, LOGIN, VISIT),
        (VISIT, LOGIN, CLOSE, VISIT, LOGIN, VISIT, LOGOUT),
        (VISIT, WRONG, WRONG, WRONG, VISIT),
        (REMEMBER, CLOSE, VISIT, VISIT, LOGOUT, VISIT),
        (LOGIN, Action(do="change_user_agent", user_agent="another browser"), VISIT, VISIT, LOGOUT),
        (LOGIN, Action(do="tamper_with_cookie", cookie="session", how="signature"), VISIT, LOGIN, VISIT),
        (LOGIN, Action(do="tamper_with_cookie", cookie="session", how="garbage"), VISIT, LOGIN, VISIT),
        (LOGIN, Action(do="delete_cookie", cookie="session"), VISIT, LOGIN, VISIT),
        (LOGIN, Action(do="visit", page="protected", browser="B"), VISIT),
    ],
    ids=[
        "whole flow",
        "twice",
        "browser closed",
        "wrong passwords",
        "remembered",
        "another user agent",
        "tampered",
        "garbage",
        "cookie deleted",
        "two people",
    ],
)
def test_a_healthy_app_gives_no_finding(foreign: ForeignApp, actions: tuple[Action, ...], tmp_path: Path) -> None:
    trace = foreign.use(foreign.load(tmp_path), *actions)

    assert [finding.code for finding in find(trace)] == []
    assert not list(trace.of_kind("fault", "exception"))


def test_a_password_that_is_checked_by_bcrypt_is_seen(tmp_path: Path) -> None:
    trace = CLASSES.use(CLASSES.load(tmp_path), LOGIN)

    (checked,) = trace.facts_of(PasswordCheckFacts)
    assert (checked.observable, checked.result) == (True, True)
    assert str(checked.function).endswith("checkpw")


def test_a_check_of_one_s_own_is_not_observable(tmp_path: Path) -> None:
    own_check = ('check_password_hash(user.password_hash, request.form["secret"])', "user.own_check(request.form)")
    method = (
        "    @property\n    def is_active",
        "    def own_check(self, form):\n        return True\n\n    @property\n    def is_active",
    )
    trace = ONE_FILE.use(ONE_FILE.load(tmp_path, own_check, method), LOGIN, VISIT)

    assert [*trace.facts_of(PasswordCheckFacts)] == [PasswordCheckFacts(observable=False)]
    assert "logged_in" in told(trace)
    assert find(trace) == ()


def test_a_guard_on_a_blueprint_s_hook_is_asked_before_the_view(tmp_path: Path) -> None:
    trace = FACTORY.use(
        FACTORY.load(tmp_path), Action(do="visit", page="panel"), LOGIN, Action(do="visit", page="panel")
    )

    # The login leads to the panel, which is then asked for once more.
    assert told(trace) == [*STRANGER, *LOGIN_STEPS, *LET_IN, *LET_IN]
    granted = steps(trace)[-1]
    assert granted.place is not None
    assert granted.place.function == "panel"
    assert find(trace) == ()


def test_the_description_says_which_views_are_guarded_by_what(tmp_path: Path) -> None:
    described = {}
    for foreign in HEALTHY:
        (app,) = foreign.use(foreign.load(tmp_path), VISIT).facts_of(AppFacts)
        for view in app.views:
            described[foreign.module, view.endpoint] = (view.guards, view.hooks, view.unguarded_methods)

    assert described["one_file", "account"] == (("login_required",), (), ())
    assert described["one_file", "hello"] == ((), (), ())
    assert described["hooks", "dashboard"] == ((), ("require_login",), ())
    assert described["classes", "office"] == (("login_required",), (), ())
    assert described["classes", "notes"] == ((), (), ("GET",))
    assert described["factory", "pages.profile"] == (("login_required",), (), ())
    assert described["factory", "pages.admin.panel"] == ((), ("only_for_users",), ())


def test_a_user_whose_id_needs_quotes_in_a_cookie_is_remembered(tmp_path: Path) -> None:
    changes = [
        ("self.id = number", 'self.id = f"cn=Grace H,ou=people{number}"'),
        ("return USERS.get(int(user_id))", "return USERS.get(int(user_id[-1]))"),
    ]
    trace = ONE_FILE.use(ONE_FILE.load(tmp_path, *changes), REMEMBER, CLOSE, VISIT)
    assert told(trace) == [*LOGIN_STEPS, "remembered", *LET_IN]
    assert find(trace) == ()
