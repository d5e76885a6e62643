from flask import Flask, abort, redirect, render_template, request, url_for
from flask_login import LoginManager, UserMixin, login_required, login_user, logout_user
from werkzeug.security import check_password_hash, generate_password_hash

app = Flask(__name__)
app.secret_key = "change-me-before-you-go-live"
login_manager = LoginManager(app)
login_manager.login_view = "login"
login_manager.login_message = None

WALKS = {"harbour": "Cranes, ropes and fish rolls", "lanterns": "The old town by night"}
TALES = {"harbour": "In this warehouse 300 sacks of pepper went missing.", "lanterns": "Here lived the last lamplighter."}


class Walker(UserMixin):
    def __init__(self, name, password):
        self.id = name
        self.password_hash = generate_password_hash(password)


WALKERS = {"nelly": Walker("nelly", "72-days-round-the-world"), "werner": Walker("werner", "on-foot-to-paris")}


@login_manager.user_loader
def load_walker(name):
    return WALKERS.get(name)


def wanted_page():
    page = request.args.get("next", "")
    ours = page.startswith("/") and not page.startswith("//") and "\\" not in page and page.isprintable()
    return page if ours else url_for("home")


@app.get("/")
def home():
    return render_template("home.html", walks=WALKS)


@app.get("/walks/<name>")
def walk(name):
    return render_template("walk.html", name=name, about=WALKS.get(name) or abort(404))


@app.get("/walks/<name>/tale")
@login_required
def tale(name):
    return render_template("tale.html", tale=TALES.get(name) or abort(404))


@app.get("/login")
def login():
    return render_template("login.html")


@app.post("/login")
def check_login():
    walker = WALKERS.get(request.form.get("name", ""))
    if walker is None or not check_password_hash(walker.password_hash, request.form.get("password", "")):
        return render_template("login.html", failure="Wrong name or wrong password."), 422
    login_user(walker)
    return redirect(wanted_page())


@app.post("/logout")
def logout():
    logout_user()
    return redirect(url_for("home"))
