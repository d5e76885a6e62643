"""Checks read off dataclasses: quick, strict, and never of another opinion than pydantic."""

import copy
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from tests import ROOT
from tracer.lessons.schema import Lesson
from tracer.trace.validation import WrongValueError, check_of

LESSONS = sorted([*(ROOT / "lessons").glob("*.toml"), *(ROOT / "tests" / "lessons").glob("*.toml")])
SCHEMA = TypeAdapter(Lesson)


def content_of(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_every_lesson_is_what_pydantic_makes_of_it(path: Path) -> None:
    assert check_of(Lesson)(content_of(path)) == SCHEMA.validate_python(content_of(path))


def places(value: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the way to every value inside a value."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in inside:
        yield (*way, key)
        yield from places(item, (*way, key))


values = st.sampled_from(
    [None, True, 0, 1, 1.5, "", "1", "true", "logged_in", [], ["x"], [1], {}, {"x": "y"}, {"stage": "logged_in"}]
)


@settings(suppress_health_check=list(HealthCheck), max_examples=300, deadline=None)
@given(st.data())
def test_what_it_accepts_of_a_damaged_lesson_pydantic_accepts_too(data: st.DataObject) -> None:
    content = copy.deepcopy(content_of(data.draw(st.sampled_from(LESSONS))))
    *way, last = data.draw(st.sampled_from(sorted(places(content), key=str)))
    inside: Any = content
    for key in way:
        inside = inside[key]
    change = data.draw(st.sampled_from(["replace", "remove", "add"]))
    if change == "replace":
        inside[last] = data.draw(values)
    elif change == "remove":
        del inside[last]
    elif isinstance(inside, dict):
        inside["surprise"] = data.draw(values)
    try:
        lesson = check_of(Lesson)(content)
    except WrongValueError:
        return
    try:
        assert SCHEMA.validate_python(content) == lesson
    except ValidationError as error:
        raise AssertionError("accepted what pydantic refuses") from error


@dataclass(frozen=True)
class Inner:
    size: int

    def __post_init__(self) -> None:
        if self.size < 0:
            raise ValueError("a size is never negative")


@dataclass(frozen=True)
class Outer:
    name: str
    inner: Inner | None = None
    kind: Literal["a", "b"] = "a"
    parts: tuple[Inner, ...] = ()
    sizes: Mapping[str, float] = field(default_factory=dict)


def test_plain_data_becomes_the_dataclass() -> None:
    made = check_of(Outer)({"name": "x", "inner": {"size": 1}, "parts": [{"size": 2}], "sizes": {"y": 0.5}})
    assert made == Outer("x", Inner(1), "a", (Inner(2),), {"y": 0.5})
    assert check_of(Outer)({"name": "x"}) == Outer("x")


@pytest.mark.parametrize(
    ("value", "where", "problem"),
    [
        ({}, "", 'the key "name" is missing'),
        ({"name": 1}, "name", "a text"),
        ({"name": "x", "surprise": 1}, "", "no such key"),
        ({"name": "x", "kind": "c"}, "kind", "one of a, b"),
        ({"name": "x", "parts": [{"size": 1}, {"size": True}]}, "parts[1].size", "a whole number"),
        ({"name": "x", "inner": {"size": "1"}}, "inner.size", "a whole number"),
        ({"name": "x", "inner": {"size": -1}}, "inner", "never negative"),
        ({"name": "x", "sizes": {"y": 1}}, "sizes.y", "a decimal point"),
    ],
)
def test_what_does_not_fit_is_named_by_its_place(value: dict[str, Any], where: str, problem: str) -> None:
    with pytest.raises(WrongValueError) as caught:
        check_of(Outer)(value)
    assert (caught.value.where, problem in caught.value.problem) == (where, True)


@pytest.mark.parametrize("hint", [object, tuple[int, str], set[int]])
def test_a_type_without_plain_form_is_a_mistake_of_the_program(hint: Any) -> None:
    with pytest.raises(TypeError):
        check_of(hint)
