"""Loading the foreign apps, healthy or with one fault in them, and using them in a browser."""

import importlib.util
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from types import ModuleType

from flask import Flask

from tracer.recording.foreign_app import run_on_app
from tracer.trace.events import Trace
from tracer.trace.scenario import Action, Scenario
from tracer.trace.visitor import Visitor

HERE = Path(__file__).resolve().parent
PASSWORD = "flow-matic-1955"

VISIT = Action(do="visit", page="protected")
LOGIN = Action(do="submit", page="login", account="me", password="right")
WRONG = Action(do="submit", page="login", account="me", password="wrong")
REMEMBER = Action(do="submit", page="login", account="me", password="right", remember=True)
LOGOUT = Action(do="click", page="logout")
CLOSE = Action(do="close_browser")

WHOLE_FLOW = (VISIT, WRONG, LOGIN, VISIT, LOGOUT, VISIT)

_NUMBERS = count()


@dataclass(frozen=True)
class ForeignApp:
    """One of the foreign apps.

    Attributes:
        module: The name of its module or package.
        pages: Where its pages are.
        name: What is typed as the name of its only account.
    """

    module: str
    pages: Mapping[str, str]
    name: str = "grace"

    def load(self, folder: Path, *changes: tuple[str, str]) -> Flask:
        """Return the app, with texts in its source replaced; each must stand there."""
        module = import_changed(self.module, folder, changes)
        app = module.app if hasattr(module, "app") else module.create_app()
        assert isinstance(app, Flask)
        return app

    def use(self, app: Flask, *actions: Action, **more_pages: str) -> Trace:
        """Perform actions on the app and return the trace."""
        scenario = Scenario(name="trial", title="a trial", actions=actions)
        return run_on_app(app, scenario, pages={**self.pages, **more_pages}, visitor=Visitor(self.name, PASSWORD))


def import_changed(name: str, folder: Path, changes: Sequence[tuple[str, str]]) -> ModuleType:
    """Import a copy of a module or package whose source has been changed."""
    copy_name = f"foreign_{name}_{next(_NUMBERS)}"
    source = HERE / name if (HERE / name).is_dir() else HERE / f"{name}.py"
    files = sorted(source.glob("*.py")) if source.is_dir() else [source]
    texts = {file.name if source.is_dir() else f"{copy_name}.py": file.read_text(encoding="utf-8") for file in files}
    for old, new in changes:
        holding = [file for file, text in texts.items() if old in text]
        assert holding, f"{name} does not contain {old!r}"
        texts[holding[0]] = texts[holding[0]].replace(old, new, 1)
    target = folder / copy_name if source.is_dir() else folder
    target.mkdir(exist_ok=True)
    for file, text in texts.items():
        (target / file).write_text(text, encoding="utf-8")
    start = target / "__init__.py" if source.is_dir() else target / f"{copy_name}.py"
    spec = importlib.util.spec_from_file_location(copy_name, start)
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules[copy_name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


ONE_FILE = ForeignApp("one_file", {"login": "/login", "protected": "/account", "logout": "/logout", "home": "/"})
HOOKS = ForeignApp(
    "hooks",
    {"login": "/sign-in", "protected": "/", "logout": "/sign-out", "about": "/about"},
    "grace@example.com",
)
CLASSES = ForeignApp("classes", {"login": "/entrance", "protected": "/office", "logout": "/leave", "notes": "/notes"})
FACTORY = ForeignApp(
    "factory",
    {
        "login": "/accounts/login",
        "protected": "/profile",
        "logout": "/accounts/logout",
        "home": "/",
        "panel": "/admin/",
    },
    "grace@example.com",
)

HEALTHY = (ONE_FILE, HOOKS, CLASSES, FACTORY)
