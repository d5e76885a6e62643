"""Where a learner goes on in a lesson: the place that ``lesson --from`` takes, and that is kept of a lesson."""

from dataclasses import dataclass
from typing import Self

from tracer.errors import UsageError

BEGINNING, IDEA = "beginning", "idea"
"""What stands before the ways of a lesson: what it is about, and its concept flow as an idea."""


@dataclass(frozen=True)
class Bookmark:
    """A place in a lesson.

    Attributes:
        way: The way of taking it; or what stands before the ways.
        number: The key moment, the row that is predicted, the question, or the part of what does not fit on one
            screen, from 1; None where the way begins.
    """

    way: str
    number: int | None = None

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the place that a text names: ``moments:3``.

        Raises:
            UsageError: What stands behind the colon is no number from 1.
        """
        way, colon, number = text.partition(":")
        if not colon:
            return cls(way)
        if not (number.isascii() and number.isdecimal() and int(number) > 0):
            raise UsageError(
                f'"{text}" is no place in a lesson: behind the colon stands a number from 1. Write "{way}" for where '
                f'it begins, or "{way}:2".'
            )
        return cls(way, int(number))

    def __str__(self) -> str:
        return self.way if self.number is None else f"{self.way}:{self.number}"
