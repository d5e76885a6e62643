"""One mistake in a lesson is one problem: with its line, with what there is instead, and hiding nothing else.

Each test spoils the lesson with a question of every kind in one way in which authors do.
"""

from pathlib import Path
from typing import NamedTuple

import pytest

from tests.authoring.true_lesson import EVERY_KIND, checked
from tests.course import performed
from tracer.authoring.check import check
from tracer.authoring.problem import Problem
from tracer.authoring.prose_rules import open_backticks
from tracer.lessons.library import BUILT_IN, Library

TEXT = EVERY_KIND.read_text(encoding="utf-8")


class Slip(NamedTuple):
    """What an author writes instead, what is said of it, and what stands on the line that is told.

    That is the last line of what was written, if nothing else is named.
    """

    old: str
    new: str
    rule: str
    said: str
    at: str = ""


SLIPS = {
    "a false right choice": Slip(
        'cookie = "session", absent = false }', 'cookie = "session", absent = true }', "right-is-false", "run says no"
    ),
    "a true wrong choice": Slip(
        'variable = "session.name", absent = false', 'variable = "session._id", absent = false', "wrong-is-true", "true"
    ),
    "a second right choice": Slip(
        'text = "It deletes a cookie."', 'text = "It deletes a cookie."\nright = true', "right-is-false", "run says no",
        'fact = "deleted", equals = true }',
    ),
    "a mark that is forgotten": Slip(
        "right = true\nclaim = { step",
        "claim = { step",
        "wrong-is-true",
        "the run says it is true",
        'cookie = "session", absent = false }',
    ),
    "the right value twice": Slip(
        '{ value = "User(1)", right = true', '{ value = "Anonymous", right = true', "right-is-false", "User(1)"
    ),
    "no reason": Slip(
        '[[questions.choices]]\ntext = "The user\'s id"\nwhy = "It stands under `_user_id`."',
        '[[questions.choices]] # here\ntext = "The user\'s id"',
        "missing",
        "does not say why it is right",
        "# here",
    ),
    "a misspelt key": Slip('hints = ["Decode', 'hint = ["Decode', "schema", 'did you mean "hints"?'),
    "a misspelt key that is needed": Slip("minutes = 1", "minuts = 1", "schema", 'did you mean "minutes"?'),
    "a number as a text": Slip("minutes = 1", 'minutes = "12"', "schema", "write it without quotation marks"),
    "an unknown kind": Slip('kind = "several"', 'kind = "multiple"', "schema", "one of one, several, step, value,"),
    "an unknown account": Slip('account = "ada"', 'account = "adah"', "unknown-name", "It has: ada, ben."),
    "an unknown page": Slip(
        '{ do = "visit", page = "protected" }',
        '{ do = "visit", page = "secret" }',
        "unknown-name",
        "api, confirm, home, login, logout, password, protected, settings, staff, staff entrance, stylesheet",
    ),
    "an unknown setting": Slip(
        'title = "Log in, look, log out"',
        'title = "Log in"\nsettings = { LOGIN_VEW = "none" }',
        "unknown-name",
        'Did you mean "LOGIN_VIEW"? It has: ALTERNATIVE_IDS, CALL_LOGIN_USER,',
    ),
    "an unknown verb": Slip('{ do = "click"', '{ do = "klick"', "schema", 'did you mean "click"?'),
    "an unknown how": Slip(
        '{ do = "click", page = "logout" }',
        '{ do = "tamper_with_cookie", cookie = "session", how = "content" }',
        "schema",
        "one of signature, payload, non-ascii, garbage, own key, leaked key",
    ),
    "a password": Slip('password = "right"', 'password = "hunter2"', "schema", "one of right, wrong, empty, former,"),
    "a file": Slip(
        'title = "Log in, look, log out"',
        'title = "Log in"\nsettings = { DATABASE = "/tmp/x" }',
        "schema",
        "it names no file",
    ),
    "an unknown app": Slip("minutes = 1", 'minutes = 1\napp = "flaks"', "unknown-name", 'Did you mean "flask"?'),
    "an unknown scenario beside": Slip("minutes = 1", 'minutes = 1\nbeside = "wrong-at-onc"', "unknown-name", "mean"),
    "a misspelt stage in prose": Slip(
        'answer = "At {step:logged_in}."', 'answer = """\nAt\n{step:loged_in}."""', "prose", "{step:loged_in}"
    ),
    "a number by hand": Slip('hints = ["Who comes', 'hints = ["See step 4.", "Who comes', "prose", "“step 4”"),
    "an open backtick": Slip('text = "In which order?"', 'text = "In which `order?"', "prose", "before “order?”"),
    "a false moment": Slip('changes_to = "1" }]', 'changes_to = "2" }]', "claim-is-false", "the claim expects"),
    "a step twice": Slip(
        'items = [{ stage = "logged_out" }', 'items = [{ stage = "logged_in" }', "unclear", "stands in items 2 times"
    ),
    "an unknown box": Slip('target = "page", label', 'target = "pag", label', "unknown-name", 'mean "page"?'),
    "an unknown function": Slip("authentication:login", "authentication:logn", "code", 'function or class "logn"'),
    "an unknown line": Slip(
        'show = ["demo_app.flask_app.authentication:login"]',
        'show = [\n{ source = "demo_app.flask_app.authentication:login", only = [\n"login_user(",\n"log_out("\n] } ]',
        "code",
        'no line of login holds "log_out("',
        '"log_out("',
    ),
    "an unknown function with lines": Slip(
        '"demo_app.flask_app.authentication:login"',
        '{ source = "demo_app.flask_app.authentication:logn", only = ["login_user(", "nothing"] }',
        "code",
        'function or class "logn"',
    ),
    "no lines of a function": Slip(
        '"demo_app.flask_app.authentication:login"',
        '{ source = "demo_app.flask_app.authentication:login", only = [] }',
        "schema",
        "only names a part of each line that is shown",
    ),
    "a number for a function": Slip(
        '"demo_app.flask_app.authentication:login"', "77", "schema", "a function or class is expected here, not 77"
    ),
    "a name twice": Slip('id = "several"', 'id = "one"', "duplicate", "2 questions have this id"),
    "a step that is not there": Slip("step = 4\n", "step = 44\n", "points-at-nothing", "there is no step 44"),
    "another version": Slip("format_version = 1", "format_version = 2", "file", "format_version is 2"),
    "no TOML": Slip("minutes = 1", "minutes = 1 minute", "file", "no TOML"),
}  # fmt: skip


