"""What many tests need: a home of their own, a cheap demo app, and the run of the login flow."""

import logging
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from sqlalchemy import Pool, event
from sqlalchemy.engine.interfaces import DBAPIConnection

from demo_app.flask_app import create_app
from tests.course import CHEAP, RUNS_FOLDER, lacking_quart, lessons, performed, scenario, why_left_out
from tracer.libraries import installed_version
from tracer.trace.events import Trace

PASSWORD = "analytical-engine"

LOGIN_LIBRARIES = tuple(
    f"flask-{name}" for name in ("admin", "appbuilder", "httpauth", "security-too", "socketio", "user")
)
"""What tests with the mark ``library`` may need."""


@pytest.fixture(scope="session", autouse=True)
def home_of_the_tests(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the tests out of the progress of whoever runs them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TRACER_HOME", str(tmp_path_factory.mktemp("home")))
        yield


@contextmanager
def closing_databases() -> Iterator[None]:
    """Close the databases of the apps that are loaded meanwhile: these keep them open for as long as they live.

    Python 3.13 warns of one that is never closed, and names whatever test runs when it is found.
    """
    opened: list[DBAPIConnection] = []

    def keep(connection: DBAPIConnection, _record: object) -> None:
        opened.append(connection)

    # A pool that is thrown away later says that it cannot reset what is closed. It says so with a traceback, in the
    # middle of whatever runs when it is found; Python 3.11 then takes code apart within code that it takes apart.
    logging.getLogger("sqlalchemy.pool").setLevel(logging.CRITICAL)
    event.listen(Pool, "connect", keep)
    yield
    event.remove(Pool, "connect", keep)
    for connection in opened:
        connection.close()


@pytest.fixture(scope="module", autouse=True)
def closed_databases_of_the_module() -> Iterator[None]:
    """Close what the fixtures of a module have opened, when its tests are done with it."""
    with closing_databases():
        yield


@pytest.fixture(autouse=True)
def closed_databases() -> Iterator[None]:
    """Close what a test has opened."""
    with closing_databases():
        yield


MakeApp = Callable[..., Flask]


@pytest.fixture
def make_app(tmp_path: Path) -> MakeApp:
    """Make demo apps with a database of their own and a fixed secret key."""

    def make(**settings: object) -> Flask:
        chosen = {
            "DATABASE": str(tmp_path / "users.sqlite3"),
            "PASSWORD_HASH_METHOD": CHEAP,
            "SECRET_KEY": "a fixed key, so that two runs make the same cookies",
            **settings,
        }
        return create_app(chosen)

    return make


@pytest.fixture
def app(make_app: MakeApp) -> Flask:
    return make_app()


@pytest.fixture(scope="session")
def login_flow() -> Trace:
    return performed(scenario("login-flow"))


def pytest_configure(config: pytest.Config) -> None:
    """Let Ctrl-C mean what it means to a person, and let no property depend on how fast the machine is.

    Python keeps what it compiled, as on a learner's machine, whatever is set here: otherwise each of the workers
    compiles all tests anew, and each of the hundreds of processes that tests start the whole tracer.

    A shell that starts a command in the background has it ignore Ctrl-C, and its children inherit that; tests that
    press Ctrl-C in a child would then wait for ever.
    """
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.load_profile("any machine")
    if not hasattr(config, "workerinput"):
        os.environ[RUNS_FOLDER] = tempfile.mkdtemp(prefix="runs-of-the-tests-")


def pytest_unconfigure(config: pytest.Config) -> None:
    """Take away the runs that the processes have laid down for one another."""
    if not hasattr(config, "workerinput"):
        shutil.rmtree(os.environ.pop(RUNS_FOLDER), ignore_errors=True)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Return how many processes run the tests: more than there are processors, for many tests wait for a child."""
    return (os.cpu_count() or 2) * 3 // 2


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with what takes longest, and leave out what needs Quart or a login library where it cannot be had.

    The summary says so.
    """
    left_out = [item for item in items if _lacks_library(item)]
    if lacking_quart() is not None:
        left_out += [item for item in items if item.get_closest_marker("quart")]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
    kept = [item for item in items if item not in left_out]
    items[:] = _dealt_out(kept, getattr(config, "workerinput", {}).get("workercount", 1))


def _dealt_out(items: list[pytest.Item], workers: int) -> list[pytest.Item]:
    """Return tests so that each worker has its share of the long ones, and begins with them.

    pytest-xdist hands the list out in as many equal stretches as there are workers. With all the long tests at its
    head one worker would run them one after the other, and in the end alone.
    """
    long = [item for item in items if item.get_closest_marker("long")]
    others = [item for item in items if not item.get_closest_marker("long")]
    dealt: list[pytest.Item] = []
    for worker in range(workers):
        own = long[worker::workers]
        stretch = (len(items) - len(dealt)) // (workers - worker)
        more = max(stretch - len(own), 0)
        dealt += [*own, *others[:more]]
        del others[:more]
    return dealt


def _lacks_library(item: pytest.Item) -> bool:
    return any(installed_version(marker.args[0]) is None for marker in item.iter_markers("library"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was left out because of what is installed here, and why."""
    why = lacking_quart()
    if why is not None:
        terminalreporter.write_line(f"Left out: the tests on Quart, for {why}")
    libraries = [name for name in LOGIN_LIBRARIES if installed_version(name) is None]
    if libraries:
        terminalreporter.write_line(
            f"Left out: the tests of apps on {', '.join(libraries)}, for these are not installed"
        )
    for lesson in lessons().values():
        why = why_left_out(lesson)
        if why is not None:
            terminalreporter.write_line(f"Left out: the runs of the lesson {lesson.name}, for {why}")
