"""What is left of the content of a lesson file while the parts of it are left out that do not fit.

As much as possible stays: what an action names is looked up although the action does not fit, and the texts of a
question are read although nobody knows what kind of question it is.
"""

from collections.abc import Collection, Iterable, Mapping
from copy import deepcopy
from dataclasses import replace
from typing import Any, Final, get_args

from tracer.lessons.loading import Flaw
from tracer.stages import BY_NAME
from tracer.trace.scenario import NO_ACCOUNT, VERBS, Tampering
from tracer.trace.wrong_values import KeyPath, WrongValue

_GONE: Final = object()
"""Stands in a list for an item that is left out, so that the others keep their numbers."""

_EMPTY: Mapping[str, object] = {"title": "", "summary": "", "minutes": 1}
"""What stands for what a lesson must say and does not."""

_EMPTY_IN: Mapping[str, Mapping[str, object]] = {
    "questions": {"id": "", "text": ""},
    "moments": {"question": "", "answer": ""},
    "notes": {"text": ""},
    "scenarios": {"title": ""},
}
"""The same for the items of a lesson's lists, by the list."""

_AS_ONE = frozenset({"textbook", "requires"})
"""Parts of a lesson of which nothing can be understood without the whole."""

_NEEDS_ALL = frozenset({"actions", "asks", "claim", "claims", "items", "step", "steps", "track"})
"""What says something else when one of its keys is left out."""

_DECIDES = frozenset({"kind", "asks", "items", "scenario"})
"""Keys of a question without which none of its answers can be judged."""

_MARK = "right"
"""The key of a choice without which nobody knows whether the run should bear it out."""


class RestOfFile:
    """The content of a file while parts of it are left out.

    Args:
        content: The content, as it was parsed.
        flaws: What is known not to fit; what comes to light later is added.

    Attributes:
        content: What is left of it.
        flaws: What does not fit.
        unsound: The parts that are not as the author means them.
        left_out: What is not there, or has something else in its place, in these parts.
        spoiled: The scenarios that cannot be performed, each with what is wrong.
        moved: Where an item of a list stands in the file, if items before it are left out.
        misspelt: The keys that are written otherwise in the file, by their places.
    """

    def __init__(self, content: dict[str, Any], flaws: list[Flaw]) -> None:
        self.content = deepcopy(content)
        self.flaws = flaws
        self.unsound: set[KeyPath] = set()
        self.left_out: set[KeyPath] = set()
        self.spoiled: dict[str, str] = {}
        self.moved: dict[KeyPath, KeyPath] = {}
        self.misspelt: dict[KeyPath, str] = {}

    def compacted(self) -> dict[str, Any]:
        """Return the content without what is left out."""
        self.moved = {}
        content: dict[str, Any] = self._compacted(self.content, (), ())
        return content

    def _compacted(self, value: Any, old: KeyPath, new: KeyPath) -> Any:
        if isinstance(value, dict):
            return {key: self._compacted(item, (*old, key), (*new, key)) for key, item in value.items()}
        if not isinstance(value, list):
            return value
        found: list[Any] = []
        for index, item in enumerate(value):
            if item is not _GONE:
                there = (*new, len(found))
                self.moved[there] = (*old, index)
                found.append(self._compacted(item, (*old, index), there))
        return found

    def in_file(self, place: KeyPath) -> KeyPath:
        """Return where something stands in the file that stands at a place of what is left."""
        return place_in_file(place, self.moved)

    def note(self, flaws: Iterable[Flaw]) -> None:
        """Keep the flaws that do not follow from what was left out."""
        there = [replace(flaw, keys=self.in_file(flaw.keys)) for flaw in flaws]
        self.flaws += [flaw for flaw in there if is_apart(flaw.keys, self.unsound)]

    def leave_out(self, problem: WrongValue, place: KeyPath) -> None:
        """Take out what does not fit, or put something in its place that fits and says nothing.

        Args:
            problem: What does not fit.
            place: Where it stands in the file.
        """
        if self._as_meant(problem, place):
            return
        first, inside = place[0], place[2:]
        is_of_scenario = first == "scenarios" and len(place) > 1 and inside != ("title",)
        if is_of_scenario and (inside[:1] in {("actions",), ("settings",)} or not problem.is_strange_key):
            self.spoiled.setdefault(str(place[1]), problem.message[:1].lower() + problem.message[1:])
            self._mend_scenario(problem, place)
        elif problem.is_strange_key and not _NEEDS_ALL.intersection(place):
            self.take(place)
            self.unsound.add(place)
        elif first == "flow" and len(place) > 1:
            self._mend_flow(place)
        elif first == "questions" and len(place) > 2:  # noqa: PLR2004 # what is in a question
            self._mend_question(problem, place)
        else:
            part = place[:1] if first in _AS_ONE else place[:-1] if problem.is_strange_key else place
            self._take_or_empty(part, place)

    def _mend_scenario(self, problem: WrongValue, place: KeyPath) -> None:
        """Keep of a scenario what it names, so that it can be looked up, and something in the place of the rest."""
        inside = place[2:]
        if not inside:
            self.put(place, {"title": "", "actions": []})
        elif inside == ("actions",):
            self.put(place, [])
        elif inside[0] == "actions" and isinstance(self._at(place[:4]), dict):
            self._mend_action(problem, place)
        else:
            self.take(place)
        self.left_out.add(place)

    def _mend_action(self, problem: WrongValue, place: KeyPath) -> None:
        """Do the same for an action; the keys that its verb needs stay, so that it is told which others it takes."""
        action, key = self._at(place[:4]), place[4] if len(place) > 4 else None  # noqa: PLR2004 # the way to a key of it
        verb = VERBS.get(action["do"]) if isinstance(action.get("do"), str) else None
        if verb is None or key is None or key == "do":
            names = _with_names_of(action)
            if names is None:
                self.take(place[:4])
            else:
                self.put(place[:4], names)
            self.unsound.add(place[:4])
        elif key in verb.required and len(place) == 5:  # noqa: PLR2004 # the way to one value of an action
            self.put(place, _FITTING[str(key)])
        else:
            self.take(place)
            if problem.is_strange_key:
                self.unsound.add(place)

    def _mend_flow(self, place: KeyPath) -> None:
        """Keep the boxes and arrows of a flow that can be told apart."""
        is_box, part, inside = place[1] == "nodes", place[:4], place[3:4]
        if len(place) == 2:  # noqa: PLR2004 # the way to all boxes, to all arrows or to the caption
            part = place if place[1] == "caption" else place[:1]
            self.take(part)
        elif is_box and inside == ("text",):
            self.put(part, "")
        elif is_box and inside == ("stages",):
            # No stage would make what is said of their facts wrong.
            self.put(part, list(BY_NAME))
        elif inside in {("when",), ("label",)}:
            self.take(part)
        else:
            part = place[:3]
            self.take(part)
            if is_box:
                self.unsound.add(("flow", "edges"))
        self.unsound.add(part)
        self.left_out.add(part)

    def _mend_question(self, problem: WrongValue, place: KeyPath) -> None:
        """Keep the texts of a question, whatever else of it cannot be judged."""
        key = place[2]
        if key in _DECIDES:
            self.take(place[:3])
            self.unsound.add(place[:2])
            self.left_out.add(place[:3])
        elif key == "choices" and place[4:] == (_MARK,):
            self.take(place)
            self.unsound.add(place[:4])
            self.left_out.add(place)
        else:
            self._take_or_empty(place[:-1] if problem.is_strange_key else place, place)

    def _take_or_empty(self, part: KeyPath, place: KeyPath) -> None:
        """Take a part out because of what stands at a place in it, or put something empty there."""
        if not self._put_empty(place):
            # What is missing cannot be taken out: what it is missing in goes, if it is not the whole file.
            part = part if self._at(part) is not None or len(part) == 1 else part[:-1]
            self.take(part)
        self.unsound.add(part)
        self.left_out.add(part)

    def _as_meant(self, problem: WrongValue, place: KeyPath) -> bool:
        """Give a misspelt key the name that is meant, if that one is free; tell whether that was done."""
        around = self._at(place[:-1])
        if not problem.meant or not isinstance(around, dict) or problem.meant in around:
            return False
        around[problem.meant] = around.pop(str(place[-1]))
        self.misspelt[(*place[:-1], problem.meant)] = str(place[-1])
        return True

    def _put_empty(self, place: KeyPath) -> bool:
        """Put something empty in the place of a text that must be there; tell whether that was done."""
        key = place[-1]
        empty = _EMPTY if len(place) == 1 else _EMPTY_IN.get(str(place[0]), {}) if len(place) == 3 else {}  # noqa: PLR2004 # list, index, key
        if key not in empty:
            return False
        self.put(place, str(int(place[1]) + 1) if key == "id" else empty[str(key)])
        return True

    def _at(self, place: KeyPath) -> Any:
        """Return what stands at a place; None where there is nothing."""
        here: Any = self.content
        for key in place:
            try:
                here = here[key]
            except (LookupError, TypeError):
                return None
            if here is _GONE:
                return None
        return here

    def put(self, place: KeyPath, value: object) -> None:
        """Put a value in a place, if there is something around it."""
        around = self._at(place[:-1])
        if around is not None:
            around[place[-1]] = value

    def take(self, place: KeyPath) -> None:
        """Take a key or an item out."""
        around, key = self._at(place[:-1]), place[-1]
        if isinstance(around, list):
            around[int(key)] = _GONE
        elif around is not None:
            around.pop(key, None)


