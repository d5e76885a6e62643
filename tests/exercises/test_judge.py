"""What is mended is never refused, however it is written; what is not mended is never accepted."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from tests.exercises.choir import APP, EXERCISE, OTHER_STYLE, change
from tracer.exercises.exercise import APP_FILE, TextChange, replaced
from tracer.exercises.judge import Deviation, Judgement, judge
from tracer.exercises.runs import healthy_traces, order_of, write_files
from tracer.recording.trials.order import TrialFailure
from tracer.recording.trials.trials import Trials
from tracer.trace.events import Trace

GUARDED = """
@app.route("/notes")
@login_required
def notes():
"""
FOUND = "return next((singer for singer in SINGERS if singer.id == int(number)), None)"
LOOKED_UP = 'singer = next((each for each in SINGERS if each.name == request.form["name"]), None)'
CHECKED = 'if singer and check_password_hash(singer.password_hash, request.form["password"]):'
LOGGED_IN = 'if login_user(singer, remember="stay" in request.form):'
REFUSED = 'text = "Wrong name or wrong password."'
SHOWN = 'return page("Log in", text, form=True)'
TARGET = 'return redirect(target if is_ours(target) else url_for("notes"))'
LEFT = "    logout_user()\n"
LOGOUT = '@app.route("/logout", methods=["POST"])\n'
MANAGER = 'login_manager.login_view = "login"\n'
NUMBER = "self.id = number"
LEADERS = "    if not current_user.leads:\n        abort(403)\n"
FEES = '@app.route("/fees")\n@login_required\n'
FLASK = "from flask import Flask,"


STATIC_GUARD = """

@app.before_request
def guard():
    if request.endpoint == "static" and not current_user.is_authenticated:
        return login_manager.unauthorized()

"""


@pytest.fixture(scope="module")
def trials() -> Iterator[Trials]:
    with Trials() as ready:
        yield ready


@pytest.fixture(scope="module")
def healthy(trials: Trials) -> Mapping[str, Trace]:
    return healthy_traces(EXERCISE, trials)


def judged(folder: Path, trials: Trials, healthy: Mapping[str, Trace], files: Mapping[str, str]) -> Judgement:
    write_files(files, folder)
    return judge(EXERCISE, healthy, trials.perform(order_of(EXERCISE, folder)).runs)


def told(judgement: Judgement) -> dict[str, str]:
    return {
        name: f"{verdict.action}: {verdict.healthy} | {verdict.here}"
        if isinstance(verdict, Deviation)
        else str(verdict)
        for name, verdict in judgement.verdicts.items()
        if verdict is not None
    }


RIGHT: Mapping[str, tuple[TextChange, ...]] = {
    "as it is": (),
    "a wrong password goes back to the form with a message": (
        change(FLASK, "from flask import flash, Flask,"),
        change(REFUSED, 'flash("That was wrong.")\n            return redirect(request.url, 303)'),
    ),
    "the cookies have other names": (
        change(MANAGER, f'{MANAGER}app.config.update(REMEMBER_COOKIE_NAME="stay", SESSION_COOKIE_NAME="choir")\n'),
    ),
    "a wrong password is an error": (change(REFUSED, 'return page("Log in", "That was wrong.", form=True), 422'),),
    "the guard stands in the view": (
        change(
            GUARDED,
            GUARDED.replace("@login_required\n", "")
            + "    if not current_user.is_authenticated:\n        return login_manager.unauthorized()\n",
        ),
    ),
    "the guard stands in the view and redirects by itself": (
        change(
            GUARDED,
            GUARDED.replace("@login_required\n", "")
            + '    if current_user.is_anonymous:\n        return redirect("/login?next=" + request.path)\n',
        ),
    ),
    "the guard is a function that the view asks": (
        change(
            GUARDED,
            """
def is_stranger():
    return not current_user.is_authenticated


@app.route("/notes")
def notes():
    if is_stranger():
        return redirect(url_for("login", next=request.path))
""",
        ),
    ),
    "a function before each request guards": (
        change(
            GUARDED,
            """
