"""Reading a page as a person sees it: its heading, its forms, its links."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser

from tracer.urls import joined_address, split_address

_REMEMBERING = re.compile(r"remember|stay|keep|persist|permanent", re.IGNORECASE)
"""The names of the box "remember me"."""


@dataclass
class Form:
    """A form on a page.

    Attributes:
        action: Where it is sent, as a full URL.
        method: GET or POST.
        values: The fields by their names, with the values that they have on the page (hidden ones too).
        kinds: The type of each field: text, password, checkbox, hidden, ...
    """

    action: str
    method: str
    values: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)

    @property
    def asks_password(self) -> bool:
        """Whether a password can be typed into it."""
        return "password" in self.kinds.values()

    @property
    def remember_box(self) -> str | None:
        """The name of the box by which people ask to be remembered; None where there is none."""
        boxes = (name for name, kind in self.kinds.items() if kind == "checkbox")
        return next((name for name in boxes if _REMEMBERING.search(name)), None)

    def field_for(self, kind: str) -> str | None:
        """Return the name of the field into which a name or a password is typed."""
        if kind == "password":
            return next((name for name, found in self.kinds.items() if found == "password"), None)
        typed = [name for name, found in self.kinds.items() if found in {"text", "email"}]
        return next((name for name in typed if name in {"username", "name", "email", "user"}), None) or next(
            iter(typed), None
        )


@dataclass(frozen=True)
class WebPage:
    """A page that the browser shows.

    Attributes:
        url: Its address.
        heading: Its first heading.
        forms: Its forms.
        links: Where its links lead, as full URLs.
    """

    url: str
    heading: str = ""
    forms: tuple[Form, ...] = ()
    links: tuple[str, ...] = ()

    def form_to(self, path: str) -> Form | None:
        """Return the form that is sent to ``path``."""
        return next((form for form in self.forms if split_address(form.action).path == path), None)

    def link_to(self, path: str) -> str | None:
        """Return the full URL of the link that leads to ``path``."""
        return next((link for link in self.links if split_address(link).path == path), None)

    @property
    def login_form(self) -> Form | None:
        """The form that asks for a password."""
        return next((form for form in self.forms if form.asks_password), None)


class _Reader(HTMLParser):
    """Collects what a person can see and click."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url
        self.heading = ""
        self.forms: list[Form] = []
        self.links: list[str] = []
        self._form: Form | None = None
        self._in_heading = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag == "form":
            action = joined_address(self.url, attributes.get("action") or self.url)
            self._form = Form(action, attributes.get("method", "get").upper())
            self.forms.append(self._form)
        elif tag == "a" and "href" in attributes:
            self.links.append(joined_address(self.url, attributes["href"]))
        elif tag in {"h1", "h2"} and not self.heading:
            self._in_heading = True
        elif tag in {"input", "textarea", "select"} and self._form is not None:
            self._add_field(self._form, tag, attributes)

    @staticmethod
    def _add_field(form: Form, tag: str, attributes: Mapping[str, str]) -> None:
        name = attributes.get("name")
        if not name:
            return
        kind = attributes.get("type", "text").lower() if tag == "input" else "text"
        if kind in {"submit", "button", "image", "reset"}:
            return
        form.kinds[name] = kind
        if kind == "checkbox":
            if "checked" in attributes:
                form.values[name] = attributes.get("value", "on")
        else:
            form.values[name] = attributes.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag in {"h1", "h2"}:
            self._in_heading = False

    def handle_data(self, data: str) -> None:
        if self._in_heading:
            self.heading += data


def read_page(url: str, html: str) -> WebPage:
    """Return what a person can see and click on a page."""
    reader = _Reader(url)
    reader.feed(html)
    return WebPage(url, " ".join(reader.heading.split()), tuple(reader.forms), tuple(reader.links))
