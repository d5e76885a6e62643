"""What a hunt shows besides a lesson: its title, the changed line, and its end."""

import pytest

from tests.golden import assert_golden
from tests.views.shown import shown
from tracer.views.hunt import ChangedLine, HuntEnd, HuntTitle, Solution, Symptom
from tracer.views.terminal import View

VIEWS: tuple[View, ...] = (
    HuntTitle("Find the fault: hunt 7", "your app shop:create_app"),
    Symptom("“I closed the browser in the library. The next visitor was me.”"),
    Solution(),
    ChangedLine(
        "demo_app/flask_app/authentication.py:33",
        "if not login_user(user, remember=remember, duration=remember_duration()):",
        "if not login_user(user, remember=True, duration=remember_duration()):",
        "`login_user` remembers everybody, asked or not.",
    ),
    ChangedLine("demo_app/flask_app/pages.py:18", "@login_required", "", "Nothing turns strangers away."),
    HuntEnd(
        "2 of 3 answers were right at the first try.",
        "Whoever comes to the same computer next is logged in as the one before.",
        [
            ("What such a fault is, and how it comes about", "python -m tracer explain everybody-remembered"),
            ("Hunt on", "python -m tracer hunt --seed 8 --level 2"),
        ],
    ),
)


def told(**how: object) -> str:
    return "\n".join(shown(view, **how) for view in VIEWS)  # type: ignore[arg-type] # passed on as it is


@pytest.mark.parametrize("width", [60, 80, 200])
def test_a_hunt_at_several_widths(width: int) -> None:
    text = told(width=width)
    assert all(len(line) <= width for line in text.splitlines())
    assert_golden(f"hunt-{width}.txt", text)


def test_a_hunt_in_the_plain_form() -> None:
    assert_golden("hunt-plain.txt", told(plain=True))
