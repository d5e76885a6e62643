"""Plain values: what JSON can hold and give back unchanged."""

import json
import math
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracer.trace.plain_values import as_named, as_shown, plain, same_value

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


LOOKING_LIKE_SOMETHING_ELSE = st.sampled_from(["None", "True", "false", "null", "", "1", "-2.5", "1e3", "nan"])


@given(text=LOOKING_LIKE_SOMETHING_ELSE | st.text())
def test_a_text_is_never_shown_as_what_it_is_not(text: str) -> None:
    shown = as_shown(text)
    others = {as_shown(value) for value in (None, True, False, 1, -2.5, 1000.0)}
    assert shown not in others
    assert shown in {text, f'"{text}"'}


def test_what_needs_no_quotes_has_none() -> None:
    assert [as_shown(value) for value in ("Set", "User(1)", None, True, 1)] == ["Set", "User(1)", "None", "True", "1"]
    assert as_shown({"_user_id": "1", "_fresh": True, "cart": ["a book", "None"]}) == (
        '_user_id: "1", _fresh: True, cart: a book, "None"'
    )


def test_the_id_of_a_user_is_a_name_in_a_sentence() -> None:
    assert [as_named(value) for value in ("1", 1, "None", None)] == ["1", "1", '"None"', "None"]


@given(value=SCALARS)
def test_a_value_is_the_same_as_it_is_shown(value: bool | float | str | None) -> None:  # noqa: FBT001 # a value like any other
    assert same_value(value, as_shown(value))


def test_nothing_and_the_text_none_are_two_things() -> None:
    assert same_value(None, "None")
    assert not same_value("None", "None")
    assert same_value("None", '"None"')
    assert not same_value(None, '"None"')
    assert same_value("1", "1")
    assert same_value("1", '"1"')
    assert not same_value(1, '"1"')
