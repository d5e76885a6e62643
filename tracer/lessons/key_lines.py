"""On which line of a TOML text each of its keys stands, for messages that point into a file.

The parser of the standard library tells no positions. What is read here has passed it, so nothing is checked any
more: this only finds where a key begins and where its value ends (TOML 1.0, https://toml.io/en/v1.0.0).
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from tracer.trace.wrong_values import KeyPath

_IGNORED = re.compile(r"(?:[ \t\n,]+|#[^\n]*)*")
"""What stands between two items: space, ends of lines, commas, comments."""

_SPACE = re.compile(r"[ \t]*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_STRING = re.compile(
    r'"""(?:[^\\]|\\.)*?"""(?:"{0,2})'  # a text of several lines may end with two quotation marks of its own
    r"|'''.*?'''(?:'{0,2})"
    r'|"(?:[^"\\]|\\.)*"'
    r"|'[^']*'",
    re.DOTALL,
)
_WORD = re.compile(r"[^,\]}#\n]+")
"""A number, a date, true or false: everything up to what can follow a value."""


@dataclass(frozen=True)
class KeyLines:
    """Where the keys of a TOML text stand.

    Attributes:
        text: The text.
        spans: For each key, and each item of a list, the first and the last line of it with its value, from 1.
    """

    text: str = ""
    spans: Mapping[KeyPath, tuple[int, int]] = field(default_factory=dict)

    def line_of(self, place: KeyPath, quoted: str = "") -> int:
        """Return the line of a key, or of the nearest one around it that is there; 0 where there is none.

        Args:
            place: The way to it.
            quoted: Words of its value. If they are found there, their line is the one that is meant.
        """
        while place and place not in self.spans:
            place = place[:-1]
        if not place:
            return 0
        first, last = self.spans[place]
        if quoted:
            for number, line in enumerate(self.text.split("\n")[first - 1 : last], start=first):
                if quoted in line:
                    return number
        return first


def key_lines(text: str) -> KeyLines:
    """Return where the keys of a text stand that is valid TOML."""
    text = text.replace("\r\n", "\n")
    return KeyLines(text, _Finder(text).spans())


class _Finder:
    """Goes through a text once, from key to key."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._counted = 0
        self._line = 1
        self._items: dict[KeyPath, int] = {}
        """How many tables each list has that is written in double brackets."""

        self._spans: dict[KeyPath, tuple[int, int]] = {}

    def spans(self) -> Mapping[KeyPath, tuple[int, int]]:
        table: KeyPath = ()
        while self._skip():
            if self._text[self._at] == "[":
                table = self._header()
            else:
                self._pair(table)
        return self._spans

    def _skip(self) -> bool:
        """Pass over what means nothing, and tell whether anything follows."""
        self._take(_IGNORED)
        return self._at < len(self._text)

    def _take(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self._text, self._at)
        self._at = found.end() if found else self._at
        return found[0] if found else ""

    def _here(self) -> int:
        """Return the number of the line that is reached."""
        self._line += self._text.count("\n", self._counted, self._at)
        self._counted = self._at
        return self._line

    def _note(self, place: KeyPath, line: int, *, last: int | None = None) -> None:
        """Keep where a key stands, and where those around it end now."""
        for length in range(1, len(place)):
            first, end = self._spans.get(place[:length], (line, line))
            self._spans[place[:length]] = first, max(end, last or line)
        self._spans[place] = line, last or line

    def _header(self) -> KeyPath:
        """Read ``[table]`` or ``[[list.of.tables]]`` and return the way to the table."""
        is_list = self._text.startswith("[[", self._at)
        self._at += 2 if is_list else 1
        line = self._here()
        *around, last = self._key()
        self._at += 2 if is_list else 1
        place: KeyPath = ()
        for part in around:
            place = self._last_item((*place, part))
        place = (*place, last)
        if is_list:
            self._items[place] = self._items.get(place, 0) + 1
            if place not in self._spans:
                self._note(place, line)
            place = self._last_item(place)
        self._note(place, line)
        return place

    def _last_item(self, place: KeyPath) -> KeyPath:
        return (*place, self._items[place] - 1) if place in self._items else place

    def _pair(self, table: KeyPath) -> None:
        """Read a key and its value. The keys before the dots of a key stand in its line too."""
        line = self._here()
        place = (*table, *self._key())
        self._at += 1  # the equals sign
        self._note(place, line)
        self._value(place)
        self._note(place, line, last=self._here())

    def _key(self) -> list[str]:
        """Read a key, ``a."b c".d``, up to what follows it."""
        return [*self._parts()]

    def _parts(self) -> Iterator[str]:
        while True:
            self._take(_SPACE)
            quoted = self._take(_STRING)
            yield tomllib.loads(f"key = {quoted}")["key"] if quoted else self._take(_BARE_KEY)
            self._take(_SPACE)
            if not self._text.startswith(".", self._at):
                return
            self._at += 1

    def _value(self, place: KeyPath) -> None:
        self._take(_SPACE)
        opened = self._text[self._at]
        if opened == "[":
            self._list(place)
        elif opened == "{":
            self._table(place)
        elif not self._take(_STRING):
            self._take(_WORD)

    def _list(self, place: KeyPath) -> None:
        self._at += 1
        index = 0
        while self._skip() and self._text[self._at] != "]":
            line = self._here()
            item = (*place, index)
            self._note(item, line)
            self._value(item)
            self._note(item, line, last=self._here())
            index += 1
        self._at += 1

    def _table(self, place: KeyPath) -> None:
        self._at += 1
        while self._skip() and self._text[self._at] != "}":
            self._pair(place)
        self._at += 1
