"""The beekeepers: scales below the hives report their weight, and the keepers read it."""

from flask import Blueprint, Flask, redirect, render_template, request, url_for
from flask_login import LoginManager, UserMixin, current_user, login_required, login_user, logout_user
from werkzeug.security import check_password_hash, generate_password_hash

login_manager = LoginManager()
door = Blueprint("door", __name__)
hives = Blueprint("hives", __name__)


class Keeper(UserMixin):
    def __init__(self, name, password):
        self.id = name
        self.password_hash = generate_password_hash(password)
        self.weights = []


KEEPERS = {"vera": Keeper("vera", "heather-honey-2019"), "tim": Keeper("tim", "do-not-wear-black")}
SCALES = {"linden-7f20": "vera", "orchard-03c1": "tim"}


@login_manager.user_loader
def load_keeper(name):
    return KEEPERS.get(name)


def load_keeper_of_scale(request):
    return KEEPERS.get(SCALES.get(request.headers.get("X-Scale")))


def page_of_this_site(target):
    inside = target and target.startswith("/") and not target.startswith("//") and "\\" not in target
    return target if inside and target.isprintable() else None


@door.route("/login", methods=["GET", "POST"])
def login():
    if request.method == "GET":
        return render_template("login.html")
    keeper = KEEPERS.get(request.form.get("name"))
    if keeper is None or not check_password_hash(keeper.password_hash, request.form.get("password", "")):
        return render_template("login.html", message="Wrong name or wrong password."), 422
    login_user(keeper)
    return redirect(page_of_this_site(request.args.get("next")) or url_for("hives.weights"))


@door.post("/logout")
def logout():
    logout_user()
    return redirect(url_for("hives.home"))


@hives.get("/")
def home():
    return render_template("home.html")


@hives.get("/weights")
@login_required
def weights():
    return render_template("weights.html")


@hives.post("/weights")
@login_required
def report():
    current_user.weights.append(request.form.get("grams", type=int))
    return "", 204


def create_app():
    app = Flask(__name__)
    app.secret_key = "change-me-before-you-go-live"
    app.register_blueprint(door)
    app.register_blueprint(hives)
    manager = LoginManager(app)
    manager.login_view = "door.login"
    manager.request_loader(load_keeper_of_scale)
    return app
