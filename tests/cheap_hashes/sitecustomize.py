"""Python runs this when it begins with this folder on its path: Werkzeug then hashes in a millisecond.

For processes in whose apps a password is hashed and no test asks how. Werkzeug is not imported before its time, for
some of them tell what was imported; and a hash that an app chooses for itself stays as it is.
"""

import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType

_CHEAP = "pbkdf2:sha256:1000"
"""The same as ``tests.course.CHEAP``, which is not imported here: it brings the whole tracer with it."""


class _CheapHashes:
    """Finds ``werkzeug.security`` as Python does, and lets it take another method where none is chosen."""

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None, /
    ) -> ModuleSpec | None:
        if name != "werkzeug.security":
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec is not None and spec.loader is not None:
            execute = spec.loader.exec_module

            def execute_and_change(module: ModuleType) -> None:
                execute(module)
                module.generate_password_hash.__defaults__ = (_CHEAP, 16)

            spec.loader.exec_module = execute_and_change  # type: ignore[method-assign]
        return spec


sys.meta_path.insert(0, _CheapHashes())
