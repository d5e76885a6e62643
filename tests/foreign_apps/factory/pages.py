"""The pages."""

from flask import Blueprint, render_template_string
from flask_login import current_user, login_required

from .accounts import LogoutForm

pages = Blueprint("pages", __name__, static_folder="files", static_url_path="/files")
admin = Blueprint("admin", __name__, url_prefix="/admin")

PAGE = """<h1>{{ heading }}</h1>
{% if current_user.is_authenticated %}
<form method="post" action="{{ url_for('accounts.logout') }}">{{ logout.hidden_tag() }}{{ logout.submit() }}</form>
{% endif %}"""


@pages.route("/")
def index():
    return render_template_string(PAGE, heading="Welcome", logout=LogoutForm())


@pages.route("/profile")
@login_required
def profile():
    return render_template_string(PAGE, heading=current_user.email, logout=LogoutForm())


@admin.before_request
@login_required
def only_for_users():
    pass


@admin.route("/")
def panel():
    return render_template_string(PAGE, heading="Panel", logout=LogoutForm())


pages.register_blueprint(admin)
