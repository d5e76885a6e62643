"""Each rule of the check is broken here, and the report is read."""

import re
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.authoring.true_lesson import EVERY_KIND, checked, run_cheaply
from tests.course import CHEAP, performed
from tracer.authoring.check import RULE_NAMES, Problem, Report, check, prove_lessons
from tracer.errors import NotInstalledError
from tracer.lessons.course import RunScenario
from tracer.lessons.library import BUILT_IN, Library, load_lesson
from tracer.lessons.partial_loading import load_in_part
from tracer.recording.demo.flask_run import run_on_flask
from tracer.recording.demo.run import run
from tracer.trace.events import Trace
from tracer.trace.scenario import Scenario

TEXT = EVERY_KIND.read_text(encoding="utf-8")


class Breach(NamedTuple):
    """How a lesson is broken, and what is reported of it."""

    rule: str
    old: str
    new: str
    place: str
    message: str


BROKEN = [
    Breach(*breach)
    for breach in [
        ("file", "format_version = 1", "format_version = 99", "", "format_version is 99"),
        ("file", "[code]", "[code", "", "no TOML"),
        ("schema", 'summary = "', 'sumary = "', "sumary", 'there is no such key; did you mean "summary"?'),
        (
            "schema",
            'summary = "For the tests: a lesson in which everything is true."\n',
            "",
            "summary",
            "the key is missing",
        ),
        ("schema", "minutes = 1", 'minutes = 1\nname = "x"', "name", "there is no such key"),
        ("schema", "minutes = 1", 'minutes = "ten"', "minutes", "a whole number is expected here"),
        ("schema", "minutes = 1", 'minutes = 1\nrequires = { flsk = "3" }', "", 'Did you mean "flask"?'),
        ("schema", "minutes = 1", 'minutes = 1\nrequires = { flask = ">=3" }', "", "is no version"),
        ("schema", 'kind = "several"', 'kind = "many"', 'question "several", kind', "one of one, several"),
        (
            "schema",
            'fact = "deleted", equals = true',
            'fact = "deleted"',
            'question "one", choice 2, claim',
            "exactly one",
        ),
        ("schema", 'changes_to = "1" }', 'changes_to = "1", column = "result" }', "moment 1, claim 1", "nothing else"),
        ("schema", 'do = "click"', 'do = "klick"', "scenarios, right-at-once, action 3, do", 'mean "click"?'),
        (
            "schema",
            '{ stage = "credentials_checked" }, { kind',
            '{ stage = "checked" }, { kind',
            "behaviour 1, claim 1, order 1",
            'no stage "checked"',
        ),
        (
            "schema",
            'why = "`logout_user` deletes it."',
            'why = "x"\nitems = [1]',
            'question "step"',
            "does not use items",
        ),
        (
            "schema",
            '{ value = "Anonymous",',
            '{ value = "Anonymous", step = 1,',
            'question "value", choice 2',
            "not use step",
        ),
        ("duplicate", 'id = "several"', 'id = "one"', 'question "one"', "2 questions have this id"),
        ("duplicate", 'id = "stranger"', 'id = "page"', 'flow, node "page"', "2 nodes have this id"),
        ("missing", 'next = "login-flow"', 'next = "login-flow"\nguess = "one"', "guess", "and no symptom"),
        ("unknown-name", 'next = "login-flow"', 'next = "login-flw"', "next", 'Did you mean "login-flow"?'),
        (
            "unknown-name",
            'stages = ["access_granted"]',
            'stages = ["granted"]',
            'flow, node "page"',
            'no stage "granted"',
        ),
        (
            "unknown-name",
            "when = { authenticated",
            "when = { authenticatd",
            'flow, node "stranger"',
            'did you mean "authenticated"?',
        ),
        (
            "unknown-name",
            "when = { authenticated",
            'when = { "current_user.anonymus"',
            'flow, node "stranger"',
            'did you mean "anonymous"?',
        ),
        ("unknown-name", 'target = "page"', 'target = "pag"', "flow, edge check → pag", 'no node "pag"'),
        ("unknown-name", '"session._fresh"]', '"session._frsh"]', "variables", 'no variable "session._frsh"'),
        ("unknown-name", '"B67"', '"67"', 'behaviour "67"', "is not the number of a behaviour"),
        (
            "unknown-name",
            'scenario = "wrong-at-once", same_as',
            'scenario = "wrong-at-onc", same_as',
            'question "what-if", choice 2',
            'Did you mean "wrong-at-once"?',
        ),
        (
            "unknown-name",
            'same_as = "right-at-once"',
            'same_as = "right-at-onc"',
            'question "what-if", choice 2',
            'Did you mean "right-at-once"?',
        ),
        ("unknown-name", 'id = "one"', 'id = "one"\nscenario = "no-such"', 'question "one"', 'no scenario "no-such"'),
        (
            "unknown-name",
            'answer = "At {step:logged_in}."',
            'answer = "At {step:logged_in}."\nscenario = "no-such"',
            "moment",
            'no scenario "no-such"',
        ),
        (
            "unknown-name",
            'target = "page", label = "yes"',
            'target = "page", label = "yes", when = { valid = true }',
            "flow, edge check → page",
            'the stage session_checked has no fact "valid"',
        ),
        (
            "unknown-name",
            'text = "No", stages = ["session_checked"]',
            'text = "No"',
            'flow, node "stranger"',
            'the box "stranger" has no stage',
        ),
        ("unknown-name", "minutes = 1", 'minutes = 1\nflow_of = "login-flw"', "flow_of", 'no lesson "login-flw"'),
        (
            "unknown-name",
            "minutes = 1",
            'minutes = 1\nscenario = "right-at-onc"',
            "scenario",
            'Did you mean "right-at-once"?',
        ),
        ("missing", "minutes = 1", 'minutes = 1\npart = "faults"', "part", "nothing is told of it"),
        ("schema", "minutes = 1", 'minutes = 1\npart = "middle"', "part", "basics"),
        ("schema", "minutes = 1", "minutes = -5", "minutes", "-5 is not a length of time"),
        ("schema", "minutes = 1", "minutes = 0", "minutes", "0 is not a length of time"),
        (
            "schema",
            'cookie = "session", absent = false',
            'column = "result", contains = ""',
            'question "one", choice 1, claim',
            "an empty one is in every text",
        ),
        (
            "schema",
            'claim = { step = { stage = "logged_in" }, cookie = "session", absent = false }',
            "claim = { steps = 7 }\nclaims = [{ steps = 7 }]",
            'question "one", choice 1',
            "a claim or claims, not both",
        ),
        (
            "schema",
            '{ value = "Anonymous",',
            '{ value = "Anonymous", claims = [{ steps = 7 }],',
            'question "value", choice 2',
            "not use claims",
        ),
        (
            "points-at-nothing",
            'cookie = "session", absent = false',
            'header = "Set-Cooky", absent = true',
            'question "one", choice 1',
            'the header "Set-Cooky" is not recorded',
        ),
        (
            "points-at-nothing",
            'cookie = "session", fact = "deleted", equals = true',
            'fact = "validd", equals = true',
            'question "one", choice 2',
            'the stage logged_in has no fact "validd"',
        ),
        (
            "points-at-nothing",
            'claim = { step = { stage = "logged_in" }, cookie = "session", fact = "deleted", equals = true }',
            'claim = { request = { page = "login", method = "POST" }, fact = "statuss", equals = 200 }',
            'question "one", choice 2',
            'did you mean "status"?',
        ),
        (
            "points-at-nothing",
            'asks = { stage = "credentials_checked" }',
            'asks = { fact = "validd", equals = true }',
            'question "step-with-choices", choice 1',
            'did you mean "valid"?',
        ),
        (
            "right-is-false",
            'asks = { variable = "session_cookie", changes_to = "Cleared" }',
            'asks = { fact = "validd", equals = true }',
            'question "step"',
            'has no fact "validd"; did you mean "valid"?',
        ),
        (
            "right-is-false",
            'claim = { step = { stage = "logged_in" }, cookie = "session", absent = false }',
            "claims = [{ steps = 7 }, { steps = 8 }]",
            'question "one", choice 1',
            "the whole run: 7 steps; the claim expects 8 steps",
        ),
        (
            "wrong-is-true",
            'claim = { step = { stage = "logged_in" }, cookie = "session", fact = "deleted", equals = true }',
            'claims = [{ steps = 7 }, { never = { stage = "refused" } }]',
            'question "one", choice 2',
            "the whole run: 7 steps; the claim expects 7 steps",
        ),
        (
            "unclear",
            '{ step = { stage = "logged_in" }, why = "Here the id',
            '{ step = 3, text = "Elsewhere", why = "Here the id',
            'question "step-with-choices"',
            "choice 1 and choice 2 name the same step, step 3",
        ),
        ("missing", "minutes = 1", 'minutes = 1\nsnapshot = ["Good.", ""]', "snapshot, line 2", "the line is empty"),
        (
            "missing",
            'claims = [{ step = { stage = "logged_in" }, variable = "session._user_id", changes_to = "1" }]\n',
            "",
            "moment",
            "makes no claim",
        ),
        ("missing", 'answer = "At {step:logged_in}."', 'answer = " "', "moment", "is empty"),
        ("missing", 'text = "Ask the class before you show {step:logged_in}."', 'text = ""', "note 1", "is empty"),
        (
            "missing",
            TEXT[TEXT.index("claims = [{ order = ") :].splitlines()[0],
            "claims = []",
            'behaviour "B67"',
            "nothing is claimed",
        ),
        (
            "unknown-name",
            'page = "logout" },\n]\n\n[scenarios.wrong',
            'page = "attic" },\n]\n\n[scenarios.wrong',
            'scenario "right-at-once"',
            'the app has no page "attic". It has: api, confirm, home, login,',
        ),
        (
            "run",
            '{ do = "click", page = "logout" },\n]\n\n[scenarios.wrong',
            '{ do = "delete_account", account = "eve" },\n]\n\n[scenarios.wrong',
            'scenario "right-at-once"',
            'no account "eve" at that moment',
        ),
        ("points-at-nothing", "step = 4\n", "step = 44\n", "note 1", "there is no step 44"),
        (
            "points-at-nothing",
            'steps = [{ stage = "logged_in"',
            'steps = [{ stage = "refused"',
            "moment",
            "has no step",
        ),
        (
            "points-at-nothing",
            'track = [{ stage = "logged_in" }',
            'track = [{ stage = "session_checked" }',
            "track",
            "(2)",
        ),
        (
            "points-at-nothing",
            'claim = { step = { stage = "logged_in" }, variable = "session.name", absent',
            'claim = { step = { stage = "login_refused" }, variable = "session.name", absent',
            'question "several", choice 3',
            "has no step of the stage",
        ),
        (
            "points-at-nothing",
            'asks = { step = { stage = "logged_in" }, variable = "current_user" }',
            'asks = { step = { stage = "logged_in" }, variable = "current_usr" }',
            'question "value", choice 1',
            'Did you mean "current_user"?',
        ),
        ("points-at-nothing", 'items = [{ stage = "logged_out" }', "items = [12", 'question "order"', "no step 12"),
        (
            "right-is-false",
            'cookie = "session", absent = false',
            'cookie = "session", absent = true',
            'question "one", choice 1',
            "marked right, but the run says no",
        ),
        ("right-is-false", 'changes_to = "Cleared" }', 'changes_to = "Gone" }', 'question "step"', "true of no step"),
        (
            "right-is-false",
            '{ value = "User(1)"',
            '{ value = "User(2)"',
            'question "value", choice 1',
            "current_user after step 4: “User(1)”; the claim expects “User(2)”",
        ),
        (
            "wrong-is-true",
            'fact = "deleted", equals = true',
            'fact = "deleted", equals = false',
            'question "one", choice 2',
            "marked wrong, but the run says it is true",
        ),
        ("wrong-is-true", '{ value = "Anonymous"', '{ value = "User(1)"', 'question "value", choice 2', "it is true"),
        (
            "wrong-is-true",
            'equals = "1" }',
            'equals = "1" }\n\n[[questions.choices]]\ntext = "It"\nwhy = "w"\nclaim = { steps = 7 }',
            'question "several", choice 2',
            "7 steps",
        ),
        ("claim-is-false", 'changes_to = "1"', 'changes_to = "2"', "moment", 'None before, "1" after'),
        (
            "claim-is-false",
            '{ stage = "credentials_checked" }, { kind',
            '{ stage = "logged_in", occurrence = -1 }, { kind',
            'behaviour "B67"',
            "then",
        ),
        (
            "marks",
            'right = true\nclaim = { step = { stage = "logged_in" }, cookie = "session", absent = false }',
            'claim = { step = { stage = "logged_in" }, cookie = "session", absent = true }',
            'question "one"',
            "no choice is marked right",
        ),
        ("marks", 'kind = "several"', 'kind = "one"', 'question "several"', "2 choices are marked right"),
        (
            "marks",
            '{ value = "Anonymous", why = "That was before." },\n',
            "",
            'question "value"',
            "fewer than two choices",
        ),
        (
            "marks",
            'id = "one"',
            'id = "one"\nkind = "what_if"',
            'question "one"',
            "no choice looks at another scenario",
        ),
        (
            "unclear",
            'text = "It deletes a cookie."',
            'text = "It sets a cookie."',
            'question "one"',
            "is offered 2 times",
        ),
        (
            "unclear",
            'variable = "session_cookie", changes_to = "Cleared"',
            'variable = "session_cookie", equals = "Set"',
            'question "step"',
            "steps 4, 5 and 6",
        ),
        (
            "unclear",
            'items = [{ stage = "logged_out" }, ',
            "items = [3, ",
            'question "order"',
            "step 3 stands in items 2 times",
        ),
        ("unclear", 'items = [{ stage = "logged_out" }, ', "items = [", 'question "order"', "fewer than three"),
        ("missing", 'hints = ["Decode the cookie."]', "hints = []", 'question "several"', "no hint"),
        ("missing", 'hints = ["Decode the cookie."]', 'hints = [" "]', 'question "several"', "no hint"),
        ("missing", 'why = "Nobody needs it there."\n', "", 'question "several", choice 3', "why it is wrong"),
        ("missing", 'why = "The response carries it."\n', "", 'question "one", choice 1', "why it is right"),
        ("missing", 'why = "That is the order of the rows."\n', "", 'question "order"', "why the answer is what it is"),
        (
            "missing",
            'claim = { step = { stage = "logged_in" }, variable = "session.name", absent = false }\n',
            "",
            'question "several", choice 3',
            "makes no claim",
        ),
        ("missing", 'text = "The user\'s name"\n', "", 'question "several", choice 3', "no text"),
        ("missing", 'text = "In which order?"', 'text = ""', 'question "order"', "no text"),
        ("missing", 'title = "One question of every kind"', 'title = " "', "title", "no title"),
        ("code", "authentication:login", "authentication:log_in", "code", "log_in"),
        ("code", "demo_app.flask_app.authentication:login", "demo_app.nowhere:login", "code", "leads to no file"),
        (
            "prose",
            'text = "What does {step:logged_in} do?"',
            'text = "What does {step:login} do?"',
            'question "one"',
            "no stage",
        ),
        (
            "prose",
            'why = "Only {step:logged_out} does."',
            'why = "Only {step:session_checked} does."',
            'question "one"',
            "more than one",
        ),
        ("prose", 'answer = "At {step:logged_in}."', 'answer = "At {step:refused}."', "moment", "no step"),
        ("prose", "before you show {step:logged_in}", "before you show {step:logged_in:3}", "note 1", "number 3"),
        ("prose", 'label = "yes"', 'label = "{step:refused}"', "flow, edge check → page", "no step of the stage"),
        *(
            ("prose", 'why = "The response carries it."', f'why = "See {number}."', 'question "one", choice 1', number)
            for number in (
                "step 4",
                "steps 4",
                "row 4",
                "fourth step",
                "Step four",
                "step #4",
                "step4",
                "4th step",
                "step no. 4",
                "step number 4",
                "second row",
                "Rows 2",
            )
        ),
    ]
]


