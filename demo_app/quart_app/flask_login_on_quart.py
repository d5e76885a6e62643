"""What must be mended before a login works on Quart 0.22 as it does on Flask, with quart-flask-patch 0.3.

quart-flask-patch puts Quart's objects in the place of most of Flask's, and Flask-Login imports them. Two functions
are forgotten; they stay Flask's own, look for a request of Flask's, and never find one:

* ``has_request_context`` in ``flask_login.utils``. ``current_user`` asks it first, is told that there is no
  request, and is None everywhere: every guarded page ends in ``AttributeError: 'NoneType' object has no attribute
  'is_authenticated'``. (github.com/pgjones/quart-flask-patch, issue 6.)
* ``flash`` in ``flask_login.login_manager``. Where a ``login_message`` is set, turning somebody away ends in
  ``RuntimeError: Working outside of request context``. The default of Flask-Login is to set one.

A third thing lies between Quart and Flask alone. Quart keeps its sessions in Flask's class, and since Flask 3.1.3
the session no longer notes by itself that it was read. So Quart does not add ``Vary: Cookie`` to a page that
depends on who is logged in, and a cache between app and browser may show one visitor the page of another.

The first two cures hold for the whole process, as the patch itself does. The tests say so loudly when a newer
version makes one of them needless.
"""

from collections.abc import Callable, Iterable, Mapping

import quart
from flask_login import login_manager, utils
from quart_flask_patch._synchronise import sync_with_context


def _cure_current_user(_app: quart.Quart) -> None:
    """Let ``current_user`` look for a request of Quart's."""
    utils.has_request_context = quart.has_request_context


def _cure_flash(_app: quart.Quart) -> None:
    """Let the login manager flash its messages by Quart's ``flash``, which is async."""

    def flash(message: str, category: str = "message") -> None:
        sync_with_context(quart.flash(message, category))

    login_manager.flash = flash


def _cure_vary(app: quart.Quart) -> None:
    """Say on every response that it depends on the cookies, as Flask does where Flask-Login is used."""

    @app.after_request
    async def add_vary(response: quart.Response) -> quart.Response:
        response.vary.add("Cookie")
        return response


CURES: Mapping[str, Callable[[quart.Quart], None]] = {
    "current_user": _cure_current_user,
    "flash": _cure_flash,
    "vary": _cure_vary,
}
"""The cures by what they make work."""


def cure(app: quart.Quart, names: Iterable[str]) -> None:
    """Apply the named cures to an app, and to Flask-Login in this process.

    Raises:
        ValueError: There is no cure of such a name.
    """
    for name in names:
        if name not in CURES:
            raise ValueError(f'there is no cure "{name}" for Flask-Login on Quart; there are: {", ".join(CURES)}')
        CURES[name](app)
