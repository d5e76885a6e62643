"""What is required bounds nobody from above, and the files with exact versions hold it."""

import importlib.util
import re
import tomllib
from collections.abc import Mapping
from types import ModuleType
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests import ROOT

FOLDER = ROOT / "constraints"
CONFIG: Mapping[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
EXTRAS: Mapping[str, list[str]] = CONFIG["project"]["optional-dependencies"]


def make() -> ModuleType:
    """Return the script that makes the files."""
    spec = importlib.util.spec_from_file_location("make_constraints", FOLDER / "make.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


MAKE = make()
PROJECT = MAKE.Project(CONFIG)
CORE: list[Requirement] = PROJECT.core
EVERYTHING: list[Requirement] = [*CORE, *PROJECT.of_extra("all")]


def versions_in(name: str) -> dict[str, Version]:
    """Return the versions that a file holds."""
    lines = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    pairs = [line.split("==") for line in lines if not line.startswith("#")]
    return {canonicalize_name(library): Version(version) for library, version in pairs}


def test_no_requirement_has_an_upper_bound() -> None:
    """Whoever puts the tracer beside an app keeps the app's own versions."""
    for requirement in [*EVERYTHING, *PROJECT.of_group("dev")]:
        assert {each.operator for each in requirement.specifier} <= {">=", "!="}, requirement
        assert "!=" not in str(requirement) or requirement.name == "quart"
    assert {each.operator for each in SpecifierSet(CONFIG["project"]["requires-python"])} == {">="}


def test_the_core_is_what_recording_and_tables_in_a_terminal_need() -> None:
    assert {requirement.name for requirement in CORE} == {"flask", "flask-login", "blinker", "click", "rich"}


def test_one_extra_holds_all_others() -> None:
    (everything,) = map(Requirement, EXTRAS["all"])
    assert everything.name == CONFIG["project"]["name"]
    assert everything.extras == set(EXTRAS) - {"all"}


def test_on_a_python_on_which_its_patch_fails_quart_is_left_out() -> None:
    markers = {str(requirement.marker) for requirement in PROJECT.of_extra("quart")}
    assert markers == {'python_version < "3.14"'}
    assert all(requirement.marker is None for requirement in [*CORE, *PROJECT.of_extra("learn")])


@pytest.mark.parametrize("name", ["pinned", "lowest", "lowest-core", "libraries"])
def test_a_file_holds_exact_versions_and_nothing_else(name: str) -> None:
    lines = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    assert lines[0] == f"# {MAKE.HEADS[name]}"
    assert lines[1] == "# Made by: python constraints/make.py"
    for line in lines[2:]:
        assert re.fullmatch(r"[A-Za-z0-9._-]+==[0-9][A-Za-z0-9.+!]*", line), line


@pytest.mark.parametrize(
    ("name", "required"),
    [
        ("pinned", EVERYTHING),
        ("pinned", PROJECT.of_group("libraries")),
        ("lowest", EVERYTHING),
        ("lowest-core", CORE),
        ("libraries", PROJECT.of_group("libraries-apart")),
    ],
)
def test_a_file_holds_what_is_required(name: str, required: list[Requirement]) -> None:
    """When this fails, run: python constraints/make.py."""
    versions = versions_in(name)
    for requirement in required:
        assert requirement.specifier.contains(versions[canonicalize_name(requirement.name)]), requirement


def test_the_lowest_core_is_at_its_lowest() -> None:
    versions = versions_in("lowest-core")
    for requirement in CORE:
        (bound,) = [Version(each.version) for each in requirement.specifier if each.operator == ">="]
        tested = MAKE.TESTED.get(requirement.name)
        assert versions[requirement.name] == (Version(tested) if tested else bound), requirement
    assert versions["werkzeug"] == Version(MAKE.TESTED["werkzeug"])
    assert {"quart", "textual", "platformdirs", "markdown-it-py"}.isdisjoint(versions)


def test_with_the_extras_versions_are_raised_to_what_these_ask_for(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = {
        "flask==2.2": ["blinker>=1.6"],
        "flask==3.0": ["blinker>=1.6.2", "importlib-metadata>=3.6; python_version < '3.10'"],
        "quart==0.22": ["flask>=3.0", "blinker>=1.6", "python-dotenv; extra == 'dotenv'"],
    }
    monkeypatch.setattr(MAKE, "_needs", lambda library: asked.get(library, []))
    ours = [Requirement(text) for text in ("flask>=2.2", "blinker>=1.6", "quart>=0.22,!=0.23.*")]

    assert MAKE.lowest(ours, {"click": "8.1.9"}) == {
        "click": Version("8.1.9"),
        "flask": Version("3.0"),
        "blinker": Version("1.6.2"),
        "quart": Version("0.22"),
    }
