from flask import Blueprint, Flask, redirect, render_template, request, url_for
from flask_login import LoginManager, UserMixin, current_user, login_required, login_user, logout_user
from werkzeug.security import check_password_hash, generate_password_hash

login_manager = LoginManager()
login_manager.login_view = "company.login"
company = Blueprint("company", __name__)
store = Blueprint("store", __name__, url_prefix="/store")


class Member(UserMixin):
    def __init__(self, name, works_in, password):
        self.id = name
        self.works_in = works_in
        self.password_hash = generate_password_hash(password)


MEMBERS = {
    "agnes": Member("agnes", "wardrobe", "a-needle-for-every-hem"),
    "milo": Member("milo", "acting", "third-gravedigger"),
    "noor": Member("noor", "lighting", "amber-for-the-storm"),
}


@login_manager.user_loader
def load_member(name):
    return MEMBERS.get(name)


def after_login():
    target = request.args.get("next")
    inside = target and target.startswith("/") and not target.startswith("//") and "\\" not in target
    return redirect(target if inside and target.isprintable() else url_for("company.call_sheet"))


@company.route("/login", methods=["GET", "POST"])
def login():
    if current_user.is_authenticated:
        return after_login()
    if request.method == "GET":
        return render_template("login.html")
    member = MEMBERS.get(request.form.get("name"))
    if member is None or not check_password_hash(member.password_hash, request.form.get("password", "")):
        return render_template("login.html", message="Wrong name or wrong password."), 422
    login_user(member)
    return after_login()


@company.post("/logout")
def logout():
    logout_user()
    return redirect(url_for("company.login"))


@company.get("/")
@login_required
def call_sheet():
    return render_template("call_sheet.html")


@store.before_request
def wardrobe_only():
    if not current_user.is_authenticated or current_user.works_in != "wardrobe":
        return login_manager.unauthorized()


@store.get("/costumes")
def costumes():
    return render_template("costumes.html")


def create_app():
    app = Flask(__name__)
    app.secret_key = "change-me-before-you-go-live"
    app.register_blueprint(company)
    app.register_blueprint(store)
    app.register_error_handler(403, lambda error: (render_template("not_your_door.html"), 403))
    login_manager.init_app(app)
    return app
