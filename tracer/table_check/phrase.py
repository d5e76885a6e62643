"""A phrase: words that state something about a step, and the test of what they state."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from tracer.table_check.evidence import Evidence, Here

Test: TypeAlias = Callable[[Here], Evidence]
"""Checks a statement against a step of a run."""

Find: TypeAlias = Callable[[re.Match[str]], Test]
"""Makes a test of the words that were found."""


@dataclass(frozen=True)
class Statement:
    """What a cell states.

    Attributes:
        meaning: The statement in our own words.
        test: Checks it against a step.
        stage: The stage that the words tell of; None where they fit several.
    """

    meaning: str
    test: Test
    stage: str | None = None


@dataclass(frozen=True)
class Phrase:
    """Words that state something.

    Attributes:
        pattern: The words, as a regular expression on small letters.
        meaning: What they state. ``{page}`` stands for the page that they name.
        example: A cell that is written with them.
        find: Makes the test of what was found.
        stage: The stage that they tell of; None where they fit several.
    """

    pattern: str
    meaning: str
    example: str
    find: Find
    stage: str | None = None

    def statement(self, text: str) -> Statement | None:
        """Return what a text states by these words, None where they are not in it."""
        found = re.search(self.pattern, text)
        if found is None:
            return None
        page = page_in(found)
        meaning = self.meaning.format(page=f"the {page} page", status=found.groupdict().get("status", ""))
        return Statement(meaning, self.find(found), self.stage)


def page_in(found: re.Match[str]) -> str:
    """Return the page that words name; the protected one where they name none."""
    page = (found.groupdict().get("page") or "protected").removeprefix("the ").strip()
    return {"log in": "login", "sign in": "login"}.get(page, page)
