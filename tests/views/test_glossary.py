"""The glossary in a terminal: the list, one word, and what is shown to somebody who asks in the middle of a quiz."""

import pytest

from tests.views.shown import shown
from tracer.errors import UsageError
from tracer.lessons.glossary import glossary, glossary_entry
from tracer.views.glossary import GlossaryList, GlossaryPage, word_asked, words_asked_for


@pytest.mark.parametrize("width", [60, 80, 200])
def test_the_list_fits_and_shows_no_mark_of_markdown(width: int) -> None:
    text = shown(GlossaryList(glossary()), width=width)
    assert max(map(len, text.splitlines())) <= width
    assert "`" not in text
    assert text.splitlines()[0].startswith(f"Glossary · {len(glossary())} words")
    assert all(f"\n{entry.word}" in text for entry in glossary())


def test_the_list_is_a_line_for_each_word_in_the_plain_form() -> None:
    lines = shown(GlossaryList(glossary()), plain=True).splitlines()
    assert len([line for line in lines if line]) == 1 + len(glossary())
    assert "`" not in "".join(lines)
    assert any(line.startswith("guard: The check before a page") for line in lines)


def test_a_word_says_how_else_it_is_written_where_it_is_explained_and_what_belongs_to_it() -> None:
    lines = shown(GlossaryPage(glossary_entry("session protection")), plain=True).splitlines()
    assert lines[0].startswith("session protection: Flask-Login compares")
    assert "Also: SESSION_PROTECTION, session protected." in lines
    assert "Explained first in the lesson tutorial-defaults." in lines
    assert "See also: fresh, session and permanent session." in lines
    assert "lesson" not in shown(GlossaryPage(glossary_entry("blinker")), plain=True)


def test_a_plural_is_not_told_as_another_way_to_write_a_word() -> None:
    assert "Also: guarded, login_required." in shown(GlossaryPage(glossary_entry("guard")))


def test_what_is_typed_asks_for_a_word_for_the_words_at_hand_or_for_nothing() -> None:
    assert word_asked("k") == ""
    assert word_asked(" K  session cookie ") == "session cookie"
    assert word_asked("glossary guard") == "guard"
    assert [word_asked(line) for line in ("", "a", "keep", "4")] == [None] * 4


def test_the_words_at_hand_come_with_their_meaning_and_the_others_by_name() -> None:
    text = shown(words_asked_for("", "Why does the guard ask for a session?"), plain=True)
    told = [line.partition(":")[0] for line in text.splitlines() if ": " in line]
    assert told[:2] == ["guard", "session"]
    assert "There are more: request, response" in text
    assert "Type k and one of them, for example: k request" in text
    assert "There are more" not in shown(words_asked_for("", "Nothing is here."))
    with pytest.raises(UsageError):
        words_asked_for("nothing")
