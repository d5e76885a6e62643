"""A function refers to Flask-Login's login_user under whatever name, and a namesake is another."""

import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

import flask_login
import pytest
from flask_login import login_user
from flask_login import login_user as let_in

from tracer.recording.observe.name_resolution import References
from tracer.recording.observe.source_code import innermost


class Service:
    """Has a method of that name, and one that leads to the real one."""

    def login_user(self, password: str) -> str:
        return password

    def enter(self, user: Any) -> None:
        login_user(user)

    @staticmethod
    def enter_by_itself(user: Any) -> None:
        login_user(user)


service = Service()


def by_name() -> None:
    login_user(1)


def by_another_name() -> None:
    let_in(1)


def by_the_module() -> None:
    flask_login.login_user(1)


def by_an_import() -> None:
    from flask_login import login_user as here  # noqa: PLC0415 # as some people write it

    here(1)


def inside_another() -> Callable[[], None]:
    def inner() -> None:
        login_user(1)

    return inner


def made_inside() -> Callable[[], None]:
    held = login_user

    def view() -> None:
        held(1)

    return view


def by_a_helper() -> None:
    by_name()


def by_a_service() -> None:
    service.enter(1)


def by_a_class() -> None:
    Service.enter_by_itself(1)


def by_a_namesake() -> None:
    service.login_user("x")


def by_no_means() -> None:
    flask_login.logout_user()


REALLY = [
    by_name, by_another_name, by_the_module, by_an_import, inside_another, made_inside(), by_a_helper, by_a_service,
    by_a_class,
]  # fmt: skip

NAMESAKES = [by_a_namesake, by_no_means]


def refers(function: Any) -> bool:
    references = References()
    target = innermost(login_user)
    return any(references.refer_to(helper, target) for helper in references.with_helpers(function))


@pytest.mark.parametrize("function", REALLY, ids=lambda function: function.__name__)
def test_it_is_found_under_every_name(function: Any) -> None:
    assert refers(function)


@pytest.mark.parametrize("function", NAMESAKES, ids=lambda function: function.__name__)
def test_a_namesake_is_another(function: Any) -> None:
    assert not refers(function)


class Trap:
    """Stands in a module like current_user: nobody may ask what it is."""

    def __getattribute__(self, name: str) -> Any:
        raise AssertionError(name)


trap = Trap()


def by_a_trap() -> Any:
    return trap.login_user


def test_no_object_of_the_app_is_touched() -> None:
    references = References()
    target = innermost(login_user)
    assert not any(references.refer_to(helper, target) for helper in references.with_helpers(innermost(by_a_trap)))
    assert references.refer_elsewhere(target), "other functions of this module call it"


def test_nothing_is_elsewhere_when_every_function_that_logs_in_was_reached() -> None:
    names: dict[str, Any] = {"__name__": "an_app_of_this_test", "login_user": login_user}
    exec("def enter():\n    login_user(1)\n\ndef leave():\n    pass\n", names)  # noqa: S102 # a module of its own
    sys.modules["an_app_of_this_test"] = module = ModuleType("an_app_of_this_test")
    vars(module).update(names)
    target = innermost(login_user)
    try:
        for view, elsewhere in (("enter", False), ("leave", True)):
            references = References()
            references.with_helpers(names[view])
            assert references.refer_elsewhere(target) is elsewhere
    finally:
        del sys.modules["an_app_of_this_test"]
