from urllib.parse import urlsplit

from flask import Blueprint, flash, redirect, render_template_string, request, url_for
from flask_login import login_required, login_user, logout_user

from .extensions import db
from .models import Member

accounts = Blueprint("accounts", __name__)

FORM = """<h1>Library</h1>
{% for message in get_flashed_messages() %}<p>{{ message }}</p>{% endfor %}
<form method="post"><input name="card"><input name="password" type="password">
<input type="checkbox" name="stay"><button>Enter</button></form>"""


def on_this_site(address):
    parts = urlsplit(address)
    return address.startswith("/") and not address.startswith(("//", "/\\")) and not parts.netloc


@accounts.route("/login", methods=["GET", "POST"])
def login():
    if request.method == "GET":
        return render_template_string(FORM)
    member = db.session.scalar(db.select(Member).filter_by(card=request.form.get("card", "")))
    if member is None or not member.check_password(request.form.get("password", "")):
        flash("This card and this password do not belong together.")
        return render_template_string(FORM), 401
    if not login_user(member, remember="stay" in request.form):
        flash("Your card is locked.")
        return render_template_string(FORM), 403
    wanted = request.args.get("next", "")
    return redirect(wanted if on_this_site(wanted) else url_for("loans.mine"))


@accounts.post("/logout")
@login_required
def logout():
    logout_user()
    return redirect(url_for("loans.welcome"))
