"""The words of the course, each with what it means: for whoever meets one and has never seen a session cookie.

The texts lie in ``glossary.toml`` beside this file.
"""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path

from tracer.command_line import command_line
from tracer.errors import UsageError
from tracer.lessons.schema import Lesson
from tracer.trace.wording.phrases import listed

_FILE = Path(__file__).with_name("glossary.toml")


@dataclass(frozen=True)
class GlossaryEntry:
    """A word of the course.

    Attributes:
        word: The word.
        meaning: What it means, in Markdown, in two sentences or three.
        lesson: The name of the lesson on the path that uses or explains it first; empty where none does.
        forms: How else it is written.
        related: Words to look at next.
        only_as_code: Whether it is an ordinary word too, so that in a text it is meant only where it stands as code.
    """

    word: str
    meaning: str
    lesson: str = ""
    forms: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    only_as_code: bool = False


@cache
def glossary() -> tuple[GlossaryEntry, ...]:
    """Return every word, in the order in which a newcomer meets them."""
    words = tomllib.loads(_FILE.read_text(encoding="utf-8"))["words"]
    return tuple(
        GlossaryEntry(**{**word, "forms": tuple(word["forms"]), "related": tuple(word["related"])}) for word in words
    )


def glossary_entry(word: str) -> GlossaryEntry:
    """Return the entry of a word, however it is written.

    Raises:
        UsageError: There is no such word; the message names the ones that look like it.
    """
    wanted = _key(word)
    for entry in glossary():
        if wanted in map(_key, (entry.word, *entry.forms)):
            return entry
    # A word is often part of a name: whoever asks for "protection" means session protection.
    parts = [entry.word for entry in glossary() if wanted and wanted in _key(" ".join((entry.word, *entry.forms)))]
    if parts:
        raise UsageError(f'There is no word "{word}" in the glossary. Did you mean {_alternatives(parts)}?')
    raise UsageError(f'There is no word "{word}" in the glossary. {_instead(wanted)}')


def _instead(wanted: str) -> str:
    """Return where to look for a word that is not there: those that look like it, or those that speak of it, or all."""
    forms = {_key(form): entry.word for entry in glossary() for form in (entry.word, *entry.forms)}
    close = [*dict.fromkeys(forms[form] for form in get_close_matches(wanted, [*forms], n=_MOST_ALTERNATIVES))]
    every_word = f"All {len(glossary())} words: {command_line('glossary')}"
    if close:
        return f"Did you mean {_alternatives(close)}? {every_word}"
    spoken_of = [entry.word for entry in matching(wanted)] if len(wanted) >= _SHORTEST else []
    if spoken_of:
        names = listed([f'"{word}"' for word in spoken_of[:_MOST_ALTERNATIVES]])
        return f"It is used where {names} {'is' if len(spoken_of) == 1 else 'are'} explained. {every_word}"
    return f"No word of it looks like that either. {every_word}"


_MOST_ALTERNATIVES = 3
"""At most this many other words are named."""
_SHORTEST = 3
"""From this many letters on a word is looked for in explanations; a shorter one is part of any."""


def _alternatives(words: Sequence[str]) -> str:
    *most, last = [f'"{word}"' for word in words]
    return f"{', '.join(most)} or {last}" if most else last


def _key(word: str) -> str:
    """Return what words are compared by: how they are set apart from other words says nothing."""
    return re.sub(r"[\s_-]+", " ", word.strip("`\"'“”.,()? ").casefold()).strip()


def matching(typed: str) -> Iterator[GlossaryEntry]:
    """Yield the entries in which something that was typed stands: in the word first, then in what it means."""
    wanted = _key(typed)
    named = [entry for entry in glossary() if wanted in _key(" ".join((entry.word, *entry.forms)))]
    yield from named
    yield from (entry for entry in glossary() if entry not in named and wanted in _key(entry.meaning))


def words_in(text: str) -> tuple[GlossaryEntry, ...]:
    """Return the entries whose words stand in a text, in the order in which they come there.

    Of two words that overlap the longer one counts: in "session cookie" there is no "session".
    """
    entries = {_key(form): entry for entry in glossary() for form in (entry.word, *entry.forms)}
    found = (entries[_key(match[0])] for match in _pattern().finditer(text))
    return tuple(dict.fromkeys(found))


@cache
def _pattern() -> re.Pattern[str]:
    ordinary = {entry.word for entry in glossary() if entry.only_as_code}
    forms = sorted({form for entry in glossary() for form in (entry.word, *entry.forms)}, key=len, reverse=True)
    written = []
    for form in forms:
        pattern = r"[\s_-]+".join(map(re.escape, re.split(r"[\s_-]", form)))
        written.append(rf"(?<=`){pattern}(?=`)|{pattern}(?==)" if form in ordinary else pattern)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(written)})(?![\w-])", re.IGNORECASE)


def words_of_lesson(lesson: Lesson) -> tuple[GlossaryEntry, ...]:
    """Return the entries that a lesson explains first, and then those whose words it uses, in its order.

    Of a lesson that hunts a fault only its title and the symptom are read: nothing else must give the fault away.
    """
    if lesson.symptom:
        texts = [lesson.title, lesson.symptom]
    else:
        texts = [lesson.title, lesson.summary, *lesson.snapshot, *(moment.answer for moment in lesson.moments)]
    own = [entry for entry in glossary() if entry.lesson == lesson.name and not lesson.symptom]
    told = _NAME_OF_STEP.sub("step", "\n".join(texts))
    return tuple(dict.fromkeys([*own, *words_in(told)]))


_NAME_OF_STEP = re.compile(r"\{step:[^}]*\}")