@pytest.mark.parametrize("breach", BROKEN, ids=lambda breach: re.sub(r"\W+", "-", f"{breach.rule} {breach.new[:30]}"))
def test_a_broken_rule_is_reported(breach: Breach, tmp_path: Path) -> None:
    assert breach.old in TEXT
    problems = checked(TEXT.replace(breach.old, breach.new, 1), tmp_path).problems
    found = [problem for problem in problems if problem.rule == breach.rule and problem.place.startswith(breach.place)]
    assert any(breach.message in problem.message for problem in found), "\n".join(map(str, problems))
    for problem in problems:
        assert (problem.file, problem.lesson) == ("broken.toml", "broken")
        assert problem.remedy.endswith((".", "}"))


@pytest.mark.parametrize("text", ["the first step", "three steps", "the last row", "footsteps", "next step: one day"])
def test_what_is_no_number_of_a_step_may_be_written(text: str, tmp_path: Path) -> None:
    lesson = TEXT.replace('why = "The response carries it."', f'why = "See {text}."')
    assert checked(lesson, tmp_path).problems == ()


def test_a_choice_may_assert_several_things_at_once(tmp_path: Path) -> None:
    claim = 'claim = { step = { stage = "logged_in" }, cookie = "session", absent = false }'
    assert (
        checked(TEXT.replace(claim, "claims = [{ steps = 7 }, { same_as = 'right-at-once' }]"), tmp_path).problems == ()
    )


