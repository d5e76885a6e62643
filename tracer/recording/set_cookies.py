"""Which answers set the cookies that come with a request: only so it can be told that an older cookie came back."""

from collections import OrderedDict, deque
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from tracer.browser.cookies import SetCookie

MOST_SETTINGS = 10_000
"""At most this many cookies are remembered; the oldest are forgotten first."""

_LATEST = 5
"""So many settings of one cookie in one browser are remembered: a slow request began before some of them."""


class _Setting(NamedTuple):
    """A cookie was set or deleted.

    Attributes:
        at: When the answer was ready.
        request: The number of the request.
        fingerprint: That of the value; None where the cookie was deleted.
    """

    at: int
    request: int
    fingerprint: int | None


class CookieSettings:
    """The cookies that answers have set: which request set which value, and what each browser was given last."""

    def __init__(self) -> None:
        self._set_by: OrderedDict[tuple[str, int], int] = OrderedDict()
        self._latest: OrderedDict[tuple[str, str], deque[_Setting]] = OrderedDict()

    def answered(self, browser: str, request: int, cookies: Iterable[SetCookie], deleted: set[str], at: int) -> None:
        """Note which cookies an answer sets or deletes.

        Args:
            browser: The name of the browser that gets the answer.
            request: The number of the request.
            cookies: The cookies of the answer.
            deleted: The names of those that it deletes.
            at: When the answer was ready.
        """
        for cookie in cookies:
            fingerprint = None if cookie.name in deleted else hash(cookie.value)
            if fingerprint is not None:
                self._set_by[cookie.name, fingerprint] = request
            self._latest.setdefault((browser, cookie.name), deque(maxlen=_LATEST)).append(
                _Setting(at, request, fingerprint)
            )
        for remembered in (self._set_by, self._latest):
            while len(remembered) > MOST_SETTINGS:
                remembered.popitem(last=False)

    def older(self, browser: str, shown: Iterable[tuple[str, int]], begun: int) -> Mapping[str, int]:
        """Return the cookies that are older than what the browser was given last before its request began.

        Args:
            browser: The name of the browser.
            shown: The cookies that came, by name and fingerprint. Of two with one name the app reads the first.
            begun: When the request began.

        Returns:
            The numbers of the requests whose answers set what came, by the names of the cookies.
        """
        found: dict[str, int] = {}
        for name, fingerprint in reversed([*shown]):
            found.pop(name, None)
            latest = next((one for one in reversed(self._latest.get((browser, name), ())) if one.at < begun), None)
            set_by = self._set_by.get((name, fingerprint))
            if latest is None or set_by is None or latest.fingerprint == fingerprint:
                continue
            if set_by < latest.request:
                found[name] = set_by
        return found
