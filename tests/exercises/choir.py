"""An app, scenarios by which a judge can tell what is wrong with it, and the same app as somebody else writes it."""

from tracer.exercises.exercise import APP_FILE, Exercise, TextChange
from tracer.trace.scenario import Action, Scenario
from tracer.trace.visitor import Visitor

APP = """\
from urllib.parse import urlsplit

from flask import Flask, abort, redirect, render_template_string, request, url_for
from flask_login import LoginManager, UserMixin, current_user, login_required, login_user, logout_user
from werkzeug.security import check_password_hash, generate_password_hash

app = Flask(__name__)
app.secret_key = "change-me-before-you-go-live"
login_manager = LoginManager(app)
login_manager.login_view = "login"

PAGE = '''<link rel="stylesheet" href="/static/style.css"><h1>{{ heading }}</h1><p>{{ text }}</p>
{% if form %}<form method="post"><input name="name"><input name="password" type="password">
<input type="hidden" name="next" value="{{ request.args.get('next', '') }}">
<input type="checkbox" name="stay"><button>Log in</button></form>
{% elif current_user.is_authenticated %}
<form method="post" action="/logout"><button>Log out</button></form>{% endif %}'''


class Singer(UserMixin):
    def __init__(self, number, name, password, active=True, leads=False):
        self.id = number
        self.name = name
        self.password_hash = generate_password_hash(password, "pbkdf2:sha256:1000")
        self.active = active
        self.leads = leads

    @property
    def is_active(self):
        return self.active


SINGERS = [
    Singer(1, "ada", "analytical-engine", leads=True),
    Singer(2, "ben", "kite-and-key-1752"),
    Singer(3, "cleo", "obelisk-and-asp", active=False),
]


@login_manager.user_loader
def load_singer(number):
    return next((singer for singer in SINGERS if singer.id == int(number)), None)


def page(heading, text="", form=False):
    return render_template_string(PAGE, heading=heading, text=text, form=form)


def is_ours(target):
    return target.startswith("/") and not target.startswith("//") and not urlsplit(target).netloc


@app.route("/")
def home():
    return page("Choir")


@app.route("/login", methods=["GET", "POST"])
def login():
    text = ""
    if request.method == "POST":
        singer = next((each for each in SINGERS if each.name == request.form["name"]), None)
        if singer and check_password_hash(singer.password_hash, request.form["password"]):
            if login_user(singer, remember="stay" in request.form):
                target = request.form.get("next", "")
                return redirect(target if is_ours(target) else url_for("notes"))
            text = "Your account is switched off."
        else:
            text = "Wrong name or wrong password."
    return page("Log in", text, form=True)


@app.route("/logout", methods=["POST"])
def logout():
    logout_user()
    return redirect(url_for("home"))


@app.route("/notes")
@login_required
def notes():
    return page(f"Notes of {current_user.name}")


@app.route("/fees")
@login_required
def fees():
    if not current_user.leads:
        abort(403)
    return page("Fees")
"""