def test_the_names_of_scenario_and_flow_hide_no_other_problem(tmp_path: Path) -> None:
    text = TEXT.replace("minutes = 1", 'minutes = -1\nscenario = "none"\nflow_of = "none"')
    problems = checked(text.replace('hints = ["Decode the cookie."]', "hints = []"), tmp_path).problems
    assert {(problem.rule, problem.place) for problem in problems} == {
        ("unknown-name", "scenario"),
        ("unknown-name", "flow_of"),
        ("schema", "minutes"),
        ("missing", 'question "several"'),
    }


def test_every_schema_error_is_reported_beside_a_name_that_is_given(tmp_path: Path) -> None:
    text = TEXT.replace("minutes = 1", 'minutes = "ten"\nname = "x"').replace('kind = "several"', 'kind = "many"')
    text = text.replace('id = "one"', 'id = "one"\nruns = "x"')
    places = [problem.place for problem in checked(text, tmp_path).problems]
    assert places == ["minutes", "name", 'question "one", runs', 'question "several", kind']


def test_a_scenario_that_a_built_in_lesson_has_too_is_reported(tmp_path: Path) -> None:
    text = TEXT.replace("[scenarios.wrong-at-once]", "[scenarios.wrong-password]").replace(
        "wrong-at-once", "wrong-password"
    )
    found = [problem for problem in checked(text, tmp_path).problems if problem.rule == "duplicate"]
    assert [(problem.place, problem.message) for problem in found] == [
        ('scenario "wrong-password"', "01_login-flow.toml has a scenario of this name too")
    ]


