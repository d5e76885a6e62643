"""A form on a page: its controls, and which of them a browser sends.

The rules are those of HTML, "Constructing the entry list": a box is sent when it is ticked, with its value; of radio
buttons the chosen one; of a selection the chosen options; of the buttons the one that was pressed; nothing that is
disabled, and nothing without a name. Names may come several times, in the order of the page.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from tracer.browser.http import FormFields

_TYPED = frozenset({"text", "email"})
_ALSO_FOR_NAMES = frozenset({"select", "textarea"})
_CHOSEN = frozenset({"checkbox", "radio", "select"})
"""Controls of which a choice takes the place of what was chosen before."""

_NAMES = frozenset({"username", "name", "email", "user"})
_REMEMBERING = re.compile(r"remember|stay|keep|persist|permanent", re.IGNORECASE)
"""The names of the box "remember me"."""

_NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Control:
    """What can be filled in on a form, or pressed: a field, a box, an option, a button. None is disabled.

    Attributes:
        name: Its name.
        kind: ``text``, ``password``, ``checkbox``, ``hidden``, ``select`` for an option, ``submit``, ...
        value: Its value on the page.
        is_sent: Whether it is sent as the page shows it: it is ticked or chosen, or there is nothing to choose.
    """

    name: str
    kind: str
    value: str
    is_sent: bool


@dataclass
class Form:
    """A form on a page.

    Attributes:
        action: Where it is sent, as a full URL.
        method: GET or POST.
        controls: What of it can be sent, in the order of the page.
    """

    action: str
    method: str
    controls: list[Control] = field(default_factory=list)

    @property
    def asks_password(self) -> bool:
        """Whether a password can be typed into it."""
        return self.field_for("password") is not None

    @property
    def hidden_fields(self) -> FormFields:
        """The hidden fields; a token against forged requests is among them."""
        return tuple((control.name, control.value) for control in self.controls if control.kind == "hidden")

    @property
    def first_box(self) -> Control | None:
        """The first box that can be ticked."""
        return next((control for control in self.controls if control.kind == "checkbox"), None)

    @property
    def remember_box(self) -> str | None:
        """The name of the box by which people ask to be remembered; None where there is none."""
        boxes = self._names_of(frozenset({"checkbox"}))
        return next((name for name in boxes if _REMEMBERING.search(name)), None)

    def field_for(self, kind: str) -> str | None:
        """Return the name of the field into which a name or a password is typed."""
        if kind == "password":
            return next(self._names_of(frozenset({"password"})), None)
        typed = [*self._names_of(_TYPED), *self._names_of(_ALSO_FOR_NAMES)]
        return next((name for name in typed if name in _NAMES), None) or next(iter(typed), None)

    def _names_of(self, kinds: frozenset[str]) -> Iterator[str]:
        return (control.name for control in self.controls if control.kind in kinds)

    def fields(self, typed: Mapping[str, str] = _NOTHING) -> FormFields:
        """Return what a browser sends.

        Args:
            typed: What a person types and chooses, by the names of the fields. What the page does not have goes along
                at the end.
        """
        places = {name: self._place_of(name) for name in typed}
        sent: list[tuple[str, str]] = []
        for index, control in enumerate(self.controls):
            place = places.get(control.name)
            if place == index:
                sent.append((control.name, typed[control.name]))
            elif place is not None and control.kind in _CHOSEN and control.kind == self.controls[place].kind:
                continue
            elif control.is_sent:
                sent.append((control.name, control.value))
        return (*sent, *((name, value) for name, value in typed.items() if places[name] is None))

    def _place_of(self, name: str) -> int | None:
        """Return where something is typed in: a hidden field of the same name is not seen."""
        found = [index for index, control in enumerate(self.controls) if control.name == name]
        seen = (index for index in found if self.controls[index].kind != "hidden")
        return next(seen, found[0] if found else None)
