"""The command ``glossary``: every word, one of them, and one that is not there."""

import json

import pytest

from tests.cli.in_process import tracer
from tracer.lessons.glossary import glossary


def test_without_a_word_all_are_listed() -> None:
    done = tracer("glossary", "--plain")
    assert done.returncode == 0
    assert [line.partition(":")[0] for line in done.stdout.splitlines()[1:-1]] == [entry.word for entry in glossary()]


@pytest.mark.parametrize("typed", [("session", "cookie"), ("session cookie",), ("Session-Cookie",)])
def test_a_word_of_two_is_typed_as_one_likes(typed: tuple[str, ...]) -> None:
    done = tracer("glossary", *typed)
    assert done.returncode == 0
    assert done.stdout.startswith("session cookie")
    assert "A signed note that the app writes, the browser keeps" in " ".join(done.stdout.split())


def test_a_word_that_is_not_there_is_an_error_with_a_suggestion() -> None:
    done = tracer("glossary", "sesion")
    assert (done.returncode, done.stdout) == (2, "")
    assert 'There is no word "sesion" in the glossary. Did you mean "session"' in done.stderr
    assert f"All {len(glossary())} words: python -m tracer glossary" in done.stderr


@pytest.mark.parametrize(
    ("typed", "said"),
    [("zzz", "No word of it looks like that either."), ("visitor", "It is used where")],
)
def test_a_word_that_looks_like_none_is_told_where_to_look(typed: str, said: str) -> None:
    done = tracer("glossary", typed)
    assert (done.returncode, done.stdout) == (2, "")
    assert f'There is no word "{typed}" in the glossary. {said}' in done.stderr
    assert f"All {len(glossary())} words: python -m tracer glossary" in done.stderr


def test_as_json_it_has_a_version_and_every_field() -> None:
    found = json.loads(tracer("glossary", "guard", "--json").stdout)
    assert (found["format"], found["format_version"]) == ("login-flow-glossary", 1)
    (word,) = found["words"]
    assert word["word"] == "guard"
    assert word["lesson"] == "login-flow"
    assert "login_required" in word["forms"]
    assert len(json.loads(tracer("glossary", "--json").stdout)["words"]) == len(glossary())