def test_every_rule_is_broken_by_a_test() -> None:
    assert {rule for rule, *_ in BROKEN} == set(RULE_NAMES)


def test_a_true_lesson_has_no_problem(tmp_path: Path) -> None:
    report = checked(TEXT, tmp_path)
    assert report.problems == ()
    assert (report.lessons, report.questions, report.scenarios) == (1, 7, 2)
    assert report.answers == 2 + 3 + 1 + 3 + 2 + 3 + 2 + 2


def changed_app(**changes: object) -> RunScenario:
    """Return what performs scenarios on a demo app whose settings were changed."""

    def changed(scenario: Scenario, app: str) -> Trace:
        assert app == "flask"
        return run_on_flask(scenario, settings={"PASSWORD_HASH_METHOD": CHEAP, **changes})

    return changed


def questions_with_problems(report: Report) -> set[str]:
    return {found[1] for problem in report.problems if (found := re.match(r'question "([^"]+)"', problem.place))}


def test_an_app_that_forgets_login_user_makes_each_question_about_the_session_untrue() -> None:
    report = check([EVERY_KIND], changed_app(CALL_LOGIN_USER=False), Library((EVERY_KIND.parent, BUILT_IN)))
    assert questions_with_problems(report) == {
        "one",
        "several",
        "step",
        "step-with-choices",
        "value",
        "order",
    }


