"""Where the app lies that ``flask --app`` would load, found by its name: nothing of it is run."""

import re
from importlib.machinery import PathFinder
from pathlib import Path

from tracer.command_line import command_line
from tracer.errors import AppError
from tracer.input_file import is_there

_MODULE_AND_APP = re.compile(r":(?![\\/])")
"""What stands between the module and the app; the colon behind a drive does not."""

_FOLDERS = (".", "src")
"""Where a module is looked for, below the current folder, before it is looked for where Python finds modules."""


def file_of_target(target: str, folder: Path, path: list[str]) -> Path:
    """Return the file of the top module in which an app lies: of a package its ``__init__.py``.

    Args:
        target: The app, as ``flask --app`` takes it.
        folder: The current folder.
        path: Where Python finds modules.

    Raises:
        AppError: There is no such module.
    """
    named = _MODULE_AND_APP.split(target.strip(), maxsplit=1)[0]
    if named.endswith(".py") or "/" in named or "\\" in named:
        return _top_of_file(folder / named, target)
    top = named.partition(".")[0]
    for place in [*(str(folder / each) for each in _FOLDERS), *path]:
        spec = PathFinder.find_spec(top, [place]) if top else None
        if spec is not None and spec.origin is not None:
            return Path(spec.origin).resolve()
        if spec is not None and spec.submodule_search_locations:  # a package without an __init__.py
            return Path(next(iter(spec.submodule_search_locations))).resolve()
    raise AppError(
        f"{target}: there is no module {top or named!r} here, in src, or among the installed ones. Name the app as "
        f"flask --app does, such as: {command_line('try-tests', 'shop:app', '--', 'pytest')}"
    )


def _top_of_file(file: Path, target: str) -> Path:
    """Return the file of the top package that holds a file, or of its own folder where it is in no package."""
    found = next((each for each in (file, file.with_suffix(".py"), file / "__init__.py") if is_there(each)), None)
    if found is None or found.is_dir():
        raise AppError(f"{target}: there is no file {file}. Name the app as flask --app does.")
    found = found.resolve()
    while is_there(found.parent / "__init__.py") and found.parent / "__init__.py" != found:
        found = found.parent / "__init__.py"
    while found.name == "__init__.py" and is_there(found.parent.parent / "__init__.py"):
        found = found.parent.parent / "__init__.py"
    return found
