"""A lesson file that does not fit: what is left of it, and that nothing is hidden by what does not fit."""

import datetime as dt
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.authoring.true_lesson import EVERY_KIND
from tests.trace.test_validation import places
from tracer.lessons import partial_loading
from tracer.lessons.library import load_lesson
from tracer.lessons.partial_loading import LessonFile, load_in_part
from tracer.lessons.schema import Code

TEXT = EVERY_KIND.read_text(encoding="utf-8")


def loaded(folder: Path, *changes: tuple[str, str]) -> LessonFile:
    text = TEXT
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path = folder / "broken.toml"
    path.write_text(text, encoding="utf-8")
    return load_in_part(path)


def test_a_whole_lesson_is_the_same_as_it_is_taken(tmp_path: Path) -> None:
    found = loaded(tmp_path)
    assert (found.flaws, found.unsound, found.spoiled) == ((), frozenset(), {})
    assert found.lesson == load_lesson(found.path)


def test_a_misspelt_key_is_taken_for_the_one_that_is_meant(tmp_path: Path) -> None:
    found = loaded(tmp_path, ('hints = ["Decode', 'hnts = ["Decode'), ('summary = "', 'sumary = "'))
    assert [flaw.place for flaw in found.flaws] == ["sumary", 'question "several", hnts']
    assert replace(found.lesson, name="every-kind") == load_lesson(EVERY_KIND)


def test_a_claim_that_lacks_a_part_is_no_other_claim(tmp_path: Path) -> None:
    claim = 'claim = { step = { stage = "logged_in" }, cookie = "session", '
    found = loaded(tmp_path, (f"{claim}absent", f"{claim}zzz = 1, absent"))
    assert [flaw.keys for flaw in found.flaws] == [("questions", 0, "choices", 0, "claim", "zzz")]
    assert found.lesson.questions[0].choices[0].claim is None
    assert not found.is_sound(("questions", 0, "choices", 0, "claim"))
    assert found.is_sound(("questions", 0, "choices", 1))


def test_a_code_sample_that_does_not_fit_hides_nothing_else(tmp_path: Path) -> None:
    shown = '{ source = "demo_app.flask_app.authentication:login", only = [] }'
    found = loaded(tmp_path, ('"demo_app.flask_app.authentication:login"', shown), ("minutes = 1", "minutes = 1.5"))
    assert [flaw.place for flaw in found.flaws] == ["minutes", "code, show 1"]
    assert replace(found.lesson, name="every-kind", minutes=1) == replace(load_lesson(EVERY_KIND), code=Code(show=()))


def test_an_item_that_is_left_out_moves_those_behind_it(tmp_path: Path) -> None:
    found = loaded(tmp_path, ('track = [{ stage = "logged_in" }', 'track = [{ zzz = "logged_in" }'))
    assert found.lesson.track == (7,)
    assert found.in_file(("track", 0)) == ("track", 1)
    assert not found.is_sound(("track", 0))
    assert found.is_sound(("track", 1))


@pytest.mark.parametrize(
    ("old", "new", "spoiled"),
    [
        ('do = "click"', 'do = "klick"', "right-at-once"),
        ('account = "ada", password = "wrong"', 'account = "ada", password = "hunter2"', "wrong-at-once"),
        ('{ do = "visit", page = "protected" }', '{ do = "visit" }', "right-at-once"),
    ],
)
def test_a_scenario_with_a_mistake_cannot_be_performed(old: str, new: str, spoiled: str, tmp_path: Path) -> None:
    found = loaded(tmp_path, (old, new))
    assert [*found.spoiled] == [spoiled]
    assert len(found.flaws) == 1
    assert [*found.lesson.scenarios] == ["right-at-once", "wrong-at-once"]
    assert found.lesson.questions


def test_a_number_that_is_written_as_a_text_is_told_and_taken(tmp_path: Path) -> None:
    found = loaded(tmp_path, ("minutes = 1", 'minutes = "12"'), ("right = true", 'right = "yes"'))
    assert [(flaw.place, flaw.message) for flaw in found.flaws] == [
        ("minutes", 'a whole number is expected here, not "12": write it without quotation marks'),
        (
            'question "one", choice 1, right',
            'true or false is expected here, not "yes": write it without quotation marks',
        ),
    ]
    assert found.lesson.minutes == 12
    assert found.lesson.questions[0].choices[0].right is True
    assert not found.unsound


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_is_damaged_the_rest_is_understood(data: st.DataObject, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys are misspelt, taken out, or given a value that fits nowhere: that is named, and the rest can be read."""
    damaged: dict[str, Any] = tomllib.loads(TEXT)
    known = sorted((way for way in places(damaged) if way not in {("format_version",), ("next",)}), key=str)
    chosen = data.draw(st.lists(st.sampled_from(known), min_size=1, max_size=4, unique=True))
    apart = [way for way in chosen if not any(way[: len(other)] == other != way for other in chosen)]
    strange = set()
    for *way, last in apart:
        inside: Any = damaged
        for key in way:
            inside = inside[key]
        how = data.draw(st.sampled_from(["value", "key"])) if isinstance(last, str) else "value"
        if how == "key" and "when" not in way and way != ["scenarios"]:
            inside[f"{last}qqqqqqqqqqqqqqqq"] = inside.pop(last)
            strange.add((*way, f"{last}qqqqqqqqqqqqqqqq"))
        else:
            inside[last] = dt.time(9)
            strange.add((*way, last))
    with monkeypatch.context() as patch:
        patch.setattr(partial_loading, "parsed", lambda _: damaged)
        found = load_in_part(EVERY_KIND)
    assert strange <= {flaw.keys for flaw in found.flaws}
    assert found.lesson.main_scenario.name in found.lesson.scenarios
    assert {question.id for question in load_lesson(EVERY_KIND).questions} >= {
        question.id for question in found.lesson.questions if not question.id.isdecimal()
    }


def test_only_what_means_a_number_is_to_be_written_without_quotation_marks(tmp_path: Path) -> None:
    (flaw,) = loaded(tmp_path, ("minutes = 1", 'minutes = "five"')).flaws
    assert flaw.message == 'a whole number is expected here, not "five"'


def test_a_guess_that_comes_first_moves_no_line(tmp_path: Path) -> None:
    last = loaded(tmp_path).lesson.questions[-1].id
    file = loaded(tmp_path, ("format_version", f'guess = "{last}"\nformat_version'))
    assert file.lesson.questions[0].id == last
    lines = file.path.read_text("utf-8").splitlines()
    for place, question in enumerate(file.lesson.questions):
        line = file.lines.line_of(file.in_file(("questions", place, "id")))
        assert lines[line - 1] == f'id = "{question.id}"'
