"""Whoever lists, reads or judges exercises need not wait for Flask: that is what the process of a trial is for."""

from tests.loaded_modules import loaded_after


def test_exercises_are_read_and_judged_without_flask() -> None:
    statement = (
        "from tracer.exercises import judge, loading, readme, runs\n"
        "from tracer.recording.trials import trials\n"
        "assert readme.readme(loading.exercise('back-at-the-form'))"
    )
    assert loaded_after(statement).isdisjoint({"flask", "flask_login", "werkzeug", "rich", "textual", "click"})
