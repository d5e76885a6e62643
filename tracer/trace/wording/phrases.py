"""Phrases that many sentences need: how many of a thing, and which steps."""

from collections.abc import Sequence


def steps_in_words(numbers: Sequence[int]) -> str:
    """Return the numbers of steps as a person writes them: ``step 4``, ``steps 2 and 9``, ``steps 1, 5 and 8``."""
    if len(numbers) == 1:
        return f"step {numbers[0]}"
    *most, last = map(str, numbers)
    return f"steps {', '.join(most)} and {last}"


def counted(number: int, one: str, many: str | None = None) -> str:
    """Return a number with its noun: ``1 step``, ``9 steps``."""
    return f"{number} {one}" if number == 1 else f"{number} {many or one + 's'}"
