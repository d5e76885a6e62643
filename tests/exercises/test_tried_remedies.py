"""The remedies that people try are real changes: each leaves Python behind, and does what its sentence says."""

import pytest

from tests.foreign_apps.driver import HERE
from tracer.exercises.changed_app import ChangedApp
from tracer.exercises.hunted_apps import login_code_of_demo_app
from tracer.exercises.tried_remedies import TRIED_REMEDIES, TriedRemedy
from tracer.mutants.catalogue import BY_NAME
from tracer.mutants.source_file import SourceFile

DEMO_APP = login_code_of_demo_app()
FOREIGN = tuple(
    SourceFile(str(path), path.read_text(encoding="utf-8"))
    for path in [*HERE.glob("*.py"), *(HERE / "factory").glob("*.py")]
    if path.stem in {"one_file", "hooks", "classes", "__init__", "accounts", "models", "pages"}
)
NAMED = {remedy.name: remedy for remedy in TRIED_REMEDIES}
APP = ChangedApp("app")


def changed(remedy: TriedRemedy, text: str) -> str:
    """Return a file as a remedy leaves it."""
    source = SourceFile("app.py", text)
    applied = remedy.applied_to(APP, [source])
    return text if applied is None else applied.texts.get("app.py", text)


@pytest.mark.parametrize("remedy", TRIED_REMEDIES, ids=lambda remedy: remedy.name)
@pytest.mark.parametrize("sources", [DEMO_APP, FOREIGN], ids=["demo app", "foreign apps"])
def test_what_a_remedy_changes_is_python(remedy: TriedRemedy, sources: tuple[SourceFile, ...]) -> None:
    applied = remedy.applied_to(APP, sources)
    assert applied is not None, "it has a place in these apps"
    assert applied.name == f"app+{remedy.name}"
    assert applied.texts or applied.settings
    texts = {source.path: source.text for source in sources}
    for path, text in applied.texts.items():
        compile(text, path, "exec", dont_inherit=True)
        assert text != texts[path]


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("always-remember-me", "login_user(user)\n", "login_user(user, remember=True)\n"),
        ("always-remember-me", "login_user(user, remember=box, force=False)\n", "remember=True, force=False)\n"),
        ("force-the-login", "if not login_user(user,\n    remember=box):\n    pass\n", "remember=box, force=True)"),
        ("fresh-guards", "@login_required\ndef page(): pass\n", "fresh_login_required"),
        ("guarded-logout", "@app.route('/out')\ndef out():\n    logout_user()\n", ".login_required\ndef out():"),
        ("always-the-first-page", "def enter():\n    login_user(u)\n    return redirect(to)\n", 'redirect("/")'),
        ("next-as-it-comes", "def enter():\n    login_user(u)\n    return redirect(to)\n", 'args.get("next")'),
    ],
)
def test_an_edit_is_made_where_the_login_is(name: str, before: str, after: str) -> None:
    assert after in changed(NAMED[name], before)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("force-the-login", "print(user)\n"),
        ("guarded-logout", "@login_required\ndef out():\n    logout_user()\n"),
        ("always-the-first-page", "def other():\n    return redirect(to)\n"),
    ],
)
def test_a_remedy_without_a_place_is_none(name: str, text: str) -> None:
    assert NAMED[name].applied_to(APP, [SourceFile("app.py", text)]) is None


def test_it_is_made_on_top_of_the_fault() -> None:
    source = SourceFile("app.py", "login_user(user)\nlogout_user()\n")
    broken = ChangedApp("broken", {"app.py": "login_user(user)\npass\n"}, {"SECRET_KEY": "a"})
    applied = NAMED["force-the-login"].applied_to(broken, [source])
    assert applied == ChangedApp(
        "broken+force-the-login", {"app.py": "login_user(user, force=True)\npass\n"}, {"SECRET_KEY": "a"}
    )


def test_each_tells_what_is_changed_and_what_that_does() -> None:
    assert len(NAMED) == len(TRIED_REMEDIES)
    told = {remedy.text: remedy.does for remedy in TRIED_REMEDIES}
    assert len(told) == len(TRIED_REMEDIES)
    assert all(text.endswith(".") and does.endswith(".") for text, does in told.items())
    assert {kind for remedy in TRIED_REMEDIES for kind in remedy.too_near} <= set(BY_NAME)