def test_the_first_lesson_notices_when_login_user_is_no_longer_called() -> None:
    lesson = BUILT_IN / "01_login-flow.toml"

    def forgetful(scenario: Scenario, app: str) -> Trace:
        settings = {"PASSWORD_HASH_METHOD": CHEAP, "CALL_LOGIN_USER": False}
        return run(scenario, app, settings=settings)

    named = questions_with_problems(check([lesson], forgetful, Library()))
    # Nothing of a wrong password is any different without login_user.
    assert named == {question.id for question in load_lesson(lesson).questions} - {"wrong-password"}


def test_a_view_that_lets_everybody_in_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tracer.demo_app.accounts.check_password_hash", lambda *_: True)
    report = check([EVERY_KIND], run_cheaply, Library((EVERY_KIND.parent, BUILT_IN)))
    assert questions_with_problems(report) == {"what-if"}
    messages = {problem.rule: problem.message for problem in report.problems}
    assert set(messages) == {"right-is-false", "wrong-is-true"}
    assert "nothing differs" in messages["wrong-is-true"]


def test_two_files_with_the_same_names_are_both_named(tmp_path: Path) -> None:
    first, second = tmp_path / "01_mine.toml", tmp_path / "02_mine.toml"
    for path in (first, second):
        path.write_text(TEXT, encoding="utf-8")
    report = check([first, second], performed, Library((tmp_path, BUILT_IN)))
    said = [(problem.file, problem.place) for problem in report.problems if problem.rule == "duplicate"]
    assert ("01_mine.toml", "") in said
    assert ("02_mine.toml", "") in said
    assert ("02_mine.toml", 'scenario "right-at-once"') in said


