from flask import Blueprint, abort, render_template_string
from flask_login import current_user, login_required

loans = Blueprint("loans", __name__)
PAGE = """<h1>{{ heading }}</h1>
{% if current_user.is_authenticated %}
<form method="post" action="{{ url_for('accounts.logout') }}"><button>Leave</button></form>
{% endif %}"""


@loans.get("/")
def welcome():
    return render_template_string(PAGE, heading="Welcome")


@loans.get("/loans")
@login_required
def mine():
    return render_template_string(PAGE, heading=f"Loans of {current_user.card}")


@loans.get("/desk")
@login_required
def desk():
    if not current_user.librarian:
        abort(403)
    return render_template_string(PAGE, heading="Desk")
