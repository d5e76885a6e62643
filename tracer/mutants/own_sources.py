"""Which files are an app's own: those of its package, or the modules beside it that it imports.

Nothing is imported or run for that. Libraries, tests, migrations and virtual environments are never an app's own.
"""

import ast
import sys
import tokenize
from collections.abc import Iterator, Sequence
from importlib.machinery import PathFinder
from pathlib import Path

from tracer.mutants.source_file import SourceFile

_FOREIGN_FOLDERS = frozenset(
    {"site-packages", "dist-packages", "node_modules", "__pycache__", "build", "dist"}
    | {"tests", "test", "testing", "migrations", "alembic", "versions", "docs", "examples"}
)
_OF_AN_ENVIRONMENT = "pyvenv.cfg"


def top_module_file(target: str, folders: Sequence[Path] | None = None) -> Path | None:
    """Return the file in which an app's outermost module stands, without importing it.

    Args:
        target: What is written behind ``flask --app``: ``shop``, ``shop.web:create_app('test')``, ``web/app.py:app``.
        folders: Where modules are looked for; the current folder and Python's own path where nothing is said.

    Returns:
        The file, that of ``__init__`` for a package; None where there is no such file.
    """
    module = target.partition(":")[0].strip()
    if module.endswith(".py") or "/" in module or "\\" in module:
        file = Path(module).resolve()
        file = file / "__init__.py" if file.is_dir() else file
        return _top_of_package(file) if file.is_file() else None
    places = [Path.cwd(), *(Path(entry) for entry in sys.path if entry)] if folders is None else list(folders)
    spec = PathFinder.find_spec(module.partition(".")[0], [str(place) for place in places])
    if spec is None or spec.origin is None or not spec.origin.endswith(".py"):
        return None
    return Path(spec.origin).resolve()


def own_sources(top: Path) -> tuple[SourceFile, ...]:
    """Return the app's own source files, in the order of their paths.

    Args:
        top: The file of its outermost module; of a module inside of a package the whole package is taken.
    """
    top = _top_of_package(top.resolve())
    files = set(_files_below(top.parent)) if top.name == "__init__.py" else _imported_beside(top)
    read = (read_source_file(file) for file in sorted(files) if not _is_of_a_library(file))
    return tuple(source for source in read if source is not None)


def _top_of_package(file: Path) -> Path:
    folder = file.parent
    while (folder / "__init__.py").is_file() and not _is_foreign(folder):
        file, folder = folder / "__init__.py", folder.parent
    return file


def _files_below(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.is_dir():
            if not _is_foreign(path):
                yield from _files_below(path)
        elif path.suffix == ".py" and not _is_test(path):
            yield path


def _is_foreign(folder: Path) -> bool:
    return folder.name in _FOREIGN_FOLDERS or folder.name.startswith(".") or (folder / _OF_AN_ENVIRONMENT).is_file()


def _is_test(file: Path) -> bool:
    return file.name == "conftest.py" or file.name.startswith("test_") or file.name.endswith("_test.py")


def _is_of_a_library(file: Path) -> bool:
    return bool({"site-packages", "dist-packages"} & set(file.parts))


def _imported_beside(top: Path) -> set[Path]:
    """Return a module and what it imports from the folder in which it stands, and what that imports, and so on."""
    found, waiting = {top}, [top]
    while waiting:
        source = read_source_file(waiting.pop())
        names = set() if source is None else _imported_names(source.tree)
        for name in names:
            package, module = top.parent / name, top.parent / f"{name}.py"
            files = list(_files_below(package)) if package.is_dir() and not _is_foreign(package) else [module]
            new = {file for file in files if file.is_file() and not _is_test(file)} - found
            found |= new
            waiting += new
    return found


def _imported_names(tree: ast.Module) -> set[str]:
    """Return the first parts of the names of the modules that a file imports."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            names.add(node.module.partition(".")[0])
    return names


def read_source_file(file: Path) -> SourceFile | None:
    """Return a file as Python reads it; None where it cannot be read as text.

    Args:
        file: Its path.
    """
    try:
        with tokenize.open(file) as opened:
            return SourceFile(str(file), opened.read())
    except (OSError, SyntaxError, UnicodeDecodeError):
        return None
