"""The command that runs somebody's tests."""

from pathlib import Path

import pytest

from tracer.errors import UsageError
from tracer.test_suites.command import SuiteCommand

HERE = Path("/home/ada/shop")


def test_pytest_alone_puts_nothing_on_the_path() -> None:
    command = SuiteCommand.of(("pytest", "-q", "tests"), {}, HERE)
    assert (command.words, command.arguments, command.on_path) == (("pytest",), ("-q", "tests"), ())
    assert command.line("tests/test_shop.py::test_login") == "pytest tests/test_shop.py::test_login"


@pytest.mark.parametrize("python", ["python", "python3.12", "/usr/bin/python3"])
def test_pytest_as_a_module_puts_the_current_folder_on_the_path(python: str) -> None:
    command = SuiteCommand.of((python, "-m", "pytest", "-x"), {}, HERE)
    assert (command.arguments, command.on_path) == (("-x",), (str(HERE),))
    assert command.line("-x") == f"{python} -m pytest -x"


def test_so_does_the_variable_that_names_it() -> None:
    assert SuiteCommand.of(("pytest",), {"PYTHONPATH": f"/elsewhere:{HERE}"}, HERE).on_path == (str(HERE),)
    assert SuiteCommand.of(("pytest",), {"PYTHONPATH": "/elsewhere"}, HERE).on_path == ()


@pytest.mark.parametrize("typed", [(), ("nosetests",), ("python", "-m", "unittest"), ("tests/",)])
def test_another_command_is_refused(typed: tuple[str, ...]) -> None:
    with pytest.raises(UsageError, match="pytest"):
        SuiteCommand.of(typed, {}, HERE)
