"""Phrases that many sentences need: how many of a thing, which steps, a list of things, a text as a sentence."""

from collections.abc import Sequence


def steps_in_words(numbers: Sequence[int]) -> str:
    """Return the numbers of steps as a person writes them: ``step 4``, ``steps 2 and 9``, ``steps 1, 5 and 8``."""
    return f"step {numbers[0]}" if len(numbers) == 1 else f"steps {listed([*map(str, numbers)])}"


def counted(number: int, one: str, many: str | None = None) -> str:
    """Return a number with its noun: ``1 step``, ``9 steps``."""
    return f"{number} {one}" if number == 1 else f"{number} {many or one + 's'}"


def sentence(text: str, *, capital: bool = True) -> str:
    """Return a text as a sentence: with a full stop, and with a capital unless it follows a colon."""
    first = text[:1].upper() if capital else text[:1]
    return f"{first}{text[1:]}{'' if text.endswith(('.', '?', '!')) else '.'}"


def listed(items: Sequence[str]) -> str:
    """Return items as one writes them in a sentence: ``A, B and C``."""
    *most, last = items
    return f"{', '.join(most)} and {last}" if most else last
