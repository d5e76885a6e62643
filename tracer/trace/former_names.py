"""Names that earlier versions gave, and what the same things are called today: old lessons and traces hold the former.

The app ``laboratory`` of version 0.1.0 is ``edge-cases`` today. Its code and its pages have moved with it.
"""

import re
import warnings
from collections.abc import Mapping
from typing import Any

from tracer.errors import FormerNameWarning

FORMER_APP = "laboratory"
"""What the app of the edge cases was called in version 0.1.0."""

_APP = "edge-cases"

_TODAY: Mapping[str, str] = {
    rf"^{FORMER_APP}$|(?<=@){FORMER_APP}$": _APP,
    rf"\bdemo_app([./]){FORMER_APP}\1doors\b": r"demo_app\1edge_cases\1guards",
    rf"\bdemo_app([./]){FORMER_APP}\1looking\b": r"demo_app\1edge_cases\1user_loading",
    rf"\bdemo_app([./]){FORMER_APP}\b": r"demo_app\1edge_cases",
    rf"(/|%2F){FORMER_APP}(/|%2F)": rf"\1{_APP}\2",
    r"^doors\.(?=\w+$)": "guards.",
    r"^looking\.(?=\w+$)": "user_loading.",
}
"""What takes the place of what in a text: the name of the app, its modules and files, the paths and endpoints of its
pages."""


def text_of_today(text: str) -> str:
    """Return a text with the names of today in it: ``edge-cases`` for ``laboratory``. Who used an old one is told."""
    today = text
    for pattern, name in _TODAY.items():
        today = re.sub(pattern, name, today)
    if today != text:
        # Always the same words from the same line, so it is told once.
        warnings.warn(
            f'The app "{FORMER_APP}" is called "{_APP}" today, and its code lies in demo_app/edge_cases. The old names '
            "still work; write the new ones in your own files.",
            FormerNameWarning,
            stacklevel=1,
        )
    return today


def content_of_today(content: Any) -> Any:
    """Return the content of a JSON or TOML file with the names of today in all of its texts."""
    if isinstance(content, str):
        return text_of_today(content)
    if isinstance(content, dict):
        return {key: content_of_today(value) for key, value in content.items()}
    return [content_of_today(value) for value in content] if isinstance(content, list) else content


def first_name_of_app(name: str) -> str:
    """Return what an app was called first. What was counted under that name goes on being counted."""
    return FORMER_APP if name == _APP else name
