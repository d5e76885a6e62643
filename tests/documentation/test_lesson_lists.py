"""docs/writing-lessons.md lists every key with its values, the pages, the accounts and the settings, as they are."""

import os
from importlib import import_module
from typing import get_args

import pytest

from tests import ROOT
from tests.documentation.lesson_lists import GIVEN_BY_THE_TRACER, KNOWN, PARTS, all_lists, fields_of
from tracer.trace.scenario import FILE_SETTINGS, SECRET_SETTINGS, VERBS, Password, Tampering, Verb

PAGE = ROOT / "docs" / "writing-lessons.md"
BEGIN, END = "<!-- what there is -->\n", "<!-- end of what there is -->\n"


def listed() -> str:
    _, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    return rest.partition(END)[0]


def test_the_page_lists_what_there_is() -> None:
    """The lists are written by ``UPDATE_GOLDENS=1 pytest tests/documentation/test_lesson_lists.py``."""
    text = PAGE.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    if os.environ.get("UPDATE_GOLDENS"):
        PAGE.write_text(f"{before}{BEGIN}{all_lists()}{END}{after}", encoding="utf-8")
    assert listed() == all_lists()


@pytest.mark.parametrize("values", [get_args(Verb), get_args(Password), get_args(Tampering), tuple(VERBS)])
def test_every_value_of_a_key_with_few_values_is_there(values: tuple[str, ...]) -> None:
    assert all(f"`{value}`" in listed() for value in values)


def test_what_is_said_of_a_key_is_said_of_one_that_there_is() -> None:
    there = {f"{part.__name__}.{field.name}" for part in PARTS for field in fields_of(part)}
    assert set(KNOWN) <= there
    for part, names in GIVEN_BY_THE_TRACER.items():
        assert names <= set(part.__dataclass_fields__)  # type: ignore[attr-defined] # a dataclass


@pytest.mark.parametrize("app", ["flask_app", "edge_cases"])
def test_the_pages_and_settings_are_those_of_the_app_as_it_runs(app: str) -> None:
    module = import_module(f"tracer.demo_app.{app}")
    for name, path in module.PAGES.items():
        assert f"| `{name}` | `{path}` |" in listed()
    defaults = import_module("tracer.demo_app.flask_app.settings").DEFAULTS
    for name in {*defaults, *getattr(module, "DEFAULTS", ())} - SECRET_SETTINGS - FILE_SETTINGS:
        assert f"| `{name}` | " in listed()
    for name in defaults["ACCOUNTS"]:
        assert f"| `{name}` | user " in listed()


@pytest.mark.parametrize("setting", ["DATABASE", "SECRET_KEY", "ACCOUNTS"])
def test_what_no_lesson_may_set_is_not_listed(setting: str) -> None:
    assert f"`{setting}`" not in listed()
