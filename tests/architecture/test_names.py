"""Text speaks of what exists: no page, docstring or comment names a module that is gone, or a number without a list."""

import ast
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from tests import ROOT
from tracer.authoring.coverage import known_behaviours

SOURCES = [path for folder in ("tracer", "demo_app") for path in (ROOT / folder).rglob("*.py")]
PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "tracer").rglob("*.md")]
DOTTED = re.compile(r"(?<![\w./-])(?:tracer|demo_app|benchmarks)(?:\.(?!__)\w+)+")
SLASHED = re.compile(r"(?<![\w./-])(?:tracer|demo_app|tests|benchmarks|docs)/[\w./-]+")
BEHAVIOUR = re.compile(r"\bB[1-9]\d*\b")


def found_in(paths: Iterable[Path], pattern: re.Pattern[str]) -> set[tuple[str, str]]:
    """Return what a pattern finds in some files, each with the file."""
    return {
        (path.relative_to(ROOT).as_posix(), found)
        for path in paths
        for found in pattern.findall(path.read_text(encoding="utf-8"))
    }


MANY_TIMES = {
    "command": "each file in cli/ holds one",
    "main": "where a process begins",
    "returns_something": "asked of a source, and of bytecode where there is no source",
    "FORMAT": "each file format has a name",
    "FORMAT_VERSION": "and a version",
    "RULES": "each family of findings has some",
    "KINDS": "and each family of mutants",
    "BY_NAME": "the stages, and the kinds of mutants",
}
"""The public names that mean the same in several modules."""


def public_names(module: Path) -> set[str]:
    """Return what a module makes public: classes, functions, constants, other names of types."""
    names: set[str] = set()
    for node in ast.parse(module.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            names.add(node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names |= {target.id for target in targets if isinstance(target, ast.Name)}
    return {name for name in names if not name.startswith("_")}


def test_one_name_means_one_thing() -> None:
    modules = [path for path in (ROOT / "tracer").rglob("*.py") if "demo_app" not in path.parts]
    counted = Counter(name for module in modules for name in public_names(module))
    assert {name for name, times in counted.items() if times > 1} == set(MANY_TIMES)


def exists(dotted: str) -> bool:
    """Tell whether a name with dots is a module, or something that is written in one."""
    parts = dotted.removeprefix("tracer.demo_app.").removesuffix(".py").split(".")
    folder = ROOT / "demo_app" if dotted.startswith("tracer.demo_app.") else ROOT
    for index, part in enumerate(parts):
        if (folder / part).is_dir():
            folder /= part
            continue
        module, rest = folder / f"{part}.py", parts[index + 1 : index + 2]
        if not module.exists():
            module, rest = folder / "__init__.py", [part]
        text = module.read_text(encoding="utf-8") if module.exists() else ""
        return bool(text) and all(re.search(rf"\b{re.escape(name)}\b", text) for name in rest)
    return True


def test_every_module_that_a_text_names_exists() -> None:
    assert not {(file, name) for file, name in found_in([*SOURCES, *PAGES], DOTTED) if not exists(name)}
    paths = {(file, name.rstrip(".")) for file, name in found_in([*SOURCES, *PAGES], SLASHED)}
    # A name that ends with a hyphen goes on in the next line.
    assert not {(file, name) for file, name in paths if not name.endswith("-") and not (ROOT / name).exists()}


def test_every_number_of_a_behaviour_is_in_the_list() -> None:
    known = {behaviour.number for behaviour in known_behaviours()}
    assert not {(file, number) for file, number in found_in([*SOURCES, *PAGES], BEHAVIOUR) if number not in known}


def test_no_number_of_a_behaviour_stands_where_a_learner_reads() -> None:
    apps = [path for pattern in ("*.py", "*.html") for path in (ROOT / "demo_app").rglob(pattern)]
    assert not found_in([*apps, *(ROOT / "tracer" / "findings").rglob("*.md")], BEHAVIOUR)


def test_a_lesson_names_behaviours_only_where_it_proves_them() -> None:
    lines = found_in((ROOT / "lessons").glob("*.toml"), re.compile(rf"^.*{BEHAVIOUR.pattern}.*$", re.MULTILINE))
    assert lines
    assert not {(file, line) for file, line in lines if not re.fullmatch(r'number = "B\d+"', line)}
