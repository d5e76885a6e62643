"""The laboratory: the demo app with one thing changed at a time, to see what Flask-Login does then.

Nothing in here is to be copied. Much of it is wrong on purpose: the lessons on the dark corners show what happens
when an app forgets, misspells or misunderstands something. It announces no stages; the observer watches it, as it
would watch any other app.
"""

from collections.abc import Mapping

from flask import Flask

from demo_app import flask_app
from demo_app.laboratory import logins, manager
from demo_app.laboratory.doors import doors, outer
from demo_app.laboratory.looking import looking
from demo_app.laboratory.reports import reports
from demo_app.laboratory.sessions import sessions
from tracer import stages

PAGES: Mapping[str, str] = {
    **flask_app.PAGES,
    "bare": "/laboratory/bare",
    "template": "/laboratory/template",
    "three looks": "/laboratory/three-looks",
    "thread": "/laboratory/thread",
    "test request": "/laboratory/test-request",
    "given": "/laboratory/given",
    "cart": "/laboratory/cart",
    "freshness": "/laboratory/freshness",
    "switch": "/laboratory/switch",
    "in and out": "/laboratory/in-and-out",
    "confirm anybody": "/laboratory/confirm-anybody",
    "by hand": "/laboratory/by-hand",
    "forgotten return": "/laboratory/forgotten-return",
    "order": "/laboratory/order",
    "open door": "/laboratory/open-door",
    "class": "/laboratory/class",
    "preflight": "/laboratory/preflight",
    "failing": "/laboratory/failing",
    "failing when fresh": "/laboratory/failing-when-fresh",
    "runs": "/laboratory/runs",
    "hall": "/laboratory/outer/hall",
    "inner room": "/laboratory/outer/inner/room",
    "move the login": "/laboratory/move-the-login",
    "set login view": "/laboratory/set-login-view",
    "set login view of staff": "/laboratory/set-login-view-of-staff",
    "report of users": "/laboratory/report-of-users",
    "report of cookies": "/laboratory/report-of-cookies",
    "report of addresses": "/laboratory/report-of-addresses",
    "report of guards": "/laboratory/report-of-guards",
}
"""The paths of the pages by what they are: those of the demo app and those of the laboratory."""

DEFAULTS: Mapping[str, object] = {**manager.DEFAULTS, **logins.DEFAULTS}
"""What can be changed besides the settings of the demo app, and what each is when nothing is changed."""


def create_app(settings: Mapping[str, object] | None = None) -> Flask:
    """Return the demo app with the changes that the settings ask for, and with the pages of the laboratory.

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
    for blueprint in (looking, sessions, doors, outer, reports):
        app.register_blueprint(blueprint, url_prefix=f"/laboratory{blueprint.url_prefix or ''}")
    manager.change(app)
    logins.change(app)
    return app
