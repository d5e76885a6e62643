"""Where the keys of a TOML text stand: of every text that the parser reads, and on the right lines."""

import json
import tomllib
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracer.lessons.key_lines import key_lines
from tracer.lessons.library import BUILT_IN
from tracer.trace.wrong_values import KeyPath

TEXT = '''\
title = "one" # not = this
summary = """
Line three, key = "no key"
[no.table] \\
and the end """
minutes.short = 6

[scenarios.first] # [no.table]
actions = [ # a list
  { do = "visit", page = "protected" },
  { do = "wait",
    seconds = 1 }, { do = "back" },
]

[[questions]]
id = 'a'
[[questions.choices]]
text = "b"
[[questions.choices]]
text = "c"
step = { stage = "logged_in", when = { "current_user.id" = "1" } }

[[questions]]
id = "d"

[scenarios."second one"]
when = 1979-05-27 07:32:00 # a date with a space
'''


@pytest.mark.parametrize(
    ("place", "line"),
    [
        (("title",), 1),
        (("summary",), 2),
        (("minutes",), 6),
        (("minutes", "short"), 6),
        (("scenarios", "first"), 8),
        (("scenarios", "first", "actions"), 9),
        (("scenarios", "first", "actions", 0, "page"), 10),
        (("scenarios", "first", "actions", 1), 11),
        (("scenarios", "first", "actions", 1, "seconds"), 12),
        (("scenarios", "first", "actions", 2, "do"), 12),
        (("questions", 0), 15),
        (("questions", 0, "choices", 1, "text"), 20),
        (("questions", 0, "choices", 1, "step", "when", "current_user.id"), 21),
        (("questions", 1, "id"), 24),
        (("scenarios", "second one", "when"), 27),
        (("questions", 1, "hints", 3), 23),
        (("snapshot",), 0),
        ((), 0),
    ],
)
def test_a_key_is_found_on_its_line_and_what_is_missing_where_it_belongs(place: KeyPath, line: int) -> None:
    assert key_lines(TEXT).line_of(place) == line


def test_words_in_a_text_of_several_lines_are_found_on_theirs() -> None:
    lines = key_lines(TEXT)
    assert lines.line_of(("summary",), "the end") == 5
    assert lines.line_of(("questions", 0), 'text = "c"') == 20
    assert lines.line_of(("summary",), "seconds") == 2


def places(value: Any, way: KeyPath = ()) -> Iterator[KeyPath]:
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in inside:
        yield (*way, key)
        yield from places(item, (*way, key))


@pytest.mark.parametrize("path", sorted(BUILT_IN.glob("*.toml")), ids=lambda path: path.stem)
def test_every_key_of_every_lesson_is_found_where_its_name_stands(path: Any) -> None:
    text = path.read_text(encoding="utf-8")
    lines = key_lines(text)
    assert set(lines.spans) == set(places(tomllib.loads(text)))
    for place, (first, last) in lines.spans.items():
        assert first <= last
        if isinstance(place[-1], str):
            assert place[-1] in text.split("\n")[first - 1]


KEYS = st.text(min_size=1, max_size=4)
SCALARS = st.one_of(
    st.booleans(),
    st.integers(-(10**6), 10**6),
    st.dates().map(date.isoformat),
    st.times().map(time.isoformat),
    st.datetimes().map(lambda moment: datetime.isoformat(moment, " ")),
    st.text(max_size=6),
)


