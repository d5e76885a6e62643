"""The messages of a ski hut, for the people who keep it."""

from flask import Flask, redirect, render_template_string, request, url_for
from flask.views import MethodView, View
from flask_login import LoginManager, UserMixin, current_user, login_required, login_user, logout_user
from werkzeug.security import check_password_hash, generate_password_hash


class Settings:
    SECRET_KEY = "change-me-before-you-go-live"
    # The hut's computer answers at http://hut.local. There is no certificate up there.
    SESSION_COOKIE_HTTPONLY = True
    SESSION_COOKIE_SAMESITE = "Lax"
    REMEMBER_COOKIE_HTTPONLY = True
    REMEMBER_COOKIE_SAMESITE = "Lax"
    REMEMBER_COOKIE_SECURE = True


class Warden(UserMixin):
    def __init__(self, id, name, password):
        self.id = id
        self.name = name
        self.password_hash = generate_password_hash(password)


class Page(View):
    init_every_request = False

    def __init__(self, heading, text):
        self.heading, self.text = heading, text

    def dispatch_request(self):
        return render_template_string(PAGE, heading=self.heading, text=self.text)


class LoginPage(MethodView):
    def get(self):
        return render_template_string(FORM)

    def post(self):
        warden = next((warden for warden in WARDENS if warden.name == request.form["name"]), None)
        if warden is None or not check_password_hash(warden.password_hash, request.form["password"]):
            return render_template_string(FORM, error="The hut does not know you."), 401
        login_user(warden, remember="stay" in request.form)
        return redirect(url_for("messages"))


class LogoutPage(MethodView):
    def post(self):
        logout_user()
        return redirect(url_for("hut"))


FORM = """<h1>Log in</h1><p>{{ error }}</p>
<form method="post"><input name="name"><input name="password" type="password">
<input name="stay" type="checkbox"> Stay logged in <button>Log in</button></form>"""
PAGE = """<h1>{{ heading }} {{ current_user.name }}</h1><p>{{ text }}</p><a href="/messages">Messages</a>
<form method="post" action="/logout"><button>Log out</button></form>"""
WARDENS = [Warden("1", "ada", "analytical-engine"), Warden("2", "ben", "kite-and-key-1752")]

app = Flask(__name__)
app.config.from_object(Settings)
login_manager = LoginManager(app)
login_manager.login_view, login_manager.login_message = "login", None
login_manager.user_loader(lambda warden_id: next((warden for warden in WARDENS if warden.id == warden_id), None))

messages = login_required(Page.as_view("messages", "Messages for", "The goat has eaten the flag again."))
app.add_url_rule("/messages", view_func=messages)
app.add_url_rule("/", view_func=Page.as_view("hut", "The hut is open.", "Soup at noon."))
app.add_url_rule("/login", view_func=LoginPage.as_view("login"))
app.add_url_rule("/logout", view_func=LogoutPage.as_view("logout"))
