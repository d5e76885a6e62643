"""Words on a screen, wherever its lines break: a long path before them moves every break."""

import re


def letters(text: str) -> str:
    """Return a text without blanks, line breaks and the frame of a message, to compare it with one that is wrapped."""
    return re.sub(r"[▊▎\s]+", "", text)
