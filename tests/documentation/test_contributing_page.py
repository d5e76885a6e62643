"""CONTRIBUTING.md is true: it has a place for every package, its paths exist, and its layers are the contract."""

import re
import tomllib
from pathlib import Path

import pytest

from tests import ROOT

PAGE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
TABLE = PAGE.partition("## Where does a change belong?")[2].partition("\n## ")[0]
LAYERS = PAGE.partition("## Packages and layers")[2].partition("\n## ")[0]
PATH = re.compile(r"`((?:tracer|demo_app|lessons|tests|benchmarks|docs|constraints)(?:/[\w.-]*)+)`")
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])


def packages(folder: str) -> list[str]:
    """Return the packages in a folder, and those in them, as the page writes them."""
    found = [path.parent.relative_to(ROOT).as_posix() + "/" for path in (ROOT / folder).rglob("__init__.py")]
    return sorted(set(found) - {f"{folder}/"})


@pytest.mark.parametrize("package", [*packages("tracer"), *packages("demo_app")])
def test_the_table_has_a_place_for_every_package(package: str) -> None:
    assert f"`{package}" in TABLE or package == "tracer/demo_app/"


@pytest.mark.parametrize("module", ["stages", "errors", "urls", "pytest_plugin"])
def test_the_table_has_a_place_for_every_module_outside_of_a_package(module: str) -> None:
    assert f"`tracer/{module}.py`" in TABLE


@pytest.mark.parametrize("folder", ["demo_app", "lessons", "tests", "benchmarks", "docs", "constraints"])
def test_the_table_has_a_place_for_every_folder_at_the_top(folder: str) -> None:
    assert f"`{folder}/`" in TABLE


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_path_that_a_page_names_exists(page: Path) -> None:
    missing = [path for path in PATH.findall(page.read_text(encoding="utf-8")) if not (ROOT / path).exists()]
    assert not missing


def test_a_file_without_its_folder_is_in_the_folder_that_its_row_names() -> None:
    """The row of the walkthrough names ``keys.py`` and so on, and the row of the observer its parts."""
    for row in TABLE.splitlines():
        folders = [ROOT / path for path in PATH.findall(row) if path.endswith("/")]
        for file in re.findall(r"`(\w+\.py)`", row):
            assert any((folder / file).exists() for folder in folders), file


def test_its_layers_are_those_of_the_contract() -> None:
    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (contract,) = [each for each in config["tool"]["importlinter"]["contracts"] if each["type"] == "layers"]
    rows = [row.split("|")[1] for row in re.findall(r"^\| `.*$", LAYERS, flags=re.MULTILINE)]
    named = [" | ".join(re.findall(r"`tracer/(\w+)(?:/|\.py)`", row)) for row in rows]
    assert named == contract["layers"]
