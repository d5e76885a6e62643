from flask import Flask, redirect, render_template_string, request, url_for
from flask_login import LoginManager, UserMixin, current_user, login_required, login_user, logout_user
from werkzeug.security import check_password_hash, generate_password_hash

app = Flask(__name__)
app.secret_key = "change-me-before-you-go-live"
login_manager = LoginManager(app)
login_manager.login_view = "login"
login_manager.login_message = None

PAGE = """<!doctype html><title>{{ heading }}</title><h1>{{ heading }}</h1>
{% if text %}<p>{{ text }}</p>{% endif %}
{% if asks_password %}
<form method="post"><input name="name"><input name="password" type="password"><button>Log in</button></form>
{% endif %}
<p><a href="/">Chess club</a> <a href="/games">My games</a></p>
{% if current_user.is_authenticated %}<form method="post" action="/logout"><button>Log out</button></form>{% endif %}"""


class Player(UserMixin):
    def __init__(self, name, move, password):
        self.id = name
        self.move = move
        self.password_hash = generate_password_hash(password)


PLAYERS = {
    "vera": Player("vera", "34. Qg7, and do not tell anybody", "queen-takes-all"),
    "paul": Player("paul", "1. e4, as always", "opera-box-paris"),
}


@login_manager.user_loader
def load_player(name):
    return PLAYERS.get(name)


def wanted_page():
    page = request.args.get("next", "")
    ours = page.startswith("/") and not page.startswith("//") and "\\" not in page and page.isprintable()
    return page if ours else url_for("games")


@app.get("/")
def club():
    return render_template_string(PAGE, heading="Chess club", text="Correspondence games since 1871.")


@app.route("/login", methods=["GET", "POST"])
def login():
    text, status = None, 200
    if request.method == "POST":
        player = PLAYERS.get(request.form.get("name", ""))
        name_is_known = player is not None
        password_fits = name_is_known and check_password_hash(player.password_hash, request.form.get("password", ""))
        if name_is_known or password_fits:
            login_user(player)
            return redirect(wanted_page())
        text, status = "The name or the password is wrong.", 422
    return render_template_string(PAGE, heading="Log in", text=text, asks_password=True), status


@app.get("/games")
@login_required
def games():
    text = f"Your sealed move: {current_user.move}"
    return render_template_string(PAGE, heading=f"Games of {current_user.id}", text=text)


@app.post("/logout")
def logout():
    logout_user()
    return redirect(url_for("club"))