class Writer:
    """Writes TOML in all its forms, and remembers on which line each key went."""

    def __init__(self, draw: Any) -> None:
        self._draw = draw
        self.text = ""
        self.lines: dict[KeyPath, int] = {}

    def _one_of(self, *forms: str) -> str:
        return str(self._draw(st.sampled_from(forms)))

    def _write(self, text: str) -> None:
        self.text += text

    def _note(self, place: KeyPath) -> None:
        self.lines.setdefault(place, self.text.count("\n") + 1)

    def _key(self, key: str) -> str:
        bare = key.isascii() and key.replace("-", "").replace("_", "").isalnum()
        literal = "'" not in key and key.isprintable()
        return self._one_of(*([key] if bare else []), *([f"'{key}'"] if literal else []), string(key))

    def _text(self, text: str) -> str:
        forms = [
            string(text),
            f'"""{string(text)[1:-1]}"""',
            f'"""\n{string(text)[1:-1]}"""',
            '"""\n\n# [x] = "" \\\n"""',
        ]
        if "'" not in text and text.isprintable():
            forms += [f"'{text}'", f"'''{text}'''", f"'''\n{text}\n'''"]
        return self._one_of(*forms)

    def value(self, value: Any, place: KeyPath) -> None:
        if isinstance(value, list):
            self._write("[")
            for index, item in enumerate(value):
                self._write(self._one_of("", " ", "\n", "\n  # ] = [\n", "\n\n"))
                self._note((*place, index))
                self.value(item, (*place, index))
                self._write(self._one_of(",", " ,", ",\n", " # , ]\n,") if index < len(value) - 1 else "")
            self._write(self._one_of("]", "\n]", " ]"))
        elif isinstance(value, dict):
            self._write("{")
            for index, (key, item) in enumerate(value.items()):
                self._write(", " if index else " ")
                self._pair(key, item, (*place, key))
            self._write(" }")
        elif isinstance(value, bool):
            self._write(str(value).lower())
        elif isinstance(value, str) and not self._is_moment(value):
            self._write(self._text(value))
        else:
            self._write(str(value))

    @staticmethod
    def _is_moment(text: str) -> bool:
        try:
            tomllib.loads(f"moment = {text}")
        except tomllib.TOMLDecodeError:
            return False
        return text[:1].isdigit() and ("-" in text or ":" in text)

    def _pair(self, key: str, value: Any, place: KeyPath) -> None:
        self._note(place)
        self._write(self._key(key) + self._one_of("=", " = ", "\t= "))
        self.value(value, place)

    def document(self, content: dict[str, Any], place: KeyPath = (), header: str = "") -> None:
        """Write a table: what is no table first, then the tables below headers of their own."""
        below = {key: item for key, item in content.items() if self._has_header(item)}
        for key, item in content.items():
            if key not in below:
                self._pair(key, item, (*place, key))
                self._write(self._one_of("\n", " # key = 1\n", "\n\n", "\r\n"))
        for key, item in below.items():
            name = f"{header}.{self._key(key)}" if header else self._key(key)
            for index, table in enumerate(item if isinstance(item, list) else [item]):
                here = (*place, key, index) if isinstance(item, list) else (*place, key)
                if isinstance(item, list):
                    self._note((*place, key))
                self._note(here)
                self._write(f"[[ {name} ]] # [x]\n" if isinstance(item, list) else f"[{name}]\n")
                self.document(table, here, name)

    def _has_header(self, item: Any) -> bool:
        tables = isinstance(item, list) and bool(item) and all(isinstance(each, dict) for each in item)
        return (isinstance(item, dict) or tables) and bool(self._draw(st.booleans()))


def string(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3), max_leaves=12
)


@settings(max_examples=150)
@given(content=st.dictionaries(KEYS, VALUES, max_size=5), data=st.data())
def test_every_key_of_any_text_is_found_on_the_line_where_it_was_written(content: dict[str, Any], data: Any) -> None:
    writer = Writer(data.draw)
    writer.document(content)
    read = tomllib.loads(writer.text)
    found = key_lines(writer.text)
    assert set(found.spans) == set(places(read))
    assert {place: first for place, (first, _) in found.spans.items()} == writer.lines


@pytest.mark.parametrize(
    "text",
    [
        'a = """x"""""\nb = 1',
        "a = '''x'''''\nb = 1",
        'a = "\\\\"\nb = 1',
        'a = """\\""""\nb = 1',
        "\n\r\na = 1\r\nb = 2",
    ],
)
def test_what_ends_a_text_is_known(text: str) -> None:
    lines = key_lines(text)
    assert set(lines.spans) == {("a",), ("b",)}
    assert lines.line_of(("b",)) == text.count("\n", 0, text.index("b = ")) + 1


def test_a_table_may_come_after_the_tables_inside_of_it() -> None:
    text = "[a.b]\nc = 1\n[a]\nd = 2\n[a.e]\nf = 1\n"
    assert set(key_lines(text).spans) == set(places(tomllib.loads(text)))
    assert key_lines(text).line_of(("a",)) == 3
    assert key_lines(text).line_of(("a", "d")) == 4