def test_every_problem_of_every_file_is_reported_at_once(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(TEXT.replace('hints = ["Decode the cookie."]', "hints = []"), encoding="utf-8")
    (tmp_path / "b.toml").write_text("format_version = 1\n", encoding="utf-8")
    (tmp_path / "c.toml").write_bytes(b"\xff\xfe")
    report = check(sorted(tmp_path.glob("*.toml")), performed, Library((tmp_path, BUILT_IN)))
    assert {problem.file for problem in report.problems} == {"a.toml", "b.toml", "c.toml"}
    missing = [problem.place for problem in report.problems if problem.file == "b.toml"]
    assert missing == ["title", "summary", "minutes", "scenarios"]


def test_a_problem_reads_as_a_sentence_with_its_remedy() -> None:
    problem = Problem("missing", 'question "one"', "there is no hint", "Write one.", "a.toml", "a")
    assert str(problem) == 'a.toml: question "one": there is no hint. Write one.'


def test_whoever_performs_the_scenarios_is_told_of_all_of_them_first() -> None:
    told: list[tuple[str, str]] = []
    asked: list[str] = []

    def told_before(scenario: Scenario, app: str) -> Trace:
        assert len(told) == 2
        asked.append(scenario.name)
        return performed(scenario, app)

    library = Library((EVERY_KIND.parent, BUILT_IN))
    lessons = [load_in_part(EVERY_KIND)]
    prove_lessons(lessons, told_before, library, lambda scenario, app: told.append((scenario.name, app)))
    assert told == [("right-at-once", "flask"), ("wrong-at-once", "flask")]
    assert asked == ["right-at-once", "wrong-at-once"]


def test_a_lesson_that_needs_newer_libraries_is_left_out_and_that_is_said(tmp_path: Path) -> None:
    report = checked(TEXT.replace("minutes = 1", 'minutes = 1\nrequires = { flask = "99.1" }'), tmp_path, "newer.toml")

    assert (report.problems, report.lessons, report.questions, report.answers) == ((), 0, 0, 0)
    assert [(left.file, left.lesson) for left in report.left_out] == [("newer.toml", "newer")]
    assert f"flask 99.1 or later, and {version('flask')} is installed" in report.left_out[0].why
    assert not report.passed


def test_a_lesson_whose_app_cannot_be_had_here_is_left_out(tmp_path: Path) -> None:
    def run_without_quart(scenario: Scenario, app: str) -> Trace:
        raise NotInstalledError(f"no {app} for {scenario.name}")

    path = tmp_path / "elsewhere.toml"
    path.write_text(TEXT, encoding="utf-8")
    report = check([path], run_without_quart, Library((tmp_path, BUILT_IN)))

    assert report.problems == ()
    assert [str(left).partition(" for ")[0] for left in report.left_out] == ["elsewhere.toml: left out. no flask"]


def test_a_lesson_on_this_very_version_is_checked(tmp_path: Path) -> None:
    report = checked(
        TEXT.replace("minutes = 1", f'minutes = 1\nrequires = {{ flask = "{version("flask")}" }}'), tmp_path
    )
    assert (report.problems, report.left_out, report.lessons) == ((), (), 1)
    assert report.passed
