"""The lane plan of a swimming club."""

from flask import Flask, redirect, render_template_string, request, url_for
from flask.views import MethodView
from flask_login import LoginManager, UserMixin, current_user, login_required, login_user, logout_user
from werkzeug.security import check_password_hash, generate_password_hash

app = Flask(__name__)
app.secret_key = "change-me-before-you-go-live"
login_manager = LoginManager(app)
login_manager.login_view = "login"
login_manager.login_message = None

HOME = """<h1>The Otters</h1><a href="/lanes">Lane plan</a>"""
LOGIN = """<h1>Log in</h1><p>{{ error }}</p>
<form method="post"><input name="name"><input name="password" type="password"><button>Log in</button></form>"""
LANES = """<h1>Lane plan</h1><p>{{ current_user.name }}: lane 4, Wednesdays at six.</p>
<form method="post" action="/pause"><button>Pause my membership</button></form>
<form method="post" action="/logout"><button>Log out</button></form>"""


class Swimmer(UserMixin):
    def __init__(self, id, name, password):
        self.id = id
        self.name = name
        self.password_hash = generate_password_hash(password)
        self.paused = False

    @property
    def is_active(self):
        return not self.paused


SWIMMERS = [Swimmer(1, "ada", "analytical-engine"), Swimmer(2, "ben", "kite-and-key-1752")]


@login_manager.user_loader
def load_swimmer(swimmer_id):
    return next((swimmer for swimmer in SWIMMERS if swimmer.get_id() == swimmer_id), None)


class Login(MethodView):
    def get(self):
        if not current_user.is_anonymous:
            return redirect(url_for("lanes"))
        return render_template_string(LOGIN)

    def post(self):
        swimmer = next((swimmer for swimmer in SWIMMERS if swimmer.name == request.form["name"]), None)
        if swimmer is None or not check_password_hash(swimmer.password_hash, request.form["password"]):
            return render_template_string(LOGIN, error="Wrong name or wrong password."), 401
        if not login_user(swimmer):
            return render_template_string(LOGIN, error="You are on leave. Call us when you want to swim again."), 403
        return redirect(url_for("lanes"))


class Lanes(MethodView):
    @login_required
    def get(self):
        return render_template_string(LANES)


class Pause(MethodView):
    @login_required
    def post(self):
        current_user.paused = True
        return redirect(url_for("home"))


class Logout(MethodView):
    def post(self):
        logout_user()
        return redirect(url_for("home"))


app.add_url_rule("/", "home", lambda: HOME)
for path, view in {"/login": Login, "/lanes": Lanes, "/pause": Pause, "/logout": Logout}.items():
    app.add_url_rule(path, view_func=view.as_view(view.__name__.lower()))
