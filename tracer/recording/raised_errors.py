"""What an exception that an app raised says of its cause, and where in the app's code it was raised.

Its class, its traceback and its first argument are looked at, and no method of it is called. The message itself is not
kept: it may hold anything. What is known by name is what Python, Flask, Flask-Login and the libraries for passwords
say in words of their own.
"""

import re
from collections.abc import Iterator
from types import FrameType, TracebackType
from typing import NamedTuple

from tracer.recording import request_record
from tracer.recording.code_origin import is_file_of_app, is_file_of_tracer
from tracer.recording.module_names import is_of_demo_apps
from tracer.recording.unwritable_values import unwritable_in

QUESTIONS = ("is_authenticated", "is_active", "is_anonymous")
"""What Flask-Login asks of a user as a property."""

NEEDED_OF_USERS = frozenset({*QUESTIONS, "get_id"})
"""What every user must have."""

_NOT_CALLABLE = re.compile(r"'\w+' object is not callable")
_NO_ATTRIBUTE = re.compile(
    r"'(?P<owner>[\w.]+)(?: object)?' .*'(?P<name>is_authenticated|is_active|is_anonymous|get_id)'"
)
_NO_ANSWER = re.compile(r"The view function did not return a valid response\b.*\bwas an? coroutine\.", re.DOTALL)
_MAKE_REMEMBER_COOKIE = frozenset({"_update_remember_cookie", "_set_cookie", "_clear_cookie"})
_NOT_OF_BCRYPT = "Invalid salt"
_TOO_LONG_FOR_BCRYPT = "password cannot be longer than 72 bytes"
_TEXT_FOR_BCRYPT = re.compile(r"'str' object cannot be converted to 'PyBytes'|must be encoded before (hash|check)ing")
_METHOD_GONE = re.compile(r"Invalid hash method '(plain|md5|sha1|sha224|sha256|sha384|sha512)'")
_SESSION_AT_ITS_END = frozenset({"DetachedInstanceError", "PendingRollbackError"})
_TEMPLATE_WITHOUT_FILE = "<template>"


def message_of(error: BaseException) -> str:
    """Return the message of an exception; "" when its first argument is no text."""
    message = error.args[0] if error.args else None
    return message if type(message) is str else ""


def place_of_error(error: BaseException) -> request_record.CodePlace | None:
    """Return the innermost place of a traceback that lies in the app; the innermost of all where none does."""
    if (place := app_place_of_error(error)) is not None:
        return place
    for frame, line, _ in _steps_of(error):
        if not is_file_of_tracer(frame.f_code.co_filename):
            place = request_record.CodePlace(frame.f_code, line, _module_of(frame))
    return place


def app_place_of_error(error: BaseException) -> request_record.CodePlace | None:
    """Return the innermost place of a traceback that lies in the app; None where none does."""
    place = None
    for frame, line, _ in _steps_of(error):
        module = _module_of(frame)
        if is_of_demo_apps(module) or is_file_of_app(frame.f_code.co_filename):
            place = request_record.CodePlace(frame.f_code, line, module)
    return place


def cause_of_error(error: BaseException, session: object, manager: object) -> request_record.KnownCause | None:
    """Return what caused an exception that nobody caught, where it is one of the causes that are known.

    Args:
        error: The exception.
        session: The session of the request.
        manager: The app's LoginManager; None where there is none.
    """
    frames = [*_steps_of(error)]
    called = {(_module_of(frame).partition(".")[0], frame.f_code.co_name) for frame, _, _ in frames}
    return (
        _of_unfinished_answer(called, session, manager)
        or _of_words(error, {package for package, _ in called}, {name for _, name in called})
        or _of_database(error)
        or _of_call(error, frames)
        or _missing_of_user(error)
    )


