"""Only one package knows each framework, and heavy libraries are imported where they are used.

That imports run downwards is the contract in pyproject.toml, which ``lint-imports`` checks.
"""

import ast
from pathlib import Path

import pytest

from tests import ROOT
from tests.loaded_modules import loaded_after

FRAMEWORKS = {"flask", "flask_login", "werkzeug", "quart", "quart_flask_patch", "itsdangerous"}

KNOWN_ONLY_IN = {
    **dict.fromkeys(FRAMEWORKS, "recording"),
}
"""The package of the tracer that may import a library."""


def modules(package: str) -> list[Path]:
    return sorted((ROOT / package).rglob("*.py"))


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def package_of(module: str) -> str:
    return module.split(".")[1] if "." in module else "tracer"


def imported_by(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            if node.module == "tracer":
                found.update(f"tracer.{alias.name}" for alias in node.names)
    return found


@pytest.mark.parametrize("path", modules("tracer"), ids=module_name)
def test_only_one_package_knows_each_library(path: Path) -> None:
    package = package_of(module_name(path))
    libraries = {name.partition(".")[0] for name in imported_by(path)}
    strange = {name for name in libraries if KNOWN_ONLY_IN.get(name, package) != package}
    assert not strange, f"{module_name(path)} knows {strange}"


@pytest.mark.parametrize("path", modules("demo_app"), ids=module_name)
def test_the_demo_app_knows_of_the_tracer_only_the_stages(path: Path) -> None:
    of_the_tracer = {name for name in imported_by(path) if name.partition(".")[0] == "tracer"}
    assert of_the_tracer <= {"tracer", "tracer.stages"}


@pytest.mark.parametrize("statement", ["from tracer import stages", "import tracer.stages", "import tracer"])
def test_importing_the_stages_imports_no_framework(statement: str) -> None:
    assert not loaded_after(statement) & {"flask", "flask_login", "werkzeug", "rich", "click"}


def test_the_model_needs_no_framework() -> None:
    model = "import tracer.claims.evaluate, tracer.lessons.schema, tracer.lessons.library"
    assert not loaded_after(model) & {"flask", "werkzeug", "rich"}


def test_the_list_of_commands_imports_no_command() -> None:
    assert not loaded_after("import tracer.cli") & {"flask", "rich", "textual", "quart"}
