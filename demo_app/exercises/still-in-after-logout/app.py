"""The darkroom book of a photo club: which prints are in the making."""

from flask import Flask, redirect, render_template_string, request, session, url_for
from flask_login import LoginManager, UserMixin, current_user, login_required, login_user, logout_user
from werkzeug.security import check_password_hash, generate_password_hash

app = Flask(__name__)
app.secret_key = "change-me-before-you-go-live"
app.config.update(SESSION_COOKIE_SAMESITE="Lax", REMEMBER_COOKIE_SAMESITE="Lax")
login_manager = LoginManager(app)
login_manager.login_view = "login"
login_manager.login_message = None


class Member(UserMixin):
    def __init__(self, id, name, password):
        self.id = id
        self.name = name
        self.password_hash = generate_password_hash(password)


MEMBERS = [Member("1", "ada", "analytical-engine"), Member("2", "ben", "kite-and-key-1752")]

HOME = """<h1>Silver salts and patience</h1><p>Hello {{ current_user.name or "stranger" }}!</p>
<a href="/darkroom">The darkroom book</a>
<form method="post" action="/logout"><button>Log out</button></form>"""
LOGIN = """<h1>Log in</h1><p>{{ error }}</p>
<form method="post"><input name="name"><input name="password" type="password">
<label><input name="remember" type="checkbox"> Remember me</label><button>Log in</button></form>"""
DARKROOM = """<h1>In the trays: {{ (session.prints or ["nothing yet"]) | join(", ") }}</h1>
<form method="post"><input name="print"><button>Add to my list</button></form>
<form method="post" action="/logout"><button>Log out</button></form>"""


@login_manager.user_loader
def load_member(member_id):
    return next((member for member in MEMBERS if member.id == member_id), None)


@app.get("/")
def home():
    return render_template_string(HOME)


@app.route("/login", methods=["GET", "POST"])
def login():
    if request.method == "GET":
        return render_template_string(LOGIN)
    member = next((member for member in MEMBERS if member.name == request.form["name"]), None)
    if member is None or not check_password_hash(member.password_hash, request.form["password"]):
        return render_template_string(LOGIN, error="Wrong name or wrong password."), 401
    login_user(member, remember="remember" in request.form)
    return redirect(url_for("darkroom"))


@app.route("/darkroom", methods=["GET", "POST"])
@login_required
def darkroom():
    if request.method == "POST":
        signed = f"{request.form['print']} by {current_user.name}"
        session["prints"] = [*session.get("prints", []), signed]
        return redirect(url_for("darkroom"))
    return render_template_string(DARKROOM)


@app.post("/logout")
@login_required
def logout():
    logout_user()
    session.clear()
    return redirect(url_for("home"))
