"""Plain data becomes dataclasses, or every wrong value is named with its place."""

import copy
import datetime as dt
import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import ROOT
from tracer.lessons.schema import Lesson
from tracer.trace.plain_values import Plain
from tracer.trace.validation import Count, Minimum, ReadBy, read
from tracer.trace.wrong_values import Expected, WrongValueError, wrong

LESSONS = sorted([*(ROOT / "lessons").glob("*.toml"), *(ROOT / "tests" / "lessons").glob("*.toml")])


def shouted(value: Any) -> str:
    if value != "ready":
        raise wrong("nobody is ready")
    return "READY"


@dataclass(frozen=True)
class Inner:
    size: int

    def __post_init__(self) -> None:
        if self.size < 0:
            raise ValueError("a size is never negative")


@dataclass(frozen=True)
class Other:
    colour: str
    bright: bool = False


@dataclass(frozen=True)
class Outer:
    name: str
    inner: Inner | None = None
    kind: Literal["a", "b"] = "a"
    parts: tuple[Inner, ...] = ()
    sizes: Mapping[str, float] = field(default_factory=dict)
    count: Count = 1
    hands: Annotated[int, Minimum(0)] = 0
    step: Annotated[int | Inner, Expected("a step", "write its number")] | None = None
    either: Inner | Other | None = None
    cry: Annotated[str, ReadBy(shouted)] = ""
    classed: str = field(default="", metadata={"key": "class"})
    facts: Mapping[str, Plain] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)


def wrong_values(value: Any, *, lenient: bool = False) -> list[tuple[tuple[str | int, ...], str]]:
    with pytest.raises(WrongValueError) as caught:
        read(Outer, {"name": "x", **value}, lenient=lenient)
    return [(problem.place, problem.message) for problem in caught.value.problems]


def test_plain_data_becomes_the_dataclass() -> None:
    made = read(
        Outer,
        {
            "name": "x",
            "inner": {"size": 1},
            "parts": [{"size": 2}],
            "sizes": {"y": 0.5},
            "step": {"size": 3},
            "either": {"colour": "red"},
            "cry": "ready",
            "class": "c",
            "facts": {"deep": [{"x": None}]},
            "names": ["n"],
        },
    )
    assert made == Outer(
        "x",
        Inner(1),
        "a",
        (Inner(2),),
        {"y": 0.5},
        step=Inner(3),
        either=Other("red"),
        cry="READY",
        classed="c",
        facts={"deep": [{"x": None}]},
        names=["n"],
    )
    assert read(Outer, {"name": "x"}) == Outer("x")


@pytest.mark.parametrize(
    ("value", "place", "message"),
    [
        ({"name": 1}, ("name",), "a text is expected here, not 1"),
        ({"nam": 1}, ("nam",), 'there is no such key; did you mean "name"?'),
        ({"surprise": 1}, ("surprise",), "there is no such key"),
        ({"classed": "x"}, ("classed",), 'there is no such key; did you mean "class"?'),
        ({"kind": "c"}, ("kind",), 'one of a, b is expected here, not "c"'),
        ({"parts": [{"size": 1}, {"size": True}]}, ("parts", 1, "size"), "a whole number is expected here, not true"),
        ({"inner": {"size": "1"}}, ("inner", "size"), 'a whole number is expected here, not "1"'),
        ({"inner": {"size": -1}}, ("inner",), "a size is never negative"),
        ({"inner": {}}, ("inner", "size"), "the key is missing"),
        ({"inner": 1}, ("inner",), "a table of keys and values is expected here, not 1: it has the key size"),
        ({"parts": {}}, ("parts",), "a list is expected here, not a table of keys and values"),
        ({"sizes": {"y": 1}}, ("sizes", "y"), "a number with a decimal point is expected here, not 1"),
        ({"sizes": {"y": float("nan")}}, ("sizes", "y"), "a number that is finite is expected here, not nan"),
        ({"sizes": []}, ("sizes",), "a table of keys and values is expected here, not a list"),
        ({"count": 0}, ("count",), "a whole number from 1 is expected here, not 0"),
        ({"count": 1.0}, ("count",), "a whole number from 1 is expected here, not 1.0"),
        ({"hands": -1}, ("hands",), "a whole number from 0 is expected here, not -1"),
        ({"step": "1"}, ("step",), 'a step is expected here, not "1": write its number'),
        ({"step": {"size": ""}}, ("step", "size"), 'a whole number is expected here, not ""'),
        ({"either": {"size": 1, "bright": 1}}, ("either", "bright"), "there is no such key"),
        ({"either": {"bright": 1, "colour": 1}}, ("either", "bright"), "true or false is expected here, not 1"),
        ({"either": []}, ("either",), "a table of keys and values is expected here, not a list"),
        ({"cry": "no"}, ("cry",), "nobody is ready"),
        ({"facts": {"x": [float("inf")]}}, ("facts", "x", 0), "a number that is finite is expected here, not inf"),
        ({"facts": {"x": dt.date(2026, 1, 5)}}, ("facts", "x"), "a value of another form is expected here, not a date"),
        ({"names": ["n", None]}, ("names", 1), "a text is expected here, not nothing"),
    ],
)
def test_what_does_not_fit_is_named_with_its_place(value: Any, place: tuple[str | int, ...], message: str) -> None:
    assert wrong_values(value)[0] == (place, message)


