"""What an edit has changed in the runs is told in words, step by step."""

from tests.course import performed
from tests.views.shown import lesson
from tracer.exercises.edit_effect import EditEffect, edit_effect
from tracer.trace.events import Trace
from tracer.views.mend import effect_in_words


def run(name: str) -> Trace:
    return performed(lesson().scenarios[name])


def test_what_is_as_it_was_is_said() -> None:
    effect = edit_effect({"a": run("login-flow")}, {"a": run("login-flow")}, "a")
    assert effect.is_nothing
    assert effect_in_words(effect) == "Since your last save: nothing in the runs has changed."


def test_steps_that_are_new_gone_or_different_are_told() -> None:
    before, after = run("wrong-password"), run("login-flow")
    effect = edit_effect({"a": before}, {"a": after}, "a")
    assert any(" is new: " in change for change in effect.changes)
    assert effect_in_words(effect).startswith("Since your last save: step 3, ")
    back = edit_effect({"a": after}, {"a": before}, "a")
    assert any(" is gone: " in change for change in back.changes)


def test_a_run_that_is_not_shown_is_named_by_its_title() -> None:
    traces = {"a": run("login-flow"), "b": run("login-flow")}
    effect = edit_effect(traces, traces | {"b": run("wrong-password")}, "a")
    title = lesson().scenarios["wrong-password"].title
    assert effect == EditEffect((), (title,))
    assert f"this run is the same; what changed is “{title}”" in effect_in_words(effect)


def test_many_changes_are_counted() -> None:
    effect = EditEffect(("step 1 is gone: x", "3 more steps changed"), ("Log in",))
    said = "Since your last save: step 1 is gone: x; 3 more steps changed. It changed “Log in”, too."
    assert effect_in_words(effect) == said