def _of_unfinished_answer(
    called: set[tuple[str, str]], session: object, manager: object
) -> request_record.KnownCause | None:
    """Tell whether it was raised while a cookie was made or the session was written."""
    if any(module == "flask_login" and name in _MAKE_REMEMBER_COOKIE for module, name in called):
        return request_record.KnownCause("remember cookie not made")
    if not any(name == "save_session" for _, name in called):
        return None
    if ("werkzeug", "dump_cookie") in called:
        return request_record.KnownCause("session cookie not made")
    found = unwritable_in(session, manager) if isinstance(session, dict) else None
    about = () if found is None else tuple(word for word in found if word is not None)
    return request_record.KnownCause("session not written", about)


def _of_words(error: BaseException, packages: set[str], names: set[str]) -> request_record.KnownCause | None:
    """Tell whether a library has said in words of its own what is wrong."""
    message = message_of(error)
    if isinstance(error, TypeError) and _NO_ANSWER.match(message) and "make_response" in names:
        return request_record.KnownCause("view returned a coroutine")
    if isinstance(error, ValueError) and message == _NOT_OF_BCRYPT:
        return request_record.KnownCause("no hash of bcrypt")
    if isinstance(error, ValueError) and message.startswith(_TOO_LONG_FOR_BCRYPT):
        return request_record.KnownCause("too long for bcrypt", ("passlib",) if "passlib" in packages else ())
    if isinstance(error, TypeError) and _TEXT_FOR_BCRYPT.search(message):
        return request_record.KnownCause("text for bcrypt")
    gone = _METHOD_GONE.match(message) if isinstance(error, ValueError) else None
    if gone is not None and "generate_password_hash" in names:
        return request_record.KnownCause("hash method gone", (gone[1],))
    return None


def _of_database(error: BaseException) -> request_record.KnownCause | None:
    """Tell whether SQLAlchemy's session was at its end: an object outlived it, or it waits for a rollback."""
    name = type(error).__name__
    is_known = name in _SESSION_AT_ITS_END and type(error).__module__.startswith("sqlalchemy.")
    return request_record.KnownCause("database session", (name,)) if is_known else None


def _of_call(error: BaseException, frames: list[tuple[FrameType, int, int]]) -> request_record.KnownCause | None:
    """Tell where something was called that cannot be called."""
    if not frames or not isinstance(error, TypeError) or not _NOT_CALLABLE.fullmatch(message_of(error)):
        return None
    frame, line, instruction = frames[-1]
    call = request_record.CalledValue(frame.f_code, instruction, line, _template_text(frames))
    return request_record.KnownCause("property called", call=call)


def _missing_of_user(error: BaseException) -> request_record.KnownCause | None:
    """Tell whether somebody who was asked for what every user has does not have it."""
    if isinstance(error, AttributeError) and error.name in NEEDED_OF_USERS and error.obj is not None:
        return request_record.KnownCause("no user", (error.name, type(error.obj).__name__))
    missing = _NO_ATTRIBUTE.fullmatch(message_of(error))
    if missing is not None and type(error).__name__ in {"AttributeError", "UndefinedError"}:
        return request_record.KnownCause("no user", (missing["name"], missing["owner"].rpartition(".")[2]))
    return None


def _steps_of(error: BaseException) -> Iterator[tuple[FrameType, int, int]]:
    """Yield the frames of a traceback with their lines and instructions, the outermost first."""
    traceback: TracebackType | None = error.__traceback__
    while traceback is not None:
        yield traceback.tb_frame, traceback.tb_lineno, traceback.tb_lasti
        traceback = traceback.tb_next


def _module_of(frame: FrameType) -> str:
    return str(frame.f_globals.get("__name__", ""))


def _template_text(frames: list[tuple[FrameType, int, int]]) -> str | None:
    """Return the text of a template that was given as text, when the error was raised in one."""
    if frames[-1][0].f_code.co_filename != _TEMPLATE_WITHOUT_FILE:
        return None
    rendering = (frame for frame, _, _ in frames if frame.f_code.co_name == "render_template_string")
    sources = [frame.f_locals.get("source") for frame in rendering if _module_of(frame) == "flask.templating"]
    return sources[-1] if sources and type(sources[-1]) is str else None


