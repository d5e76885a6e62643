"""Remembering which cookies an app has issued, without keeping any of them.

A cookie that is rejected although the app itself issued it means something else than one that was tampered with,
and something else again than one that another app has left behind. Fingerprints live in memory only.
"""

from collections import OrderedDict

MOST = 10_000
"""So many cookies are remembered; the oldest are forgotten first."""

_SEPARATORS = ".|"


def fingerprints(value: str) -> tuple[int, ...]:
    """Return the fingerprint of a whole cookie, then those of what it says and of its signature.

    Signed session cookies are ``payload.timestamp.signature``, remember cookies ``id|signature``.
    """
    separator = next((mark for mark in _SEPARATORS if mark in value.lstrip(".")), None)
    if separator is None:
        return (hash(value),)
    said, _, signature = value.rpartition(separator)
    if separator == ".":
        said = said.rpartition(separator)[0]
    return hash(value), hash(said), hash(signature)


class IssuedCookies:
    """The cookies that an app has issued while it was recorded."""

    def __init__(self) -> None:
        self._prints: OrderedDict[int, bool] = OrderedDict()

    def add(self, value: str) -> None:
        """Take note of a cookie that the app sets."""
        whole, *parts = fingerprints(value)
        for fingerprint in parts:
            self._prints.setdefault(fingerprint, False)
        self._prints[whole] = True
        while len(self._prints) > MOST:
            self._prints.popitem(last=False)

    def origin(self, prints: tuple[int, ...]) -> str:
        """Tell where a presented cookie comes from: ``this app``, ``altered`` or ``elsewhere``.

        Args:
            prints: The fingerprints of the presented cookie.
        """
        whole, *parts = prints
        if self._prints.get(whole):
            return "this app"
        return "altered" if any(part in self._prints for part in parts) else "elsewhere"
