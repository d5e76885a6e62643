"""The kiln book of a pottery studio: what goes into the next firing."""

from flask import Flask, redirect, render_template_string, request, session, url_for
from flask_login import LoginManager, UserMixin, current_user, login_required, login_user, logout_user
from werkzeug.security import check_password_hash, generate_password_hash

app = Flask(__name__)
app.secret_key = "change-me-before-you-go-live"
app.config.update(SESSION_COOKIE_SAMESITE="Lax", REMEMBER_COOKIE_SAMESITE="Lax")
login_manager = LoginManager(app)
login_manager.login_view = "login"
login_manager.login_message = None


class Potter(UserMixin):
    def __init__(self, id, name, password):
        self.id = id
        self.name = name
        self.password_hash = generate_password_hash(password)


POTTERS = [Potter("1", "ada", "analytical-engine"), Potter("2", "ben", "kite-and-key-1752")]

HOME = """<h1>Pottery on the Mill Lane</h1><p>Hello {{ current_user.name or "stranger" }}!</p>
<a href="/kiln">The kiln book</a>
<form method="post" action="/logout"><button>Log out</button></form>"""
LOGIN = """<h1>Log in</h1><p>{{ error }}</p>
<form method="post"><input name="name"><input name="password" type="password">
<label><input name="remember" type="checkbox"> Remember me</label><button>Log in</button></form>"""
KILN = """<h1>The next firing: {{ (session.pieces or ["nothing yet"]) | join(", ") }}</h1>
<form method="post"><input name="piece"><button>Add to my list</button></form>
<form method="post" action="/logout"><button>Log out</button></form>"""


@login_manager.user_loader
def load_potter(potter_id):
    return next((potter for potter in POTTERS if potter.id == potter_id), None)


@app.get("/")
def home():
    return render_template_string(HOME)


@app.route("/login", methods=["GET", "POST"])
def login():
    if request.method == "GET":
        return render_template_string(LOGIN)
    potter = next((potter for potter in POTTERS if potter.name == request.form["name"]), None)
    if potter is None or not check_password_hash(potter.password_hash, request.form["password"]):
        return render_template_string(LOGIN, error="Wrong name or wrong password."), 401
    login_user(potter, remember="remember" in request.form)
    return redirect(url_for("kiln"))


@app.route("/kiln", methods=["GET", "POST"])
@login_required
def kiln():
    if request.method == "POST":
        signed = f"{request.form['piece']} by {current_user.name}"
        session["pieces"] = [*session.get("pieces", []), signed]
        return redirect(url_for("kiln"))
    return render_template_string(KILN)


@app.post("/logout")
@login_required
def logout():
    logout_user()
    session.clear()
    return redirect(url_for("home"))