@app.before_request
def guard():
    if request.path in {"/notes", "/fees"} and not current_user.is_authenticated:
        return redirect(url_for("login", next=request.path))


@app.route("/notes")
def notes():
""",
        ),
        change(FEES, '@app.route("/fees")\n'),
    ),
    "two guards, one above the other": (
        change("@login_required\ndef notes", "@login_required\n@login_required\ndef notes"),
    ),
    "a handler for strangers of its own": (
        change(
            MANAGER,
            """

@login_manager.unauthorized_handler
def strangers():
    return redirect(url_for("login", next=request.path), 303)

""",
        ),
    ),
    "the id is the name": (
        change(NUMBER, "self.id = name"),
        change(FOUND, "return next((singer for singer in SINGERS if singer.name == number), None)"),
    ),
    "the id is a token made at random": (
        change(NUMBER, "self.id = __import__('secrets').token_hex()"),
        change(FOUND, "return next((singer for singer in SINGERS if singer.id == number), None)"),
    ),
    "the password is compared by itself": (
        change("self.password_hash = generate", "self.word = password\n        self.password_hash = generate"),
        change(CHECKED, 'if singer and __import__("hmac").compare_digest(singer.word, request.form["password"]):'),
    ),
    "a hash is checked for strangers too": (
        change(CHECKED, "check_password_hash(SINGERS[0].password_hash, 'x')\n        " + CHECKED),
    ),
    "who is switched off is asked for before the login": (
        change(CHECKED, CHECKED + '\n            if not singer.active:\n                return page("Off", form=True)'),
    ),
    "who is switched off is refused": (change('text = "Your account is switched off."', "abort(403)"),),
    "the logout asks for a login": (change(LOGOUT, LOGOUT + "@login_required\n"),),
    "the logout shows a question first": (
        change(LOGOUT, '@app.route("/logout", methods=["GET", "POST"])\n'),
        change(LEFT, '    if request.method == "GET":\n        return page("Really?")\n' + LEFT),
    ),
    "the logout goes to the login form with a message": (
        change(LEFT + '    return redirect(url_for("home"))', LEFT + '    return redirect("/login")'),
    ),
    "the session is emptied before the login": (
        change(FLASK, "from flask import session, Flask,"),
        change(LOGGED_IN, "session.clear()\n            " + LOGGED_IN),
    ),
    "leaders are asked for before the view": (
        change(LEADERS, ""),
        change(
            FEES,
            """
def leaders_only(view):
    def guarded():
        if not current_user.is_authenticated:
            return login_manager.unauthorized()
        if not current_user.leads:
            abort(403)
        return view()
    return guarded


