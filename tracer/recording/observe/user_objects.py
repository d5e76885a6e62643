"""Looking at the users of an app without asking them: their class, and what lies in their ``__dict__``.

No method, no property and no ``__getattr__`` of a user is called. What a class makes up when it is asked is not known.
"""

import re
from collections.abc import Iterable, Mapping
from types import CodeType, FunctionType, GetSetDescriptorType, NoneType
from typing import Any, NamedTuple
from uuid import UUID

from flask_login import UserMixin
from flask_login.config import ID_ATTRIBUTE

from tracer.recording import request_record
from tracer.recording.observe.source_code import names_in
from tracer.recording.raised_errors import NEEDED_OF_USERS

_ASKED_BY_FLASK_LOGIN = ("is_authenticated", "is_active")
"""What Flask-Login asks of the users themselves; ``is_anonymous`` is for the templates."""

_IDS = ("id", "pk", "_id", "uid", "user_id", "number", "key")
"""How the id of a record is mostly called."""

_NAMES = ("username", "user_name", "login", "email", "mail", "name", "nickname")
"""How the attributes are mostly called by which people know each other."""

_MOST_CLASSES = 100
_WORD = re.compile(r"\w+")

_ABSENT: Any = object()
_PLAIN_IDS = (int, str, UUID)
_PLAIN_DEFAULTS = (NoneType, int, str)
"""What a class may hold for users who have nothing of their own under the name."""

_SQLALCHEMY = "sqlalchemy."
_OF_PYTHON = "builtins"


class IdState(NamedTuple):
    """Why the id of a user says nothing, as far as that can be told.

    Attributes:
        saved: Whether the database knows the user; None where that could not be told.
        own_id: Whether the user has another id, which ``get_id()`` does not read; None where that is not known.
        attribute: The empty attribute that ``get_id()`` reads; None where none was found.
    """

    saved: bool | None
    own_id: bool | None
    attribute: str | None


def contents_of(thing: object) -> Mapping[str, Any]:
    """Return the ``__dict__`` of an object; empty where it has none, or its class makes one up as a proxy does."""
    own = of_class(type(thing), "__dict__")
    held = own.__get__(thing) if type(own) is GetSetDescriptorType else None
    return held if type(held) is dict else {}


def of_class(kind: type, name: str) -> Any:
    """Return what a class or one of its bases holds under a name, as it lies there; ``_ABSENT`` for nothing."""
    return next((vars(each)[name] for each in kind.__mro__ if name in vars(each)), _ABSENT)


def stands_for_another(kind: type) -> bool:
    """Tell whether the objects of a class may answer in the place of others, as a proxy does."""
    if of_class(kind, "__getattr__") is not _ABSENT:
        return True
    answering = next(each for each in kind.__mro__ if "__getattribute__" in vars(each))
    return answering.__module__ != _OF_PYTHON


class UserClasses:
    """What is known of the classes of an app's users. Each is looked at once, for every request asks.

    Attributes:
        id_method: The name of the method that makes the ids of the app.
    """

    def __init__(self, id_method: str) -> None:
        self.id_method = id_method
        self._known: dict[int, UserClass] = {}

    def __getitem__(self, kind: type) -> "UserClass":
        known = self._known.get(id(kind))  # the class itself may have a hash and an equality of its own
        if known is None or known.kind is not kind:
            if len(self._known) > _MOST_CLASSES:
                self._known.clear()
            known = self._known[id(kind)] = UserClass(kind, self.id_method)
        return known


class UserClass:
    """What is known of one class of users.

    Attributes:
        kind: The class.
        missing: What every user must have and the class does not have.
    """

    __slots__ = ("_attribute", "_dict", "kind", "missing")

    def __init__(self, kind: type, id_method: str) -> None:
        self.kind = kind
        own = of_class(kind, "__dict__")
        self._dict = own if type(own) is GetSetDescriptorType else None
        self._attribute = _attribute_of_ids(kind, id_method)
        missing = () if stands_for_another(kind) else sorted(NEEDED_OF_USERS)
        self.missing = tuple(name for name in missing if of_class(kind, name) is _ABSENT)

    def lacks(self, user: object) -> tuple[str, ...]:
        """Return what every user must have and this one does not have; empty where its class may make it up."""
        own = contents_of(user)
        return tuple(name for name in self.missing if name not in own)

    def id_of(self, user: object) -> object:
        """Return the id that ``get_id()`` would give, or make text of; None where only asking would tell."""
        if self._attribute is None or self._dict is None:
            return None
        found = self._dict.__get__(user).get(self._attribute)
        return found if type(found) in _PLAIN_IDS else None


