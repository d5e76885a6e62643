"""What a written test must know of an app: its pages, the fields of its login, and where its fixtures come from."""

import ast
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tracer.mutants.source_file import SourceFile
from tracer.trace.app_facts import AppFacts, AppView
from tracer.urls import split_address

_ARGUMENT = re.compile(r"<(?:(?P<converter>\w+)(?:\([^>]*\))?:)?(?P<name>\w+)>")
_FILLED = {"int": "1", "float": "1.0", "uuid": "00000000-0000-0000-0000-000000000001", "path": "style.css"}
"""What stands for an argument of a rule; the word ``one`` for any other."""


@dataclass(frozen=True)
class LoginForm:
    """The form into which somebody types a name and a password.

    Attributes:
        page: The path of the page on which it is.
        name: The field of the name.
        password: The field of the password.
        checkbox: The box that asks to be remembered; None where there is none.
        must_be_read: Whether the page must be asked for first: the form goes elsewhere, or has a token in it.
    """

    page: str
    name: str
    password: str
    checkbox: str | None
    must_be_read: bool

    @classmethod
    def of(cls, page: str, forms: Iterable[Mapping[str, Any]]) -> "LoginForm | None":
        """Return the form with a password on a page; None where there is none.

        Args:
            page: The path of the page.
            forms: Its forms: ``action``, the fields ``name`` and ``password``, the ``box`` that asks to be remembered,
                and the names of the ``hidden`` fields.
        """
        form = next((form for form in forms if form["name"] and form["password"]), None)
        if form is None:
            return None
        hidden = [field for field in form["hidden"] if field != "next"]
        elsewhere = split_address(form["action"]).path != page
        return cls(page, form["name"], form["password"], form["box"], bool(hidden) or elsewhere)


@dataclass(frozen=True)
class AccountSwitch:
    """How an account of the app is switched off.

    Attributes:
        attribute: The attribute of a user that says whether the account is active.
        off: Its value when the account is switched off.
        in_database: Whether users are objects of SQLAlchemy, which must be written into the database.
    """

    attribute: str
    off: bool
    in_database: bool

    @classmethod
    def of(cls, sources: Iterable[SourceFile]) -> "AccountSwitch | None":
        """Return the switch that the code of ``is_active`` reads; None where a user has none of the app's own.

        Args:
            sources: The files of the app's own package.
        """
        for source in sources:
            for function in source.functions:
                if function.name != "is_active":
                    continue
                for node in ast.walk(function):
                    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self":
                        negated = isinstance(source.parents[node], ast.UnaryOp)
                        return cls(node.attr, negated, any("sqlalchemy" in each.text.lower() for each in sources))
        return None


@dataclass(frozen=True)
class AppPages:
    """What is known of an app.

    Attributes:
        facts: Its description.
        app_fixture: Whether the tests have a fixture ``app`` that makes it.
        client_fixture: Whether they have a fixture ``client`` that is a client of it.
        login: Its login form; None where none was found.
        protected: The path of a guarded page.
        logout: The path of its logout; None where none was found.
        logout_methods: The methods by which it logs out.
        switch: How an account is switched off; None where that is not known.
    """

    facts: AppFacts
    app_fixture: bool
    client_fixture: bool
    login: LoginForm | None
    protected: str | None
    logout: str | None
    logout_methods: tuple[str, ...]
    switch: AccountSwitch | None = None

    @property
    def views(self) -> list[AppView]:
        """Its views, but for static files, each at the first of its rules."""
        found: dict[str, AppView] = {}
        for view in self.facts.views:
            if not view.static:
                found.setdefault(view.endpoint, view)
        return [*found.values()]

    @property
    def static_file(self) -> str | None:
        """The path of a static file, be it there or not."""
        rule = next((view.rule for view in self.facts.views if view.static), None)
        return None if rule is None else filled(rule)


def filled(rule: str) -> str:
    """Return a path that a rule matches: with something in the place of each argument."""
    return _ARGUMENT.sub(lambda found: _FILLED.get(found["converter"] or "", "one"), rule)