@pytest.mark.parametrize("slip", SLIPS.values(), ids=SLIPS)
def test_one_mistake_is_one_problem_with_its_line(slip: Slip, tmp_path: Path) -> None:
    text = changed((slip.old, slip.new))
    (problem,) = checked(text, tmp_path).problems
    assert (problem.rule, problem.file) == (slip.rule, "broken.toml")
    assert slip.said in problem.message
    words = slip.at or slip.new.strip().split("\n")[-1]
    lines = [number for number, line in enumerate(text.splitlines(), start=1) if words in line]
    assert problem.line == lines[-1 if slip.rule == "duplicate" else 0]
    assert str(problem).startswith(f"broken.toml:{problem.line}: ")


def found(text: str, folder: Path) -> list[tuple[str, str]]:
    return [(problem.rule, problem.place) for problem in checked(text, folder).problems]


def changed(*changes: tuple[str, str]) -> str:
    text = TEXT
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return text


BEHIND = [
    ('variable = "session.name", absent = false', 'variable = "session._id", absent = false'),
    ('answer = "At {step:logged_in}."', 'answer = "At step 4, `logged_in."'),
    ('claims = [{ step = { stage = "logged_in" }, variable = "session._user_id"', "claims = [{ steps = 99 }] # "),
    ('hints = ["Compare the two runs."]', "hints = []"),
]
"""Four more mistakes, in other parts of the lesson."""

FOUND_BEHIND = {
    ("wrong-is-true", 'question "several", choice 3'),
    ("prose", 'moment "When is the session made?"'),
    ("claim-is-false", 'moment "When is the session made?"'),
    ("missing", 'question "what-if"'),
}

HIDERS = {
    "a key of the lesson": ('next = "login-flow"', "nxxxxxt = 1", "nxxxxxt"),
    "a key that is needed": ("minutes = 1", 'minutes = "ten"', "minutes"),
    "the kind of a question": ('kind = "step"', 'kind = "stp"', 'question "step", kind'),
    "a claim": ('fact = "deleted", equals = true }', 'fact = "deleted" }', 'question "one", choice 2, claim'),
    "a scenario that is not the main one": (
        'account = "ada", password = "wrong"', "account = 1", "scenarios, wrong-at-once, action 2, account"
    ),
    "the flow": ('source = "check", target = "page"', "source = 7", "flow, edge 1, source"),
    "a library": ("minutes = 1", 'minutes = 1\nrequires = { flsk = "3" }', ""),
    "a selector": ("track = [{ stage =", "track = [{ stge =", "track 1, stge"),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "place"), HIDERS.values(), ids=HIDERS)
def test_a_schema_error_hides_no_problem_of_another_part(old: str, new: str, place: str, tmp_path: Path) -> None:
    problems = found(changed((old, new), *BEHIND), tmp_path)
    assert ("schema", place) in problems
    assert set(problems) - {("schema", place)} - {("schema", "flow, edge 1, target")} == FOUND_BEHIND


UNKNOWN = [
    (
        'title = "Log in, look, log out"',
        'title = "Log in"\nsettings = { SESION_PROTECTION = "none" }',
        "SESION_PROTECTION",
    ),
    ('{ do = "visit", page = "protected" }', '{ do = "visit", page = "protectd" }', "protectd"),
    ('account = "ada"', 'account = "adah"', "adah"),
]
"""Names that there are not, in one scenario, each on a line of its own."""


