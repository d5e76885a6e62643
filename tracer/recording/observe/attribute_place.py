"""Where an attribute of an object is kept, found without running any code of the object's.

``getattr`` and ``setattr`` may run a property, ``__getattr__`` or a ``__setattr__`` that refuses. Here the instance's
dictionary or its slot is read and written itself, and what a class gives is found as ``inspect.getattr_static`` does.
"""

import sys
from functools import partial
from types import FunctionType, MemberDescriptorType
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable

NOT_SET: Final = object()
"""What stands where an attribute is not set."""

_PARTIAL_BINDS = sys.version_info >= (3, 14)
"""Whether a partial function in a class is a method. Python 3.13 asks it, gets itself, and warns of what is to come."""

_NOT_CALLED = frozenset({"cached_property"})
"""Descriptors of the standard library whose getter calls what the app has written."""


class AttributePlace:
    """Where one attribute of one object is kept.

    Args:
        owner: The object.
        name: The attribute.

    Attributes:
        changeable: Whether the object can be given the attribute without running code of its own.
        read: Returns what the object itself holds; NOT_SET where it holds nothing, whatever its class gives.
    """

    def __init__(self, owner: object, name: str) -> None:
        self._owner = owner
        self._name = name
        self._of_class = _of_class(owner, name)
        self._slot = self._of_class if type(self._of_class) is MemberDescriptorType else None
        self._dictionary = _dictionary(owner)
        decides = hasattr(type(self._of_class), "__set__") or hasattr(type(self._of_class), "__delete__")
        self.changeable = self._slot is not None or (self._dictionary is not None and not decides)
        self.read: Callable[[], Any] = self._read_slot
        if self._slot is None and self._dictionary is not None:
            self.read = partial(self._dictionary.get, name, NOT_SET)  # every request asks: no call in between

    def _read_slot(self) -> Any:
        if self._slot is None:
            return NOT_SET
        try:
            return self._slot.__get__(self._owner, type(self._owner))
        except AttributeError:
            return NOT_SET

    def write(self, value: object) -> None:
        """Let the object hold something, or NOT_SET."""
        if self._slot is not None:
            if value is not NOT_SET:
                self._slot.__set__(self._owner, value)
            elif self.read() is not NOT_SET:
                self._slot.__delete__(self._owner)
        elif self._dictionary is not None:
            if value is NOT_SET:
                self._dictionary.pop(self._name, None)
            else:
                self._dictionary[self._name] = value

    def value(self) -> Any:
        """Return what ``getattr`` would; NOT_SET where there is nothing, or where code of the app's would run."""
        if not self.changeable:
            return NOT_SET
        held = self.read()
        if held is not NOT_SET or self._slot is not None:
            return held
        return _bound(self._of_class, self._owner)


def _of_class(owner: object, name: str) -> Any:
    for each in type(owner).__mro__:
        if name in vars(each):
            return vars(each)[name]
    return NOT_SET


def _dictionary(owner: object) -> dict[str, Any] | None:
    """Return the dictionary that an instance keeps its attributes in; None for one without, or with one of its own."""
    for each in type(owner).__mro__:
        if isinstance(vars(each).get("__dict__"), property):
            return None
    try:
        found = object.__getattribute__(owner, "__dict__")
    except AttributeError:
        return None
    return found if type(found) is dict else None


def _bound(attribute: Any, owner: object) -> Any:
    """Return an attribute of a class as its instance has it; NOT_SET where only code of the app's could tell."""
    getter = _of_class(attribute, "__get__")
    if getter is NOT_SET or (isinstance(attribute, partial) and not _PARTIAL_BINDS):
        return attribute
    kind = type(attribute)
    if isinstance(getter, FunctionType) and (kind.__module__ != "functools" or kind.__name__ in _NOT_CALLED):
        return NOT_SET
    return attribute.__get__(owner, type(owner))
