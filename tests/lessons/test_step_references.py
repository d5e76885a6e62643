"""Names of steps in prose become the numbers that the run says."""

from tracer.lessons.step_references import readable
from tracer.trace.events import Trace
from tracer.trace.table import table


def test_a_step_of_the_run_that_is_shown_is_named_by_its_number(login_flow: Trace) -> None:
    assert readable("Look at {step:logged_in}.", table(login_flow)) == "Look at step 4."


def test_at_the_beginning_of_a_sentence_a_step_has_a_capital(login_flow: Trace) -> None:
    text = "{step:logged_in} comes first. {step:logged_out} ends it; before {step:logged_out} she is in."
    assert readable(text, table(login_flow)) == "Step 4 comes first. Step 7 ends it; before step 7 she is in."


def test_a_step_that_the_run_does_not_have_is_named_by_its_stage(login_flow: Trace) -> None:
    assert readable("At {step:remembered}.", table(login_flow)) == 'At the step "Remembered" (not in this run).'


def test_a_text_about_another_scenario_never_names_a_number_of_the_run_that_is_shown(login_flow: Trace) -> None:
    rows = table(login_flow)
    assert readable("At {step:logged_in@other}.", rows) == 'At the step "Logged in" (in other).'
    assert readable("At {step:logged_in}.", rows, "other") == 'At the step "Logged in" (in other).'