class _Words(NamedTuple):
    """Words by which a class of exceptions is known."""

    classes: frozenset[str]
    messages: tuple[str, ...]


_NOT_FOUND = _Words(
    frozenset({"DoesNotExist", "IndexError", "NoResultFound", "NotFound", "NotFoundError", "ObjectDoesNotExist"}),
    (
        "'NoneType' object is not subscriptable",
        "'NoneType' object is not iterable",
        "'NoneType' object has no attribute",
    ),
)
_WRONG_ID = _Words(
    frozenset({"DataError", "InvalidId", "InvalidTextRepresentation", "UndefinedFunction"}),
    (
        "invalid literal for int()",
        "badly formed hexadecimal UUID string",
        "int() argument must be",
        "could not convert string to float",
        "Error binding parameter",
        "one of the hex, bytes, bytes_le, fields, or int arguments must be given",
    ),
)
_DATABASES = frozenset(
    {
        "MySQLdb", "aiosqlite", "asyncpg", "cassandra", "cx_Oracle", "duckdb", "elasticsearch", "flask_sqlalchemy",
        "google", "ldap", "ldap3", "mariadb", "mongoengine", "motor", "mysql", "neo4j", "oracledb", "peewee", "pg8000",
        "pony", "psycopg", "psycopg2", "psycopg_pool", "pymongo", "pymssql", "pymysql", "pyodbc", "redis", "sqlalchemy",
        "sqlite3", "tortoise",
    }
)  # fmt: skip
"""Libraries that speak with a database, by their packages."""

_WRONG_ARGUMENTS = re.compile(r"[\w.<>]+\(\) (takes|missing) ")
_NETWORK_ERRORS = frozenset({"ConnectionError", "TimeoutError"})


def cause_of_load_error(error: BaseException, user_id: object = None) -> str | None:
    """Tell why a loader raised.

    Args:
        error: What it raised.
        user_id: The id that it was given; None for a ``request_loader``.

    Returns:
        ``not found`` when a lookup found nothing, ``wrong id`` when the id is of another type or form than the loader
        wants, ``database`` when the database failed, or the session with it, ``wrong arguments`` when the loader does
        not take the id alone; None when it cannot be told.
    """
    if type(error) is TypeError and _WRONG_ARGUMENTS.match(message_of(error)) and app_place_of_error(error) is None:
        return "wrong arguments"
    classes = type(error).__mro__
    names, messages = {each.__name__ for each in classes}, [message_of(error)]
    if error.__cause__ is not None:
        names.update(each.__name__ for each in type(error.__cause__).__mro__)
        messages.append(message_of(error.__cause__))
    of_libraries = {each.__module__.partition(".")[0] for each in classes}
    if _is_of_wrong_id(error, names, messages, of_libraries):
        return "wrong id"
    if _fits(_NOT_FOUND, names, messages) or any(name.endswith("DoesNotExist") for name in names):
        return "not found"
    if isinstance(error, KeyError):
        return "not found" if _is_key_of(error, user_id) else None
    return "database" if of_libraries & _DATABASES or names & _NETWORK_ERRORS else None


def _is_of_wrong_id(error: BaseException, names: set[str], messages: list[str], of_libraries: set[str]) -> bool:
    of_statement = type(error).__name__ == "StatementError" and "sqlalchemy" in of_libraries
    of_mongoengine = type(error).__name__ == "ValidationError" and "mongoengine" in of_libraries
    return of_statement or of_mongoengine or _fits(_WRONG_ID, names, messages)


def _is_key_of(error: KeyError, user_id: object) -> bool:
    """Tell whether the key that is missing is the id, and not the name of anything else."""
    key = error.args[0] if error.args else None
    return type(key) in (str, int) and type(user_id) in (str, int) and str(key) == str(user_id)


def _fits(words: _Words, names: set[str], messages: list[str]) -> bool:
    return not names.isdisjoint(words.classes) or any(message.startswith(words.messages) for message in messages)
