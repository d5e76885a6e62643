"""The starting file of a lesson of one's own: complete, commented, and true."""

import re
from importlib.resources import files

from tracer.errors import UsageError

NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
"""What the name of a lesson looks like; it becomes the name of its file and of its scenarios."""


def starting_file(name: str) -> str:
    """Return the text of a lesson that passes the check, to be changed into another one.

    Args:
        name: The name of the lesson.

    Raises:
        UsageError: It is not a valid name for a lesson.
    """
    if not NAME.fullmatch(name):
        raise UsageError(
            f'"{name}" is not a valid name for a lesson. Use small letters, digits and hyphens: my-first-lesson.'
        )
    text = files("tracer.authoring").joinpath("starting_lesson.toml").read_text(encoding="utf-8")
    title = name.replace("-", " ").capitalize()
    return text.replace("LESSON-NAME", name).replace("LESSON-TITLE", title)
