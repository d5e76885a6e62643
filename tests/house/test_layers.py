"""The house: imports run downwards, and heavy things are imported where they are used."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

FLOORS: dict[str, int] = {
    "dataclass_checks": 0,
    "errors": 0,
    "json_checks": 0,
    "plain": 0,
    "stages": 0,
    "scenario": 1,
    "trace": 1,
    "trace_file": 1,
    "trace_json": 1,
    "trace_lines": 1,
    "variables": 1,
    "wording": 1,
    "steps": 1,
    "pointers": 1,
    "compare": 1,
    "claims": 1,
    "reading": 1,
    "judging": 1,
    "views": 3,
    "pytest_plugin": 4,
    "cli": 4,
}
"""The floor of each room; a room that is not named here stands on floor 2."""

ORDER_ON_FLOOR_1 = [
    "scenario",
    "trace",
    "variables",
    "wording",
    "steps",
    "trace_json",
    "trace_lines",
    "trace_file",
    "pointers",
    "compare",
    "claims",
    "reading",
    "judging",
]
"""On floor 1 each room may know those that stand before it."""

FRAMEWORKS = {"flask", "flask_login", "werkzeug", "quart", "quart_flask_patch", "itsdangerous"}


def modules(package: str) -> list[Path]:
    return sorted((ROOT / package).rglob("*.py"))


def room_of(module: str) -> str:
    return module.split(".")[1] if "." in module else "tracer"


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


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
def test_imports_run_downwards(path: Path) -> None:
    room = room_of(module_name(path))
    if room in {"tracer", "__main__"}:
        return
    floor = FLOORS.get(room, 2)
    for imported in imported_by(path):
        if not imported.startswith("tracer."):
            continue
        other = room_of(imported)
        assert FLOORS.get(other, 2) <= floor, f"{module_name(path)} looks up to {imported}"
        if floor == 1 and FLOORS.get(other, 2) == 1 and other != room:
            assert ORDER_ON_FLOOR_1.index(other) < ORDER_ON_FLOOR_1.index(room), (
                f"{module_name(path)} imports {imported}"
            )


@pytest.mark.parametrize("path", modules("tracer"), ids=module_name)
def test_only_recording_knows_the_frameworks(path: Path) -> None:
    if room_of(module_name(path)) == "recording":
        return
    known = {name.partition(".")[0] for name in imported_by(path)} & FRAMEWORKS
    assert not known, f"{module_name(path)} knows {known}"


@pytest.mark.parametrize("path", modules("demo_app"), ids=module_name)
def test_the_demo_app_knows_of_the_tracer_only_the_stages(path: Path) -> None:
    of_the_tracer = {name for name in imported_by(path) if name.partition(".")[0] == "tracer"}
    assert of_the_tracer <= {"tracer", "tracer.stages"}


def test_a_model_of_floor_two_is_no_more_than_a_model() -> None:
    for room in ("lesson", "lesson_files", "course", "checking", "quiz", "progress"):
        path = ROOT / "tracer" / f"{room}.py"
        if path.exists():
            assert not any(name.startswith("tracer.recording") for name in imported_by(path)), room


def loaded_after(statement: str) -> set[str]:
    code = f"{statement}\nimport sys\nprint('\\n'.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return {name.partition(".")[0] for name in done.stdout.split()}


@pytest.mark.parametrize("statement", ["from tracer import stages", "import tracer.stages", "import tracer"])
def test_importing_the_stages_imports_no_framework(statement: str) -> None:
    assert not loaded_after(statement) & {"flask", "flask_login", "werkzeug", "rich", "pydantic", "click"}


def test_the_model_needs_neither_a_framework_nor_a_schema() -> None:
    assert not loaded_after("import tracer.claims, tracer.lesson, tracer.lesson_files") & {
        "flask",
        "werkzeug",
        "rich",
        "pydantic",
    }


def test_the_list_of_commands_imports_no_command() -> None:
    assert not loaded_after("import tracer.cli") & {"flask", "rich", "pydantic", "textual", "quart"}
