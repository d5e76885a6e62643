"""Replacing an attribute of one object for a while."""

from typing import Any

_NOTHING = object()


class Replacement:
    """An attribute of one object, replaced until it is put back.

    Several recordings may replace the same attribute, each wrapping what it found, and they may end in any order.

    Args:
        owner: The object; only its own attribute is replaced, never its class's.
        name: The attribute.
        substitute: What stands there meanwhile.

    Attributes:
        before: What stood there before, to be restored.
    """

    def __init__(self, owner: object, name: str, substitute: object) -> None:
        self._owner = owner
        self._name = name
        self._substitute = substitute
        self.before: Any = vars(owner).get(name, _NOTHING)
        self._stack = _STACKS.setdefault((id(owner), name), [])
        if self._stack and not self._stack[-1].stands:
            self._stack.clear()
        self._stack.append(self)
        setattr(owner, name, substitute)

    @property
    def stands(self) -> bool:
        """Whether the substitute is the one that is there; the app may have put something else in its place."""
        return vars(self._owner).get(self._name) is self._substitute

    @property
    def holds(self) -> bool:
        """Whether the substitute is still reached, directly or through a replacement above it."""
        return self in self._stack and self._stack[-1].stands

    def put_back(self) -> None:
        """Restore what was there. What the app itself has put there since stays."""
        if self in self._stack[:-1]:
            self._stack[self._stack.index(self) + 1].before = self.before
        elif self.stands:
            if self.before is _NOTHING:
                delattr(self._owner, self._name)
            else:
                setattr(self._owner, self._name, self.before)
        if self in self._stack:
            self._stack.remove(self)
        if not self._stack:
            _STACKS.pop((id(self._owner), self._name), None)


# The standing replacements of each attribute, the uppermost last, by the identity of its owner, which they keep alive.
_STACKS: dict[tuple[int, str], list[Replacement]] = {}


def put_all_back(replacements: list[Replacement]) -> None:
    """Put back several replacements, the last one first, and forget them."""
    while replacements:
        replacements.pop().put_back()
