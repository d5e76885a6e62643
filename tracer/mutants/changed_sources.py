"""An import hook: in this process files of Python source hold other texts than on the disk. Nothing is written.

It serves processes that are begun for one mutant and end with it, so it is never taken back. Every way to import a
file goes through the loader of source files, that of ``importlib.util.spec_from_file_location`` too.
"""

import ast
import linecache
from collections.abc import Callable, Mapping
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType


def change_sources(texts: Mapping[str, str]) -> None:
    """Let files hold other texts, for what is imported from now on and for what looks at their lines.

    Args:
        texts: The texts by the paths of the files.
    """
    known = {str(Path(path).resolve()): text for path, text in texts.items()}
    change_each_source(known.get)
    for path, text in texts.items():
        lines = text.splitlines(keepends=True)
        for name in {path, str(Path(path).resolve())}:
            linecache.cache[name] = (len(text), None, lines, name)


def change_each_source(text_of: Callable[[str], str | ast.Module | None]) -> None:
    """Let every file of source that is imported from now on hold what a function says.

    Args:
        text_of: Is given the resolved path of a file, and returns its text, or its syntax tree; None leaves the import
            to Python.
    """
    usual = SourceFileLoader.get_code

    def get_code(self: SourceFileLoader, fullname: str) -> CodeType | None:
        file = self.get_filename(fullname)
        text = text_of(str(Path(file).resolve()))
        return usual(self, fullname) if text is None else compile(text, file, "exec", dont_inherit=True)

    SourceFileLoader.get_code = get_code  # type: ignore[assignment, method-assign] # see the top of this module
