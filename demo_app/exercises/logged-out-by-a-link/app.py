"""The pages of a choir: rehearsals for its singers, a guest book for everybody."""

from flask import Blueprint, Flask, redirect, render_template, request, url_for
from flask_login import LoginManager, UserMixin, login_required, login_user, logout_user
from werkzeug.security import check_password_hash, generate_password_hash

login_manager = LoginManager()
login_manager.login_view = "choir.login"
login_manager.login_message = None
choir = Blueprint("choir", __name__)


class Singer(UserMixin):
    def __init__(self, id, name, voice, password):
        self.id = id
        self.name = name
        self.voice = voice
        self.password_hash = generate_password_hash(password)


SINGERS = {
    "1": Singer("1", "ada", "alto", "analytical-engine"),
    "2": Singer("2", "ben", "bass", "kite-and-key-1752"),
}


@login_manager.user_loader
def load_singer(singer_id):
    return SINGERS.get(singer_id)


@choir.route("/")
def guest_book():
    return render_template("guest_book.html")


@choir.route("/rehearsals")
@login_required
def rehearsals():
    return render_template("rehearsals.html")


@choir.route("/login", methods=["GET", "POST"])
def login():
    error = None
    if request.method == "POST":
        singer = next((singer for singer in SINGERS.values() if singer.name == request.form["name"]), None)
        if singer and check_password_hash(singer.password_hash, request.form["password"]):
            login_user(singer)
            return redirect(url_for("choir.rehearsals"))
        error = "That name and that password do not belong together."
    return render_template("login.html", error=error), 401 if error else 200


@choir.route("/logout")
def logout():
    logout_user()
    return redirect(url_for("choir.guest_book"))


def create_app():
    app = Flask(__name__)
    app.secret_key = "change-me-before-you-go-live"
    app.config["SESSION_COOKIE_SAMESITE"] = "Lax"
    login_manager.init_app(app)
    app.register_blueprint(choir)
    return app
