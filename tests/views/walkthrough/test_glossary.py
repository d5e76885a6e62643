"""The glossary over the walkthrough: the words of what is seen come first, a search finds the others."""

from dataclasses import replace
from pathlib import Path

from tests.views.walkthrough.show import Play, classroom, played, playing, show_of, text_of
from tracer.views.walkthrough.glossary import GlossaryDialog, draw_words, without_repetitions, words_here
from tracer.views.walkthrough.slide import Position, Slide
from tracer.views.walkthrough.speaker_notes.app import NotesApp
from tracer.views.walkthrough.speaker_notes.channel import Sender, SpeakerSheet


def of_step(step: int, *, hidden: bool = False) -> list[str]:
    show = show_of()
    position = Position(len(show.table.steps), step, 0 if hidden else step, predicting=hidden)
    (_, entries), *_ = words_here(Slide(show=show, position=position))
    return [entry.word for entry in entries]


def test_the_words_of_the_step_come_first_and_then_those_of_the_lesson() -> None:
    assert of_step(2)[0] == "redirect"
    assert "login_user" in of_step(4)
    groups = words_here(Slide(show=show_of(), position=Position(7, 4, 4)))
    assert [name for name, _ in groups] == ["At this step", "In this lesson"]
    assert any(entry.word == "login_user" for entry in groups[1][1])


def test_the_words_do_not_tell_what_is_still_to_be_guessed() -> None:
    assert "session cookie" in of_step(4)
    assert "session cookie" not in of_step(4, hidden=True)


def test_a_word_stands_in_one_group_only_and_no_group_is_empty() -> None:
    groups = without_repetitions(words_here(Slide(show=show_of(), position=Position(7, 4, 4))))
    words = [entry.word for _, entries in groups for entry in entries]
    assert len(words) == len(set(words))
    opening = without_repetitions(words_here(Slide(show=show_of(), position=Position(7))))
    assert [name for name, _ in opening] == ["In this lesson"]


def test_no_line_of_the_glossary_is_too_long() -> None:
    groups = words_here(Slide(show=show_of(), position=Position(7, 4, 4)))
    for width in (20, 40, 72):
        assert max(line.cell_length for line in draw_words(groups, width)) <= width


async def first_words(play: Play) -> str:
    """Open the glossary, and return what stands in it below the line for the search."""
    await play.press("k")
    assert play.screen == "GlossaryDialog"
    return " ".join(play.text.split("search for it")[1].split())


def test_it_opens_by_one_key_on_every_screen_and_is_searched(tmp_path: Path) -> None:
    async def play() -> None:
        async with playing(tmp_path) as it:
            assert "k Words" in it.text.splitlines()[-1]
            await it.press("2")
            assert "At this step" in await first_words(it)
            await it.press(*"proto", "backspace")
            assert "With “prot”" in it.text
            assert "session protection" in it.text
            await it.press(*"zz")
            assert "No word has this in it" in it.text
            await it.press("escape")
            assert it.screen == "MainScreen"
            assert it.step == 2
            await it.press("w", "enter")
            assert "k Words" in it.text.splitlines()[-1]
            assert "At these steps" in await first_words(it)
            await it.press("escape", "w", "z")
            assert "k Words" in it.text.splitlines()[-1]
            assert "In this question" in await first_words(it)
            before = it.text
            await it.press("pagedown")
            assert it.text != before
            await it.press("pageup")
            assert it.text == before
            await it.press("down")
            assert it.text != before
            await it.press("up")
            assert it.text == before

    played(play)


def test_in_the_speaker_notes_it_opens_too_and_letters_are_typed_there(tmp_path: Path) -> None:
    async def play() -> None:
        app = NotesApp(tmp_path, now=lambda: 5000.0)
        async with app.run_test(size=(80, 24)) as pilot:
            sheet = SpeakerSheet("A login in class", "Step 4 of 7", notes=("Ask what the guard sees.",))
            Sender(tmp_path, 4990.0, "first").send(sheet, 5000.0)
            app.follow()
            await pilot.pause()
            assert "k Words" in text_of(app).splitlines()[-1]
            await pilot.press("k")
            await pilot.pause()
            text = " ".join(text_of(app).split())
            assert text.index("In these notes") < text.index("guard") < text.index("All other words")
            await pilot.press("q", "t", "k")
            await pilot.pause()
            assert isinstance(app.screen, GlossaryDialog)
            assert "No word has this in it" in text_of(app)
            assert app.theme == "dark"
            await pilot.press("escape")
            await pilot.pause()
            assert "In these notes" not in text_of(app)
            assert app.return_code is None

    played(play)


def test_in_a_hunt_the_words_of_the_lesson_are_those_of_title_and_symptom() -> None:
    show = show_of()
    hunted = replace(show, lesson=replace(classroom(), symptom="“Where is my session?”"))
    groups = words_here(Slide(show=hunted, position=Position(7)))
    assert [entry.word for entry in groups[1][1]] == ["session"]
