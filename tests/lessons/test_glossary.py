"""The glossary: what it says of each word, where the word is explained, and how a word is found."""

import re
from functools import cache
from pathlib import Path

import pytest

import tracer.lessons
from tests.course import lesson, lessons
from tests.sentences import faults, sentences
from tracer.authoring.coverage import known_behaviours
from tracer.authoring.prose_rules import texts
from tracer.errors import UsageError
from tracer.lessons.glossary import GlossaryEntry, glossary, glossary_entry, matching, words_in, words_of_lesson
from tracer.lessons.library import BUILT_IN
from tracer.lessons.schema import Lesson

ENTRIES = glossary()
WORDS = [entry.word for entry in ENTRIES]
every_word = pytest.mark.parametrize("entry", ENTRIES, ids=WORDS)

ASKED_FOR = {
    "guard", "session", "session cookie", "signal", "fresh", "current_user", "user_loader", "request", "response",
    "cookie", "remember cookie", "redirect", "hash", "signature", "session protection", "flash message", "step",
    "stage", "anonymous user", "login view", "blinker", "next", "view", "decorator",
}  # fmt: skip
"""Words that a newcomer does not know, and that the course cannot do without."""


def text_of(name: str) -> str:
    file = next(file for file, each in lessons().items() if each.name == name)
    return (BUILT_IN / file).read_text(encoding="utf-8")


def words(entries: tuple[GlossaryEntry, ...]) -> list[str]:
    return [entry.word for entry in entries]


def test_no_word_of_the_course_is_left_out() -> None:
    assert set(WORDS) >= ASKED_FOR


def test_each_way_to_write_a_word_leads_to_one_entry() -> None:
    forms = [form for entry in ENTRIES for form in (entry.word, *entry.forms)]
    assert len(forms) == len(set(forms))
    for entry in ENTRIES:
        for form in (entry.word, *entry.forms):
            assert glossary_entry(form) == entry
            assert glossary_entry(f"`{form.upper()}`") == entry


@every_word
def test_a_meaning_is_told_in_a_few_sentences(entry: GlossaryEntry) -> None:
    assert [*faults(entry.meaning)] == []
    assert 1 <= len(sentences(entry.meaning)) <= 3
    assert "—" not in entry.meaning


@every_word
def test_related_words_are_in_the_glossary_too(entry: GlossaryEntry) -> None:
    assert set(entry.related) <= set(WORDS) - {entry.word}


@every_word
def test_the_lesson_that_is_named_speaks_of_the_word(entry: GlossaryEntry) -> None:
    if entry.lesson:
        assert entry in words_in(text_of(entry.lesson))


IN_PASSING = {"signature": {"login-flow"}, "remember cookie": {"login-flow"}, "confirm_login": {"guards"}}
"""Lessons that say a word in passing: what it means comes in a later one."""


@every_word
def test_no_lesson_before_the_one_that_is_named_uses_the_word(entry: GlossaryEntry) -> None:
    """A hunt explains no words. A lesson may be named already because its run shows the word, as with ``next``."""
    path = [each for _, each in sorted(lessons().items())]
    names = [each.name for each in path]
    taught = [each for each in path if not each.symptom and each.name not in IN_PASSING.get(entry.word, ())]
    using = [each.name for each in taught if entry in words_said_in(each.name)]
    if using:
        assert entry.lesson in names[: names.index(using[0]) + 1]


@cache
def words_said_in(name: str) -> tuple[GlossaryEntry, ...]:
    """Return the words of the glossary that a lesson says, looked for once for all the words."""
    return words_in(told_in(lesson(name)))


def told_in(told: Lesson) -> str:
    """Return what a lesson says to its readers, without the names of stages."""
    titles = [scenario.title for scenario in told.scenarios.values()]
    return re.sub(r"\{step:[^}]*\}", "step", "\n".join([*(each.text for each in texts(told)), *titles]))


def test_what_it_says_of_flask_login_is_sourced_by_behaviours_that_exist() -> None:
    text = (Path(tracer.lessons.__file__).parent / "glossary.toml").read_text(encoding="utf-8")
    numbers = re.findall(r"\bB\d+\b", text)
    assert len(set(numbers)) > 20
    assert set(numbers) <= {behaviour.number for behaviour in known_behaviours()}


def test_the_cookie_is_one_picture_everywhere() -> None:
    picture = "signed note"
    assert picture in glossary_entry("session cookie").meaning
    assert picture in glossary_entry("remember cookie").meaning


def test_a_word_is_found_however_it_is_set_apart() -> None:
    assert glossary_entry("Session-Cookie") == glossary_entry("session cookie") == glossary_entry("session_cookie")
    assert glossary_entry("login required") == glossary_entry("guard")


@pytest.mark.parametrize(
    ("typed", "suggested"),
    [("sesion", "session"), ("gard", "guard"), ("protection", "session protection"), ("xyz", "glossary")],
)
def test_an_unknown_word_gets_suggestions(typed: str, suggested: str) -> None:
    with pytest.raises(UsageError, match=rf'There is no word "{typed}".*{suggested}') as refused:
        glossary_entry(typed)
    assert refused.value.exit_code == 2


def test_the_words_of_a_text_come_in_its_order_and_the_longer_one_counts() -> None:
    found = words(words_in("The guard reads the session cookie; `_fresh` and current_user follow. A nextdoor guard."))
    assert found == ["guard", "session cookie", "fresh", "current_user"]
    assert words(words_in("Ask for the session.\nCall `login_user(user)`.")) == ["session", "login_user"]
    assert words_in("Nothing is here.") == ()


def test_an_ordinary_word_is_meant_only_where_it_stands_as_code() -> None:
    assert words_in("The next one comes after the next.") == ()
    assert words(words_in("It keeps `next`.")) == words(words_in("/login?next=%2Fprotected")) == ["next"]
    assert glossary_entry("next").word == "next"


def test_a_search_finds_words_before_meanings() -> None:
    found = [entry.word for entry in matching("prot")]
    assert found[0] == "session protection"
    assert "fresh" in found[1:]
    assert [*matching("zzz")] == []


def test_the_words_of_a_lesson_begin_with_those_that_it_explains() -> None:
    found = words(words_of_lesson(lesson("remember-me")))
    assert found[0] == "remember cookie"
    assert "session" in found or "session cookie" in found


def test_the_words_of_a_hunt_do_not_name_the_fault() -> None:
    hunt = lesson("known-to-nobody")
    assert hunt.symptom
    told = words_in(f"{hunt.title}\n{hunt.symptom}")
    assert words_of_lesson(hunt) == told
