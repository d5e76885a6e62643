"""The glossary: the words of the course, or one of them, with what they mean."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.console import RenderableType
from rich.constrain import Constrain
from rich.padding import Padding
from rich.text import Text

from tracer.lessons.glossary import GlossaryEntry, glossary, glossary_entry, words_in
from tracer.trace.wording.phrases import counted, listed
from tracer.views.markdown import inline, one_line, plain_line
from tracer.views.pieces import heading
from tracer.views.terminal import Space, View

KEY = "k"
"""The key that opens the glossary, in every view; the letter of "key words"."""

_READABLE = 80
"""Lines of prose are at most this wide."""


def word_asked(typed: str) -> str | None:
    """Return the word that somebody asks for who types a line: ``k session``; empty for ``k`` alone, None otherwise."""
    key, _, word = typed.strip().partition(" ")
    return word.strip() if key.casefold() in {KEY, "glossary"} else None


def words_asked_for(word: str, text: str = "") -> View:
    """Return what is shown to somebody who asks for a word.

    Args:
        word: The word; empty for those that stand in the text.
        text: What the person looks at.

    Raises:
        UsageError: There is no such word.
    """
    if word:
        return GlossaryPage(glossary_entry(word))
    here = words_in(text)
    others = tuple(entry for entry in glossary() if entry not in here)
    return GlossaryList(here, others) if here else GlossaryList(glossary())


@dataclass(frozen=True)
class GlossaryList:
    """Words with what they mean.

    Attributes:
        entries: The words.
        others: Words that are only named.
    """

    entries: Sequence[GlossaryEntry]
    others: Sequence[GlossaryEntry] = ()

    def draw(self, space: Space) -> Iterator[RenderableType]:
        """Yield each word with its meaning below it."""
        yield heading(f"Glossary {space.marks.dot} {counted(len(self.entries), 'word')}")
        for entry in self.entries:
            yield from _drawn(entry, space)
        for remark in self._more():
            yield Constrain(Text(remark, style="quiet"), min(space.width, _READABLE))

    def lines(self) -> Iterator[str]:
        """Yield a line for each word."""
        yield f"Glossary, {counted(len(self.entries), 'word')}."
        for entry in self.entries:
            yield f"{entry.word}: {plain_line(entry.meaning)}"
        yield from self._more()

    def _more(self) -> Iterator[str]:
        if self.others:
            yield f"There are more: {listed([entry.word for entry in self.others])}."
            yield f"Type {KEY} and one of them, for example: {KEY} {self.others[0].word}"


@dataclass(frozen=True)
class GlossaryPage:
    """One word: what it means, how else it is written, where it is explained, and which words to look at next.

    Attributes:
        entry: The word.
    """

    entry: GlossaryEntry

    def draw(self, space: Space) -> Iterator[RenderableType]:
        """Yield the word, its meaning, and what to look at next."""
        yield from _drawn(self.entry, space)
        for remark in remarks(self.entry):
            yield Padding(Text(remark, style="quiet"), (0, 0, 0, 2), expand=False)

    def lines(self) -> Iterator[str]:
        """Yield the word with its meaning, and what to look at next."""
        yield f"{self.entry.word}: {plain_line(self.entry.meaning)}"
        yield from remarks(self.entry)


def _drawn(entry: GlossaryEntry, space: Space) -> Iterator[RenderableType]:
    yield Text(entry.word, style="step")
    meaning = Padding(inline(one_line(entry.meaning)), (0, 0, 0, 2), expand=False)
    yield Constrain(meaning, min(space.width, _READABLE))


def remarks(entry: GlossaryEntry) -> Iterator[str]:
    """Yield how else a word is written, where it is explained first, and which words to look at next."""
    plurals = {f"{form}s" for form in (entry.word, *entry.forms)}
    if forms := [form for form in entry.forms if form not in plurals]:
        yield f"Also: {', '.join(forms)}."
    if entry.lesson:
        yield f"Explained first in the lesson {entry.lesson}."
    if entry.related:
        yield f"See also: {listed(entry.related)}."