@app.route("/fees", endpoint="fees")
@leaders_only
""",
        ),
    ),
    "who is no leader is told so by a page": (
        change(LEADERS, '    if not current_user.leads:\n        return page("No"), 403\n'),
    ),
    "addresses are whole": (
        change('url_for("notes"))', 'url_for("notes", _external=True))'),
        change('return redirect(url_for("home"))', 'return redirect(url_for("home", _external=True), 303)'),
    ),
    "who is logged in already sees no form": (
        change(
            '    text = ""\n',
            '    if current_user.is_authenticated:\n        return redirect("/notes")\n    text = ""\n',
        ),
    ),
    "other names": (
        change("class Singer(", "class Member("),
        change("SINGERS = [", "Singer = Member\nSINGERS = ["),
        change("def notes():", "def papers():"),
        change('url_for("notes"))', 'url_for("papers"))'),
    ),
}


@pytest.mark.parametrize("how", RIGHT)
def test_what_is_mended_is_accepted_however_it_is_written(
    how: str, tmp_path: Path, trials: Trials, healthy: Mapping[str, Trace]
) -> None:
    judgement = judged(tmp_path, trials, healthy, replaced(EXERCISE.files, RIGHT[how]))
    assert told(judgement) == {}
    assert judgement.mended
    assert (judgement.refused_by, judgement.deviation, judgement.failure) == (None, None, None)


def test_the_same_app_as_somebody_else_writes_it_is_accepted(
    tmp_path: Path, trials: Trials, healthy: Mapping[str, Trace]
) -> None:
    judgement = judged(tmp_path, trials, healthy, {**EXERCISE.files, APP_FILE: OTHER_STYLE})
    assert told(judgement) == {}


WRONG: Mapping[str, tuple[str, str, tuple[TextChange, ...]]] = {
    "nobody is logged in": ("log-in", "stage", (change(LOGGED_IN, "if singer.active:"),)),
    "the password is never right": (
        "log-in",
        "password",
        (
            change(
                "self.password_hash = generate_password_hash(password,",
                "self.password_hash = generate_password_hash(name,",
            ),
        ),
    ),
    "every password is right": ("wrong-password", "stage", (change(CHECKED, "if singer:"),)),
    "every name is right": (
        "wrong-password",
        "stage",
        (
            change(LOOKED_UP, LOOKED_UP + " or SINGERS[1]"),
            change(CHECKED, CHECKED + "\n            pass\n        if singer and singer.id == 2 or " + CHECKED[3:]),
        ),
    ),
    "a wrong password crashes": ("wrong-password", "ending", (change(REFUSED, "1 / 0"),)),
    "strangers see the page": (
        "log-in",
        "stage",
        (change("@login_required\ndef notes", "def notes"), change('{current_user.name}")', '{SINGERS[0].name}")')),
    ),
    "strangers crash the page": ("log-in", "stage", (change("@login_required\ndef notes", "def notes"),)),
    "strangers see an error": ("log-in", "stage", (change(MANAGER, ""),)),
    "strangers see nothing, and the status says that all is well": (
        "log-in",
        "stage",
        (
            change(
                MANAGER,
                MANAGER + "\n\n@login_manager.unauthorized_handler\ndef strangers():\n    return 'Members only'\n",
            ),
        ),
    ),
    "strangers are sent in a circle": (
        "log-in",
        "stage",
        (change("\ndef login():", "\n@login_required\ndef login():"),),
    ),
    "strangers are sent to the home page": (
        "log-in",
        "ending",
        (change(MANAGER, 'login_manager.login_view = "home"\n'),),
    ),
    "the logout does not log out": ("log-out", "stage", (change(LEFT, ""),)),
    "the logout forgets the remember cookie": (
        "remember",
        "stage",
        (change(FLASK, "from flask import session, Flask,"), change(LEFT, "    session.clear()\n")),
    ),
    "the logout crashes": ("log-out", "ending", (change(LEFT, LEFT + "    1 / 0\n"),)),
    "everybody is remembered": ("log-in", "remembered", (change('"stay" in request.form', "True"),)),
    "nobody is remembered": ("remember", "remembered", (change('"stay" in request.form', "False"),)),
    "who is switched off gets in": ("switched-off", "stage", (change("return self.active", "return True"),)),
    "the result of the login is ignored": (
        "switched-off",
        "stage",
        (change(LOGGED_IN, LOGGED_IN[3:-1] + "\n            if True:"),),
    ),
    "everybody is the first singer": (
        "switched-off",
        "stage",
        (change(LOGGED_IN, LOGGED_IN.replace("singer,", "SINGERS[0],")),),
    ),
    "the loader finds the first singer": ("two", "person", (change(FOUND, "return SINGERS[0]"),)),
    "the loader finds nobody": ("log-in", "stage", (change(FOUND, "return None"),)),
    "the loader finds the first singer only": (
        "two",
        "stage",
        (change(FOUND, FOUND.replace("in SINGERS", "in SINGERS[:1]")),),
    ),
    "the loader raises": ("log-in", "stage", (change("int(number)", "float(number + 'x')"),)),
    "the page is that of somebody else": (
        "two",
        "person",
        (change("Notes of {current_user.name}", "Notes of {SINGERS[0].name}"),),
    ),
    "the role is not asked for": ("fees", "stage", (change(LEADERS, ""),)),
    "nobody has the role": ("fees", "stage", (change("leads=True", "leads=False"),)),
    "people are sent to any address": ("elsewhere", "stage", (change("target if is_ours(target) else", "target or"),)),
    "people are never sent where they wanted to go": (
        "wanted-page",
        "header",
        (change(TARGET, 'return redirect(url_for("notes"))'), change("def notes", "def notes")),
    ),
    "the wanted page is forgotten on the way": (
        "log-in",
        "header",
        (
            change(
                MANAGER,
                MANAGER + "\n\n@login_manager.unauthorized_handler\ndef strangers():\n    return redirect('/login')\n",
            ),
        ),
    ),
    "strangers get no style": (
        "public",
        "stage",
        (
            change(
                GUARDED,
                STATIC_GUARD + GUARDED,
            ),
        ),
    ),
    "the style is gone": (
        "public",
        "ending",
        (change("app = Flask(__name__)", "app = Flask(__name__, static_folder=None)"),),
    ),
    "the home page is closed": (
        "log-out",
        "stage",
        (change('@app.route("/")\n', '@app.route("/")\n@login_required\n'),),
    ),
    "the home page is gone": ("public", "ending", (change('@app.route("/")\n', '@app.route("/start")\n'),)),
    "the home page crashes": ("log-out", "ending", (change('return page("Choir")', "1 / 0"),)),
    "a link logs out": ("by-a-link", "stage", (change(LOGOUT, '@app.route("/logout", methods=["GET", "POST"])\n'),)),
    "the session is emptied after the login": (
        "log-in",
        "stage",
        (
            change(FLASK, "from flask import session, Flask,"),
            change("target = request.form", "session.clear()\n                target = request.form"),
        ),
    ),
    "the remember cookie has another name, and can be read by scripts": (
        "remember",
        "header",
        (
            change(
                "login_manager = ",
                'app.config.update(REMEMBER_COOKIE_NAME="stay", REMEMBER_COOKIE_HTTPONLY=False)\nlogin_manager = ',
            ),
        ),
    ),
    "the remember cookie can be read by scripts": (
        "remember",
        "header",
        (change("login_manager = ", 'app.config["REMEMBER_COOKIE_HTTPONLY"] = False\nlogin_manager = '),),
    ),
    "the session cookie never comes back": (
        "log-in",
        "stage",
        (change("login_manager = ", 'app.config["SESSION_COOKIE_SECURE"] = True\nlogin_manager = '),),
    ),
    "the password stands in the address": (
        "log-in",
        "address",
        (
            change('<form method="post"><input name="name">', '<form><input name="name">'),
            change('if request.method == "POST":', 'if "name" in request.args:\n        request.form = request.args'),
        ),
    ),
    "there is no login form": ("log-in", "ending", (change(SHOWN, 'return page("Log in", text)'),)),
}


@pytest.mark.parametrize("how", WRONG)
def test_what_is_not_mended_is_refused_by_the_scenario_that_shows_it(
    how: str, tmp_path: Path, trials: Trials, healthy: Mapping[str, Trace]
) -> None:
    scenario, aspect, changes = WRONG[how]
    names = [*EXERCISE.scenarios]
    until = {name: EXERCISE.scenarios[name] for name in names[: names.index(scenario) + 1]}
    write_files(replaced(EXERCISE.files, changes), tmp_path)
    exercise = replace(EXERCISE, scenarios=until)
    judgement = judge(exercise, healthy, trials.perform(order_of(exercise, tmp_path)).runs)
    assert (judgement.refused_by, judgement.deviation and judgement.deviation.aspect) == (scenario, aspect), told(
        judgement
    )


def test_the_first_step_that_differs_is_told_with_both_steps(
    tmp_path: Path, trials: Trials, healthy: Mapping[str, Trace]
) -> None:
    deviation = judged(
        tmp_path, trials, healthy, replaced(EXERCISE.files, [change(LOGGED_IN, "if singer.active:")])
    ).deviation
    assert deviation is not None
    assert (deviation.scenario, deviation.action) == ("log-in", 2)
    assert deviation.healthy == "Logged in: Session cookie set"
    assert deviation.here == "Session checked: User not authenticated"
    assert deviation.healthy_step is not None
    assert deviation.here_step is not None
    assert (deviation.healthy_step.stage, deviation.here_step.stage) == ("logged_in", "session_checked")


def test_an_app_that_cannot_be_performed_is_refused_with_the_reason(
    tmp_path: Path, trials: Trials, healthy: Mapping[str, Trace]
) -> None:
    judgement = judged(tmp_path, trials, healthy, {**EXERCISE.files, APP_FILE: APP.replace("def home(", "def home((")})
    assert not judgement.mended
    assert (judgement.refused_by, judgement.deviation) == ("log-in", None)
    assert judgement.failure is not None
    assert judgement.failure.kind == "not python"


def test_a_view_that_ends_the_process_is_refused_by_its_scenario(
    tmp_path: Path, trials: Trials, healthy: Mapping[str, Trace]
) -> None:
    text = APP.replace('return page("Choir")', "__import__('os')._exit(0)")
    judgement = judged(tmp_path, trials, healthy, {**EXERCISE.files, APP_FILE: text})
    failed = [name for name, verdict in judgement.verdicts.items() if isinstance(verdict, TrialFailure)]
    assert failed == ["log-out", "remember", "public"]
    assert judgement.refused_by == "log-out"


def test_signals_are_compared_in_requests_without_a_stage_where_an_exercise_names_them(
    tmp_path: Path, trials: Trials, healthy: Mapping[str, Trace]
) -> None:
    hook = "\n@app.before_request\ndef ask():\n    current_user.is_authenticated\n\n"
    write_files(replaced(EXERCISE.files, [change(GUARDED, hook + GUARDED)]), tmp_path)
    runs = trials.perform(order_of(EXERCISE, tmp_path)).runs
    assert judge(EXERCISE, healthy, runs).mended
    judgement = judge(replace(EXERCISE, signals=("user_accessed",)), healthy, runs)
    assert judgement.refused_by == "public"
    assert judgement.deviation is not None
    assert (judgement.deviation.aspect, judgement.deviation.action) == ("signal", 5)


def test_two_people_who_never_meet_are_told_apart_by_whom_the_session_names(tmp_path: Path, trials: Trials) -> None:
    """No heading names anybody, and each scenario has one person."""
    anonymous = change('f"Notes of {current_user.name}"', '"Notes"')
    alone = {name: EXERCISE.scenarios[name] for name in ("log-in", "fees")}
    ben = replace(alone["fees"], actions=alone["fees"].actions[:1])
    exercise = replace(EXERCISE, files=replaced(EXERCISE.files, [anonymous]), scenarios={**alone, "fees": ben})
    right = healthy_traces(exercise, trials)
    mixed = change(LOGGED_IN, LOGGED_IN.replace("singer,", "SINGERS[0],"))
    write_files(replaced(exercise.files, [mixed]), tmp_path)
    judgement = judge(exercise, right, trials.perform(order_of(exercise, tmp_path)).runs)
    assert (judgement.refused_by, judgement.deviation and judgement.deviation.aspect) == ("fees", "person")


def test_where_the_healthy_app_sends_on_who_is_in_that_is_not_given_up(tmp_path: Path, trials: Trials) -> None:
    sends_on = RIGHT["who is logged in already sees no form"]
    public = {"public": EXERCISE.scenarios["public"]}
    exercise = replace(EXERCISE, files=replaced(EXERCISE.files, sends_on), scenarios=public)
    right = healthy_traces(exercise, trials)
    write_files(EXERCISE.files, tmp_path)
    judgement = judge(exercise, right, trials.perform(order_of(exercise, tmp_path)).runs)
    assert judgement.deviation is not None
    assert (judgement.deviation.aspect, judgement.deviation.action) == ("ending", 4)
    assert (judgement.deviation.healthy, judgement.deviation.here) == ("a page", "the login form")
