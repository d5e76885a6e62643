"""Why a loader raised is told by what Python and the libraries say themselves."""

import sqlite3
import threading
import uuid
from collections.abc import Callable
from contextlib import closing

import pytest
from sqlalchemy import Column, Integer, Uuid, create_engine, select
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session, declarative_base
from werkzeug.exceptions import NotFound

from tracer.recording.raised_errors import app_place_of_error, cause_of_load_error, place_of_error

Base = declarative_base()


class Member(Base):  # type: ignore[misc,valid-type] # made by SQLAlchemy
    __tablename__ = "member"
    id = Column(Integer, primary_key=True)
    token = Column(Uuid)


def engine() -> Session:
    made = create_engine("sqlite://")
    Base.metadata.create_all(made)
    return Session(made)


def detached() -> object:
    with engine() as session:
        member = Member()
        session.add(member)
        session.commit()
    return member.token


def pending_rollback() -> object:
    session = engine()
    session.add_all([Member(id=1), Member(id=1)])
    for _ in range(2):
        try:
            session.flush()
        except Exception as error:  # noqa: BLE001 # the second one is looked at
            last = error
            session.execute(select(Member))
    raise last


def in_sqlite(statement: str, *values: object) -> Callable[[], None]:
    def load() -> None:
        with closing(sqlite3.connect(":memory:")) as connection:
            connection.execute(statement, values)

    return load


def in_another_thread() -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        raise_in_another_thread(connection)


def raise_in_another_thread(connection: sqlite3.Connection) -> None:
    raised: list[Exception] = []

    def ask() -> None:
        try:
            connection.execute("select 1")
        except sqlite3.Error as error:
            raised.append(error)

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()
    raise raised[0]


class MemberDoesNotExist(Exception):  # noqa: N818 # as peewee and Django name theirs
    """Nobody was found."""


class InvalidId(Exception):  # noqa: N818 # as bson names it
    """As bson raises it for a text that is no ObjectId."""


def raising(error: Exception) -> Callable[[], object]:
    def load() -> object:
        raise error

    return load


NOBODY: dict[str, str] = {}
NUMBERED: dict[int, str] = {}
NO_ERRORS: list[Exception] = []


@pytest.mark.parametrize(
    ("load", "cause"),
    [
        (lambda: NOBODY["1"], "not found"),
        (lambda: NUMBERED[1], "not found"),
        (lambda: NOBODY["DATABASE"], None),
        (lambda: [*NOBODY][1], "not found"),
        (lambda: NOBODY.get("1")["name"], "not found"),  # type: ignore[index] # the fault
        (lambda: NOBODY.get("1").title(), "not found"),  # type: ignore[union-attr] # the fault
        (raising(NoResultFound()), "not found"),
        (raising(NotFound()), "not found"),
        (raising(MemberDoesNotExist()), "not found"),
        (lambda: int("grace"), "wrong id"),
        (lambda: int(None), "wrong id"),  # type: ignore[call-overload] # the fault
        (lambda: uuid.UUID("1"), "wrong id"),
        (raising(InvalidId()), "wrong id"),
        (lambda: engine().scalar(select(Member).where(Member.token == "no uuid")), "wrong id"),
        (in_sqlite("select ?", {}), "wrong id"),
        (lambda: engine().connection().exec_driver_sql("select * from nothing"), "database"),
        (in_sqlite("select * from nothing"), "database"),
        (detached, "database"),
        (pending_rollback, "database"),
        (in_another_thread, "database"),
        (raising(ConnectionRefusedError()), "database"),
        (raising(TimeoutError()), "database"),
        (raising(ValueError("that is enough")), None),
        (lambda: raising(*NO_ERRORS), None),
        (raising(TypeError()), None),
        (raising(AttributeError(["no text"])), None),
        (raising(RuntimeError("not found")), None),
    ],
)
def test_the_reason_for_which_a_loader_raises(load: Callable[[], object], cause: str | None) -> None:
    with pytest.raises(Exception) as raised:  # noqa: PT011 # which one is the parameter's
        load()
    assert cause_of_load_error(raised.value, "1") == cause


def test_the_place_is_the_apps_and_not_that_of_python_or_of_a_library() -> None:
    for load in (lambda: uuid.UUID("1"), lambda: engine().connection().exec_driver_sql("select * from nothing")):
        with pytest.raises(Exception) as raised:  # noqa: PT011 # as above
            load()
        place = place_of_error(raised.value)
        assert place is not None
        assert place.code.co_filename == __file__
        assert place == app_place_of_error(raised.value)
