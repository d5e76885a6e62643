"""Telling a name from a text that merely stands where a name belongs.

Names are shown and values are not. But the sender of a request decides what stands in the place of a name: a token
without ``=`` in a query, a whole JSON body in the place of a form's field, a word of one's own as the method. And an
app or a library may put a token into a name. So values are redacted by the place where they stand, and names by their
look.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from urllib.parse import unquote_plus

from tracer.recording.random_parts import pieces_of_name

NAMELESS = "…"
"""Stands where a name should stand, and something else did."""

OTHER = "(other)"
"""Stands for a word that is none of the known ones."""

HTTP_METHODS = frozenset({"CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE"})
"""The methods of HTTP. A client may send any other word."""

SCHEMES = frozenset({"http", "https"})
"""The schemes under which an app is asked. What precedes a colon elsewhere may be anything."""

_NAME = re.compile(r"[A-Za-z_][\w.\[\]-]{0,40}")
_HOST = re.compile(r"(?:[\w.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{0,5})?")


def looks_like_name(text: str) -> bool:
    """Tell whether a programmer could have chosen a text as the name of a field, an argument, a cookie, a category."""
    return _has_form_of_name(text) and not any(piece.random for piece in pieces_of_name(text))


def _has_form_of_name(text: str) -> bool:
    return _NAME.fullmatch(text) is not None


def shown_name(text: str, hidden: Callable[[str], str], *, any_form: bool = False) -> str:
    """Return a name as it may be shown: what chance has made of it is replaced, and so is a text that is no name.

    Args:
        text: What stands in the place of a name.
        hidden: Returns what stands for a text that is not shown.
        any_form: Whether every text counts as a name, whatever its form.
    """
    if not any_form and not _has_form_of_name(text):
        return hidden(text)
    return "".join(hidden(piece.text) if piece.random else piece.text for piece in pieces_of_name(text))


def name_or_nameless(text: str) -> str:
    """Return a name, or what stands for a text that is none."""
    return text if looks_like_name(text) else NAMELESS


def looks_like_host(text: str) -> bool:
    """Tell whether a text could be a host, with or without a port."""
    return _HOST.fullmatch(text) is not None


def arguments_of(query: str) -> Iterator[tuple[str, str]]:
    """Yield the arguments of a query by their names; what has no name comes as NAMELESS, without a value.

    A token alone has none, whether or not it ends with the ``=`` that fills up base64.
    """
    parts = [part for part in query.split("&") if part]
    for part in parts:
        name, equals, value = part.partition("=")
        name = unquote_plus(name)
        padded = equals and not value.strip("=") and (value or len(parts) == 1) and name != "next"
        if not equals or padded or not _has_form_of_name(name):
            yield NAMELESS, ""
        else:
            yield name, unquote_plus(value)


def names_of_fields(names: Iterable[str]) -> list[str]:
    """Return the names of a form's fields; none of them when one has not the form of a name: the body is no form."""
    fields = [*dict.fromkeys(names)]
    return fields if all(map(_has_form_of_name, fields)) else [NAMELESS]
