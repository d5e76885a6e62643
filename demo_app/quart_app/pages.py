"""The page for those who are logged in, and what everybody else is shown in its place."""

from flask_login import login_required
from quart import Blueprint, ResponseReturnValue, current_app, render_template

from tracer import stages

pages = Blueprint("pages", __name__)


@pages.route("/protected", methods=["GET", "POST"])
@login_required
async def protected() -> ResponseReturnValue:
    """Show the page that only logged-in people may see. A POST may bring name and password along in its form."""
    app = current_app._get_current_object()
    stages.session_checked.send(app, authenticated=True)
    stages.access_granted.send(app)
    return await render_template("protected.html")


async def refuse() -> ResponseReturnValue:
    """Refuse a stranger with 401 (the unauthorized_handler)."""
    return await render_template("refused.html"), current_app.config["UNAUTHORIZED_STATUS"]
