"""One request and its response, as a browser sends and receives them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

FormFields: TypeAlias = tuple[tuple[str, str], ...]
"""What a form sends: names with their values, in order. A name may come several times."""


@dataclass(frozen=True)
class WebRequest:
    """What a browser sends.

    Attributes:
        method: GET or POST.
        url: The full address.
        headers: The headers, the Cookie header among them.
        form: The fields of a form that is sent as the body.
        browser: Whose browser sends it.
        address: The network address it comes from.
    """

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    form: FormFields | None = None
    browser: str = "A"
    address: str = "127.0.0.1"


@dataclass(frozen=True)
class WebResponse:
    """What a browser receives.

    Attributes:
        status: The HTTP status.
        headers: Every header, in order; Set-Cookie may stand there more than once.
        body: The page.
    """

    status: int
    headers: tuple[tuple[str, str], ...]
    body: str

    def header(self, name: str) -> str | None:
        """Return the first header of that name, or None."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    def all(self, name: str) -> list[str]:
        """Return every header of that name."""
        return [value for key, value in self.headers if key.lower() == name.lower()]


Transport: TypeAlias = Callable[[WebRequest], WebResponse]
"""Carries a request to an app and brings the response back."""
