"""Phrases that many sentences need: how many of a thing, which steps, a list of things, a text as a sentence."""

import re
from collections.abc import Sequence


def steps_in_words(numbers: Sequence[int]) -> str:
    """Return the numbers of steps as a person writes them: ``step 4``, ``steps 2 and 9``, ``steps 1, 5 and 8``."""
    return f"step {numbers[0]}" if len(numbers) == 1 else f"steps {listed([*map(str, numbers)])}"


def few_steps_in_words(numbers: Sequence[int]) -> str:
    """Return the numbers of steps with their noun: ``step 3``, ``steps 1, 5, 8``; of many only the first ones."""
    if len(numbers) == 1:
        return f"step {numbers[0]}"
    shown = ", ".join(map(str, numbers[:_MOST_NUMBERS]))
    more = len(numbers) - _MOST_NUMBERS
    return f"steps {shown}" + (f" and {more} more" if more > 0 else "")


_MOST_NUMBERS = 8
"""How many numbers a short label names; the others are counted."""


def counted(number: int, one: str, many: str | None = None) -> str:
    """Return a number with its noun: ``1 step``, ``9 steps``."""
    return f"{number} {one}" if number == 1 else f"{number} {many or one + 's'}"


def sentence(text: str, *, capital: bool = True) -> str:
    """Return a text as a sentence: with an end, and with a capital unless it follows a colon.

    A name from a program, such as ``login_user``, stays as it is written there.
    """
    first = text[:1].upper() if capital and not _PROGRAM_NAME.match(text) else text[:1]
    return ended(first + text[1:])


_PROGRAM_NAME = re.compile(r"\S*[a-z0-9][_.(/=:]\S|\S*\d|\S+\(\)")
"""How a text begins whose first word is a name from a program: ``login_user``, ``session.clear()``, ``max-age=0``."""


def ended(text: str) -> str:
    """Return a text with a full stop, where it has no end of its own: “Who is there?” has one."""
    return text if _END.search(text) else f"{text}."


_END = re.compile(r"[.?!][”\u2019\"')\]*`]*$")


def quoted(text: str) -> str:
    """Return a text in quotation marks; those inside of it become single ones."""
    return f"“{text.translate(_SINGLE)}”"


_SINGLE = str.maketrans("“”", "\u2018\u2019")


def in_sentence(value: str) -> str:
    """Return a value as it stands in a sentence: one with marks of its own, such as a flashed message, is quoted."""
    return quoted(value.removesuffix(".")) if _MARKS.search(value) else value


_MARKS = re.compile(r"[.,:;?!](?:\s|$)")


def listed(items: Sequence[str]) -> str:
    """Return items as one writes them in a sentence: ``A, B and C``."""
    *most, last = items
    return f"{', '.join(most)} and {last}" if most else last
