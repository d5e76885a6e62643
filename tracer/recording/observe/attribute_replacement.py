"""Replacing an attribute of one object for a while."""

from typing import Any

from tracer.recording.observe.attribute_place import AttributePlace
from tracer.recording.observe.stand_in import Passage
from tracer.recording.process_lock import PROCESS_LOCK


class Replacement:
    """An attribute of one object, replaced until it is put back.

    Several recordings may replace the same attribute, each wrapping what it found, and they may end in any order and
    in any thread. No code of the object's runs: neither its ``__setattr__`` nor a property.

    Args:
        owner: The object; only its own attribute is replaced, never its class's.
        name: The attribute; its ``AttributePlace`` is changeable.
        substitute: What stands there meanwhile.
        passage: Where its calls go. Where replacements stand upon each other and one leaves, the one above passes it
            by.

    Attributes:
        before: What stood there before, to be restored.
        passage: Where its calls go.
    """

    def __init__(self, owner: object, name: str, substitute: object, passage: Passage | None = None) -> None:
        self._key = (id(owner), name)
        self._place = AttributePlace(owner, name)
        self._substitute = substitute
        self.passage = passage
        with PROCESS_LOCK:
            self.before: Any = self._place.read()
            self._stack = _STACKS.setdefault(self._key, [])
            if self._stack and not self._stack[-1].stands:
                self._stack.clear()
            self._stack.append(self)
            self._place.write(substitute)

    @property
    def stands(self) -> bool:
        """Whether the substitute is the one that is there; the app may have put something else in its place."""
        return self._place.read() is self._substitute

    @property
    def holds(self) -> bool:
        """Whether the substitute is still reached, directly or through a replacement above it."""
        with PROCESS_LOCK:
            return self in self._stack and self._stack[-1].stands

    def put_back(self) -> None:
        """Restore what was there. What the app itself has put there since stays."""
        with PROCESS_LOCK:
            if self in self._stack[:-1]:
                self._leave_to(self._stack[self._stack.index(self) + 1])
            elif self.stands:
                self._place.write(self.before)
            if self in self._stack:
                self._stack.remove(self)
            if not self._stack and _STACKS.get(self._key) is self._stack:
                del _STACKS[self._key]

    def _leave_to(self, above: "Replacement") -> None:
        above.before = self.before
        if above.passage is not None and self.passage is not None:
            above.passage.function = self.passage.function


# The standing replacements of each attribute, the uppermost last, by the identity of its owner, which they keep alive.
_STACKS: dict[tuple[int, str], list[Replacement]] = {}


def put_all_back(replacements: list[Replacement]) -> None:
    """Put back several replacements, the last one first, and forget them."""
    while replacements:
        replacements.pop().put_back()
