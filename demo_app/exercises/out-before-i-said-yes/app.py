"""Chess by post: two players, one move a day."""

from flask import Flask, redirect, render_template, request, url_for
from flask.views import MethodView
from flask_login import LoginManager, UserMixin, login_required, login_user, logout_user
from werkzeug.security import check_password_hash, generate_password_hash

app = Flask(__name__)
app.secret_key = "change-me-before-you-go-live"
login_manager = LoginManager(app)
login_manager.login_view = "login"


class Player(UserMixin):
    def __init__(self, name, colour, password):
        self.id = name
        self.colour = colour
        self.password_hash = generate_password_hash(password)


PLAYERS = {
    "runa": Player("runa", "white", "queens-gambit-declined"),
    "hugo": Player("hugo", "black", "the-bishop-never-sleeps"),
}


@login_manager.user_loader
def load_player(name):
    return PLAYERS.get(name)


def page_of_this_site(target):
    inside = target and target.startswith("/") and not target.startswith("//") and "\\" not in target
    return target if inside and target.isprintable() else None


class Login(MethodView):
    def get(self):
        return render_template("login.html")

    def post(self):
        player = PLAYERS.get(request.form.get("name"))
        if player is None or not check_password_hash(player.password_hash, request.form.get("password", "")):
            return render_template("login.html", message="Wrong name or wrong password."), 422
        login_user(player)
        return redirect(page_of_this_site(request.args.get("next")) or url_for("game"))


class Logout(MethodView):
    def get(self):
        logout_user()
        return render_template("really.html")

    def post(self):
        return redirect(url_for("home"))


class Game(MethodView):
    decorators = [login_required]

    def get(self):
        return render_template("game.html")


@app.get("/")
def home():
    return render_template("home.html")


app.add_url_rule("/login", view_func=Login.as_view("login"))
app.add_url_rule("/logout", view_func=Logout.as_view("logout"))
app.add_url_rule("/game", view_func=Game.as_view("game"))
