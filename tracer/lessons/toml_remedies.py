"""What an author can do where a lesson file is no TOML; the parser of the standard library says what it expects."""

import re
from collections.abc import Mapping

_REMEDIES: Mapping[str, str] = {
    "Cannot overwrite a value": "The key stands there twice: take one of the two out.",
    "Cannot declare": "The table stands there twice: give it another name, or write [[name]] for one more of a list.",
    "Expected '='": 'Write key = "value". A text of several lines stands between three quotation marks: """.',
    "Expected newline": 'A key has one value: a text stands between quotation marks, and inside of it they are \\".',
    "Illegal character": 'A text ends in its line with a quotation mark. One of several lines stands between """.',
    "Invalid initial character": "What stands between { and } stands in one line.",
    "Invalid value": 'Write a text as key = "text", a number as key = 5, and true and false in small letters.',
    "Unclosed array": "A list lacks its ] in this line or before it, or a comma between two items.",
    "Unclosed inline table": "A { lacks its }, or a comma between two keys.",
    "Unescaped": "Write a backslash twice.",
    "Unterminated string": "A text lacks its quotation marks at its end.",
}
"""What to do, by how the parser begins to say what is wrong."""

_CURLY = re.compile(r"[=,\[]\s*[“”„«»\u2018\u2019]")


def remedy_of_toml(said: str, line: str) -> str:
    """Return what to do where a file is no TOML; empty where only the parser knows.

    Args:
        said: What the parser said.
        line: The line in which it stopped.
    """
    if _CURLY.search(line):
        return 'Write straight quotation marks: "text".'
    return next((remedy for beginning, remedy in _REMEDIES.items() if said.startswith(beginning)), "")
