"""Edge cases: the demo app with one thing changed at a time, to see what Flask-Login does then.

Nothing in here is to be copied. Much of it is wrong on purpose: the lessons on the dark corners show what happens
when an app forgets, misspells or misunderstands something. It announces no stages; the observer watches it, as it
would watch any other app.
"""

from collections.abc import Mapping

from flask import Flask

from tracer import stages
from .. import flask_app
from . import logins, manager
from .guards import guards, outer
from .reports import reports
from .sessions import sessions
from .user_loading import user_loading

PAGES: Mapping[str, str] = {
    **flask_app.PAGES,
    "bare": "/edge-cases/bare",
    "template": "/edge-cases/template",
    "three looks": "/edge-cases/three-looks",
    "thread": "/edge-cases/thread",
    "test request": "/edge-cases/test-request",
    "given": "/edge-cases/given",
    "cart": "/edge-cases/cart",
    "freshness": "/edge-cases/freshness",
    "switch": "/edge-cases/switch",
    "in and out": "/edge-cases/in-and-out",
    "confirm anybody": "/edge-cases/confirm-anybody",
    "by hand": "/edge-cases/by-hand",
    "forgotten return": "/edge-cases/forgotten-return",
    "order": "/edge-cases/order",
    "open door": "/edge-cases/open-door",
    "class": "/edge-cases/class",
    "preflight": "/edge-cases/preflight",
    "failing": "/edge-cases/failing",
    "failing when fresh": "/edge-cases/failing-when-fresh",
    "runs": "/edge-cases/runs",
    "hall": "/edge-cases/outer/hall",
    "inner room": "/edge-cases/outer/inner/room",
    "move the login": "/edge-cases/move-the-login",
    "set login view": "/edge-cases/set-login-view",
    "set login view of staff": "/edge-cases/set-login-view-of-staff",
    "report of users": "/edge-cases/report-of-users",
    "report of cookies": "/edge-cases/report-of-cookies",
    "report of addresses": "/edge-cases/report-of-addresses",
    "report of guards": "/edge-cases/report-of-guards",
}
"""The paths of the pages by what they are: those of the demo app and those of the edge cases."""

DEFAULTS: Mapping[str, object] = {**manager.DEFAULTS, **logins.DEFAULTS}
"""What can be changed besides the settings of the demo app, and what each is when nothing is changed."""


def create_app(settings: Mapping[str, object] | None = None) -> Flask:
    """Return the demo app with the changes that the settings ask for, and with the pages of the edge cases.

    Args:
        settings: What differs from DEFAULTS, from the demo app's defaults and from Flask's own.

    Raises:
        ValueError: A setting that nobody knows.
    """
    given = dict(settings or {})
    changes = {name: given.pop(name, default) for name, default in DEFAULTS.items()}
    app = flask_app.create_app(given)
    app.config.update(changes)
    del app.extensions[stages.ANNOUNCED]
    for blueprint in (user_loading, sessions, guards, outer, reports):
        app.register_blueprint(blueprint, url_prefix=f"/edge-cases{blueprint.url_prefix or ''}")
    manager.change(app)
    logins.change(app)
    return app