def _attribute_of_ids(kind: type, id_method: str) -> str | None:
    """Return the attribute in the ``__dict__`` of users from which their ids are made; None where it is not known."""
    function = of_class(kind, id_method)
    attribute: str | None = None
    if function is UserMixin.get_id:
        attribute = "id"
    elif type(function) is FunctionType and not stands_for_another(kind):
        attribute = _attribute_returned(function)
    if attribute is None:
        return None
    held = of_class(kind, attribute)
    # A property, or another descriptor of the app's, would come before what lies in the __dict__.
    is_plain = held is _ABSENT or type(held) in _PLAIN_DEFAULTS or type(held).__module__.startswith(_SQLALCHEMY)
    return attribute if is_plain else None


def _attribute_returned(function: FunctionType) -> str | None:
    """Return the attribute that a method returns as it is, or as text, and does nothing else; None for any other."""
    code = function.__code__
    if code.co_argcount != 1 or code.co_code not in _RETURNING_AN_ATTRIBUTE:
        return None
    makers, attribute = code.co_names[:-1], code.co_names[-1]
    return None if makers and (makers != ("str",) or "str" in function.__globals__) else attribute


_RETURNING_AN_ATTRIBUTE = frozenset(
    function.__code__.co_code
    for function in (lambda self: self.id, lambda self: str(self.id), lambda self: f"{self.id}")
)
"""The code of methods that do nothing but return an attribute. The names are not in it, and nothing of it is run."""


def methods_for_properties(user: object, asking: Iterable[CodeType]) -> tuple[str, ...]:
    """Return what Flask-Login asks as a property and the class answers by a method that may say no.

    A method is always true when it is not called. One that returns True and nothing else does no harm by it; nor does
    one that the app calls itself before the login.

    Args:
        user: The user.
        asking: The code of the app that is running.
    """
    own, kind = contents_of(user), type(user)
    found = [name for name in _ASKED_BY_FLASK_LOGIN if name not in own and _is_method(of_class(kind, name))]
    names = frozenset().union(*map(names_in, asking)) if found else frozenset()
    return tuple(name for name in found if name not in names)


def _is_method(held: Any) -> bool:
    """Tell whether a class holds a method, and not one that is always true."""
    function = held.__func__ if type(held) in (staticmethod, classmethod) else held
    if type(function) is not FunctionType:
        return False
    code = function.__code__
    constants = [each for each in code.co_consts if each is not None and each != function.__doc__]
    return bool(code.co_names or code.co_freevars) or constants != [True]


def id_method_of(manager: object) -> str:
    """Return the name of the method that makes the ids of an app (``LoginManager.id_attribute``)."""
    held = contents_of(manager).get("id_attribute", of_class(type(manager), "id_attribute"))
    return held if type(held) is str else ID_ATTRIBUTE


def state_of_id(user: object, id_method: str) -> IdState:
    """Tell why the id of a user, as the method made it, says nothing."""
    own, kind = contents_of(user), type(user)
    function = of_class(kind, id_method)
    names = function.__code__.co_names if type(function) is FunctionType else ()
    read = [name for name in names if name in own or of_class(kind, name) is not _ABSENT]
    empty = [name for name in read if _is_empty(own.get(name, of_class(kind, name)))]
    own_id = any(own.get(name) is not None for name in _IDS if name not in read) if names else None
    return IdState(_is_saved(own), own_id, empty[0] if empty else None)


def _is_empty(held: object) -> bool:
    return held is None or (type(held) is str and not held)


def _is_saved(own: Mapping[str, Any]) -> bool | None:
    """Tell whether SQLAlchemy knows the user's place in the database."""
    state = own.get("_sa_instance_state")
    if state is None or not type(state).__module__.startswith(_SQLALCHEMY):
        return None
    return contents_of(state).get("key") is not None


def found_user(user: object, user_id: object) -> request_record.FoundUser:
    """Return by what a user, whose id is known or None, can be told from others."""
    own, kind = contents_of(user), type(user)
    texts = [text.partition("@")[0] for name in _NAMES if type(text := own.get(name)) is str]
    names = tuple(dict.fromkeys(word for text in texts for word in _WORD.findall(text.casefold())))
    return request_record.FoundUser(user_id, _tables_of(kind), names)


def _tables_of(kind: type) -> tuple[str, ...]:
    """Return the tables of a class of SQLAlchemy's and its bases."""
    named = (vars(each).get("__tablename__") for each in kind.__mro__)
    return tuple(dict.fromkeys(name for name in named if type(name) is str))
