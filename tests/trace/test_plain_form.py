"""The plain form of a dataclass: its keys, and the way there and back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.strategies import plain_values, texts
from tracer.trace.plain_form import OMIT_DEFAULT, REQUIRED, plain_fields, to_plain
from tracer.trace.plain_values import Plain
from tracer.trace.validation import Count, read


@dataclass(frozen=True)
class Point:
    x: int
    y: int = field(default=0, metadata=OMIT_DEFAULT)


@dataclass(frozen=True, slots=True)
class Drawing:
    kind: str = field(metadata={"key": "class"})
    tone: Literal["light", "dark"] = field(default="light", metadata=REQUIRED)
    start: Point | None = field(default=None, metadata={"key": "from", **OMIT_DEFAULT})
    points: tuple[Point, ...] = ()
    corners: Mapping[str, Point] = field(default_factory=dict, metadata=OMIT_DEFAULT)
    width: Count | None = None
    weights: Mapping[str, float | bool] = field(default_factory=dict)
    rest: Mapping[str, Plain] = field(default_factory=dict)
    anything: Plain = None


points = st.builds(Point, st.integers(), st.integers(min_value=0, max_value=1))
drawings = st.builds(
    Drawing,
    kind=texts,
    tone=st.sampled_from(["light", "dark"]),
    start=st.none() | points,
    points=st.lists(points, max_size=3).map(tuple),
    corners=st.dictionaries(texts, points, max_size=2),
    width=st.none() | st.integers(min_value=1),
    weights=st.dictionaries(texts, st.booleans() | st.floats(allow_nan=False, allow_infinity=False), max_size=2),
    rest=st.dictionaries(texts, plain_values, max_size=3),
    anything=plain_values,
)


@given(drawings)
def test_what_is_written_is_read_again(drawing: Drawing) -> None:
    assert read(Drawing, to_plain(drawing)) == drawing


@given(drawings)
def test_the_plain_form_shares_nothing_with_the_original(drawing: Drawing) -> None:
    before = to_plain(drawing)
    spoilt = to_plain(drawing)
    for value in spoilt.values():
        if isinstance(value, (dict, list)):
            value.clear()
    assert to_plain(drawing) == before


def test_a_field_has_the_key_that_its_metadata_names() -> None:
    written = to_plain(Drawing("line", start=Point(1)))
    assert (written["class"], written["from"]) == ("line", {"x": 1})
    assert "kind" not in written


def test_a_default_is_left_out_only_where_the_field_says_so() -> None:
    assert to_plain(Drawing("line")) == {
        "class": "line",
        "tone": "light",
        "points": [],
        "width": None,
        "weights": {},
        "rest": {},
        "anything": None,
    }


def test_what_merely_equals_the_default_is_written() -> None:
    """True equals 1, but whoever reads it would get another value."""
    counted: Any = Point(1, y=False)
    assert to_plain(counted) == {"x": 1, "y": False}


def test_a_field_tells_of_its_key_and_whether_it_must_be_there() -> None:
    required = [(one.key, one.required) for one in plain_fields(Drawing)]
    assert required[:4] == [("class", True), ("tone", True), ("from", False), ("points", False)]


def test_what_has_no_plain_form_is_a_mistake_of_the_program() -> None:
    strange: Any = Point({1, 2})  # type: ignore[arg-type] # the mistake
    with pytest.raises(TypeError, match="a set has no plain form"):
        to_plain(strange)
