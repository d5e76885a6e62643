"""An app that asks for the login in a hook before every request, and never uses login_required."""

from datetime import datetime, timezone

from flask import Flask, g, redirect, render_template_string, request, url_for
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from werkzeug.security import check_password_hash, generate_password_hash

PUBLIC = {"sign_in", "static", "about"}
PAGE = """<h1>{{ heading }}</h1>
{% if form %}<form method="post"><input name="email" type="email"><input name="password" type="password"></form>{% endif %}
{% if current_user.is_authenticated %}<form method="post" action="/sign-out"><button>Sign out</button></form>{% endif %}"""


class Member(UserMixin):
    def __init__(self, email, password):
        self.email = email
        self.password_hash = generate_password_hash(password, "pbkdf2:sha256:1000")
        self.last_seen = None

    def get_id(self):
        return self.email


def create_app():
    app = Flask(__name__)
    app.config["SECRET_KEY"] = "a key of this app that nobody else knows"
    manager = LoginManager(app)
    manager.login_view = "sign_in"
    members = {member.email: member for member in [Member("grace@example.com", "flow-matic-1955")]}
    manager.user_loader(members.get)

    @app.before_request
    def note_last_seen():
        if request.endpoint != "static" and current_user.is_authenticated:
            current_user.last_seen = datetime.now(timezone.utc)
        g.greeting = "hello"

    @app.before_request
    def require_login():
        if request.endpoint in PUBLIC or request.method == "OPTIONS":
            return None
        if not current_user.is_authenticated:
            return redirect(url_for("sign_in", next=request.path))

    @app.route("/")
    def dashboard():
        return render_template_string(PAGE, heading="Dashboard", form=False)

    @app.route("/about")
    def about():
        return render_template_string(PAGE, heading="About", form=False)

    @app.route("/sign-in", methods=["GET", "POST"])
    def sign_in():
        member = members.get(request.form.get("email", ""))
        if member is not None and check_password_hash(member.password_hash, request.form.get("password", "")):
            login_user(member)
            return redirect(url_for("dashboard"))
        return render_template_string(PAGE, heading="Sign in", form=True)

    @app.post("/sign-out")
    def sign_out():
        logout_user()
        return redirect(url_for("sign_in"))

    return app