OTHER_STYLE = """\
import secrets

from flask import Blueprint, Flask, flash, redirect, render_template_string, request, session, url_for
from flask.views import MethodView
from flask_login import LoginManager, current_user, login_user, logout_user
from werkzeug.security import check_password_hash, generate_password_hash

PAGE = '''{% for message in get_flashed_messages() %}<p>{{ message }}</p>{% endfor %}<h1>{{ heading }}</h1>
{% if form %}<form action="{{ request.full_path }}" method="post"><input name="name">
<input name="password" type="password"><input type="checkbox" name="stay"><button>Come in</button></form>
{% endif %}{% if current_user.is_authenticated %}<form method="post" action="{{ url_for('choir.leave') }}">
<button>Leave</button></form>{% endif %}'''
PUBLIC = {"choir.start", "choir.enter", "static"}
choir = Blueprint("choir", __name__)


class Account:
    is_anonymous = False

    def __init__(self, name, password, roles=(), closed=False):
        self.name, self.roles, self.closed = name, roles, closed
        self.stored = generate_password_hash(password, "pbkdf2:sha256:1000")
        self.token = secrets.token_hex()

    is_authenticated = True

    @property
    def is_active(self):
        return not self.closed

    def get_id(self):
        return self.token


ACCOUNTS = {
    each.name: each
    for each in (
        Account("ada", "analytical-engine", ("leader",)),
        Account("ben", "kite-and-key-1752"),
        Account("cleo", "obelisk-and-asp", closed=True),
    )
}
NOBODY = generate_password_hash("nobody", "pbkdf2:sha256:1000")


@choir.before_app_request
def only_for_singers():
    if request.endpoint not in PUBLIC and not current_user.is_authenticated:
        flash("Singers only, please.")
        return redirect(url_for("choir.enter", next=request.path))


class Enter(MethodView):
    def get(self):
        if current_user.is_authenticated:
            return redirect("/notes")
        return render_template_string(PAGE, heading="Come in", form=True)

    def post(self):
        account = ACCOUNTS.get(request.form.get("name"))
        fits = check_password_hash(account.stored if account else NOBODY, request.form.get("password", ""))
        if not account or not fits or account.closed:
            flash("No.")
            return redirect(request.full_path.rstrip("?"), 303)
        session.clear()
        login_user(account, remember=bool(request.form.get("stay")))
        target = request.args.get("next") or "/notes"
        return redirect(target if target in {"/notes", "/fees"} else "/notes", 303)


class Notes(MethodView):
    def get(self):
        return render_template_string(PAGE, heading="Notes of " + current_user.name)


class Fees(MethodView):
    def get(self):
        if "leader" not in current_user.roles:
            return "For leaders only", 403
        return render_template_string(PAGE, heading="Fees")


@choir.get("/")
def start():
    return render_template_string(PAGE, heading="Choir")


@choir.post("/logout")
def leave():
    logout_user()
    flash("Good bye.")
    return redirect(url_for("choir.enter"))


choir.add_url_rule("/login", view_func=Enter.as_view("enter"))
choir.add_url_rule("/notes", view_func=Notes.as_view("notes"))
choir.add_url_rule("/fees", view_func=Fees.as_view("fees"))


def create_app():
    app = Flask(__name__)
    app.config["SECRET_KEY"] = "change-me-before-you-go-live"
    manager = LoginManager()
    manager.init_app(app)

    @manager.user_loader
    def find(token):
        return next((each for each in ACCOUNTS.values() if each.token == token), None)

    app.register_blueprint(choir)
    return app
"""


def _submit(account: str, browser: str = "A", *, remember: bool | None = None) -> Action:
    return Action(do="submit", page="login", account=account, password="right", browser=browser, remember=remember)


def _mistype(account: str) -> Action:
    return Action(do="submit", page="login", account=account, password="wrong")


def _visit(page: str, browser: str = "A", **more: str) -> Action:
    return Action(do="visit", page=page, browser=browser, from_site=more.get("from_site"))


CLOSE = Action(do="close_browser")
LEAVE = Action(do="click", page="logout")
TO_EVIL = Action(do="visit", page="login", query={"next": "https://evil.example/"})
TO_FEES = Action(do="visit", page="fees")

ACTIONS = {
    "log-in": (_visit("protected"), _submit("ada"), _visit("protected")),
    "wrong-password": (_mistype("ada"), _mistype("eve"), _visit("protected")),
    "log-out": (_submit("ada"), LEAVE, _visit("protected")),
    "remember": (_submit("ada", remember=True), CLOSE, _visit("protected"), LEAVE, _visit("protected")),
    "not-remembered": (_submit("ada"), CLOSE, _visit("protected")),
    "switched-off": (_submit("cleo"), _visit("protected")),
    "two": (_submit("ada"), _submit("ben", "B"), _visit("protected"), _visit("protected", "B")),
    "fees": (_submit("ben"), TO_FEES, _submit("ada", "B"), _visit("fees", "B")),
    "wanted-page": (TO_FEES, _submit("ada")),
    "elsewhere": (TO_EVIL, _submit("ada")),
    "public": (_visit("home"), _submit("ada"), _visit("home"), _visit("login"), Action(do="load", page="style")),
    "by-a-link": (_submit("ada"), _visit("logout", from_site="https://other.example"), _visit("protected")),
}

EXERCISE = Exercise(
    name="choir",
    title="The choir",
    complaint="It does not work.",
    headers=("Location", "Set-Cookie: remember_token; HttpOnly"),
    hints=(),
    explanation="",
    pages={
        "home": "/",
        "login": "/login",
        "protected": "/notes",
        "fees": "/fees",
        "logout": "/logout",
        "style": "/static/style.css",
    },
    accounts={
        "ada": Visitor("ada", "analytical-engine"),
        "ben": Visitor("ben", "kite-and-key-1752"),
        "cleo": Visitor("cleo", "obelisk-and-asp"),
    },
    repair=(),
    scenarios={name: Scenario(name=name, title=name, actions=actions) for name, actions in ACTIONS.items()},
    files={APP_FILE: APP, "static/style.css": "h1 { color: teal }\n"},
)


def change(before: str, after: str) -> TextChange:
    return TextChange(before, after)
