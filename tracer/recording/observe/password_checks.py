"""Seeing that a password was checked, and how the check ended; never what was checked.

Flask-Login knows no passwords, so each library that checks them is watched where it does. A check by a library
that is not named here cannot be seen: then it is said that the check is not observable. Of a stored hash only its
state is told (``tracer.recording.observe.stored_hashes``); a placeholder that was never meant to be a hash has none.
Of the password it is told only why it made a check raise, and whether it is itself a hash.
"""

import sys
from collections.abc import Callable, Iterator, Mapping
from types import CodeType, ModuleType
from typing import Any, NamedTuple

from tracer.recording.module_names import package_of
from tracer.recording.observe import library_calls
from tracer.recording.observe.call_stack import frames_of_the_app
from tracer.recording.observe.library_calls import Call
from tracer.recording.observe.stored_hashes import UNKNOWN_HASH, UNREADABLE, StoredHash, state_of_hash
from tracer.recording.raised_errors import message_of


class KnownCheck(NamedTuple):
    """A function that checks passwords.

    Attributes:
        module: The module.
        path: The name in it.
        stored: Which of its arguments is the stored hash: its position and its name.
        password: Which one is the password.
    """

    module: str
    path: str
    stored: tuple[int, str]
    password: tuple[int, str]

    @property
    def library(self) -> str:
        """The library, by the name of its package."""
        return self.module.partition(".")[0]


CHECKS: tuple[KnownCheck, ...] = (
    KnownCheck("werkzeug.security", "check_password_hash", (0, "pwhash"), (1, "password")),
    KnownCheck("flask_bcrypt", "Bcrypt.check_password_hash", (1, "pw_hash"), (2, "password")),
    KnownCheck("bcrypt", "checkpw", (1, "hashed_password"), (0, "password")),
    KnownCheck("argon2", "PasswordHasher.verify", (1, "hash"), (2, "password")),
    KnownCheck("passlib.context", "CryptContext.verify", (2, "hash"), (1, "secret")),
    KnownCheck("passlib.context", "CryptContext.verify_and_update", (2, "hash"), (1, "secret")),
    KnownCheck("passlib.utils.handlers", "GenericHandler.verify", (2, "hash"), (1, "secret")),
    # It is no GenericHandler there, and compares by itself.
    KnownCheck("passlib.handlers.argon2", "_CffiBackend.verify", (2, "hash"), (1, "secret")),
    KnownCheck("pwdlib", "PasswordHash.verify", (2, "hash"), (1, "password")),
)
"""Where passwords are checked."""

_MISMATCH = "VerifyMismatchError"
"""What argon2 raises for a wrong password instead of returning False."""

_CANNOT_VERIFY = "VerificationError"
"""What argon2 raises for a hash that it cannot decode. Apps catch it together with the one above."""

_MOST_BYTES = 72
"""bcrypt takes no longer password; since its version 5 it raises."""

_TOO_LONG = ("over 72 bytes", "not over 72 bytes")
"""What is told of a password of which bcrypt says that it is too long: that it is, and that it is not."""

_A_HASH = "a hash"
"""What is told of a password that is itself a hash, where what should be the hash is none."""

_LIKE_A_PLACEHOLDER = frozenset({"cut off", "no hash", "malformed", "too long"})
_MARKS = ("!", "*")
_WORDS = frozenset({"", "-", "x", "disabled", "locked", "none", "nologin", "unusable"})


class PasswordCheck(NamedTuple):
    """A password check that has just ended.

    Attributes:
        function: What checked it.
        valid: Whether the password fits; None when the check raised.
        raised: The class of what it raised.
        stored: What can be said of the stored hash.
        typed: What of the typed password made the check raise: ``nothing`` was given; it was ``bytes`` or ``text``
            where the other was wanted; it has ``over 72 bytes``, which is too long for bcrypt; ``not over 72 bytes``
            when the library complained of that although it is shorter; ``a hash`` when it is one, and what should be
            the hash is none; None for anything else.
    """

    function: str
    valid: bool | None
    raised: str | None
    stored: StoredHash
    typed: str | None = None


