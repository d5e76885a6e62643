"""Loading the app of a trial, and telling where that failed."""

import importlib.util
import linecache
import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import flask.cli
from flask import Flask

from tracer.errors import AppError, TracerError
from tracer.recording.code_origin import is_file_of_app
from tracer.recording.demo.flask_run import demo_package
from tracer.recording.load_app import load_app
from tracer.recording.trials.order import AppFile, AppTarget, DemoAppName, TrialFailure


class NotLoadedError(Exception):
    """The app was not loaded.

    Args:
        failure: Why.
    """

    def __init__(self, failure: TrialFailure) -> None:
        super().__init__(failure.message)
        self.failure = failure


def go_to_folder(app: AppFile | AppTarget) -> None:
    """Make the folder of an app the current one, and let the app find its modules there."""
    folder = str(Path(app.path).resolve().parent if isinstance(app, AppFile) else Path(app.folder).resolve())
    os.chdir(folder)
    if folder not in sys.path:
        sys.path.insert(0, folder)


def loaded_app(app: AppFile | AppTarget) -> Flask:
    """Return an app, its code executed anew.

    Raises:
        NotLoadedError: It cannot be loaded; where and why stands in ``failure``.
    """
    with _told_as_failure():
        return _from_file(Path(app.path).resolve()) if isinstance(app, AppFile) else load_app(app.target)


def import_demo_app(app: DemoAppName) -> None:
    """Import the modules of a demo app, which may hold other texts than on the disk.

    Raises:
        NotLoadedError: One of them cannot be imported.
    """
    with _told_as_failure():
        demo_package(app.name)


@contextmanager
def _told_as_failure() -> Iterator[None]:
    try:
        yield
    except SystemExit as error:
        message = (
            "The app ended the process (sys.exit) while it was loaded. Call app.run() and the like only under: "
            'if __name__ == "__main__":'
        )
        raise NotLoadedError(_at(error, TrialFailure("ended", message))) from error
    except flask.cli.NoAppException as error:
        raise NotLoadedError(TrialFailure("no app", " ".join(error.format_message().split()))) from error
    except AppError as error:
        raise NotLoadedError(_of_app_error(error)) from error
    except TracerError as error:
        raise NotLoadedError(TrialFailure("no app", str(error))) from error
    except SyntaxError as error:
        raise NotLoadedError(_of_syntax(error)) from error
    except MemoryError as error:
        raise NotLoadedError(_at(error, TrialFailure("too much memory", TOO_MUCH_MEMORY))) from error
    except Exception as error:
        told = "".join(traceback.format_exception_only(error)).strip()
        raise NotLoadedError(_at(error, TrialFailure("raised", told))) from error


TOO_MUCH_MEMORY = "The app used more memory than a trial allows. Look for something that grows without an end."
"""What is said where an app met its limit."""


def _from_file(path: Path) -> Flask:
    _forget_modules_in(path.parent)
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise flask.cli.NoAppException(f"{path.name} is no file of Python.")
    module = sys.modules[path.stem] = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except SyntaxError as error:
        before, null, _ = path.read_bytes().partition(b"\0")
        if error.filename is None and null:  # Python names no place then
            error.filename, error.lineno = str(path), before.count(b"\n") + 1
        raise
    if not any(isinstance(value, Flask) or name in _FACTORIES for name, value in vars(module).items()):
        why = "nothing in it is a Flask app" if path.read_text("utf-8", "replace").strip() else "it is empty"
        raise flask.cli.NoAppException(f"{path.name} holds no app: {why}. Make one in it: app = Flask(__name__)")
    return flask.cli.find_best_app(module)


_FACTORIES = frozenset({"create_app", "make_app"})
"""The functions by which Flask finds out by itself that they make an app."""


def _forget_modules_in(folder: Path) -> None:
    """Let the modules of a folder be executed anew when they are imported."""
    inside = os.path.join(folder, "")  # noqa: PTH118 # a text: a process has hundreds of modules, and few lie there
    for name, module in [*sys.modules.items()]:
        file = getattr(module, "__file__", None)
        if type(file) is str and file.startswith(inside) and is_file_of_app(file):
            del sys.modules[name]


def _of_syntax(error: SyntaxError) -> TrialFailure:
    # Its own text is read from the disk, where another one may stand than was loaded.
    known = linecache.getline(error.filename, error.lineno) if error.filename and error.lineno else ""
    text = (known or error.text or "").strip()
    return TrialFailure("not python", f"{type(error).__name__}: {error.msg}", error.filename, error.lineno, text)


def _of_app_error(error: AppError) -> TrialFailure:
    """Return the failure of an app that ``load_app`` refused: it knows the reason, and the cause knows the place."""
    causes: list[BaseException] = []
    cause = error.__cause__ or error.__context__
    while cause is not None and cause not in causes:
        causes.append(cause)
        cause = cause.__cause__ or cause.__context__
    for each in causes:
        if isinstance(each, SyntaxError):
            return _of_syntax(each)
    raised = [each for each in causes if not isinstance(each, flask.cli.NoAppException)]
    return _at(raised[-1], TrialFailure("raised", str(error))) if raised else TrialFailure("no app", str(error))


def _at(error: BaseException, failure: TrialFailure) -> TrialFailure:
    """Return a failure with the last place of its traceback that lies in the app."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if is_file_of_app(frame.filename)]
    if not frames:
        return failure
    last = frames[-1]
    return TrialFailure(failure.kind, failure.message, last.filename, last.lineno, (last.line or "").strip())
