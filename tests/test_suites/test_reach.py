"""Where a mutant lies, and which tests reach it."""

import pytest

from tracer.mutants.mutant import Mutant
from tracer.mutants.source_file import Edit, SourceFile
from tracer.test_suites.reach import MutantPlaces, places_of, reaches
from tracer.test_suites.suite_order import FinishedTest

TEXT = """SECRET = "x"


class User(Mixin):
    kind = "user"

    @property
    def is_active(self):
        return True


def create_app():
    app = Flask(__name__)

    @app.get("/")
    @login_required
    def index():
        @inner
        def deep(): return 1
        return deep()

    return app


load = lambda user_id: None
"""
SOURCE = SourceFile("/shop.py", TEXT)
NOTHING: frozenset[tuple[str, str]] = frozenset()


def places(before: str, length: int | None = None) -> MutantPlaces:
    start = TEXT.index(before)
    edit = Edit(start, start + (len(before) if length is None else length), "pass")
    return places_of(Mutant("guard-removed", "/shop.py", 1, "", "", (edit,)), SOURCE)


def named(*names: str) -> frozenset[tuple[str, str]]:
    return frozenset(("/shop.py", name) for name in names)


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ('SECRET = "x"', MutantPlaces(NOTHING, NOTHING, NOTHING, outside=True)),
        ("lambda user_id: None", MutantPlaces(NOTHING, NOTHING, NOTHING, outside=True)),
        ('kind = "user"', MutantPlaces(NOTHING, NOTHING, named("User"), outside=False)),
        ("(Mixin)", MutantPlaces(NOTHING, NOTHING, named("User"), outside=False)),
        ("return True", MutantPlaces(named("User.is_active"), NOTHING, NOTHING, outside=False)),
        ("@property", MutantPlaces(NOTHING, named("User.is_active"), NOTHING, outside=False)),
        ("Flask(__name__)", MutantPlaces(named("create_app"), NOTHING, NOTHING, outside=False)),
        ("@login_required", MutantPlaces(NOTHING, named("create_app.index"), NOTHING, outside=False)),
        ('@app.get("/")', MutantPlaces(NOTHING, named("create_app.index"), NOTHING, outside=False)),
        ("return deep()", MutantPlaces(named("create_app.index"), NOTHING, NOTHING, outside=False)),
        ("@inner", MutantPlaces(NOTHING, named("create_app.index.deep"), NOTHING, outside=False)),
        ("return 1", MutantPlaces(named("create_app.index.deep"), NOTHING, NOTHING, outside=False)),
    ],
)
def test_a_mutant_lies_in_a_body_around_a_function_in_a_class_or_outside(before: str, expected: MutantPlaces) -> None:
    assert places(before) == expected


def test_what_is_put_in_front_of_the_first_statement_lies_in_the_body() -> None:
    assert places("return True", 0).called == named("User.is_active")
    assert places("return 1", 0).called == named("create_app.index.deep")


def finished(*, called: tuple[str, ...] = (), requested: tuple[str, ...] = (), requests: bool = False) -> FinishedTest:
    return FinishedTest("test", False, 1.0, False, tuple(named(*called)), tuple(named(*requested)), requests)  # noqa: FBT003 # fields in order


VIEWS = named("create_app.index")


def reached(before: str, test: FinishedTest, by_collection: frozenset[tuple[str, str]] = NOTHING) -> bool:
    return reaches(test, places(before), by_collection, VIEWS)


def test_a_body_is_reached_by_calling_it() -> None:
    assert reached("return deep()", finished(called=("create_app.index",)))
    assert not reached("return deep()", finished(requested=("create_app.index",), requests=True))
    assert reached("Flask(__name__)", finished(), named("create_app"))


def test_what_stands_around_a_view_is_reached_by_requesting_it() -> None:
    assert reached("@login_required", finished(requested=("create_app.index",), requests=True))
    assert not reached("@login_required", finished(requested=("create_app.other",), requests=True))


def test_what_stands_around_another_function_is_reached_by_any_request() -> None:
    assert reached("@property", finished(requests=True))
    assert reached("@property", finished(called=("User.is_active",)))
    assert not reached("@property", finished())


def test_what_importing_does_is_reached_by_all() -> None:
    assert reached('SECRET = "x"', finished())
    assert reached('kind = "user"', finished())
