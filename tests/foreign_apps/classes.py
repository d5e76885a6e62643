"""An app of class-based views, guarded by their decorators and method by method."""

import bcrypt
from flask import Flask, redirect, render_template_string, request, url_for
from flask.views import MethodView, View
from flask_login import LoginManager, UserMixin, login_required, login_user, logout_user

FORM = """<h1>Entrance</h1><form method="post"><input name="username"><input name="password" type="password">
<input type="hidden" name="next" value="{{ request.args.get('next', '') }}"></form>"""
INSIDE = """<h1>{{ heading }}</h1><form method="post" action="/leave"><button>Leave</button></form>"""


class Person(UserMixin):
    def __init__(self, number, name, password):
        self.id = number
        self.name = name
        self.password_hash = bcrypt.hashpw(password.encode(), bcrypt.gensalt(4))


PEOPLE = [Person(7, "grace", "flow-matic-1955")]


class Entrance(MethodView):
    def get(self):
        return render_template_string(FORM)

    def post(self):
        person = next((person for person in PEOPLE if person.name == request.form["username"]), None)
        if person is None or not bcrypt.checkpw(request.form["password"].encode(), person.password_hash):
            return render_template_string(FORM), 401
        login_user(person)
        wanted = request.form.get("next", "")
        return redirect(wanted if wanted in {"/office", "/notes"} else url_for("office"))


class Office(View):
    decorators = [login_required]

    def dispatch_request(self):
        return render_template_string(INSIDE, heading="Office")


class Notes(MethodView):
    notes = []

    def get(self):
        return render_template_string(INSIDE, heading="Notes for everybody")

    @login_required
    def post(self):
        self.notes.append(request.form["note"])
        return redirect(url_for("notes"))


class Leave(MethodView):
    decorators = [login_required]

    def post(self):
        logout_user()
        return redirect(url_for("entrance"))


def create_app(greeting="hello"):
    app = Flask(__name__)
    app.config.update(SECRET_KEY="a key of this app that nobody else knows", GREETING=greeting)
    manager = LoginManager()
    manager.login_view = "entrance"
    manager.login_message = None
    manager.init_app(app)

    @manager.user_loader
    def load(user_id):
        return next((person for person in PEOPLE if person.get_id() == user_id), None)

    app.add_url_rule("/entrance", view_func=Entrance.as_view("entrance"))
    app.add_url_rule("/office", view_func=Office.as_view("office"))
    app.add_url_rule("/notes", view_func=Notes.as_view("notes"))
    app.add_url_rule("/leave", view_func=Leave.as_view("leave"))
    return app
