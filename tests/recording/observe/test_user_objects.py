"""Users are looked at without being asked: nothing of theirs is called, whatever their class makes up."""

from typing import Any, NoReturn

import pytest
from flask_login import LoginManager, UserMixin
from werkzeug.local import LocalProxy

from tracer.recording.observe.user_objects import (
    UserClasses,
    contents_of,
    found_user,
    id_method_of,
    methods_for_properties,
    state_of_id,
)


def refuse(*_: Any) -> NoReturn:
    pytest.fail("a user was asked")


class Untouchable(UserMixin):  # type: ignore[misc] # Flask-Login ships no types
    """Fails at every question."""

    __eq__ = __getattr__ = __repr__ = __str__ = __bool__ = __len__ = refuse  # not to be called
    is_active = is_authenticated = is_anonymous = get_id = id = property(refuse)


def test_nothing_is_called() -> None:
    for make in (Untouchable, lambda: LocalProxy(refuse)):
        user: Any = make()
        assert contents_of(user) == {}
        known = UserClasses("get_id")[type(user)]
        assert (known.lacks(user), known.id_of(user)) == ((), None)
        assert methods_for_properties(user, []) == ()
        assert state_of_id(user, "get_id").saved is None
        assert found_user(user, None).names == ()


class Plain(UserMixin):  # type: ignore[misc] # as above
    """A user as a tutorial makes one."""

    def __init__(self, user_id: object, **more: object) -> None:
        self.id = user_id
        self.__dict__.update(more)


class Alternative(Plain):
    """A user with another id than that of the record."""

    stamp: str | None = None

    def get_id(self) -> str:
        return str(self.stamp)


class Dated(Plain):
    """A user whose id is made up."""

    id = property(lambda _: 7, lambda *_: None)


def test_the_id_is_known_where_it_is_the_one_of_the_mixin() -> None:
    classes = UserClasses("get_id")
    assert [classes[type(user)].id_of(user) for user in (Plain(1), Plain("a"), Plain(1.5))] == [1, "a", None]
    assert [classes[type(user)].id_of(user) for user in (Alternative(1), Dated(1))] == [None, None]
    assert UserClasses("get_alternative_id")[Plain].id_of(Plain(1)) is None


class ByMail(UserMixin):  # type: ignore[misc] # as above
    """A user who is known by an address."""

    mail: str | None = None

    def __init__(self, mail: object) -> None:
        self.mail = mail  # type: ignore[assignment] # anything may lie there

    def get_id(self) -> str | None:
        """Return the address."""
        return self.mail


class ByMailAsText(ByMail):
    def get_id(self) -> str:
        return str(self.mail)


class ByMailInText(ByMail):
    def get_id(user) -> str:  # noqa: N805 # whatever it is called
        return f"{user.mail}"


@pytest.mark.parametrize("kind", [ByMail, ByMailAsText, ByMailInText])
def test_the_id_is_known_where_a_method_of_the_app_returns_an_attribute(kind: type[ByMail]) -> None:
    known = UserClasses("get_id")[kind]
    assert [known.id_of(kind(mail)) for mail in ("ada@example.org", 7, None, 1.5)] == ["ada@example.org", 7, None, None]


class Shouting(ByMail):
    def get_id(self) -> str:
        return str(self.mail).upper()


class WithDefault(ByMail):
    def get_id(self, default: str = "") -> str:
        return str(self.mail or default)


class ByCall(ByMail):
    def get_id(self) -> str:
        return repr(self.mail)


class OfProperty(ByMail):
    mail = property(refuse, lambda *_: None)


class MadeUp(ByMail):
    def __getattribute__(self, name: str) -> Any:
        refuse()


class Wrapped(ByMail):
    get_id = staticmethod(lambda: "7")


@pytest.mark.parametrize("kind", [Shouting, WithDefault, ByCall, OfProperty, Wrapped])
def test_an_id_is_not_known_where_a_method_does_more_than_that(kind: type[ByMail]) -> None:
    assert UserClasses("get_id")[kind].id_of(kind("ada@example.org")) is None


def test_an_id_is_not_known_where_the_class_decides_what_an_attribute_is() -> None:
    user = MadeUp.__new__(MadeUp)
    assert UserClasses("get_id")[MadeUp].id_of(user) is None


def test_a_str_of_the_apps_own_is_not_trusted() -> None:
    names: dict[str, Any] = {"ByMail": ByMail, "str": refuse}
    exec("class Own(ByMail):\n    def get_id(self):\n        return str(self.mail)\n", names)  # noqa: S102 # a module of its own
    assert UserClasses("get_id")[names["Own"]].id_of(names["Own"]("ada@example.org")) is None


def test_why_an_id_says_nothing() -> None:
    assert state_of_id(Alternative(1), "get_id") == (None, True, "stamp")
    assert state_of_id(Alternative(None), "get_id") == (None, False, "stamp")
    assert state_of_id(Alternative(1, stamp="x"), "get_id") == (None, True, None)
    assert state_of_id(Plain(None), "get_id").attribute == "id"


def test_the_method_that_makes_the_ids_is_the_managers() -> None:
    manager = LoginManager()
    assert id_method_of(manager) == "get_id"
    manager.id_attribute = "get_stamp"
    assert id_method_of(manager) == "get_stamp"
    assert id_method_of(None) == "get_id"


def test_people_are_told_apart_by_the_words_of_their_names() -> None:
    user = Plain(1, username="Ada", email="ada.l@example.com", name="Ada Lovelace", secret="hidden")
    assert found_user(user, 1) == (1, (), ("ada", "l", "lovelace"))


class Bare:
    """Lacks everything, but for what it is given."""

    def __init__(self, **given: object) -> None:
        self.__dict__.update(given)


class Lending:
    """Makes up whatever is asked."""

    def __getattr__(self, name: str) -> str:
        return name


class Slotted:
    """Keeps what users need in slots."""

    __slots__ = ("get_id", "is_active", "is_anonymous", "is_authenticated")


@pytest.mark.parametrize(
    ("user", "missing"),
    [
        (Bare(), ("get_id", "is_active", "is_anonymous", "is_authenticated")),
        (Bare(is_active=True, is_authenticated=True), ("get_id", "is_anonymous")),
        ({"is_active": True}, ("get_id", "is_active", "is_anonymous", "is_authenticated")),
        (Lending(), ()),
        (Slotted(), ()),
        (Plain(1), ()),
    ],
)
def test_what_a_user_lacks(user: object, missing: tuple[str, ...]) -> None:
    assert UserClasses("get_id")[type(user)].lacks(user) == missing


class AlwaysTrue(UserMixin):  # type: ignore[misc] # as above
    """Of before Flask-Login 0.3, and harmless."""

    def is_active(self) -> bool:
        """Tell whether the user may log in."""
        return True

    is_authenticated = is_active


class SometimesFalse(UserMixin):  # type: ignore[misc] # as above
    """Locks people, and is not asked."""

    locked = True

    def is_active(self) -> bool:
        return not self.locked

    @staticmethod
    def is_authenticated() -> bool:
        return False


def asks(user: SometimesFalse) -> bool:
    return user.is_active()


def test_methods_that_stand_for_properties() -> None:
    assert methods_for_properties(SometimesFalse(), []) == ("is_authenticated", "is_active")
    assert methods_for_properties(SometimesFalse(), [asks.__code__]) == ("is_authenticated",)
    assert methods_for_properties(AlwaysTrue(), []) == ()
    assert methods_for_properties(Plain(1), []) == ()
