"""A mutant, and a kind of mutant."""

import ast
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import Literal, TypeAlias

from tracer.mutants.source_file import Edit, SourceFile

Level: TypeAlias = Literal[1, 2, 3]
"""How hard a kind of mutant is to find for somebody who clicks through the app: 1 is seen at once."""


_LONGEST_SUBJECT = 60


def shortened(code: str) -> str:
    """Return code in one line, and its beginning where it is long."""
    line = " ".join(code.split())
    return line if len(line) <= _LONGEST_SUBJECT else f"{line[: _LONGEST_SUBJECT - 1]}…"


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

    @classmethod
    def at(
        cls,
        kind: str,
        source: SourceFile,
        node: ast.expr | ast.stmt,
        subject: str,
        *edits: Edit,
        line: int | None = None,
    ) -> "Mutant":
        """Return a mutant at the place of a node.

        Args:
            kind: The name of its kind.
            source: The file.
            node: What is changed.
            subject: What is concerned, as it is written in the file.
            edits: What is changed in the text.
            line: On which line the change is seen; that of the node where nothing is said.
        """
        function = source.name_of(source.function_around(node))
        return cls(kind, source.path, line or node.lineno, function, shortened(subject), edits)

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
        only_with: Words of which one must be, or be part of, a name in the app's code, for the change does no harm
            elsewhere. Empty where it does harm in every app.
    """

    name: str
    level: Level
    what: str
    harm: str
    complaint: str
    remedy: str
    find: Callable[[SourceFile], Iterator[Mutant]]
    only_with: tuple[str, ...] = ()

    def fits(self, sources: Iterable[SourceFile]) -> bool:
        """Tell whether mistakes of this kind do harm in the app whose files are given."""
        if not self.only_with:
            return True
        return any(word in name for source in sources for name in source.identifiers for word in self.only_with)

    def told_of(self, mutant: Mutant) -> str:
        """Return what is wrong with a mutant of this kind, in a sentence."""
        return self.what.format(subject=mutant.subject)

    def remedy_of(self, mutant: Mutant) -> str:
        """Return what mends a mutant of this kind, in a sentence."""
        return self.remedy.format(subject=mutant.subject)
