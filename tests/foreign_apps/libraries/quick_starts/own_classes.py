"""An app that checks in classes of its own, without any library but Flask-Login."""

from flask import Flask, abort, jsonify, redirect, request, url_for
from flask.views import MethodView
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from werkzeug.security import check_password_hash, generate_password_hash

app = Flask(__name__)
app.secret_key = "a key of this app that nobody else knows"
login_manager = LoginManager(app)


class Member(UserMixin):
    def __init__(self, name, password, roles=()):
        self.id = name
        self.password_hash = generate_password_hash(password, "pbkdf2:sha256:1000")
        self.roles = frozenset(roles)


MEMBERS = {"grace": Member("grace", "flow-matic-1955")}


@login_manager.user_loader
def load(name):
    return MEMBERS.get(name)


class Permission:
    def __init__(self, role=None):
        self.role = role

    def is_known(self):
        return current_user.is_authenticated

    def is_allowed(self):
        return self.role is None or self.role in current_user.roles


class Page(MethodView):
    permission = None

    def dispatch_request(self, **arguments):
        if self.permission is not None:
            if not self.permission.is_known():
                return self.answer_stranger()
            if not self.permission.is_allowed():
                abort(403)
        return super().dispatch_request(**arguments)

    def answer_stranger(self):
        return redirect(url_for("entrance", next=request.path))


class Resource(Page):
    def answer_stranger(self):
        return jsonify(error="Who are you?"), 401


class Entrance(Page):
    form = '<form method="post"><input name="name"><input name="password" type="password"><button>In</button></form>'

    def get(self):
        return self.form

    def post(self):
        member = MEMBERS.get(request.form["name"])
        if member is None or not check_password_hash(member.password_hash, request.form["password"]):
            return self.form, 401
        login_user(member)
        return redirect(url_for("office"))


class Exit(Page):
    permission = Permission()

    def post(self):
        logout_user()
        return redirect(url_for("lobby"))


class Lobby(Page):
    def get(self):
        return "Lobby"


class Office(Page):
    permission = Permission()

    def get(self):
        return '<h1>Office</h1><form method="post" action="/exit"><button>Log out</button></form>'


class Vault(Page):
    permission = Permission("treasurer")

    def get(self):
        return "Vault"


class Files(Resource):
    permission = Permission()

    def get(self):
        return jsonify(files=[])


for rule, page in (
    ("/entrance", Entrance),
    ("/exit", Exit),
    ("/", Lobby),
    ("/office", Office),
    ("/vault", Vault),
    ("/api/files", Files),
):
    app.add_url_rule(rule, view_func=page.as_view(page.__name__.lower()))
