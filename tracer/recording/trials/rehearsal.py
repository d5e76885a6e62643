"""A rehearsal: a process that performs trials plays an app once, for nobody, and each trial after that takes less time.

Before the first trial of a demo app that is the demo app as it is shipped. Of any other app nothing is executed here:
a small one is played in its place, after the first order, when nobody waits.

What every run costs beside the app itself is done then, and not in each of the forks: libraries load the rest of
themselves, templates are compiled, and source is taken apart, that of Flask and Flask-Login and that of the app. All
of it is kept by what it was made of (a text, a code), so a run on changed files finds nothing that is not true of
them. The app itself is forgotten: each order imports it anew.
"""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

from flask import Flask, redirect, render_template_string, request
from flask_login import LoginManager, UserMixin, login_required, login_user, logout_user
from werkzeug.security import check_password_hash, generate_password_hash
from werkzeug.wrappers import Response

from tracer import demo_app
from tracer.recording.demo.flask_run import run_on_flask
from tracer.recording.message_lines import to_line
from tracer.recording.observe.source_code import forget_files
from tracer.recording.trials.order import AppTarget, DemoAppName, TrialOrder
from tracer.recording.trials.performance import performed
from tracer.trace.scenario import Action, Scenario
from tracer.trace.visitor import Visitor

_LONGEST = 5.0
"""In seconds; it takes a quarter of one. Whoever changes the demo app so that it hangs is told by the trials."""


def rehearse(order: TrialOrder) -> None:
    """Perform the first scenario of an order on its demo app, without the texts that the order puts in.

    Nothing of the app is loaded afterwards. Whatever goes wrong here is found again by the order itself.

    Args:
        order: The order; nothing happens where it is for none of the demo apps.
    """
    if not isinstance(order.app, DemoAppName) or not order.scenarios:
        return
    with _limited():
        first = next(iter(order.scenarios.values()))
        to_line(run_on_flask(first, app=order.app.name, settings=order.settings, witness="observed"))
    _forget_demo_apps()


def rehearse_small_app() -> None:
    """Perform a scenario on a small app, as on one that somebody has written."""
    order = TrialOrder(
        AppTarget(__name__, "."),
        {},
        pages={"home": "/", "login": "/login", "logout": "/logout"},
        accounts={"ada": Visitor("ada", _PASSWORD)},
    )
    with _limited():
        to_line(performed(order, _SCENARIO, _small_app(), _small_app))


_PASSWORD = "password"  # noqa: S105 # of nobody
_SCENARIO = Scenario(
    title="A rehearsal",
    actions=(
        Action(do="visit", page="home"),
        Action(do="submit", page="login", account="ada", password="wrong"),  # noqa: S106 # a word of the scenario
        Action(do="submit", page="login", account="ada", password="right", remember=True),  # noqa: S106 # as before
        Action(do="close_browser"),
        Action(do="visit", page="home"),
        Action(do="click", page="logout"),
    ),
)
_PAGE = """<title>Rehearsal</title><h1>{{ heading }}</h1>
{% if current_user.is_authenticated %}<form method="post" action="/logout"><button>Log out</button></form>
{% else %}<form method="post"><input name="name"><input name="password" type="password">
<input name="remember" type="checkbox"><button>Log in</button></form>{% endif %}"""


class _Person(UserMixin):  # type: ignore[misc] # Flask-Login ships no types
    id = "ada"


def _small_app() -> Flask:
    app = Flask(__name__)
    app.secret_key = "of an app that serves nobody"  # noqa: S105 # it protects nothing
    manager = LoginManager(app)
    manager.login_view = "login"
    stored = generate_password_hash(_PASSWORD, "pbkdf2:sha256:1")
    manager.user_loader(lambda _: _Person())

    @app.get("/")
    @login_required  # type: ignore[untyped-decorator] # as before
    def home() -> str:
        return render_template_string(_PAGE, heading="Home")

    @app.route("/login", methods=["GET", "POST"])
    def login() -> str | Response:
        if request.method == "POST" and check_password_hash(stored, request.form["password"]):
            login_user(_Person(), remember="remember" in request.form)
            return redirect("/")
        return render_template_string(_PAGE, heading="Login")

    @app.post("/logout")
    def logout() -> Response:
        logout_user()
        return redirect("/login")

    return app


@contextmanager
def _limited() -> Iterator[None]:
    """Give up what takes too long; whatever goes wrong meanwhile is of no account."""
    before = signal.signal(signal.SIGALRM, _give_up)
    signal.setitimer(signal.ITIMER_REAL, _LONGEST)
    try:
        with suppress(Exception, SystemExit):
            yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _give_up(_signal: int, _frame: FrameType | None) -> None:
    raise TimeoutError


def _forget_demo_apps() -> None:
    """Let the modules of the demo apps be executed anew when they are imported, and their files be read anew."""
    inside = f"{demo_app.__name__}."
    for name in [name for name in sys.modules if name.startswith(inside)]:
        del sys.modules[name]
        parent, _, own = name.rpartition(".")
        vars(sys.modules.get(parent, demo_app)).pop(own, None)
    forget_files()
