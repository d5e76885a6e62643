"""Flash cards for people who learn a language before breakfast."""

from flask import Blueprint, Flask, redirect, render_template_string, request, url_for
from flask_login import (
    LoginManager,
    UserMixin,
    current_user,
    fresh_login_required,
    login_required,
    login_user,
    logout_user,
)
from werkzeug.security import check_password_hash, generate_password_hash

cards = Blueprint("cards", __name__)
login_manager = LoginManager()
login_manager.login_view = login_manager.refresh_view = "cards.login"
login_manager.login_message = login_manager.needs_refresh_message = None
login_manager.session_protection = "strong"

LOGIN = """<h1>Log in</h1><p>{{ error }}</p>
<form method="post"><input name="email" type="email"><input name="password" type="password">
<label><input name="stay" type="checkbox"> Keep me logged in</label><button>Log in</button></form>"""
DECK = """<h1>Today's cards</h1><p>{{ current_user.email }}: das Frühstück, die Brezel, der Löffel</p>
<a href="/account">Account</a><form method="post" action="/logout"><button>Log out</button></form>"""
ACCOUNT = """<h1>Your account</h1><p>Here you can change your address, or delete all your cards.</p>"""


class Learner(UserMixin):
    def __init__(self, email, password):
        self.id = email
        self.email = email
        self.password_hash = generate_password_hash(password)


LEARNERS = {
    "ada@cards.example": Learner("ada@cards.example", "analytical-engine"),
    "ben@cards.example": Learner("ben@cards.example", "kite-and-key-1752"),
}
login_manager.user_loader(LEARNERS.get)


@cards.get("/")
@login_required
def deck():
    return render_template_string(DECK)


@cards.get("/account")
@fresh_login_required
def account():
    return render_template_string(ACCOUNT)


@cards.route("/login", methods=["GET", "POST"])
def login():
    error = ""
    if request.method == "POST":
        learner = LEARNERS.get(request.form["email"])
        if learner and check_password_hash(learner.password_hash, request.form["password"]):
            login_user(learner, remember="stay" in request.form)
            return redirect(url_for("cards.deck"))
        error = "Wrong address or wrong password."
    return render_template_string(LOGIN, error=error), 401 if error else 200


@cards.post("/logout")
def logout():
    logout_user()
    return redirect(url_for("cards.login"))


def create_app():
    app = Flask(__name__)
    app.secret_key = "change-me-before-you-go-live"
    login_manager.init_app(app)
    app.register_blueprint(cards)
    return app
