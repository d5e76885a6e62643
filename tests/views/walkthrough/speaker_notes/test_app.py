"""The second terminal with the speaker notes: it follows the first one, whatever becomes of it."""

from pathlib import Path

import pytest

from tests.golden import GOLDENS, assert_golden
from tests.views.walkthrough.show import played, playing, text_of
from tracer.views.walkthrough.speaker_notes.app import NotesApp
from tracer.views.walkthrough.speaker_notes.channel import SILENCE, Sender, SentSheet, SpeakerSheet, receive
from tracer.views.walkthrough.speaker_notes.plain import follow


def test_the_second_terminal_follows_the_first(tmp_path: Path) -> None:
    async def play() -> None:
        async with playing(tmp_path, predict=True) as it:
            await it.press("4", "v", "3", "enter", "5", "enter", "enter", "enter")
            signal = receive(tmp_path / "walkthroughs", heard(tmp_path).beat)
            assert signal is not None
            said = signal.speaking
            assert said.place == "Step 4 of 7 · What comes out?"
            assert said.notes == ("Let them vote before you go on from step 4.",)
            assert dict(said.rows)["Result/Output"] == "Session cookie set (the class does not see it yet)"
            assert [votes for _, _, votes, _ in said.answers] == [(3,), (5,), (0,), (0,)]
            assert sum(right for _, _, _, right in said.answers) == 1
            assert said.coming == "The result of this step."
            assert said.resume == "python -m tracer walkthrough classroom --at 4"
            await it.press("right")
            assert heard(tmp_path).speaking.coming.startswith("Step 5 · Session checked: Browser follows")
            await it.press("3", "w", "enter")
            beside = heard(tmp_path).speaking
            assert beside.place == "What if · Row 3 of 4 · different"
            assert ("Differs", "Result/Output: Credentials valid / Credentials not valid") in beside.rows
            await it.press("right")
            assert heard(tmp_path).speaking.notes == ("Let them vote before you go on from step 4.",)
            await it.press("w", "z")
            quiz = heard(tmp_path).speaking
            assert quiz.place.startswith("Quiz")
            assert quiz.question == "What does step 4 do?"
            assert quiz.rows[0][1].endswith("(the class does not see it yet)")
            await it.press("r")
            assert not heard(tmp_path).speaking.rows[0][1].endswith("yet)")
        assert heard(tmp_path).ended

    played(play)


def heard(home: Path) -> SentSheet:
    signal = receive(home / "walkthroughs", 0)
    assert signal is not None
    return signal


class Clock:
    """A time that passes when the test says so."""

    def __init__(self) -> None:
        self.now = 5000.0

    def __call__(self) -> float:
        return self.now


SAID = SpeakerSheet(
    title="A login in class",
    place="Step 4 of 7 · Logged in",
    rows=(("Action", "App calls login_user(user)"), ("Result/Output", "Session cookie set")),
    notes=("Let them *vote* first.", "Then show `the cookie`."),
    coming="Step 5 · Session checked",
    question="What comes out?",
    answers=(("1", "Credentials valid", (4,), False), ("2", "Session cookie set", (12, 14), True)),
    resume="python -m tracer walkthrough classroom --at 4",
)


@pytest.mark.parametrize(("size", "name"), [((80, 24), "notes-80"), ((50, 20), "notes-50")])
def test_the_notes_look_like_this(tmp_path: Path, size: tuple[int, int], name: str) -> None:
    clock = Clock()

    async def play() -> None:
        app = NotesApp(tmp_path, now=clock)
        async with app.run_test(size=size) as pilot:
            assert "No walkthrough is running" in text_of(app)
            sender = Sender(tmp_path, clock.now - 65, "first")
            sender.send(SAID, clock.now)
            app.follow()
            await pilot.pause()
            assert_golden(f"{name}.txt", text_of(app), GOLDENS / "walkthrough")
            clock.now += SILENCE + 1
            app.follow()
            await pilot.pause()
            assert "does not answer any more" in text_of(app)
            assert SAID.resume in " ".join(text_of(app).split())
            sender.send(SAID, clock.now)
            app.follow()
            await pilot.pause()
            assert "does not answer" not in text_of(app)
            sender.send(SAID, clock.now, ended=True)
            app.follow()
            await pilot.pause()
            assert "The walkthrough has ended." in text_of(app)
            await pilot.press("t")
            assert app.theme == "light"
            await pilot.press("pagedown", "up", "q")

    played(play)


def test_the_plain_notes_write_a_block_at_each_move_and_nothing_in_between(tmp_path: Path) -> None:
    clock = Clock()
    lines: list[str] = []
    sender = Sender(tmp_path, clock.now, "first")
    over = SpeakerSheet("A login in class", "The end")
    happens = ["nothing", "first", "heartbeat", "silence", "second", "ended"]

    def wait(_: float) -> None:
        if not happens:
            raise KeyboardInterrupt
        what = happens.pop(0)
        if what == "silence":
            clock.now += SILENCE + 5
        elif what != "nothing":
            clock.now += 1
            sender.send(SAID if what in {"first", "heartbeat"} else over, clock.now, ended=what == "ended")

    with pytest.raises(KeyboardInterrupt):
        follow(tmp_path, lines.append, now=clock, wait=wait)
    assert lines == [
        "No walkthrough is running. Start one in another terminal: python -m tracer walkthrough",
        "A login in class. Step 4 of 7 · Logged in.",
        "Let them *vote* first.",
        "Then show the cookie.",
        "Action: App calls login_user(user)",
        "Result/Output: Session cookie set",
        "Question: What comes out?",
        "  1: Credentials valid, 4 votes",
        "  2: Session cookie set (right), 12, then 14 votes",
        "Next: Step 5 · Session checked",
        "",
        f"The walkthrough does not answer any more. To go on where it stood: {SAID.resume}",
        "A login in class. The end.",
        "",
        "The walkthrough has ended. The next one is followed by itself.",
    ]
