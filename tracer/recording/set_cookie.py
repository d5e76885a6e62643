"""Reading a Set-Cookie header as a browser reads it (RFC 6265, section 5.2)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_SECONDS = re.compile(r"-?[0-9]+")
_MOST_SECONDS = 400 * 24 * 3600
"""Browsers keep no cookie for longer, whatever Max-Age says."""


@dataclass(frozen=True)
class SetCookie:
    """One Set-Cookie header, taken apart.

    Attributes:
        name: The cookie's name.
        value: Its value, without the quotes around it.
        attributes: The attributes by their lower-case names; one without a value has "".
    """

    name: str
    value: str
    attributes: Mapping[str, str] = field(default_factory=dict)

    def expires_at(self, now: datetime) -> datetime | None:
        """Return when the cookie ends: Max-Age wins over Expires; None for a cookie of the browser session."""
        max_age = self.attributes.get("max-age", "")
        if _SECONDS.fullmatch(max_age):
            if max_age.startswith("-") or not max_age.strip("0"):
                return datetime.min.replace(tzinfo=UTC)
            seconds = int(max_age) if len(max_age) <= len(str(_MOST_SECONDS)) else _MOST_SECONDS
            return datetime.fromtimestamp(now.timestamp() + seconds, UTC)
        if expires := self.attributes.get("expires"):
            try:
                moment = parsedate_to_datetime(expires)
            except (ValueError, OverflowError):
                return None
            return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return None

    def deletes(self, now: datetime) -> bool:
        """Tell whether this header asks the browser to throw the cookie away: its end has passed."""
        end = self.expires_at(now)
        return end is not None and end <= now


def parse_set_cookie(header: str) -> SetCookie | None:
    """Return the header taken apart, or None for one that a browser ignores (no name)."""
    pair, *attributes = header.split(";")
    name, separator, value = pair.partition("=")
    if not separator or not name.strip():
        return None
    parsed: dict[str, str] = {}
    for attribute in attributes:
        key, _, content = attribute.partition("=")
        if key.strip():
            parsed[key.strip().lower()] = content.strip()
    return SetCookie(name.strip(), value.strip().strip('"'), parsed)
