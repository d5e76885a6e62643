"""A board game café: who plays what at which table."""

import secrets

from flask import Flask, redirect, render_template_string, request, url_for
from flask_login import LoginManager, UserMixin, current_user, login_required, login_user, logout_user
from werkzeug.security import check_password_hash, generate_password_hash

app = Flask(__name__)
app.config["SECRET_KEY"] = secrets.token_hex(32)
app.config["SESSION_COOKIE_SAMESITE"] = "Lax"
app.config["REMEMBER_COOKIE_SAMESITE"] = "Lax"

login_manager = LoginManager(app)
login_manager.login_view = "login"
login_manager.login_message = None


class Guest(UserMixin):
    def __init__(self, name, password, game):
        self.name = name
        self.password_hash = generate_password_hash(password)
        self.game = game

    def get_id(self):
        return self.name


GUESTS = {
    "ada": Guest("ada", "analytical-engine", "Go"),
    "ben": Guest("ben", "kite-and-key-1752", "Settlers"),
}

CAFE = """<h1>The wooden cube</h1>
<p>Tonight: {% for guest in guests %}{{ guest.game }} {% endfor %}</p>
<a href="{{ url_for('table') }}">My table</a>"""
LOGIN = """<h1>Log in</h1>
{% if failed %}<p>The dice say no.</p>{% endif %}
<form method="post">
<input name="name"><input name="password" type="password">
<label><input name="remember" type="checkbox"> Save me a seat</label><button>Log in</button>
</form>"""
TABLE = """<h1>Table of {{ current_user.name }}</h1>
<p>{{ current_user.game }}, at eight.</p>
<form method="post" action="{{ url_for('logout') }}"><button>Log out</button></form>"""


@login_manager.user_loader
def load_guest(name):
    return GUESTS.get(name)


@app.get("/")
def cafe():
    return render_template_string(CAFE, guests=GUESTS.values())


@app.get("/table")
@login_required
def table():
    return render_template_string(TABLE)


@app.route("/login", methods=["GET", "POST"])
def login():
    if request.method == "POST":
        guest = GUESTS.get(request.form["name"])
        if guest and check_password_hash(guest.password_hash, request.form["password"]):
            login_user(guest, remember="remember" in request.form)
            return redirect(url_for("table"))
        return render_template_string(LOGIN, failed=True), 401
    return render_template_string(LOGIN)


@app.post("/logout")
def logout():
    logout_user()
    return redirect(url_for("cafe"))
