"""Faults to find: the demo app with exactly one part broken, as it happens to real people.

Each module in here is one faulty app. Its docstring tells the symptom in the words of somebody who has it; the cause
is for you to find. ``PART`` says which part of the app it breaks, and ``spoil`` puts the broken part in the place of
the healthy one. Nothing else differs from the demo app.

A fault announces nothing where it breaks, so none of these apps announces its stages; the observer watches them, as it
would watch yours. They are named like this:

* ``healthy``: the demo app itself, just as silent;
* ``bare-401``: the app of the module ``bare_401``;
* ``bare-401+login-view``: the same with one part mended, here the one that is called ``login-view`` in PARTS;
* ``bare-401+unauthorized-handler``: the same with something else that people try, from REMEDIES.

Click through one of them: ``flask --app "demo_app.faults:create_app('bare-401')" run``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from flask import Blueprint, Flask

from tracer import stages
from .. import flask_app
from ..accounts import data_folder
from .parts import PARTS
from .remedies import REMEDIES

HEALTHY = "healthy"

FAULTS: tuple[str, ...] = (
    "back-at-the-form",
    "password-never-right",
    "gone-on-the-next-page",
    "known-to-nobody",
    "crash-for-visitors",
    "bare-401",
    "public-page",
    "page-without-style",
    "always-the-home-page",
    "away-to-another-site",
    "never-logged-out",
    "still-in-after-logout",
    "logged-out-by-a-link",
    "no-error-no-entry",
    "endless-redirects",
    "broken-for-one-browser",
    "works-only-once",
    "only-on-my-machine",
    "crash-after-the-password",
    "crash-at-login",
    "slow-pages",
    "every-page-crashes",
)
"""The faulty apps, in the order of the lessons."""


@dataclass(frozen=True)
class Variant:
    """One of these apps.

    Attributes:
        fault: The module of the fault; None where there is none.
        repair: The part that is mended, or the remedy that is tried; empty where there is none.
    """

    fault: Any = None
    repair: str = ""

    PAGES = flask_app.PAGES

    def create_app(self, settings: Mapping[str, object] | None = None) -> Flask:
        """Return the app. The settings are those of the demo app; raises ValueError as that does."""
        chosen = dict(settings or {})
        if self.fault is not None and not chosen.get("DATABASE"):
            # A fault may spoil the accounts, so it has its own ones.
            chosen["DATABASE"] = str(data_folder() / f"{self.fault.__name__.rpartition('.')[2]}.sqlite3")
        app = flask_app.create_app(chosen)
        del app.extensions[stages.ANNOUNCED]
        app.register_blueprint(Blueprint("faults", __name__, template_folder="templates"))
        if self.fault is not None and self.repair != self.fault.PART:
            self.fault.spoil(app)
        if self.repair in REMEDIES:
            REMEDIES[self.repair](app)
        return app


def create_app(name: str = HEALTHY, settings: Mapping[str, object] | None = None) -> Flask:
    """Return the app of that name. Raises LookupError where there is none, and ValueError as the demo app does."""
    return variant(name).create_app(settings)


def variant(name: str) -> Variant:
    """Return the app of that name.

    Raises:
        LookupError: There is no such app, part or remedy.
    """
    fault, _, repair = name.partition("+")
    if fault != HEALTHY and fault not in FAULTS:
        raise LookupError(f'There is no faulty app "{fault}". There are: {", ".join((HEALTHY, *FAULTS))}.')
    if repair and repair not in PARTS and repair not in REMEDIES:
        raise LookupError(f'There is no part or remedy "{repair}". There are: {", ".join((*PARTS, *REMEDIES))}.')
    return Variant(None if fault == HEALTHY else import_module(f"{__name__}.{fault.replace('-', '_')}"), repair)
