"""Plain values: what JSON can hold and give back unchanged."""

import json
import math
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracer.trace.plain_values import plain

SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
PLAIN = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3))
ANYTHING = st.recursive(
    SCALARS | st.binary() | st.decimals() | st.floats() | st.complex_numbers(),
    lambda inner: st.tuples(inner, inner) | st.dictionaries(st.integers() | st.text(), inner, max_size=3),
)


@given(value=PLAIN)
def test_a_plain_value_of_reasonable_depth_stays_what_it_is(value: object) -> None:
    made = plain(value)
    assert json.loads(json.dumps(made)) == made
    if "<" not in repr(made):
        assert made == value


@given(value=ANYTHING)
def test_whatever_is_made_plain_survives_json(value: object) -> None:
    made = plain(value)
    assert json.loads(json.dumps(made, allow_nan=False)) == made


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ((1, "a"), [1, "a"]),
        ({1: {"a": None}}, {"1": {"a": None}}),
        (Decimal(1), "<Decimal>"),
        (b"bytes", "<bytes>"),
        (math.inf, "<inf>"),
        ({"s"}, "<set>"),
    ],
)
def test_what_is_not_plain_becomes_plain(value: object, expected: object) -> None:
    assert plain(value) == expected


def test_no_method_of_the_value_is_called() -> None:
    class Touchy:
        """An object that must not be touched, like a user object of a foreign app."""

        def __repr__(self) -> str:
            raise AssertionError("touched")

        __str__ = __repr__

        def __hash__(self) -> int:
            raise AssertionError("touched")

        def __eq__(self, _other: object) -> bool:
            raise AssertionError("touched")

    assert plain({"user": Touchy(), "list": [Touchy()]}) == {"user": "<Touchy>", "list": ["<Touchy>"]}


def test_a_copy_shares_nothing_with_the_original() -> None:
    original = {"list": [1]}
    made = plain(original)
    original["list"].append(2)
    assert made == {"list": [1]}


def test_a_value_that_holds_itself_ends() -> None:
    endless: list[object] = []
    endless.append(endless)
    assert "<list>" in json.dumps(plain(endless))
