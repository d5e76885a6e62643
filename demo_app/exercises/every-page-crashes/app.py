"""A cargo bike for the whole street: who has it, and when."""

from flask import Blueprint, Flask, redirect, render_template_string, request, url_for
from flask_login import LoginManager, UserMixin, current_user, login_required, login_user, logout_user
from werkzeug.security import check_password_hash, generate_password_hash

login_manager = LoginManager()
bike = Blueprint("bike", __name__)

HOME = """<h1>The cargo bike</h1>
<p>{% if current_user.is_authenticated %}It is yours today, {{ current_user.name }}.{% endif %}</p>
<a href="/bookings">Bookings</a>"""
LOGIN = """<h1>Log in</h1><p>{{ error }}</p>
<form method="post"><input name="name"><input name="password" type="password"><button>Log in</button></form>"""
BOOKINGS = """<h1>Bookings of {{ current_user.name }}</h1><p>Saturday, for the beer crates.</p>
<form method="post" action="/logout"><button>Log out</button></form>"""


class Neighbour(UserMixin):
    def __init__(self, id, name, password):
        self.id = id
        self.name = name
        self.password_hash = generate_password_hash(password)


NEIGHBOURS = {
    1: Neighbour(1, "ada", "analytical-engine"),
    2: Neighbour(2, "ben", "kite-and-key-1752"),
}


@login_manager.user_loader
def load_neighbour(neighbour_id):
    return NEIGHBOURS.get(int(neighbour_id))


@bike.get("/")
def home():
    return render_template_string(HOME)


@bike.get("/bookings")
@login_required
def bookings():
    return render_template_string(BOOKINGS)


@bike.route("/login", methods=["GET", "POST"])
def login():
    error = ""
    if request.method == "POST":
        found = [neighbour for neighbour in NEIGHBOURS.values() if neighbour.name == request.form["name"]]
        if found and check_password_hash(found[0].password_hash, request.form["password"]):
            login_user(found[0])
            return redirect(url_for("bike.bookings"))
        error = "Name and password do not match."
    return render_template_string(LOGIN, error=error), 401 if error else 200


@bike.post("/logout")
def logout():
    logout_user()
    return redirect(url_for("bike.home"))


def create_app():
    app = Flask(__name__)
    app.secret_key = "change-me-before-you-go-live"
    app.register_blueprint(bike)

    login_manager = LoginManager(app)
    login_manager.login_view = "bike.login"
    login_manager.login_message = None
    return app
