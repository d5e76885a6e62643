"""The ladder of a table tennis club."""

from dataclasses import dataclass

from flask import Flask, abort, redirect, render_template_string, request, url_for
from flask_login import LoginManager, current_user, login_required, login_user, logout_user
from werkzeug.security import check_password_hash, generate_password_hash

app = Flask(__name__)
app.config["SECRET_KEY"] = "change-me-before-you-go-live"
login_manager = LoginManager(app)
login_manager.login_view, login_manager.login_message = "login", None


@dataclass
class Player:
    number: int
    name: str
    password_hash: str
    rating: int = 1200
    banned: bool = False

    @property
    def is_active(self):
        return not self.banned


ada = Player(1, "ada", generate_password_hash("analytical-engine"), 2140)
players = [ada, Player(2, "ben", generate_password_hash("kite-and-key-1752"))]


@login_manager.user_loader
def load_player(number):
    return next((player for player in players if str(player.number) == number), None)


PAGE = """<h1>{{ title }}</h1><p>{{ text }}</p>
{% if form %}<form method="post"><input name="name"><input name="password" type="password"><button>Go</button></form>
{% else %}<form method="post" action="/ban/ben"><button>Ban ben for cheating</button></form>
<form method="post" action="/logout"><button>Log out</button></form>{% endif %}"""


@app.get("/")
def club():
    return render_template_string(PAGE, title="The small ball", text="We play on Thursdays.")


@app.get("/ladder")
@login_required
def ladder():
    return render_template_string(PAGE, title=f"Ladder of {current_user.name}", text=f"You have {current_user.rating}.")


@app.post("/ban/<name>")
@login_required
def ban(name):
    if current_user.rating < 2000:
        abort(403)
    next(player for player in players if player.name == name).banned = True
    return redirect(url_for("ladder"))


@app.route("/login", methods=["GET", "POST"])
def login():
    text = ""
    if request.method == "POST":
        player = next((player for player in players if player.name == request.form["name"]), None)
        if player is None or not check_password_hash(player.password_hash, request.form["password"]):
            text = "No such name with such a password."
        elif login_user(player):
            return redirect(url_for("ladder"))
        else:
            text = "You are banned from the club."
    return render_template_string(PAGE, title="Log in", text=text, form=True), 401 if text else 200


@app.post("/logout")
def logout():
    logout_user()
    return redirect(url_for("club"))
