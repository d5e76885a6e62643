"""The plain form of a dataclass: under which keys its fields stand in JSON and TOML, and how it is written there.

A field's metadata says where the plain form differs from the class: ``{"key": "class"}`` names another key,
``OMIT_DEFAULT`` leaves the field out while it has its default, ``REQUIRED`` asks for the key although the class has a
default, ``{"names": ...}`` says which keys a mapping can have. ``tracer.trace.validation`` reads what is written here.
"""

from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, get_type_hints

from tracer.trace.plain_values import Plain

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

OMIT_DEFAULT: Mapping[str, Any] = {"omit_default": True}
"""Metadata of a field that is not written while it has its default."""

REQUIRED: Mapping[str, Any] = {"required": True}
"""Metadata of a field whose key must be there, although it may be left out when the object is made."""


@dataclass(frozen=True, slots=True)
class PlainField:
    """A field of a dataclass, as it stands in plain data.

    Attributes:
        name: The name of the attribute.
        key: The key in plain data.
        hint: The type.
        required: Whether the key must be there.
        omit_default: Whether the field is left out while it has its default.
        default: The default; MISSING where there is none.
        names: For a mapping: the keys that it can have; empty where it can have any.
    """

    name: str
    key: str
    hint: Any
    required: bool
    omit_default: bool
    default: Any
    names: tuple[str, ...]


def plain_fields(kind: "type[DataclassInstance]") -> tuple[PlainField, ...]:
    """Return the fields of a dataclass with their keys, in the order of the class."""
    of_kind: Any = kind
    return _plain_fields(of_kind)


@cache
def _plain_fields(kind: Any) -> tuple[PlainField, ...]:
    hints: Mapping[str, Any] = {}
    found = []
    for field in fields(kind):
        hint: Any = field.type
        if isinstance(hint, str) and hint != Plain:
            hints = hints or get_type_hints(kind, include_extras=True)
            hint = hints[field.name]
        found.append(_plain_field(field, hint))
    return tuple(found)


def _plain_field(field: "Field[Any]", hint: Any) -> PlainField:
    default = field.default if field.default_factory is MISSING else field.default_factory()
    return PlainField(
        name=field.name,
        key=field.metadata.get("key", field.name),
        hint=hint,
        required=default is MISSING or field.metadata.get("required", False),
        omit_default=field.metadata.get("omit_default", False),
        default=default,
        names=field.metadata.get("names", ()),
    )


def to_plain(value: "DataclassInstance") -> dict[str, Plain]:
    """Return a dataclass as a dict that JSON can hold; ``tracer.trace.validation.read`` gives the dataclass back.

    What is inside becomes plain as well, and shares nothing with the original: dataclasses and mappings become dicts,
    tuples and lists become lists.
    """
    found: dict[str, Plain] = {}
    for field in plain_fields(type(value)):
        item = getattr(value, field.name)
        if field.omit_default and item == field.default and type(item) is type(field.default):
            continue
        found[field.key] = item if type(item) in _SCALARS else plain_value(item)
    return found


_SCALARS = frozenset({type(None), bool, int, float, str})


def plain_value(value: Any) -> Plain:
    """Return a scalar, a container or a dataclass in its plain form. Raises TypeError where it has none."""
    if type(value) in _SCALARS:
        return value  # type: ignore[no-any-return] # one of the scalars, by the line above
    if isinstance(value, Mapping):
        return {key: plain_value(item) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        return [plain_value(item) for item in value]
    if is_dataclass(value) and not isinstance(value, type):
        return to_plain(value)
    raise TypeError(f"a {type(value).__name__} has no plain form")