class PasswordChecks:
    """Watches every known password check of this process.

    Args:
        tell: Is told of each check; once, even where one library calls another.
    """

    def __init__(self, tell: Callable[[PasswordCheck], None]) -> None:
        self._tell = tell
        self._watched: dict[KnownCheck, Callable[..., Any]] = {}
        self._checks: Mapping[str, KnownCheck] = {}
        self._modules_seen = 0

    def is_up_to_date(self) -> bool:
        """Tell whether nothing was loaded since the checks were looked for."""
        return len(sys.modules) == self._modules_seen

    def watch(self) -> None:
        """Watch the checks of every library that is loaded by now. Costs nothing when none was loaded since."""
        if self.is_up_to_date():
            return
        self._modules_seen = len(sys.modules)
        for check in CHECKS:
            function = _loaded(check.module, check.path)
            if check not in self._watched and function is not None and library_calls.can_be_observed(function):
                self._watched[check] = function
                library_calls.listen(function, self._ended)
        self._checks = {library_calls.function_name(function): check for check, function in self._watched.items()}

    def leave(self) -> None:
        """Stop watching and leave nothing behind."""
        for function in self._watched.values():
            library_calls.forget(function, self._ended)
        self._watched.clear()
        self._modules_seen = 0

    def _ended(self, call: Call) -> None:
        check = self._checks.get(call.name)
        if check is not None and self._checks.keys().isdisjoint(call.inside):
            self._tell(_result_of(check, call))


def _result_of(check: KnownCheck, call: Call) -> PasswordCheck:
    error = type(call.error).__name__ if call.error is not None else None
    if error == _MISMATCH:
        return PasswordCheck(call.name, valid=False, raised=None, stored=StoredHash("whole"))
    # verify_and_update of passlib returns the answer with the new hash, if there is to be one.
    valid = call.result[0] if type(call.result) is tuple and call.result else call.result
    if call.error is None and valid:
        return PasswordCheck(call.name, valid=True, raised=None, stored=StoredHash("whole"))
    if call.error is None or error == _CANNOT_VERIFY:
        stored = _stored(check, call)
        typed = _A_HASH if stored.state in UNREADABLE and _is_hash(call.argument(*check.password), check) else None
        return PasswordCheck(call.name, valid=False, raised=None, stored=stored, typed=typed)
    typed = _fault_of_password(call.argument(*check.password), check.library, call.error)
    stored = UNKNOWN_HASH if typed in _TOO_LONG else _stored(check, call)
    if stored.state in UNREADABLE and _is_hash(call.argument(*check.password), check):
        typed = _A_HASH
    return PasswordCheck(call.name, valid=None, raised=error, stored=stored, typed=typed)


def _is_hash(password: object, check: KnownCheck) -> bool:
    """Tell whether what was given as the password is a hash: then the two were given in the wrong order."""
    return state_of_hash(password, check.library, raised=False).state == "whole"


def _stored(check: KnownCheck, call: Call) -> StoredHash:
    argument = call.argument(*check.stored)
    stored = state_of_hash(argument, check.library, raised=call.error is not None)
    if type(argument) is not str or stored.state not in _LIKE_A_PLACEHOLDER:
        return stored
    # A text in the code at which a library raises was not meant to be compared; a mark may have been forgotten.
    never_meant = is_placeholder(argument) if call.error is None else _is_mark(argument)
    return UNKNOWN_HASH if never_meant else stored


def _fault_of_password(password: object, library: str, error: Exception) -> str | None:
    """Tell why a password made its check raise. Nothing of its value is kept."""
    if password is None:
        return "nothing"
    if type(password) is str:
        encoded = password.encode("utf-8", "surrogatepass")
    elif type(password) is bytes:
        encoded = password
    else:
        return None
    if isinstance(error, ValueError) and f"{_MOST_BYTES} bytes" in message_of(error):
        return _TOO_LONG[0] if len(encoded) > _MOST_BYTES else _TOO_LONG[1]
    if encoded is password:
        return "bytes" if library == "werkzeug" else None
    return "text" if library == "bcrypt" and isinstance(error, TypeError) else None


def _loaded(module_name: str, path: str) -> Callable[..., Any] | None:
    """Return the function that a module holds under a dotted name, None when the module is not loaded or lacks it."""
    found: Any = sys.modules.get(module_name)
    for name in path.split("."):
        found = vars(found).get(name) if found is not None else None
    function: Callable[..., Any] | None = getattr(found, "__func__", found)
    return function


def _is_mark(stored: str) -> bool:
    return stored.startswith(_MARKS) or stored.lower() in _WORDS


def is_placeholder(stored: str) -> bool:
    """Tell whether a text that is no whole hash was never meant to be one. To be called while it is compared."""
    if _is_mark(stored):
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
