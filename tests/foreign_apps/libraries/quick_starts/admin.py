"""Flask-Admin behind Flask-Login, as its example says."""

from flask import Flask, redirect, request, url_for
from flask_admin import Admin, AdminIndexView, BaseView, expose, helpers
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from werkzeug.security import check_password_hash, generate_password_hash
from wtforms import fields, form, validators

app = Flask(__name__)
app.config["SECRET_KEY"] = "a key of this app that nobody else knows"


class User(UserMixin):
    id = "1"
    login = "grace"
    password = generate_password_hash("flow-matic-1955", "pbkdf2:sha256:1000")


USERS = {"1": User()}


class LoginForm(form.Form):
    login = fields.StringField(validators=[validators.InputRequired()])
    password = fields.PasswordField(validators=[validators.InputRequired()])

    def validate_login(self, field):
        user = self.get_user()
        if user is None:
            raise validators.ValidationError("Invalid user")
        if not check_password_hash(user.password, self.password.data):
            raise validators.ValidationError("Invalid password")

    def get_user(self):
        return next((user for user in USERS.values() if user.login == self.login.data), None)


login_manager = LoginManager()
login_manager.init_app(app)


@login_manager.user_loader
def load_user(user_id):
    return USERS.get(user_id)


class Reports(BaseView):
    @expose("/")
    def index(self):
        return "Reports"

    def is_accessible(self):
        return current_user.is_authenticated


class Audit(Reports):
    def inaccessible_callback(self, name, **kwargs):
        return redirect(url_for("admin.login_view", next=request.url))


class Help(BaseView):
    @expose("/")
    def index(self):
        return "Help for everybody"


class MyAdminIndexView(AdminIndexView):
    @expose("/")
    def index(self):
        if not current_user.is_authenticated:
            return redirect(url_for(".login_view"))
        return '<h1>Admin</h1><a href="/admin/logout/">Log out</a>'

    @expose("/login/", methods=("GET", "POST"))
    def login_view(self):
        login_form = LoginForm(request.form)
        if helpers.validate_form_on_submit(login_form):
            login_user(login_form.get_user())
        if current_user.is_authenticated:
            return redirect(url_for(".index"))
        return f'<form method="post">{login_form.login}{login_form.password}<button>Log in</button></form>'

    @expose("/logout/")
    def logout_view(self):
        logout_user()
        return redirect(url_for(".index"))


@app.route("/")
def index():
    return '<a href="/admin/">Click me to get to Admin!</a>'


admin = Admin(app, "Example: Auth", index_view=MyAdminIndexView())
admin.add_view(Reports(name="Reports", endpoint="reports"))
admin.add_view(Audit(name="Audit", endpoint="audit"))
admin.add_view(Help(name="Help", endpoint="help"))
