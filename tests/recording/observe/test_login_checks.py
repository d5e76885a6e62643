"""A function is read for whom it turns away; none of these is ever run."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import abort, redirect, request
from flask_login import current_user

from tracer.recording.observe.guards import is_login_guard
from tracer.recording.observe.login_checks import login_check_of

PUBLIC = {"login"}
LOGIN = "/login"


def strangers() -> Any:
    if not current_user.is_authenticated:
        return redirect(LOGIN)
    return None


def anonymous() -> Any:
    if current_user.is_anonymous and request.endpoint not in PUBLIC:
        abort(401)


def after_early_returns() -> Any:
    if request.endpoint in PUBLIC:
        return None
    if current_user.is_authenticated:
        return None
    return redirect(LOGIN)


def otherwise() -> Any:
    if current_user.is_authenticated:
        return None
    else:  # noqa: RET505 # as people write it
        return redirect(LOGIN)


def compared() -> Any:
    if current_user.is_authenticated is False:
        return redirect(LOGIN)
    return None


def in_one_expression() -> Any:
    return None if current_user.is_authenticated else redirect(LOGIN)


def by_the_role() -> Any:
    if not current_user.is_authenticated or current_user.name != "root":
        return redirect(LOGIN)
    return None


def by_a_helper() -> Any:
    if not current_user.is_authenticated or is_too_late():
        return redirect(LOGIN)
    return None


def is_too_late() -> bool:
    return True


def users() -> Any:
    if current_user.is_authenticated and not current_user.confirmed:
        return redirect("/confirm")
    return None


def users_nested() -> Any:
    if current_user.is_authenticated:
        current_user.ping()
        if not current_user.confirmed:
            return redirect("/confirm")
    return None


def visitors_only() -> Any:
    if current_user.is_authenticated is not False:
        return redirect("/")
    return None


def only_notes() -> Any:
    if current_user.is_authenticated:
        current_user.seen = True


def without_return() -> None:
    if not current_user.is_authenticated:
        redirect(LOGIN)


def by_a_variable() -> Any:
    known = current_user.is_authenticated
    if not known:
        return redirect(LOGIN)
    return None


@pytest.mark.parametrize(
    ("function", "whom", "nothing_else"),
    [
        (strangers, True, True),
        (anonymous, True, True),
        (after_early_returns, True, True),
        (otherwise, True, True),
        (compared, True, True),
        (in_one_expression, True, True),
        (by_the_role, True, False),
        (by_a_helper, True, False),
        (users, False, False),
        (users_nested, False, False),
        (visitors_only, False, True),
        (only_notes, None, False),
        (by_a_variable, None, False),
    ],
)
def test_whom_a_function_turns_away(function: Callable[[], Any], whom: bool | None, nothing_else: bool) -> None:  # noqa: FBT001 # a case
    assert login_check_of(function.__code__) == (whom, nothing_else)


def test_without_a_source_nothing_is_known() -> None:
    names: dict[str, Any] = {"current_user": current_user}
    exec("def hook():\n    if not current_user.is_authenticated:\n        return 'no'\n", names)  # noqa: S102 # no file holds it
    assert login_check_of(names["hook"].__code__) == (None, False)
    # Then what it names must do.
    assert is_login_guard(names["hook"])


def test_who_turns_only_users_away_asks_for_no_login() -> None:
    assert is_login_guard(strangers)
    assert not is_login_guard(users)
    assert not is_login_guard(only_notes)
    assert not is_login_guard(without_return)
