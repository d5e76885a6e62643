"""Showing the session cookie as a browser holds it."""

from tracer.recording.demo.shown_cookie import shown_cookie
from tracer.views.cookie import CookieView
from tracer.views.terminal import ColorChoice, open_terminal


def show_cookie(*, color: ColorChoice, plain: bool) -> None:
    """Make a cookie for this showing, and show it.

    Args:
        color: Whether to use colour.
        plain: Whether it is shown in its plain form.

    Raises:
        ScenarioError: The demo app has set no session cookie.
    """
    open_terminal(color, plain=plain).show(CookieView(shown_cookie()))
