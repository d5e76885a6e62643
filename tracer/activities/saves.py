"""The saves of an editor in a folder: watchfiles tells of them in a thread of its own, and wakes who waits for them."""

import os
from pathlib import Path
from threading import Event, Thread
from types import TracebackType
from typing import Self

from tracer.activities.wake_up import WakeUp
from tracer.libraries import imported_from

_GATHERED = 50
"""For how many milliseconds nothing more may happen before a save is told: an editor writes a file in several steps."""

_LOOKS_UP = 1000
"""After how many milliseconds without a save the thread looks up; the first time, it calls."""

_IS_IT_BACK = 0.5
"""In seconds: so often it is asked whether a folder that was removed is there again."""


class Saves:
    """Wakes somebody at each save in a folder, for as long as its block lasts.

    The folder may be removed and made anew: what is told of it by the system ends with the folder, so it is watched
    from the beginning then.

    Args:
        folder: The folder; those in it are watched, too.
        wake_up: Whom to call. The first call comes when the watching has begun, for what was saved just before.

    Raises:
        NotInstalledError: What watches folders is not installed.
    """

    def __init__(self, folder: Path, wake_up: WakeUp) -> None:
        with imported_from("learn", "Noticing that you save a file", or_else="judge your app once with: --once"):
            import watchfiles  # noqa: PLC0415, F401 # not needed where an app is judged once
        self._folder = folder
        self._wake_up = wake_up
        self._stop = Event()
        self._thread = Thread(target=self._watch, name="saves", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join()

    def _watch(self) -> None:
        polls: bool | None = None
        while not self._stop.is_set():
            watched = self._identity()
            if watched is None:
                self._stop.wait(_IS_IT_BACK)
                continue
            try:
                self._watch_while_it_is(watched, force_polling=polls)
            except OSError:
                # The system watches no more files for anybody (inotify has a limit), or not this folder; or the folder
                # was removed just now.
                polls = True if self._identity() == watched else polls

    def _watch_while_it_is(self, watched: tuple[int, int], *, force_polling: bool | None) -> None:
        """Watch the folder as long as it is the same one; where it is removed, that is told, too."""
        from watchfiles import Change, watch  # noqa: PLC0415 # see above

        begun = False
        for saves in watch(
            self._folder,
            step=_GATHERED,
            stop_event=self._stop,
            rust_timeout=_LOOKS_UP,
            yield_on_timeout=True,
            raise_interrupt=False,
            force_polling=force_polling,
        ):
            if saves or not begun:
                self._wake_up.call()
            begun = True
            here = os.path.realpath(self._folder)
            removed = any(change is Change.deleted and os.path.realpath(path) == here for change, path in saves)
            if removed or self._identity() != watched:  # a new folder may get the number of the old one
                return

    def _identity(self) -> tuple[int, int] | None:
        """Return what tells the folder from another one of its name; None where there is none."""
        try:
            found = self._folder.stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino
