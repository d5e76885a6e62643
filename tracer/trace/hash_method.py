"""What a method of hashing passwords costs, in the words of ``werkzeug.security.generate_password_hash``.

A lesson may come from a stranger, and one setting of it could hold a command for hours.
"""

_MOST_ITERATIONS = 1_000_000
"""Those of PBKDF2 that Werkzeug 3.1 takes by itself."""

_MOST_MEMORY = 32_768 * 8
"""The cost times the size of the blocks of scrypt that Werkzeug takes by itself: 32 MB."""

_MOST_DIGITS = 12
"""A number with more digits is too large for each of these, and is not read."""


def why_too_costly(method: object) -> str:
    """Return why a method takes too long to be used in a run; nothing where it does not, or is none.

    Args:
        method: The value of the setting: ``scrypt:32768:8:1``, ``pbkdf2:sha256:600000``.
    """
    if not isinstance(method, str):
        return ""
    name, *numbers = method.split(":")
    if name == "pbkdf2" and len(numbers) > 1 and any(_number(each) > _MOST_ITERATIONS for each in numbers[1:]):
        return f"so many iterations take too long; write {_MOST_ITERATIONS} at most"
    if name == "scrypt" and numbers:
        cost, block, at_once = (*map(_number, numbers), 1, 1, 1)[:3]
        if cost * block * at_once > _MOST_MEMORY:
            return "so high a cost takes too long; write scrypt:32768:8:1 at most"
    return ""


def _number(text: str) -> int:
    """Return a number as Werkzeug reads it; one too many for anything where it is too long to be read."""
    digits = text.strip()
    if len(digits) > _MOST_DIGITS:
        return int("9" * _MOST_DIGITS)
    return int(digits) if digits.isdecimal() else 0
