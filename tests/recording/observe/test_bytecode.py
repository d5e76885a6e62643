"""Where there is no source, bytecode tells: on the versions of Python with which that was tested, and on no other."""

import ast
import sys
from collections.abc import Callable
from types import FunctionType
from typing import Any

import pytest
from flask import Flask, redirect, request
from flask_login import LoginManager, current_user, login_user, logout_user

from tests.recording.observe.test_name_resolution import NAMESAKES, REALLY, Service, refers
from tracer.activities.record import record
from tracer.findings import find
from tracer.recording.observe import bytecode
from tracer.recording.observe.app_description import describe
from tracer.recording.observe.guards import is_login_guard
from tracer.recording.observe.name_resolution import References
from tracer.recording.observe.source_code import (
    asks_for_next,
    innermost,
    names_from_outside,
    returns_something,
    source_of,
)
from tracer.trace.app_facts import AppView


def without_source(function: Any) -> FunctionType:
    """Return a function that no file holds, with everything else as it was."""
    inner = innermost(function)
    assert isinstance(inner, FunctionType)
    code = inner.__code__.replace(co_filename="<nowhere>")
    return FunctionType(code, inner.__globals__, inner.__name__, inner.__defaults__, inner.__closure__)


@pytest.fixture
def untested_version(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bytecode, "TESTED_VERSIONS", frozenset({(3, 2)}))


def test_this_version_was_tested() -> None:
    """CI runs on the versions that are named; a new one is to be tried and then added."""
    assert sys.version_info[:2] in bytecode.TESTED_VERSIONS


def reads_next() -> Any:
    return request.args.get("next")


def reads_field() -> Any:
    form: Any = request
    return form.next.data


def steps_on() -> Any:
    return next(iter(request.args))


def returns_nothing() -> None:
    if request.args:
        return

    def inner() -> int:
        return 1

    inner()


def returns_none() -> Any:
    if request.args:
        return "something"
    return None


FUNCTIONS: tuple[Callable[..., Any], ...] = (reads_next, reads_field, steps_on, returns_nothing, returns_none)


@pytest.mark.parametrize("function", [*REALLY, *NAMESAKES], ids=lambda function: function.__name__)
def test_bytecode_and_source_refer_to_the_same(function: Any) -> None:
    assert source_of(function) is not None
    assert source_of(without_source(function)) is None
    target = innermost(login_user)
    assert References().refer_to(without_source(function), target) is References().refer_to(innermost(function), target)


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.__name__)
def test_bytecode_and_source_say_the_same_of_what_is_read_and_returned(function: Any) -> None:
    assert asks_for_next(without_source(function).__code__) is asks_for_next(function.__code__)
    assert returns_something(without_source(function).__code__) is returns_something(function.__code__)
    assert asks_for_next(function.__code__) is (function in {reads_next, reads_field})
    assert returns_something(function.__code__) is (function is not returns_nothing)


@pytest.mark.usefixtures("untested_version")
@pytest.mark.parametrize("function", REALLY, ids=lambda function: function.__name__)
def test_on_another_version_the_source_says_it_all_the_same(function: Any) -> None:
    assert refers(function)


@pytest.mark.usefixtures("untested_version")
def test_on_another_version_what_has_no_source_is_not_known() -> None:
    target = innermost(login_user)
    assert References().refer_to(without_source(Service.enter), target) is None
    assert asks_for_next(without_source(reads_field).__code__) is None
    assert returns_something(without_source(returns_none).__code__) is None
    # A word that a function holds, and a name that it does not have, are no question of bytecode.
    assert asks_for_next(without_source(reads_next).__code__) is True
    assert asks_for_next(without_source(returns_none).__code__) is False
    assert References().refer_to(without_source(returns_none), target) is False


def hook_that_answers() -> Any:
    return None if current_user.is_authenticated else "Who are you?"


@pytest.mark.usefixtures("untested_version")
def test_on_another_version_a_hook_whose_answer_is_not_known_is_no_guard() -> None:
    assert is_login_guard(hook_that_answers)
    assert not is_login_guard(without_source(hook_that_answers))


