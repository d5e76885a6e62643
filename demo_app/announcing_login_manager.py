"""A login manager that announces what its guards decide. It serves the Flask app and the Quart app.

On Quart, quart-flask-patch has put Quart's objects in the place of what is imported from ``flask`` here.
"""

from typing import Any

from flask import current_app, make_response
from flask_login import LoginManager, user_loaded_from_cookie, user_loaded_from_request
from flask_login.signals import session_protected
from werkzeug.exceptions import HTTPException

from tracer import stages


class AnnouncingLoginManager(LoginManager):
    """Flask-Login's manager; where it turns somebody away, it announces that as well.

    It is a subclass and no ``unauthorized_handler``, because a handler would switch off ``login_view``, the
    flashed message and ``next``.
    """

    def unauthorized(self) -> Any:
        """Announce that nobody is logged in, and how the visitor was turned away."""
        stages.session_checked.send(current_app._get_current_object(), authenticated=False)
        return _announced(super().unauthorized)

    def needs_refresh(self) -> Any:
        """Announce that a fresh login is demanded, and how the visitor was turned away."""
        app = current_app._get_current_object()
        stages.session_checked.send(app, authenticated=True)
        stages.fresh_login_required.send(app)
        return _announced(super().needs_refresh)


def _announced(turn_away: Any) -> Any:
    """Announce whether a visitor was redirected or refused."""
    app = current_app._get_current_object()
    try:
        response = make_response(turn_away())
    except HTTPException as refusal:
        stages.refused.send(app, status=refusal.code)
        raise
    if "Location" in response.headers:
        stages.redirected.send(app, status=response.status_code, location=response.location)
    else:
        stages.refused.send(app, status=response.status_code)
    return response


def announce_signals_of_flask_login(app: Any) -> None:
    """Announce the stages that happen inside Flask-Login, where it sends a signal of its own.

    Args:
        app: The Flask app or the Quart app.
    """
    app.extensions[stages.ANNOUNCED] = True

    @user_loaded_from_cookie.connect_via(app)
    def announce_remembered(sender: Any, **_: object) -> None:
        stages.remembered.send(sender)

    @user_loaded_from_request.connect_via(app)
    def announce_identified_by_request(sender: Any, **_: object) -> None:
        stages.identified_by_request.send(sender)

    @session_protected.connect_via(app)
    def announce_session_protected(sender: Any, **_: object) -> None:
        stages.session_protected.send(sender)
