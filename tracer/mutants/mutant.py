"""A mutant, and a kind of mutant."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import Literal, TypeAlias

from tracer.mutants.source_file import Edit, SourceFile

Level: TypeAlias = Literal[1, 2, 3]
"""How hard a kind of mutant is to find for somebody who clicks through the app: 1 is seen at once."""


@dataclass(frozen=True)
class Mutant:
    """One change in the code of an app's login.

    Attributes:
        kind: The name of the kind, ``guard-removed``.
        file: The path of the file that is changed.
        line: On which line the change is seen, from 1; the same in the app and in the mutant.
        function: The qualified name of the function that is changed; ``<module>`` outside of any.
        subject: What in the code is concerned, as it is written there: ``account``, ``login_user(user)``.
        edits: What is changed in the text of the file.
    """

    kind: str
    file: str
    line: int
    function: str
    subject: str
    edits: tuple[Edit, ...]

    @property
    def place(self) -> str:
        """Where it is, ``views.py:41``."""
        return f"{PurePath(self.file).name}:{self.line}"

    @property
    def name(self) -> str:
        """What tells it from every other mutant of its app: ``guard-removed at views.py:41, account``."""
        return f"{self.kind} at {self.place}, {self.subject}"

    def text(self, source: SourceFile) -> str:
        """Return the text of its file as the mutant has it.

        Args:
            source: The file as the app has it.
        """
        return source.changed(self.edits)


@dataclass(frozen=True)
class MutantKind:
    """A mistake that people make in a login.

    Attributes:
        name: Its stable name; ``explain NAME`` shows its page.
        level: How hard it is to find.
        what: What is wrong, as a sentence in which ``{subject}`` stands for what is concerned.
        harm: What it means for users, in one sentence.
        complaint: What somebody tells who uses such an app, in the words of a user.
        remedy: What mends it, as a sentence in which ``{subject}`` stands for what is concerned.
        find: Yields the mutants of this kind in one file.
    """

    name: str
    level: Level
    what: str
    harm: str
    complaint: str
    remedy: str
    find: Callable[[SourceFile], Iterator[Mutant]]

    def told_of(self, mutant: Mutant) -> str:
        """Return what is wrong with a mutant of this kind, in a sentence."""
        return self.what.format(subject=mutant.subject)

    def remedy_of(self, mutant: Mutant) -> str:
        """Return what mends a mutant of this kind, in a sentence."""
        return self.remedy.format(subject=mutant.subject)
