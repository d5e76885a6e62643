from flask import Flask, redirect, render_template_string, request, url_for
from flask_login import LoginManager, UserMixin, current_user, login_required, logout_user
from werkzeug.security import check_password_hash, generate_password_hash

app = Flask(__name__)
app.secret_key = "change-me-before-you-go-live"

login_manager = LoginManager(app)
login_manager.login_view = "login"

PAGE = """
<h1>{{ heading }}</h1>
<p>{{ text }}</p>
{% if form %}
  <form method="post">
    <label>Name <input name="name"></label>
    <label>Password <input name="password" type="password"></label>
    <button>Log in</button>
  </form>
{% elif current_user.is_authenticated %}
  <form method="post" action="{{ url_for('logout') }}"><button>Log out</button></form>
{% else %}
  <a href="{{ url_for('login') }}">Log in</a>
{% endif %}
"""


class Reader(UserMixin):
    def __init__(self, name, password, books):
        self.id = name
        self.password_hash = generate_password_hash(password)
        self.books = books


READERS = {
    "ada": Reader("ada", "analytical-engine", ["Sketch of the Analytical Engine"]),
    "ben": Reader("ben", "kite-and-key-1752", ["Poor Richard's Almanack", "The Way to Wealth"]),
}


@login_manager.user_loader
def load_reader(reader_id):
    return READERS.get(reader_id)


@app.route("/")
def home():
    return render_template_string(PAGE, heading="Village library", text="Open on Tuesdays and Fridays.")


@app.route("/login", methods=["GET", "POST"])
def login():
    text = "Please log in with the name on your library card."
    if request.method == "POST":
        reader = READERS.get(request.form["name"])
        if reader and check_password_hash(reader.password_hash, request.form["password"]):
            return redirect(url_for("shelf"))
        text = "Wrong name or wrong password."
    return render_template_string(PAGE, heading="Log in", text=text, form=True)


@app.route("/logout", methods=["POST"])
def logout():
    logout_user()
    return redirect(url_for("home"))


@app.route("/shelf")
@login_required
def shelf():
    return render_template_string(PAGE, heading=f"Books of {current_user.id}", text=", ".join(current_user.books))
