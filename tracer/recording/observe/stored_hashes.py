"""What can be said of the stored hash with which a password is compared; nothing of its value is kept.

A word of its method is told only where it is one of the known methods below; the salt and the digits never are.
"""

import binascii
import re
from collections.abc import Mapping
from importlib.metadata import version
from typing import NamedTuple

_OLD_METHODS = frozenset({"plain", "md5", "sha1", "sha224", "sha256", "sha384", "sha512"})
"""Methods with which Werkzeug made hashes before 3.0, and which it no longer knows."""

_KNOWS_OLD_METHODS = int(version("werkzeug").partition(".")[0]) < 3  # noqa: PLR2004 # the version without them

_DIGITS = {"scrypt": 128, "md5": 32, "sha1": 40, "sha224": 56, "sha256": 64, "sha384": 96, "sha512": 128}
"""How many hexadecimal digits a whole hash of werkzeug's has, by its method or digest."""

_BEGINNINGS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("bcrypt", re.compile(r"\$2[abxy]?\$\d\d\$")),
    ("argon2", re.compile(r"\$argon2(id|i|d)\$")),
    ("passlib's pbkdf2", re.compile(r"\$pbkdf2(-sha\d+)?\$")),
    ("passlib's scrypt", re.compile(r"\$scrypt\$")),
    ("crypt", re.compile(r"\$(1|5|6|y)\$")),
    ("Django", re.compile(r"(pbkdf2_sha(1|256)|bcrypt(_sha256)?|argon2|scrypt)\$")),
    ("Werkzeug's scrypt", re.compile(r"scrypt:\d+:\d+:\d+\$")),
    ("Werkzeug's pbkdf2", re.compile(r"pbkdf2:\w+(:\d+)?\$")),
    ("a digest without salt", re.compile(r"(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}|[0-9a-f]{128})\Z", re.IGNORECASE)),
)
"""How the hashes of the known libraries begin."""

_OWN_METHODS: Mapping[str, frozenset[str]] = {
    "bcrypt": frozenset({"bcrypt"}),
    "argon2": frozenset({"argon2"}),
}
"""The methods of the libraries that know only one."""

_BCRYPT_LENGTH = 60
_ARGON2_PARTS = 6
_BASE64_REST = 1
_ESCAPED_BYTES = re.compile(r"\\x((?:[0-9a-f]{2})+)\Z", re.IGNORECASE)
_WRITTEN_BYTES = re.compile(r"b(['\"]).*")

UNREADABLE = frozenset({"another method", "bytes as text", "malformed", "method gone", "no hash", "too long"})
"""The states in which a text is stored with which the library can do nothing."""

BROKEN = UNREADABLE | {"cut off", "nothing", "wrong type"}
"""The states of a stored hash with which no password can be right."""


class StoredHash(NamedTuple):
    """What can be said of a stored hash.

    Attributes:
        state: ``whole``; ``cut off`` when characters are missing, as in a database column that is too short; ``too
            long`` when there are more than a hash has, as in a column that pads with blanks; ``method gone`` when this
            Werkzeug no longer knows its method; ``another method`` when another library made it; ``bytes as text``
            when bytes were written into a column of text; ``malformed`` when it only begins like a hash; ``no hash``
            when it is none at all; ``wrong type``; ``nothing``; None when it cannot be told.
        method: The known method of the hash, where it is not the library's own or no longer known; or the class of
            what is stored, where that is wrong.
    """

    state: str | None
    method: str | None = None


UNKNOWN_HASH = StoredHash(None)


def state_of_hash(stored: object, library: str, *, raised: bool) -> StoredHash:
    """Tell whether a stored hash can be used by a library that has just compared a password with it.

    Args:
        stored: The stored hash. It is looked at and not kept.
        library: ``werkzeug``, ``bcrypt``, ``flask_bcrypt``, ``argon2``, or another one.
        raised: Whether the library raised. Libraries with several methods are then known not to understand it.
    """
    text = _text_of(stored, library, raised=raised)
    if not text:
        nothing = (
            StoredHash("nothing") if stored is None or text == "" else StoredHash("wrong type", type(stored).__name__)
        )
        return nothing if raised else UNKNOWN_HASH
    if (inside := _bytes_in(text)) is not None:
        return StoredHash("bytes as text", _method_of(inside))
    if library == "werkzeug":
        return _of_werkzeug(text, raised=raised)
    return _of_others(text, "bcrypt" if library == "flask_bcrypt" else library, raised=raised)


def _text_of(stored: object, library: str, *, raised: bool) -> str | None:
    """Return a stored hash as text; None where the library does not take an object of this class for one."""
    if type(stored) is str and not (library == "bcrypt" and raised):
        return stored
    return stored.decode("latin-1") if type(stored) is bytes and library != "werkzeug" else None


def _bytes_in(text: str) -> str | None:
    """Return what stands in bytes that were written as text: as PostgreSQL does, or as Python prints them."""
    escaped = _ESCAPED_BYTES.match(text)
    if escaped is not None:
        return binascii.unhexlify(escaped[1]).decode("latin-1")
    return text[2:-1] if _WRITTEN_BYTES.match(text) else None


def _method_of(text: str) -> str | None:
    return next((name for name, beginning in _BEGINNINGS if beginning.match(text)), None)


def _of_werkzeug(stored: str, *, raised: bool) -> StoredHash:
    description, _, salt_and_digits = stored.partition("$")
    method, *details = description.split(":")
    if method in _OLD_METHODS and salt_and_digits.count("$") == 1:
        return UNKNOWN_HASH if _KNOWS_OLD_METHODS else StoredHash("method gone", method)
    if method not in {"scrypt", "pbkdf2"}:
        other = _method_of(stored)
        return StoredHash("no hash") if other is None else StoredHash("another method", other)
    expected = _DIGITS.get(details[0] if method == "pbkdf2" and details else method)
    if expected is None:
        return StoredHash("malformed", method) if raised else UNKNOWN_HASH
    digits = len(salt_and_digits.partition("$")[2])
    if digits != expected:
        return StoredHash("cut off" if digits < expected else "too long")
    return StoredHash("malformed", method) if raised and not _is_werkzeugs(method, details) else StoredHash("whole")


def _is_werkzeugs(method: str, details: list[str]) -> bool:
    """Tell whether the numbers after the method are such as Werkzeug understands."""
    numbers = details if method == "scrypt" else details[1:]
    return all(number.isdecimal() for number in numbers) and len(numbers) in ({3} if method == "scrypt" else {0, 1})


def _of_others(stored: str, library: str, *, raised: bool) -> StoredHash:
    method = _method_of(stored)
    own = _OWN_METHODS.get(library)
    if own is None:  # a library of many methods knows by itself which it understands
        if not raised:
            return UNKNOWN_HASH
        return StoredHash("no hash") if method is None else StoredHash("another method", method)
    if method not in own:
        return StoredHash("no hash") if method is None else StoredHash("another method", method)
    if method == "bcrypt" and len(stored) != _BCRYPT_LENGTH:
        return StoredHash("cut off" if len(stored) < _BCRYPT_LENGTH else "too long")
    if method == "argon2" and _is_cut_argon2(stored):
        return StoredHash("cut off")
    return StoredHash("whole")


def _is_cut_argon2(stored: str) -> bool:
    """Tell whether characters are missing at the end. Some lengths no base64 has; from others it cannot be told."""
    parts = stored.split("$")
    whole = _ARGON2_PARTS if parts[2].startswith("v=") else _ARGON2_PARTS - 1  # the first version named itself nowhere
    return len(parts) < whole or len(parts[-1]) % 4 == _BASE64_REST
