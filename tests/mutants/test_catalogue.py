"""The catalogue: every kind has a page, and every mutant of an app is real Python and a small change."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.mutants_named import RIGHT_CODES
from tests import ROOT
from tests.foreign_apps.driver import HERE
from tests.mutants.case import source_of
from tests.mutants.test_destinations import DESTINATIONS
from tests.mutants.test_guards import GUARDS
from tests.mutants.test_logins import LOGINS
from tests.mutants.test_users import USERS
from tracer.findings.catalogue import codes
from tracer.mutants.catalogue import BY_NAME, KINDS, kind_page, mutants_of
from tracer.mutants.mutant import Mutant, MutantKind
from tracer.mutants.own_sources import read_source_file
from tracer.mutants.source_file import SourceFile

CASES = (*GUARDS, *LOGINS, *USERS, *DESTINATIONS)
DEMO_APP = [*sorted((ROOT / "demo_app" / "flask_app").glob("*.py")), ROOT / "demo_app" / "accounts.py"]
APPS = {
    "the demo app": [*DEMO_APP, ROOT / "demo_app" / "next_page.py"],
    "one_file": [HERE / "one_file.py"],
    "hooks": [HERE / "hooks.py"],
    "classes": [HERE / "classes.py"],
    "factory": sorted((HERE / "factory").glob("*.py")),
}
MOST_LINES = 8
"""So many lines of an app differ in a mutant at most: a statement that is gone had so many."""


def sources_of(app: str) -> list[SourceFile]:
    return [source for file in APPS[app] if (source := read_source_file(file)) is not None]


def assert_sound(mutant: Mutant, source: SourceFile) -> None:
    """Assert that a mutant is Python, keeps every line at its number, and differs in few lines."""
    text = mutant.text(source)
    compile(text, "<mutant>", "exec", dont_inherit=True)
    before, after = source.text.split("\n"), text.split("\n")
    assert len(before) == len(after)
    differing = [number for number, pair in enumerate(zip(before, after, strict=True), 1) if pair[0] != pair[1]]
    assert 0 < len(differing) <= MOST_LINES
    kind = BY_NAME[mutant.kind]
    for told in (kind.told_of(mutant), kind.remedy_of(mutant)):
        assert "{" not in told.replace(mutant.subject, "")


def test_there_are_many_kinds_each_with_a_name_of_its_own_that_no_finding_has() -> None:
    assert len(BY_NAME) == len(KINDS) >= 24
    assert not set(BY_NAME) & set(codes())


KNOWN_MISTAKES = (
    *("guard-removed", "guard-above-its-route", "fresh-guard-weakened", "role-check-dropped"),
    *("login-left-out", "login-result-ignored", "inactive-user-let-in", "everybody-remembered"),
    *("logout-left-out", "logout-by-link", "session-cleared-after-login"),
    *("loader-finds-nobody", "loader-finds-somebody-else", "loader-takes-id-of-another-type"),
    *("every-password-right", "every-password-wrong"),
    *("next-not-checked", "next-forgotten"),
    *("unauthorized-handler-swallowed", "secret-key-new-at-each-start"),
)
"""What people do wrong in a login, as the documentation and many reports have it."""


def test_the_known_mistakes_are_kinds_and_the_demo_app_can_have_them() -> None:
    assert set(KNOWN_MISTAKES) <= set(BY_NAME)
    in_demo_app = {mutant.kind for mutant in mutants_of(sources_of("the demo app"))}
    assert set(KNOWN_MISTAKES) - in_demo_app == {"role-check-dropped"}, "nobody has a role there"


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_kind_says_what_is_wrong_what_it_means_and_what_to_do(kind: MutantKind) -> None:
    told = kind_page(kind)
    for text in (told.title, told.symptom, told.why, told.remedy, told.trace):
        assert text == text.strip()
        assert len(text.split()) > 2
    assert not told.title.endswith(".")
    for sentence in (kind.what, kind.harm, kind.complaint, kind.remedy):
        assert sentence.rstrip("\"'").endswith((".", "?", "!"))
    assert "{" not in kind.harm + kind.complaint
    named = set(re.findall(r"finding(?: is)? `([a-z-]+)`", told.markdown))
    assert named <= set(codes())


def test_it_is_said_of_every_kind_which_findings_name_it() -> None:
    assert set(RIGHT_CODES) == set(BY_NAME)
    assert {code for named in RIGHT_CODES.values() for code in named} <= set(codes())


def test_every_page_belongs_to_a_kind() -> None:
    folder = ROOT / "tracer" / "mutants" / "explanations"
    assert {path.stem for path in folder.glob("*.md")} == set(BY_NAME)


def test_every_kind_is_tried_on_code_in_which_it_is_found() -> None:
    assert {tried.kind for tried in CASES if tried.mutants} == set(BY_NAME)


@pytest.mark.parametrize("app", APPS)
def test_every_mutant_of_an_app_is_python_and_a_small_change(app: str) -> None:
    sources = {source.path: source for source in sources_of(app)}
    mutants = list(mutants_of(sources.values()))
    assert len({mutant.kind for mutant in mutants}) >= 20
    assert len({mutant.name for mutant in mutants}) == len(mutants)
    for mutant in mutants:
        assert_sound(mutant, sources[mutant.file])


def test_a_level_leaves_out_what_is_harder_to_find() -> None:
    easy, everything = (list(mutants_of(sources_of("one_file"), up_to=level)) for level in (1, 3))
    assert set(easy) < set(everything)
    assert {BY_NAME[mutant.kind].level for mutant in easy} == {1}


def test_what_does_no_harm_in_an_app_is_no_mutant_of_it() -> None:
    # Nobody is remembered here, and the guards are a hook of the app's own.
    kinds = {mutant.kind for mutant in mutants_of(sources_of("hooks"))}
    assert not kinds & {"session-cleared-behind-logout", "logout-by-own-hand", "guards-switched-off"}
    assert kinds >= {"guard-removed", "hook-guards-static-files", "logout-left-out"}


def test_code_that_is_no_login_has_no_mutant() -> None:
    here = [ROOT / "tracer" / name for name in ("urls.py", "errors.py", "trace/compare.py", "browser/cookies.py")]
    for file in here:
        source = read_source_file(file)
        assert source is not None
        assert not list(mutants_of([source]))


def test_what_is_no_python_has_no_mutant() -> None:
    assert not list(mutants_of([source_of("def login(:\n    login_user(user)\n")]))


PIECES = st.sampled_from([tried.code for tried in CASES if tried.mutants])


def indented(code: str) -> str:
    return "def create_app():\n" + "".join(f"    {line}\n" if line else "\n" for line in code.rstrip("\n").split("\n"))


@given(
    st.lists(PIECES, min_size=1, max_size=5), st.booleans(), st.sampled_from(["", "# Grüße 🙂\n", '"""Ein\ntext."""\n'])
)
def test_every_mutant_of_code_put_together_at_random_is_sound(
    pieces: list[str],
    in_factory: bool,  # noqa: FBT001 # hypothesis fills it in
    beginning: str,
) -> None:
    code = "\n\n".join(piece.rstrip("\n") for piece in pieces) + "\n"
    source = source_of(beginning + (indented(code) if in_factory else code))
    for mutant in mutants_of([source]):
        assert_sound(mutant, source)


def test_a_mutant_names_the_line_and_the_function_in_which_it_is(tmp_path: Path) -> None:
    file = tmp_path / "views.py"
    file.write_text("class Leave(MethodView):\n    def post(self):\n        logout_user()\n", encoding="utf-8")
    source = read_source_file(file)
    assert source is not None
    (mutant,) = (each for each in mutants_of([source]) if each.kind == "logout-left-out")
    assert (mutant.place, mutant.function, mutant.subject) == ("views.py:3", "Leave.post", "logout_user()")
    assert mutant.name == "logout-left-out at views.py:3, logout_user()"