def app_without_source() -> Flask:
    """Return an app whose login view sends everybody on and logs nobody in, and whose code no file holds."""
    app = Flask("app_without_source")
    app.secret_key = "protects nothing"
    manager = LoginManager(app)
    manager.login_view = "login"
    manager.user_loader(lambda _: None)
    names = {"login_user": login_user, "logout_user": logout_user, "request": request, "redirect": redirect}
    source = """
def login():
    if request.method == "POST" and request.form.get("code"):
        login_user(None)
    return redirect("/account") if request.method == "POST" else "<form method=post></form>"

def account():
    return "private"

def leave():
    logout_user()
    return redirect("/")
"""
    exec(source, names)  # noqa: S102 # no file holds it
    app.add_url_rule("/login", "login", names["login"], methods=["GET", "POST"])
    app.add_url_rule("/account", "account", manager_guard(names["account"]))
    app.add_url_rule("/leave", "leave", names["leave"], methods=["POST"])
    return app


def manager_guard(view: Any) -> Any:
    from flask_login import login_required  # noqa: PLC0415 # beside its only use

    return login_required(view)


def views_of(app: Flask) -> dict[str, AppView]:
    return {view.endpoint: view for view in describe(app).views}


def test_on_another_version_the_description_says_that_it_is_not_known(monkeypatch: pytest.MonkeyPatch) -> None:
    app = app_without_source()
    known = views_of(app)
    assert (known["login"].logs_in, known["leave"].logs_out) == (True, True)

    monkeypatch.setattr(bytecode, "TESTED_VERSIONS", frozenset())
    unknown = views_of(app)
    assert (unknown["login"].logs_in, unknown["leave"].logs_out) == (None, None)
    assert (unknown["account"].logs_in, unknown["account"].logs_out) == (False, False)
    # Guards are found by their code objects, and a static page of Flask's is what it was.
    assert unknown["account"].guards == ("login_required",)
    assert unknown["static"] == known["static"]


def test_on_another_version_nothing_is_found_where_the_code_would_have_excused_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for versions in (bytecode.TESTED_VERSIONS, frozenset[tuple[int, int]]()):
        monkeypatch.setattr(bytecode, "TESTED_VERSIONS", versions)
        app = app_without_source()
        with record(app) as recording:
            client = app.test_client()
            client.post("/login", data={"name": "grace"}, follow_redirects=True)
        assert "login-form-without-login" not in {finding.code for finding in find(recording.trace)}


EXAMPLE = """
def example(given, by_default=sys):
    import linecache as loaded
    global globally

    class Inside(Service):
        held = given

        def method(self):
            return held

    try:
        globally = [each.upper() for each in loaded.cache]
    except OSError as error:
        return error, by_default
    match given:
        case {"one": one, **others}:
            return one, others
        case [first, *rest]:
            return first, rest, globally
    return lambda inner: (inner, from_outside, Inside)
"""


def test_a_name_that_a_function_gives_itself_does_not_come_from_outside() -> None:
    (example,) = ast.parse(EXAMPLE).body
    assert isinstance(example, ast.FunctionDef)
    # A function in a class does not see what the class gives, so "held" is not the one of the class.
    assert names_from_outside(example) == {"Service", "OSError", "globally", "held", "from_outside"}
    assert names_from_outside(example, inside=False) == {"Service", "OSError", "globally"}


class Asked:
    """Has a property, and holds a function."""

    is_authenticated = True

    def question(self) -> bool:
        return bool(self.is_authenticated())  # type: ignore[operator] # the fault

    def with_an_argument(self) -> bool:
        return bool(self.is_authenticated(1))  # type: ignore[operator] # the fault

    def by_another_name(self) -> bool:
        held = self.is_authenticated
        return bool(held())  # type: ignore[operator] # the fault


@pytest.mark.skipif(sys.version_info[:2] not in bytecode.TESTED_VERSIONS, reason="bytecode is not read here")
@pytest.mark.parametrize(
    ("method", "called"), [("question", "is_authenticated"), ("with_an_argument", None), ("by_another_name", None)]
)
def test_what_was_called_without_arguments(method: str, called: str | None) -> None:
    with pytest.raises(TypeError) as raised:
        getattr(Asked(), method)()
    traceback = raised.tb
    while traceback.tb_next is not None:
        traceback = traceback.tb_next
    assert bytecode.attribute_called(traceback.tb_frame.f_code, traceback.tb_lasti) == called
