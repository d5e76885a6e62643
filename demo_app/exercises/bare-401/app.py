from flask import Blueprint, Flask, redirect, render_template, request, url_for
from flask_login import LoginManager, UserMixin, login_required, login_user, logout_user
from werkzeug.security import check_password_hash, generate_password_hash

login_manager = LoginManager()
members = Blueprint("members", __name__)
sky = Blueprint("sky", __name__)


class Member(UserMixin):
    def __init__(self, member_id, telescope, password):
        self.id = member_id
        self.telescope = telescope
        self.password_hash = generate_password_hash(password)


MEMBERS = {
    "caroline": Member("caroline", "the 20-foot reflector", "eight-comets"),
    "tycho": Member("tycho", "none, the naked eye will do", "the-new-star-of-1572"),
}


@login_manager.user_loader
def load_member(member_id):
    return MEMBERS.get(member_id)


@sky.get("/")
def tonight():
    return render_template("tonight.html")


@sky.get("/observatory")
@login_required
def observatory():
    return render_template("observatory.html")


def wanted_page():
    page = request.args.get("next", "")
    ours = page.startswith("/") and not page.startswith("//") and "\\" not in page and page.isprintable()
    return page if ours else url_for("sky.tonight")


@members.route("/login", methods=["GET", "POST"])
def login():
    if request.method == "GET":
        return render_template("login.html")
    member = MEMBERS.get(request.form.get("name", ""))
    if member is None or not check_password_hash(member.password_hash, request.form.get("password", "")):
        return render_template("login.html", failure="Wrong name or wrong password."), 422
    login_user(member)
    return redirect(wanted_page())


@members.post("/logout")
def logout():
    logout_user()
    return redirect(url_for("sky.tonight"))


def create_app():
    app = Flask(__name__)
    app.config["SECRET_KEY"] = "change-me-before-you-go-live"
    app.config["LOGIN_VIEW"] = "members.login"
    login_manager.init_app(app)
    login_manager.login_message = None
    app.register_blueprint(sky)
    app.register_blueprint(members)
    return app
