"""The channel between a walkthrough and the speaker notes in a second terminal: one small file.

The walkthrough writes what the speaker should see into a file under TRACER_HOME, at each move and every few seconds;
the second terminal reads it. A file is always replaced as a whole, so nobody reads half of it. A process that dies
leaves nothing locked: without a heartbeat the reader says that the walkthrough is gone and waits for the next one.
"""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

FORMAT_VERSION = 1
"""The version of what is written; a reader that knows another one waits."""

HEARTBEAT = 2.0
"""How often, in seconds, a walkthrough writes that it is still there."""

LOOK_EVERY = 0.2
"""How often, in seconds, the notes look whether something has moved."""

SILENCE = 7.0
"""After this many seconds without a heartbeat it counts as gone."""

FORGOTTEN = 24 * 3600.0
"""A file that is older than this many seconds is cleared away."""


@dataclass(frozen=True)
class SpeakerSheet:
    """What the speaker should see.

    Attributes:
        title: What is shown.
        place: Where the show stands, in words: ``Step 4 of 9 · Logged in``.
        rows: What the class sees or is about to see, each with its label: the columns of the step.
        notes: The notes to this place, in Markdown.
        coming: What comes next, in words.
        question: The question that is open; empty when none is.
        answers: What hands can be raised for, each with its label, the hands of each vote on it, and whether it is
            right.
        resume: The command that goes on here after a crash.
    """

    title: str
    place: str
    rows: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    coming: str = ""
    question: str = ""
    answers: tuple[tuple[str, str, tuple[int, ...], bool], ...] = ()
    resume: str = ""


@dataclass(frozen=True)
class SentSheet:
    """What a walkthrough has written.

    Attributes:
        speaking: What the speaker should see.
        started: When the walkthrough was started, in seconds since 1970.
        beat: When it last wrote.
        ended: Whether it was ended in order.
    """

    speaking: SpeakerSheet
    started: float
    beat: float
    ended: bool = False

    def is_alive(self, now: float) -> bool:
        """Tell whether the walkthrough is still there."""
        return not self.ended and now - self.beat <= SILENCE


@dataclass
class Sender:
    """The walkthrough's end of the channel. What cannot be written is left out: a lesson never stops for its notes.

    Attributes:
        folder: Where the file lies.
        started: When the walkthrough was started.
        name: The name of its file; the number of the process if not given.
    """

    folder: Path
    started: float
    name: str = field(default_factory=lambda: str(os.getpid()))

    @property
    def path(self) -> Path:
        """The file of this walkthrough."""
        return self.folder / f"{self.name}.json"

    def send(self, speaking: SpeakerSheet, now: float, *, ended: bool = False) -> bool:
        """Write what the speaker should see. Returns whether it could be written."""
        content = {
            "format_version": FORMAT_VERSION,
            "started": self.started,
            "beat": now,
            "ended": ended,
            "speaking": asdict(speaking),
        }
        unfinished = self.folder / f".{self.name}.unfinished"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            unfinished.write_text(json.dumps(content), encoding="utf-8")
            unfinished.replace(self.path)
        except OSError:
            return False
        return True

    def clear(self, now: float) -> None:
        """Take away what walkthroughs of other days have left."""
        for path in _files(self.folder):
            with suppress(OSError):
                if now - path.stat().st_mtime > FORGOTTEN:
                    path.unlink()


def receive(folder: Path, now: float) -> SentSheet | None:
    """Return what the walkthrough has written that was started last and is still there.

    Where none is there any more, what the last one wrote; None where nothing can be read.
    """
    signals = [signal for path in _files(folder) if (signal := _read(path)) is not None]
    return max(signals, key=lambda signal: (signal.is_alive(now), signal.started), default=None)


def _files(folder: Path) -> Iterator[Path]:
    with suppress(OSError):
        yield from sorted(folder.glob("*.json"))


def _read(path: Path) -> SentSheet | None:
    """Return the content of a file; None for one that is not a signal, or has another version."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if content["format_version"] != FORMAT_VERSION:
            return None
        return SentSheet(
            _speaking(content["speaking"]), float(content["started"]), float(content["beat"]), content["ended"] is True
        )
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _speaking(content: Mapping[str, Any]) -> SpeakerSheet:
    return SpeakerSheet(**{name.name: _tuples(content[name.name]) for name in fields(SpeakerSheet)})


def _tuples(value: Any) -> Any:
    """Return lists as tuples; JSON knows only lists."""
    return tuple(_tuples(item) for item in value) if isinstance(value, list) else value
