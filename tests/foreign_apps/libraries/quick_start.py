"""Loading the quick starts and using them: what is told of a visit, and what is found."""

import base64
import importlib.util
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from tests.foreign_apps.driver import LOGIN, LOGOUT, PASSWORD, VISIT, WRONG
from tests.foreign_apps.test_healthy_apps import told
from tracer.activities.record import record
from tracer.findings import find
from tracer.recording.foreign_app import run_on_app
from tracer.trace.events import Trace
from tracer.trace.scenario import Action, Scenario
from tracer.trace.visitor import Visitor

HERE = Path(__file__).resolve().parent
_NUMBERS = count()

REFUSED_STRANGER = ["session_checked False", "refused"]
BARE_REFUSAL = ["refused"]
BARE_GRANT = ["access_granted"]
"""The guard let the request pass, and nobody asked the session."""

Ask = Callable[[FlaskClient], object]


@dataclass(frozen=True)
class QuickStart:
    """An app of a library.

    Attributes:
        module: The name of its module in ``quick_starts``.
        pages: Where its pages are.
        name: What is typed as the name of its account.
    """

    module: str
    pages: Mapping[str, str]
    name: str = "grace"

    def load(self) -> Flask:
        """Return a new app, with a database of its own."""
        name = f"quick_start_{self.module}_{next(_NUMBERS)}"
        spec = importlib.util.spec_from_file_location(name, HERE / "quick_starts" / f"{self.module}.py")
        assert spec is not None
        assert spec.loader is not None
        module = sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        app: Flask = module.app
        return app

    def use(self, *actions: Action) -> Trace:
        """Perform actions on a new app, in a browser, and return the trace."""
        scenario = Scenario(name="trial", title="a trial", actions=actions)
        return run_on_app(self.load(), scenario, pages=self.pages, visitor=Visitor(self.name, PASSWORD))

    def whole_flow(self) -> Trace:
        """Return the trace of a stranger, a wrong password, a login, a visit, a logout, and a stranger once more."""
        return self.use(VISIT, WRONG, LOGIN, VISIT, LOGOUT, VISIT)

    def asked(self, *asks: Ask) -> Sequence[Sequence[str]]:
        """Ask a new app as a program does, and return the steps of each request; nothing may be found wrong."""
        app = self.load()
        app.config["WTF_CSRF_ENABLED"] = False  # A test client reads no form.
        steps: list[Sequence[str]] = []
        with record(app) as recording:
            client, before = app.test_client(), 0
            for ask in asks:
                ask(client)
                all_told = told(recording.trace)
                steps.append(all_told[before:])
                before = len(all_told)
        assert found_wrong(recording.trace) == []
        return steps


def found_wrong(trace: Trace) -> list[str]:
    """Return what is found wrong, and what failed while the app was observed.

    Flask-AppBuilder and Flask-Admin's example log out by a link, which is true and not theirs to be told here.
    """
    faults = [event.name for event in trace.of_kind("fault", "exception")]
    return faults + [finding.code for finding in find(trace) if finding.code != "logout-by-get"]


def get(path: str, **headers: str) -> Ask:
    """Ask for a page."""
    return lambda client: client.get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})


def basic(name: str, password: str = PASSWORD) -> str:
    """Return the value of the header Authorization for a name and a password."""
    return "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()
