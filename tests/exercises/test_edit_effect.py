"""What an edit has changed in the runs is told in a sentence: the first step that changed, and nothing twice."""

from tests.course import performed
from tests.views.shown import lesson
from tracer.exercises.edit_effect import EditEffect, RunsOfSave, edit_effect
from tracer.trace.events import Trace
from tracer.views.not_mended import effect_in_words


def run(name: str) -> Trace:
    return performed(lesson().scenarios[name])


def save(shown: str = "a", **names: str) -> RunsOfSave:
    return RunsOfSave({name: run(scenario) for name, scenario in names.items()}, shown, dict.fromkeys(names, False))


def test_what_is_as_it_was_is_said() -> None:
    effect = edit_effect(save(a="login-flow"), save(a="login-flow"))
    assert effect.is_nothing
    assert effect_in_words(effect) == "Since your last save: nothing in the runs has changed."


def test_the_first_step_that_changed_is_told_with_its_words() -> None:
    wrong, right = save(a="wrong-password"), save(a="login-flow")
    for before, after in ((wrong, right), (right, wrong)):
        told = effect_in_words(edit_effect(before, after))
        assert told.startswith("Since your last save, first: step 3, “User submits the login form”: “Credentials ")
        assert told.count("step ") == 1
        assert "became" in told


def test_that_another_run_has_changed_is_said_without_a_step() -> None:
    effect = edit_effect(save(a="login-flow", b="login-flow"), save(a="login-flow", b="wrong-password"))
    assert effect == EditEffect("", elsewhere=True, was_right={"a": False, "b": False})
    assert effect_in_words(effect) == "Since your last save: this run is the same; another one has changed."


def test_that_another_scenario_is_shown_than_before_is_said() -> None:
    runs = {"a": "login-flow", "b": "wrong-password"}
    effect = edit_effect(save("a", **runs), save("b", **runs))
    assert effect.shown_before == lesson().scenarios["login-flow"].title
    changed = EditEffect("step 1 is new: x", shown_before="Log in", was_run=False)
    said = (
        "Since your last save that could be run, first: step 1 is new: x. Shown before: “Log in”; now another scenario."
    )
    assert effect_in_words(changed) == said
