"""Where the files lie that come with the tracer: the texts of the lessons, and the source of the demo apps.

In a clone they lie at the top, beside the package ``tracer``. In a wheel they lie inside of it, so that an
installation has one name only.
"""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[1]
_IN_A_WHEEL = _PACKAGE / "lesson_texts"

LESSON_TEXTS = _IN_A_WHEEL if _IN_A_WHEEL.is_dir() else _PACKAGE.parent / "lessons"
"""The folder of the lessons that come with the tracer."""

SOURCE = LESSON_TEXTS.parent
"""The folder in which the package of the demo apps lies."""
