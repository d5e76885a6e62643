"""The house in Garden Street: the tenants pin notes to a common board."""

from flask import Flask, redirect, render_template, request, url_for
from flask.views import MethodView
from flask_login import LoginManager, UserMixin, login_required, login_user, logout_user
from werkzeug.security import check_password_hash, generate_password_hash

app = Flask(__name__)
app.secret_key = "change-me-before-you-go-live"
login_manager = LoginManager(app)
login_manager.login_view = "login"


class Tenant(UserMixin):
    def __init__(self, name, floor, password):
        self.id = name
        self.floor = floor
        self.password_hash = generate_password_hash(password)


TENANTS = {
    "lena": Tenant("lena", "third floor", "the-lift-is-broken-again"),
    "omar": Tenant("omar", "ground floor", "tomatoes-on-the-balcony"),
}
NOTES = ["The stairs are washed on Tuesdays."]


@login_manager.user_loader
def load_tenant(name):
    return TENANTS.get(name)


def page_of_this_site(target):
    inside = target and target.startswith("/") and not target.startswith("//") and "\\" not in target
    return target if inside and target.isprintable() else None


class Login(MethodView):
    def get(self):
        return render_template("login.html")

    def post(self):
        tenant = TENANTS.get(request.form.get("name"))
        if tenant is None or not check_password_hash(tenant.password_hash, request.form.get("password", "")):
            return render_template("login.html", message="Wrong name or wrong password."), 422
        login_user(tenant)
        return redirect(page_of_this_site(request.args.get("next")) or url_for("board"))


class Logout(MethodView):
    def post(self):
        logout_user()
        return redirect(url_for("home"))


class Board(MethodView):
    @login_required
    def get(self):
        return render_template("board.html", notes=NOTES)

    def post(self):
        NOTES.append(request.form.get("note", "")[:200])
        return redirect(url_for("board"))


@app.get("/")
def home():
    return render_template("home.html")


app.add_url_rule("/login", view_func=Login.as_view("login"))
app.add_url_rule("/logout", view_func=Logout.as_view("logout"))
app.add_url_rule("/board", view_func=Board.as_view("board"))
