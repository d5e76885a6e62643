"""Reading a page as a person sees it: its heading, its forms, its links."""

from collections.abc import Mapping
from dataclasses import dataclass
from html.parser import HTMLParser

from tracer.browser.form import Control, Form
from tracer.urls import joined_address, split_address

_SUBMITTING = frozenset({"submit", "image"})
_NEVER_SENT = frozenset({"button", "reset"})
_TICKED = frozenset({"checkbox", "radio"})
_TICKED_VALUE = "on"
"""What a box sends that has no value of its own."""

_SUBMIT = "Submit"
"""What browsers write on, and send for, an ``<input type="submit">`` without a value."""

_INPUTS = frozenset(
    {
        *(
            "text",
            "password",
            "checkbox",
            "radio",
            "hidden",
            "tel",
            "url",
            "email",
            "search",
            "number",
            "range",
            "color",
        ),
        *("date", "month", "week", "time", "datetime-local", "file", "submit", "image", "button", "reset"),
    }
)
"""The types of an ``<input>``; any other is a field for text."""


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


@dataclass
class _Option:
    """An option of a selection, while it is read."""

    value: str | None
    chosen: bool
    disabled: bool
    text: str = ""


@dataclass
class _Selection:
    """A selection, while it is read."""

    name: str
    multiple: bool
    options: list[_Option]

    def controls(self) -> list[Control]:
        """Return its options; of a list that drops down the last that is marked is chosen, or else the first."""
        offered = [option for option in self.options if not option.disabled]
        chosen = [option for option in offered if option.chosen]
        if not self.multiple:
            chosen = chosen[-1:] or offered[:1]
        return [
            Control(
                self.name,
                "select",
                " ".join(option.text.split()) if option.value is None else option.value,
                any(option is each for each in chosen),
            )
            for option in offered
        ]


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
        self._has_button = False
        self._fieldsets: list[bool] = []  # whether each that is open is disabled
        self._selection: _Selection | None = None
        self._text_area: str | None = None  # the name of the one that is open
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag == "form":
            action = joined_address(self.url, attributes.get("action") or self.url)
            self._form = Form(action, attributes.get("method", "get").upper())
            self._has_button = False
            self.forms.append(self._form)
        elif tag == "a" and "href" in attributes:
            self.links.append(joined_address(self.url, attributes["href"]))
        elif tag in {"h1", "h2"} and not self.heading:
            self._in_heading = True
        elif tag == "fieldset":
            self._fieldsets.append("disabled" in attributes)
        elif tag == "option" and self._selection is not None:
            option = _Option(attributes.get("value"), "selected" in attributes, "disabled" in attributes)
            self._selection.options.append(option)
        elif self._form is not None and "disabled" not in attributes and not any(self._fieldsets):
            self._control_begins(self._form, tag, attributes)

    def _control_begins(self, form: Form, tag: str, attributes: Mapping[str, str]) -> None:
        name = attributes.get("name", "")
        if tag == "input":
            kind = attributes.get("type", "").lower()
            self._add_input(form, name, kind if kind in _INPUTS else "text", attributes)
        elif tag == "button" and attributes.get("type", "submit").lower() not in _NEVER_SENT:
            self._add_button(form, name, "submit", attributes.get("value", ""))
        elif tag == "select" and name:
            self._selection = _Selection(name, "multiple" in attributes, [])
        elif tag == "textarea" and name:
            self._text_area, self._text = name, ""

    def _add_input(self, form: Form, name: str, kind: str, attributes: Mapping[str, str]) -> None:
        if kind in _SUBMITTING:
            self._add_button(form, name, kind, attributes.get("value", _SUBMIT))
        elif name and kind in _TICKED:
            value = attributes.get("value", _TICKED_VALUE)
            form.controls.append(Control(name, kind, value, is_sent="checked" in attributes))
        elif name and kind not in _NEVER_SENT:
            form.controls.append(Control(name, kind, attributes.get("value", ""), is_sent=True))

    def _add_button(self, form: Form, name: str, kind: str, value: str) -> None:
        """Add the button that is pressed: the first one, as by the Enter key in a field."""
        if self._has_button:
            return
        self._has_button = True
        if kind == "image":  # It sends where it was clicked.
            before = f"{name}." if name else ""
            form.controls += [Control(f"{before}{axis}", kind, "0", is_sent=True) for axis in "xy"]
        elif name:
            form.controls.append(Control(name, kind, value, is_sent=True))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag in {"h1", "h2"}:
            self._in_heading = False
        elif tag == "fieldset" and self._fieldsets:
            self._fieldsets.pop()
        elif tag == "select" and self._selection is not None:
            if self._form is not None:
                self._form.controls += self._selection.controls()
            self._selection = None
        elif tag == "textarea" and self._text_area is not None:
            if self._form is not None:
                text = self._text.removeprefix("\n")
                self._form.controls.append(Control(self._text_area, "textarea", text, is_sent=True))
            self._text_area = None

    def handle_data(self, data: str) -> None:
        if self._in_heading:
            self.heading += data
        if self._text_area is not None:
            self._text += data
        elif self._selection is not None and self._selection.options:
            self._selection.options[-1].text += data


def read_page(url: str, html: str) -> WebPage:
    """Return what a person can see and click on a page."""
    reader = _Reader(url)
    reader.feed(html)
    return WebPage(url, " ".join(reader.heading.split()), tuple(reader.forms), tuple(reader.links))
