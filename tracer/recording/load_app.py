"""Loading somebody's own app, as ``flask --app`` does, with an error that helps when that fails.

The app's folder is put on the path first and stays there, so a ``json.py`` in it is found from then on. What is
imported only later by whatever looks at the app is imported here: after that nothing of ours is searched for there.
"""

import encodings.idna  # noqa: F401 # a socket asks for it
import os
import sqlite3
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path, PurePath
from types import ModuleType, TracebackType

import flask.cli
from flask import Flask
from flask.helpers import get_load_dotenv

import tracer.recording.observe
import tracer.recording.versions  # noqa: F401 # a trace asks for it in the end
from tracer.command_line import command_line
from tracer.errors import AppError, UsageError
from tracer.input_file import is_there
from tracer.libraries import NAME_A_FOLDER, imported_from
from tracer.recording.code_origin import is_file_of_app
from tracer.recording.demo.run import watched_demo_app

_SPEAK_OF_CODE = (ImportError, SyntaxError, NameError, AttributeError)
"""Errors whose messages speak of code. Others may speak of data: the address of a database with its password."""

_STARTED_BY_COMMAND = "FLASK_RUN_FROM_CLI"
"""While this variable is "true", Flask ignores ``app.run()``, which would block the import of the app."""

_DOTENV_FILES = (".flaskenv", ".env")


def load_app(target: str) -> Flask:
    """Return the app that a word names.

    Args:
        target: Whatever ``flask --app`` takes (a module, ``module:app``, a factory with arguments, a path); or a demo
            app: ``demo``, ``edge-cases``, ``faults/bare-401``.

    Raises:
        AppError: It cannot be imported, raises, holds no app, or the app has no Flask-Login; or a .env file cannot
            be read. Or the accounts of the demo app cannot be kept.
        NotInstalledError: The demo app has no folder for its accounts.
        UsageError: There is no demo app of that name.
    """
    if (demo := watched_demo_app(target)) is not None:
        return _demo_app(demo)
    here = _current_folder()
    if get_load_dotenv():
        _load_dotenv()  # while its own library cannot be taken for a module of the folder
    _put_on_path(here)
    with _as_flask_run_loads():
        app: object = _loaded(target)  # by name Flask's loader takes whatever it finds
    if not isinstance(app, Flask):
        kind = f"{type(app).__module__.partition('.')[0]}.{type(app).__name__}"
        raise AppError(
            f"{target}: this is no Flask app but a {kind}, which cannot be watched. The Quart demo app is recorded "
            f"with: {command_line('run-scenario', '--app', 'quart')}"
        )
    if getattr(app, "login_manager", None) is None:
        raise AppError(
            f"{target}: the app {app.import_name!r} has no Flask-Login: no LoginManager was initialised with it. "
            "Call LoginManager(app), or login_manager.init_app(app), before the app is returned."
        )
    return app


def _demo_app(name: str) -> Flask:
    if name == "quart":
        raise UsageError(
            f"The app on Quart cannot be watched. It is recorded with: {command_line('run-scenario', '--app', 'quart')}"
        )
    from tracer.recording.demo.flask_run import demo_package  # noqa: PLC0415 # not needed for an app of somebody's own

    package = demo_package(name)
    try:
        with imported_from("learn", "Keeping the accounts of the demo app", or_else=NAME_A_FOLDER):
            demo: Flask = package.create_app()
    except (OSError, sqlite3.Error) as error:
        raise AppError(
            f"The accounts of the demo app cannot be kept ({error}). Let TRACER_HOME name a folder that can be written "
            "and holds no damaged demo.sqlite3."
        ) from error
    return demo


def _load_dotenv() -> None:
    """Load .env and .flaskenv as ``flask run`` does: without python-dotenv Flask says so and goes on."""
    try:
        flask.cli.load_dotenv()
    except (OSError, UnicodeDecodeError) as error:
        import dotenv  # noqa: PLC0415 # it is there: it has just failed

        found = [Path(path) for name in _DOTENV_FILES if (path := dotenv.find_dotenv(name, usecwd=True))]
        told = " or ".join(str(path) for path in found if not _is_readable(path)) or "A .env or .flaskenv file"
        raise AppError(
            f"{told} cannot be read as a text in UTF-8 ({type(error).__name__}). Save it as UTF-8, or leave such files "
            "out: FLASK_SKIP_DOTENV=1"
        ) from error


