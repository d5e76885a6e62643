"""The rota of the volunteers in a railway museum."""

import os

from flask import Flask, redirect, render_template_string, request, url_for
from flask_login import LoginManager, UserMixin, current_user, login_required, login_user, logout_user
from werkzeug.security import check_password_hash, generate_password_hash

app = Flask(__name__)
app.secret_key = "change-me-before-you-go-live"
# On the server RAILWAY_HTTPS is "on". At home we run without a certificate.
app.config["SESSION_COOKIE_SECURE"] = os.environ.get("RAILWAY_HTTPS", "off")
app.config["SESSION_COOKIE_SAMESITE"] = "Lax"

login_manager = LoginManager(app)
login_manager.login_view = "sign_in"
login_manager.login_message = None


class Volunteer(UserMixin):
    def __init__(self, name, password):
        self.id = name
        self.password_hash = generate_password_hash(password)


volunteers = {}
for volunteer in Volunteer("ada", "analytical-engine"), Volunteer("ben", "kite-and-key-1752"):
    volunteers[volunteer.id] = volunteer

PAGE = """{% if current_user.is_authenticated %}
<h1>Rota of {{ current_user.id }}</h1><p>On Sunday you are on the footplate.</p>
<form method="post" action="{{ url_for('sign_out') }}"><button>Sign out</button></form>
{% else %}
<h1>Branch line museum</h1>
<a href="{{ url_for('sign_in') }}">Sign in</a>
{% endif %}"""
FORM = """<h1>Sign in</h1>{% if wrong %}<p>That was not right.</p>{% endif %}
<form method="post">
<input name="name"><input name="password" type="password">
<input name="remember" type="checkbox"><button>Sign in</button>
</form>"""


@login_manager.user_loader
def load_volunteer(name):
    return volunteers.get(name)


@app.get("/")
def museum():
    return render_template_string(PAGE)


@app.get("/rota")
@login_required
def rota():
    return render_template_string(PAGE)


@app.route("/sign-in", methods=["GET", "POST"])
def sign_in():
    if request.method == "GET":
        return render_template_string(FORM)
    volunteer = volunteers.get(request.form["name"])
    if volunteer is None or not check_password_hash(volunteer.password_hash, request.form["password"]):
        return render_template_string(FORM, wrong=True), 401
    login_user(volunteer, remember="remember" in request.form)
    return redirect(url_for("rota"))


@app.post("/sign-out")
def sign_out():
    logout_user()
    return redirect(url_for("museum"))
