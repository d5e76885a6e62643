"""The speaker notes as plain lines, for a screen reader: a block of lines at each move, and nothing is redrawn."""

from collections.abc import Callable, Iterator
from pathlib import Path
from time import sleep, time

from tracer.command_line import command_line
from tracer.views.markdown import plain_line, spoken
from tracer.views.walkthrough.speaker_notes.channel import LOOK_EVERY, SentSheet, SpeakerSheet, receive


def notes_lines(said: SpeakerSheet) -> Iterator[str]:
    """Yield what the speaker should know at one place, line by line."""
    yield f"{said.title}. {said.place}."
    for note in said.notes:
        yield from spoken(note)
    for label, text in said.rows:
        yield f"{label}: {text}"
    if said.question:
        yield f"Question: {plain_line(said.question)}"
        for label, text, votes, right in said.answers:
            hands = f", {', then '.join(map(str, votes))} votes" if votes else ""
            yield f"  {label}: {plain_line(text)}{' (right)' if right else ''}{hands}"
    if said.coming:
        yield f"Next: {said.coming}"


def follow(
    folder: Path,
    write: Callable[[str], None],
    *,
    now: Callable[[], float] = time,
    wait: Callable[[float], None] = sleep,
) -> None:
    """Write the notes of whatever walkthrough is running, at each move, until the process is interrupted.

    Args:
        folder: Where walkthroughs leave what the speaker should see.
        write: Writes a line.
        now: The time, in seconds since 1970.
        wait: Waits for some seconds.
    """
    seen: tuple[SpeakerSheet | None, str] | None = None
    while True:
        signal = receive(folder, now())
        state = (signal.speaking if signal else None, _state(signal, now()))
        if state != seen:
            for line in _told(signal, state[1], moved=seen is None or state[0] != seen[0]):
                write(line)
            seen = state
        wait(LOOK_EVERY)


def _state(signal: SentSheet | None, now: float) -> str:
    if signal is None:
        return "none"
    if signal.is_alive(now):
        return "there"
    return "ended" if signal.ended else "silent"


def _told(signal: SentSheet | None, state: str, *, moved: bool) -> Iterator[str]:
    if signal is None:
        yield f"No walkthrough is running. Start one in another terminal: {command_line('walkthrough')}"
        return
    if state == "ended":
        yield "The walkthrough has ended. The next one is followed by itself."
    elif state == "silent":
        yield f"The walkthrough does not answer any more. To go on where it stood: {signal.speaking.resume}"
    elif moved:
        yield from notes_lines(signal.speaking)
        yield ""