def _is_readable(file: Path) -> bool:
    try:
        file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return False
    return True


def _current_folder() -> str:
    try:
        return str(Path.cwd())
    except FileNotFoundError as error:
        raise AppError("The current folder was deleted, so no app can be looked for. Go to another folder.") from error


def _put_on_path(here: str) -> None:
    """Let an app find what lies in the current folder, as ``python -m flask`` does.

    ``python -m tracer`` takes it off the path, and the folder of an app that is named by its path is another one.
    """
    if here not in sys.path:
        sys.path.insert(0, here)


@contextmanager
def _as_flask_run_loads() -> Iterator[None]:
    """Let ``app.run()`` do nothing, and keep what the app prints meanwhile out of our own output."""
    before = os.environ.get(_STARTED_BY_COMMAND)
    os.environ[_STARTED_BY_COMMAND] = "true"
    try:
        with redirect_stdout(sys.stderr):
            yield
    finally:
        if before is None:
            os.environ.pop(_STARTED_BY_COMMAND, None)
        else:
            os.environ[_STARTED_BY_COMMAND] = before


def _loaded(target: str) -> Flask:
    try:
        return flask.cli.ScriptInfo(app_import_path=target).load_app()
    except flask.cli.NoAppException as error:
        raise AppError(_no_app(target, error)) from error
    except SystemExit as error:
        raise AppError(
            f"{target}: the app ended the process (sys.exit) while it was loaded. Call app.run() and the like only "
            'under: if __name__ == "__main__":'
        ) from error
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        raise AppError(_raised(target, error)) from error


def _no_app(target: str, error: flask.cli.NoAppException) -> str:
    message = " ".join(error.format_message().split())
    if hidden := _hidden_file(PurePath(target.partition(":")[0]).name.removesuffix(".py").partition(".")[0]):
        return f"{target}: {hidden}"
    if "url_decode" in message and "werkzeug.urls" in message:
        return (
            f"{target}: this Flask-Login is too old for this Werkzeug (it imports url_decode, which is gone). "
            "Update it: pip install -U flask-login"
        )
    if "Traceback" in message:
        cause = error.__cause__ or error.__context__
        if isinstance(cause, Exception):
            return _raised(target, cause)
        last = error.format_message().strip().splitlines()[-1].strip()
        return f"{target}: importing it raised {last}. Install what is missing, or correct the import."
    return (
        f"{target}: {message} Name it as flask --app does: module, module:app, 'module:create_app(\"test\")', or the "
        "path of a file."
    )


def _hidden_file(name: str) -> str:
    """Say that a file of the app's folder can never be imported, because its name is taken; nothing when it can."""
    taken = getattr(sys.modules.get(name), "__file__", None)
    own = [file for file in (Path(sys.path[0], f"{name}.py"), Path(sys.path[0], name, "__init__.py")) if is_there(file)]
    if taken is None or not own or own[-1].samefile(taken):
        return ""
    whose = "of the tracer itself" if name == "tracer" else f"of {taken}, which is loaded already"
    return (
        f"{own[-1]} bears the name {whose}, so Python never imports it under this name. Give it another name, such as "
        f"my_{name}."
    )


def _raised(target: str, error: BaseException) -> str:
    place = _innermost_of_the_app(error.__traceback__)
    where = f" at {place}" if place else ""
    said = str(error).splitlines()[0] if isinstance(error, _SPEAK_OF_CODE) and str(error) else ""
    told = f"{type(error).__name__}: {said}" if said else type(error).__name__
    hidden = _hidden_file(_missed_module(error).partition(".")[0])
    remedy = hidden or f"See the whole traceback with: flask --app {target} routes"
    return f"{target}: the app raised {told}{where} while it was loaded. {remedy}"


def _missed_module(error: BaseException) -> str:
    """Return the name of the module that cannot be imported, or that lacks a name; nothing for other errors."""
    if isinstance(error, AttributeError) and isinstance(error.obj, ModuleType):
        return error.obj.__name__
    return error.name or "" if isinstance(error, ImportError) else ""


def _innermost_of_the_app(trace: TracebackType | None) -> str | None:
    """Return the last place of a traceback that lies neither in an installed library nor in Python itself."""
    places = [frame for frame in traceback.extract_tb(trace) if is_file_of_app(frame.filename)]
    return f"{PurePath(places[-1].filename).name}:{places[-1].lineno}" if places else None
