"""What is installed, what is missing, and what is said of it."""

import sys
from importlib.metadata import version

import pytest

from tracer import libraries
from tracer.errors import NotInstalledError
from tracer.libraries import imported_from, installed_version, is_version, remedy, require_installed, unmet


def test_the_versions_are_those_that_are_installed() -> None:
    assert installed_version("flask") == version("flask")
    assert installed_version("python") == sys.version.partition(" ")[0]
    assert installed_version("no-such-library") is None


@pytest.mark.parametrize(
    ("text", "good"), [("3.1.3", True), ("3", True), ("3.1rc1", False), (">=3", False), ("", False)]
)
def test_a_version_is_numbers_with_dots(text: str, *, good: bool) -> None:
    assert is_version(text) is good


@pytest.mark.parametrize(
    ("here", "lowest", "good"),
    [
        ("3.1.3", "3.1.3", True),
        ("3.1.10", "3.1.9", True),
        ("3.2.0rc1", "3.2", True),
        ("3.1", "3.1.0", True),
        ("3.0.3", "3.1", False),
        ("3.1.2.post1", "3.1.3", False),
    ],
)
def test_versions_are_compared_number_by_number(
    monkeypatch: pytest.MonkeyPatch, here: str, lowest: str, *, good: bool
) -> None:
    monkeypatch.setattr(libraries, "installed_version", lambda _: here)
    assert unmet({"flask": lowest}) == (None if good else f"flask {lowest} or later, and {here} is installed")


def test_everything_that_is_missing_is_named() -> None:
    assert unmet({"flask": "2.2"}) is None
    assert unmet({}) is None
    assert unmet({"python": "99", "no-such-library": "1.0"}) == (
        f"python 99 or later, and {installed_version('python')} is installed; and no-such-library 1.0 or later, which "
        "is not installed"
    )


def test_the_remedy_names_the_extra() -> None:
    assert remedy("learn") == "Install it with: pip install 'login-flow-tracer[learn]'"


def test_where_the_patch_of_quart_fails_no_installation_helps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 14, 0, "final", 0))
    assert remedy("quart") == "quart-flask-patch works on Python 3.13 and earlier: run this with one of them."
    assert remedy("learn") == "Install it with: pip install 'login-flow-tracer[learn]'"


def test_a_missing_library_is_told_with_its_extra() -> None:
    with (
        pytest.raises(NotInstalledError) as error,
        imported_from("learn", "A full screen", or_else="take it as text: --plain"),
    ):
        raise ModuleNotFoundError("No module named 'textual.app'", name="textual.app")
    assert str(error.value) == (
        "A full screen needs textual, which is not installed. Install it with: pip install 'login-flow-tracer[learn]', "
        "or take it as text: --plain"
    )
    assert error.value.exit_code == 3


@pytest.mark.parametrize("name", ["tracer.views.nothing", None])
def test_a_mistake_of_our_own_is_no_missing_library(name: str | None) -> None:
    with pytest.raises(ModuleNotFoundError), imported_from("learn", "A full screen"):
        raise ModuleNotFoundError("No module named 'tracer.views.nothing'", name=name)


def test_what_an_extra_installs_is_asked_for_before_it_is_needed() -> None:
    require_installed(["flask", "flask-login"], "mend", "The exercise")
    with pytest.raises(NotInstalledError) as error:
        require_installed(["flask", "flask-no", "flask-never"], "mend", "The exercise")
    assert str(error.value) == (
        "The exercise needs flask-no and flask-never, which are not installed. "
        "Install it with: pip install 'login-flow-tracer[mend]'"
    )
