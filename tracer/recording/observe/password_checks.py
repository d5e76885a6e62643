"""Seeing that a password was checked, and how the check ended; never what was checked.

Flask-Login knows no passwords, so each library that checks them is watched where it does. A check by a library
that is not named here cannot be seen: then it is said that the check is not observable. Of a stored hash only its
state is told: whole, cut off, or no hash; a placeholder that was never meant to be a hash is none of these.
"""

import sys
from collections.abc import Callable, Iterator, Mapping
from types import CodeType, ModuleType
from typing import Any, NamedTuple

from tracer.recording.module_names import package_of
from tracer.recording.observe import library_calls
from tracer.recording.observe.call_stack import frames_of_the_app
from tracer.recording.observe.library_calls import Call

CHECKS: tuple[tuple[str, str], ...] = (
    ("werkzeug.security", "check_password_hash"),
    ("flask_bcrypt", "Bcrypt.check_password_hash"),
    ("bcrypt", "checkpw"),
    ("argon2", "PasswordHasher.verify"),
    ("passlib.context", "CryptContext.verify"),
    ("passlib.context", "CryptContext.verify_and_update"),
    ("passlib.utils.handlers", "GenericHandler.verify"),
    # It is no GenericHandler there, and compares by itself.
    ("passlib.handlers.argon2", "_CffiBackend.verify"),
    ("pwdlib", "PasswordHash.verify"),
)
"""Where passwords are checked: the module and the name in it."""

_WRONG_PASSWORD_ERRORS = frozenset({"VerifyMismatchError", "VerificationError"})
"""What argon2 raises for a wrong password instead of returning False."""


_BROKEN = frozenset({"cut off", "no hash"})

_DIGITS = {"scrypt": 128, "md5": 32, "sha1": 40, "sha224": 56, "sha256": 64, "sha384": 96, "sha512": 128}
"""How many hexadecimal digits a whole hash of werkzeug's has, by its method or digest."""

_MARKS = ("!", "*")
_WORDS = frozenset({"", "-", "x", "disabled", "locked", "none", "nologin", "unusable"})


class PasswordCheck(NamedTuple):
    """A password check that has just ended.

    Attributes:
        function: What checked it.
        valid: Whether the password fits; None when the check raised.
        raised: The class of what it raised.
        stored: The state of the stored hash, where it can be told: see ``state_of_hash``.
    """

    function: str
    valid: bool | None
    raised: str | None
    stored: str | None


class PasswordChecks:
    """Watches every known password check of this process.

    Args:
        tell: Is told of each check; once, even where one library calls another.
    """

    def __init__(self, tell: Callable[[PasswordCheck], None]) -> None:
        self._tell = tell
        self._watched: dict[tuple[str, str], Callable[..., Any]] = {}
        self._names: frozenset[str] = frozenset()
        self._modules_seen = 0

    def watch(self) -> None:
        """Watch the checks of every library that is loaded by now. Costs nothing when none was loaded since."""
        if len(sys.modules) == self._modules_seen:
            return
        self._modules_seen = len(sys.modules)
        for check in CHECKS:
            function = _loaded(*check)
            if check not in self._watched and function is not None and library_calls.can_be_observed(function):
                self._watched[check] = function
                library_calls.listen(function, self._ended)
        self._names = frozenset(map(library_calls.function_name, self._watched.values()))

    def leave(self) -> None:
        """Stop watching and leave nothing behind."""
        for function in self._watched.values():
            library_calls.forget(function, self._ended)
        self._watched.clear()
        self._modules_seen = 0

    def _ended(self, call: Call) -> None:
        if self._names.isdisjoint(call.inside):
            self._tell(_check_of(call))


def _check_of(call: Call) -> PasswordCheck:
    error = type(call.error).__name__ if call.error is not None else None
    if error in _WRONG_PASSWORD_ERRORS:
        return PasswordCheck(call.name, valid=False, raised=None, stored=None)
    if error is not None:
        return PasswordCheck(call.name, valid=None, raised=error, stored=None)
    stored = None
    if call.name == "werkzeug.security.check_password_hash":
        pwhash = call.argument(0, "pwhash")
        stored = state_of_hash(pwhash)
        if stored in _BROKEN and is_placeholder(pwhash):
            stored = None
    # verify_and_update of passlib returns the answer with the new hash, if there is to be one.
    valid = call.result[0] if type(call.result) is tuple and call.result else call.result
    return PasswordCheck(call.name, valid=bool(valid), raised=None, stored=stored)


def state_of_hash(stored: object) -> str | None:
    """Tell whether a stored hash of werkzeug's is whole. Nothing of its value is kept.

    Returns:
        ``whole``; ``cut off`` when digits are missing, as in a database column that is too short; ``no hash`` when
        it is none at all, as with swapped arguments or a password stored as it is; None when it cannot be told.
    """
    if type(stored) is not str or not stored:
        return None  # nothing is stored: no such user, say
    description, _, salt_and_digits = stored.partition("$")
    method, *details = description.split(":")
    if method not in {"scrypt", "pbkdf2"}:
        return "no hash"
    expected = _DIGITS.get(details[0] if method == "pbkdf2" and details else method)
    if expected is None:
        return None
    return "whole" if len(salt_and_digits.partition("$")[2]) == expected else "cut off"


def _loaded(module_name: str, path: str) -> Callable[..., Any] | None:
    """Return the function that a module holds under a dotted name, None when the module is not loaded or lacks it."""
    found: Any = sys.modules.get(module_name)
    for name in path.split("."):
        found = vars(found).get(name) if found is not None else None
    function: Callable[..., Any] | None = getattr(found, "__func__", found)
    return function


def is_placeholder(stored: str) -> bool:
    """Tell whether a text that is no whole hash was never meant to be one. To be called while it is compared."""
    if stored.startswith(_MARKS) or stored.lower() in _WORDS:
        return True
    packages: set[str] = set()
    for frame in frames_of_the_app():
        if stored in _texts_in(frame.f_code):
            return True
        packages.add(package_of(str(frame.f_globals.get("__name__", ""))))
    modules = [module for name, module in [*sys.modules.items()] if package_of(name) in packages]
    return any(stored in [*_texts_of(module)] for module in modules if issubclass(type(module), ModuleType))


def _texts_in(code: CodeType) -> frozenset[str]:
    """Return every text that is written in a function."""
    constants = [item for constant in code.co_consts for item in (constant if type(constant) is tuple else (constant,))]
    return frozenset(constant for constant in constants if type(constant) is str)


def _texts_of(module: ModuleType) -> Iterator[str]:
    """Yield every text that a module or one of its classes holds under a name."""
    for value in [*vars(module).values()]:
        if type(value) is str:
            yield value
        elif issubclass(type(value), type):  # isinstance would ask a proxy what it stands for, and load the user.
            held: Mapping[str, Any] = vars(value)
            yield from (text for text in [*held.values()] if type(text) is str)