_FITTING: Mapping[str, object] = {
    "page": "login",
    "account": NO_ACCOUNT,
    "cookie": "session",
    "how": get_args(Tampering)[0],
    "seconds": 1,
    "user_agent": "",
    "address": "",
}
"""What fits in the place of a key that a verb needs; nothing that a scenario names can be wrong in it."""


def _with_names_of(action: Mapping[str, Any]) -> Mapping[str, object] | None:
    """Return an action that fits and names what another one names that does not; None where that names nothing."""
    page, account, settings = action.get("page"), action.get("account"), action.get("settings")
    if isinstance(account, str):
        return {"do": "submit", "page": page if isinstance(page, str) else _FITTING["page"], "account": account}
    if isinstance(page, str):
        return {"do": "visit", "page": page}
    return {"do": "restart_app", "settings": settings} if isinstance(settings, dict) else None


def is_apart(place: KeyPath, parts: Collection[KeyPath]) -> bool:
    """Whether a place is neither inside of one of these parts of a file, nor around one."""
    return not any(_related(place, part) for part in parts)


def _related(one: KeyPath, other: KeyPath) -> bool:
    """Whether one place is inside of another one, or the same."""
    return all(left == right for left, right in zip(one, other, strict=False))


def place_in_file(place: KeyPath, moved: Mapping[KeyPath, KeyPath]) -> KeyPath:
    """Return where something stands in a file.

    Args:
        place: Where it stands in what is left of the file.
        moved: Where an item of a list stands in the file, if items before it are left out.
    """
    for length in range(len(place), 0, -1):
        if place[:length] in moved:
            return moved[place[:length]] + place[length:]
    return place
