"""What may be known of a response header of a foreign app: the words of the standards, and none of the app's own."""

import re
from collections.abc import Callable, Mapping

from tracer.recording.plausible_names import HTTP_METHODS, NAMELESS, OTHER, looks_like_name
from tracer.trace.plain_values import HIDDEN

_AUTH_SCHEMES = frozenset(
    {
        "basic",
        "bearer",
        "digest",
        "dpop",
        "gnap",
        "hoba",
        "mutual",
        "negotiate",
        "ntlm",
        "oauth",
        "privatetoken",
        "scram-sha-1",
        "scram-sha-256",
        "vapid",
    }
)
_CHARSETS = frozenset({"ascii", "iso-8859-1", "iso-8859-15", "us-ascii", "utf-16", "utf-8", "utf8", "windows-1252"})
_MEDIA_TYPE = re.compile(
    r"(?:application|audio|example|font|haptics|image|message|model|multipart|text|video)/[\w.+-]{1,80}"
)
JSON = "application/json"
_FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
_CARRIED = frozenset({JSON, "application/octet-stream", "application/xml", "text/html", "text/plain", "text/xml"})
"""What is known of the body of a request that is no form."""
_CACHE_DIRECTIVES = frozenset(
    {
        "immutable",
        "max-age",
        "must-revalidate",
        "must-understand",
        "no-cache",
        "no-store",
        "no-transform",
        "private",
        "proxy-revalidate",
        "public",
        "s-maxage",
        "stale-if-error",
        "stale-while-revalidate",
    }
)


def _allow(value: str) -> str:
    return _each(value, lambda word: word if word in HTTP_METHODS else OTHER)


def _vary(value: str) -> str:
    return _each(value, lambda word: word if word == "*" or looks_like_name(word) else NAMELESS)


def _cache_control(value: str) -> str:
    """Return the directives that are known, each with its number if it has one."""
    return _each(value, _cache_directive)


def _cache_directive(directive: str) -> str:
    name, equals, argument = directive.partition("=")
    if name.strip().lower() not in _CACHE_DIRECTIVES:
        return NAMELESS
    if not equals:
        return name
    return f"{name}={argument if argument.isascii() and argument.isdigit() else NAMELESS}"


def _content_type(value: str) -> str:
    """Return the media type and the charset, and no other parameter."""
    media_type, *parameters = (part.strip() for part in value.split(";"))
    if not _MEDIA_TYPE.fullmatch(media_type.lower()) or not looks_like_name(media_type.partition("/")[2]):
        return HIDDEN
    for parameter in parameters:
        name, _, charset = parameter.partition("=")
        if name.strip().lower() == "charset" and charset.strip(' "').lower() in _CHARSETS:
            return f"{media_type}; {parameter}"
    return media_type


def carried_media_type(value: str | None) -> str | None:
    """Return the media type of what a request carries, as far as it is a known one; None for a form and for nothing.

    Whoever sends the request chooses the word, so another one is not shown.
    """
    sent = (value or "").partition(";")[0].strip().lower()
    if not sent or sent in _FORMS:
        return None
    if sent.startswith("application/") and sent.endswith("+json"):
        return JSON
    return sent if sent in _CARRIED else OTHER


def _www_authenticate(value: str) -> str:
    """Return the scheme, and whether anything follows: a realm, a challenge."""
    scheme, _, rest = value.strip().partition(" ")
    if scheme.lower() not in _AUTH_SCHEMES:
        return HIDDEN
    return f"{scheme} {NAMELESS}" if rest.strip() else scheme


def _each(value: str, shown: Callable[[str], str]) -> str:
    """Return a list of words with each of them as it may be shown, and what is not shown only once."""
    return ", ".join(dict.fromkeys(shown(word.strip()) for word in value.split(",") if word.strip()))


SHOWN_HEADERS: Mapping[str, Callable[[str], str]] = {
    "allow": _allow,
    "cache-control": _cache_control,
    "content-type": _content_type,
    "vary": _vary,
    "www-authenticate": _www_authenticate,
}
"""The response headers that may stand in a trace, each with what may be known of it. Location and Set-Cookie are
taken apart elsewhere."""
