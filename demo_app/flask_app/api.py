"""What programs may ask. They bring a token along with each request instead of logging in."""

from flask import Blueprint, current_app
from flask_login import current_user, login_required

from tracer import stages

api = Blueprint("api", __name__, url_prefix="/api")


@api.get("/me")
@login_required
def me() -> dict[str, str]:
    """Tell a program whose token it carries."""
    app = current_app._get_current_object()
    stages.session_checked.send(app, authenticated=True)
    stages.access_granted.send(app)
    return {"name": current_user.name}
