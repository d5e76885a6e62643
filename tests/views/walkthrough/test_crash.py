"""What is left after a crash: no traceback, but a report, the votes, and the command that goes on."""

from pathlib import Path

import pytest

from tests.views.walkthrough.show import played, playing
from tracer.views.walkthrough.main_screen import MainScreen
from tracer.views.walkthrough.options import CrashError


def test_a_crash_says_where_the_report_is_and_how_to_go_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: MainScreen) -> None:
        raise ZeroDivisionError("[b]by zero[/b]")

    monkeypatch.setattr(MainScreen, "action_detail", fail)

    async def play() -> None:
        async with playing(tmp_path, at=4, predict=True) as it:
            await it.press("v", "3", "enter", "enter", "enter", "enter")
            await it.pilot.press("d")

    with pytest.raises(CrashError) as caught:
        played(play)
    words = str(caught.value)
    assert "The walkthrough has crashed: ZeroDivisionError: [b]by zero[/b]" in words
    assert "python -m tracer walkthrough classroom --at 4" in words
    assert f"The votes of your class are safe in {tmp_path}" in words
    report = (tmp_path / "walkthrough-crash.txt").read_text("utf-8")
    assert "ZeroDivisionError" in report
    assert "in fail" in report


def test_a_report_that_cannot_be_written_is_no_second_crash(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    words = str(CrashError(ValueError("x"), tmp_path / "file", "python -m tracer walkthrough --at 2"))
    assert "could not be written" in words
    assert words.endswith("python -m tracer walkthrough --at 2")
