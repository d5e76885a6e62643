"""The pages of a brass band: rehearsals for its musicians, a guest book for everybody."""

from flask import Blueprint, Flask, redirect, render_template, request, url_for
from flask_login import LoginManager, UserMixin, login_required, login_user, logout_user
from werkzeug.security import check_password_hash, generate_password_hash

login_manager = LoginManager()
login_manager.login_view = "band.login"
login_manager.login_message = None
band = Blueprint("band", __name__)


class Musician(UserMixin):
    def __init__(self, id, name, instrument, password):
        self.id = id
        self.name = name
        self.instrument = instrument
        self.password_hash = generate_password_hash(password)


MUSICIANS = {
    "1": Musician("1", "ada", "horn", "analytical-engine"),
    "2": Musician("2", "ben", "tuba", "kite-and-key-1752"),
}


@login_manager.user_loader
def load_musician(musician_id):
    return MUSICIANS.get(musician_id)


@band.route("/")
def guest_book():
    return render_template("guest_book.html")


@band.route("/rehearsals")
@login_required
def rehearsals():
    return render_template("rehearsals.html")


@band.route("/login", methods=["GET", "POST"])
def login():
    error = None
    if request.method == "POST":
        musician = next((musician for musician in MUSICIANS.values() if musician.name == request.form["name"]), None)
        if musician and check_password_hash(musician.password_hash, request.form["password"]):
            login_user(musician)
            return redirect(url_for("band.rehearsals"))
        error = "That name and that password do not belong together."
    return render_template("login.html", error=error), 401 if error else 200


@band.route("/logout")
def logout():
    logout_user()
    return redirect(url_for("band.guest_book"))


def create_app():
    app = Flask(__name__)
    app.secret_key = "change-me-before-you-go-live"
    app.config["SESSION_COOKIE_SAMESITE"] = "Lax"
    login_manager.init_app(app)
    app.register_blueprint(band)
    return app
