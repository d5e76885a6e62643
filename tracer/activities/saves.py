"""The saves of an editor in a folder: watchfiles tells of them in a thread of its own, and wakes who waits for them."""

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


class Saves:
    """Wakes somebody at each save in a folder, for as long as its block lasts.

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
        try:
            self._watch_by(force_polling=None)
        except OSError:
            # The system watches no more files for anybody (inotify has a limit), or not this folder.
            self._watch_by(force_polling=True)

    def _watch_by(self, *, force_polling: bool | None) -> None:
        from watchfiles import watch  # noqa: PLC0415 # see above

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