def test_every_wrong_value_is_named_at_once() -> None:
    value = {"kind": 1, "surprise": 1, "parts": [{}, {"size": 1}, {"size": "x", "sice": 1}], "facts": {"x": [[{1}]]}}
    with pytest.raises(WrongValueError) as caught:
        read(Outer, value)
    assert [problem.place for problem in caught.value.problems] == [
        ("kind",),
        ("surprise",),
        ("parts", 0, "size"),
        ("parts", 2, "size"),
        ("parts", 2, "sice"),
        ("facts", "x", 0, 0),
        ("name",),
    ]


def test_every_strange_key_is_named_but_only_the_first_ones_are_compared() -> None:
    found = wrong_values({f"name{number}": 1 for number in range(50)})
    assert len(found) == 50
    assert found[0][1] == 'there is no such key; did you mean "name"?'
    assert found[-1][1] == "there is no such key"


def test_an_error_reads_as_a_sentence_and_counts_what_it_does_not_tell() -> None:
    with pytest.raises(WrongValueError) as caught:
        read(Outer, {"name": "x", "parts": [{}] * 7})
    assert str(caught.value).startswith("at parts[0].size: the key is missing; at parts[1].size: ")
    assert str(caught.value).endswith("; and 2 more")
    assert str(wrong("nothing fits")) == "nothing fits"


@pytest.mark.parametrize(
    ("key", "value", "found"),
    [
        ("count", "3", 3),
        ("count", " +3 ", 3),
        ("count", "3.0", 3),
        ("count", 3.0, 3),
        ("count", True, 1),
        ("step", "3", 3),
        ("either", {"colour": "red", "bright": "Yes"}, Other("red", bright=True)),
        ("either", {"colour": "red", "bright": 1}, Other("red", bright=True)),
        ("either", {"colour": "red", "bright": "off"}, Other("red")),
    ],
)
def test_another_form_of_a_number_is_taken_only_where_people_write(key: str, value: object, found: object) -> None:
    wrong_values({key: value})
    assert getattr(read(Outer, {"name": "x", key: value}, lenient=True), key) == found


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("count", "three"),
        ("count", "9" * 5000),
        ("count", 3.5),
        ("count", float("inf")),
        ("count", "0"),
        ("name", 1),
        ("step", "first"),
        ("either", {"colour": "red", "bright": 2}),
        ("either", {"colour": "red", "bright": "perhaps"}),
    ],
)
def test_what_means_no_number_is_refused_wherever_it_is_written(key: str, value: object) -> None:
    assert len(wrong_values({key: value}, lenient=True)) == 1


def nested(depth: int) -> dict[str, Any]:
    value: dict[str, Any] = {}
    for _ in range(depth):
        value = {"deeper": [value]}
    return value


HOSTILE: list[Any] = [
    nested(200),
    10**5000,
    -(10**5000),
    float("nan"),
    "x" * 1_000_000,
    "\x1b[2J\x9b",
    {"\x1b[2J" * 100: 1},
    [[[[[[]]]]]],
]


@pytest.mark.parametrize("key", ["name", "inner", "kind", "parts", "sizes", "count", "step", "either", "class"])
@pytest.mark.parametrize("value", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("lenient", [False, True])
def test_a_hostile_value_is_refused_in_a_short_message(key: str, value: Any, *, lenient: bool) -> None:
    try:
        read(Outer, {"name": "x", key: value}, lenient=lenient)
    except WrongValueError as error:
        for problem in error.problems:
            assert problem.message.isprintable()
            assert len(problem.message) < 200


def test_facts_without_end_are_refused_in_reasonable_time() -> None:
    """Each level looks at what is inside once, not once for itself and once for the message."""
    assert wrong_values({"facts": {"a": nested(500), "b": [[[]] * 10_000] * 3}})[0][1] == (
        "the value is nested too deeply"
    )


@pytest.mark.parametrize("hint", [object, tuple[int, str], set[int], bytes])
def test_a_type_without_plain_form_is_a_mistake_of_the_program(hint: Any) -> None:
    with pytest.raises(TypeError):
        read(hint, 1)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
)


@given(st.dictionaries(st.sampled_from([*Outer.__dataclass_fields__, "class"]), json_values, max_size=4))
def test_whatever_is_read_is_taken_or_refused(value: dict[str, Any]) -> None:
    try:
        read(Outer, value)
    except WrongValueError as error:
        assert error.problems  # noqa: PT017 # most values are refused, a few are not


def content_of(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def places(value: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the way to every value inside a value."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in inside:
        yield (*way, key)
        yield from places(item, (*way, key))


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_every_lesson_fits_its_schema_strictly(path: Path) -> None:
    assert read(Lesson, content_of(path)) == read(Lesson, content_of(path), lenient=True)


@settings(max_examples=200)
@given(st.data())
def test_each_of_several_damages_of_a_lesson_is_named(data: st.DataObject) -> None:
    """A value of a type that fits nowhere is put into several places; each of them is named, and no other."""
    content = copy.deepcopy(content_of(data.draw(st.sampled_from(LESSONS))))
    known = [way for way in places(content) if "when" not in way]
    chosen = data.draw(st.lists(st.sampled_from(sorted(known, key=str)), min_size=1, max_size=4, unique=True))
    damaged = [way for way in chosen if not any(way[: len(other)] == other != way for other in chosen)]
    for *way, last in damaged:
        inside: Any = content
        for key in way:
            inside = inside[key]
        inside[last] = dt.time(9)
    with pytest.raises(WrongValueError) as caught:
        read(Lesson, content, lenient=True)
    assert {problem.place for problem in caught.value.problems} == set(damaged)
    assert all(json.dumps(problem.message).isascii() for problem in caught.value.problems)