@pytest.mark.parametrize("spoiled", [False, True])
def test_every_name_that_one_scenario_gets_wrong_is_told_with_its_line(tmp_path: Path, *, spoiled: bool) -> None:
    logout = '{ do = "click", page = "logout" }'
    tampered = '{ do = "tamper_with_cookie", cookie = "session", how = "content" }'
    slips = [(old, new) for old, new, _ in UNKNOWN] + ([(logout, tampered)] if spoiled else [])
    text = changed(*slips)
    lines = [text.splitlines().index(line) for _, _, name in UNKNOWN for line in text.splitlines() if name in line]
    problems = checked(text, tmp_path).problems
    told = {problem.line: problem for problem in problems if problem.rule == "unknown-name"}
    assert [*told] == sorted(line + 1 for line in lines)
    for line, (_, _, name) in zip(lines, UNKNOWN, strict=True):
        assert f'"{name}". Did you mean' in told[line + 1].message
    others = [problem.rule for problem in problems if problem.rule != "unknown-name"]
    assert others == (["schema"] if spoiled else [])


def test_without_the_main_scenario_what_needs_no_run_is_still_judged(tmp_path: Path) -> None:
    problems = found(changed(('do = "click", page = "logout"', 'do = "klick", page = "logout"'), *BEHIND), tmp_path)
    assert problems == [
        ("prose", 'moment "When is the session made?"'),
        ("prose", 'moment "When is the session made?"'),
        ("missing", 'question "what-if"'),
        ("schema", "scenarios, right-at-once, action 3, do"),
    ]


def test_a_misspelt_stage_in_prose_is_told_in_whole_sentences(tmp_path: Path) -> None:
    (problem,) = checked(changed(("At {step:logged_in}.", "At {step:loged_in}.")), tmp_path).problems
    assert 'Did you mean "logged_in"? Write it as {step:logged_in}' in str(problem)


@pytest.mark.parametrize(
    ("claim", "said"),
    [
        ('fact = "deleted", equals = true', ": False; the claim expects True."),
        ("absent = true", "; the claim expects nothing."),
        ('fact = "attributes.path", equals = "/x"', ": “/”; the claim expects “/x”."),
        ('fact = "attributes.path", contains = "x"', ": “/”; the claim expects something that contains “x”."),
    ],
)  # fmt: skip
def test_only_texts_stand_in_quotation_marks_in_what_the_run_says(claim: str, said: str, tmp_path: Path) -> None:
    text = changed(('cookie = "session", absent = false }', f'cookie = "session", {claim} }}'))
    (problem,) = checked(text, tmp_path).problems
    assert said in str(problem)


def test_a_problem_of_a_part_that_does_not_fit_is_told_once(tmp_path: Path) -> None:
    """Of a choice whose claim does not fit nobody says that it makes no claim, nor that no choice is marked."""
    text = changed(("right = true\nclaim = { step", "right = true\nclaim = { stp"))
    assert found(text, tmp_path) == [("schema", 'question "one", choice 1, claim, stp')]


def test_the_same_app_that_nobody_knows_is_told_once(tmp_path: Path) -> None:
    assert found(changed(("minutes = 1", 'minutes = 1\napp = "djngo"')), tmp_path) == [("unknown-name", "app")]


def test_a_text_that_is_no_utf_8_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "broken.toml"
    path.write_bytes(TEXT.encode().replace(b'answer = "At', b'answer = "\xe4 At'))
    (problem,) = check([path], performed, Library((tmp_path, BUILT_IN))).problems
    assert (problem.rule, problem.line) == ("file", 1 + TEXT[: TEXT.index('answer = "At')].count("\n"))


@pytest.mark.parametrize(
    ("text", "opened"),
    [
        ("Call `login_user` and `logout_user`.", []),
        ("Put these in `order.", ["order."]),
        ("``a ` b`` is code", []),
        ("`a` and `b", ["b"]),
        ("one `here\n\nand `there` in another paragraph", ["here"]),
        ("no mark: \\` stands alone", []),
        ("```\na ` in a block\n```\nand `after", ["after"]),
        ("a row of ``` in a line", ["in a line"]),
        ("it ends with `", [""]),
    ],
)
def test_a_backtick_that_is_not_closed_is_found(text: str, opened: list[str]) -> None:
    assert [*open_backticks(text)] == opened


def test_a_problem_names_file_and_line_and_json_has_both() -> None:
    problem = Problem("missing", 'question "one"', "there is no hint", "Write one.", "a.toml", "a", 42)
    assert str(problem) == 'a.toml:42: question "one": there is no hint. Write one.'
    assert problem.as_plain() == {
        "rule": "missing", "file": "a.toml", "line": 42, "lesson": "a", "place": 'question "one"',
        "message": "there is no hint", "remedy": "Write one.",
    }  # fmt: skip
