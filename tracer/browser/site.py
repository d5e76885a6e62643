"""What people know of the app that they use: its pages, their passwords, how requests reach it, the time."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias

from tracer.browser.clock import Clock
from tracer.browser.http import Transport
from tracer.trace.scenario import Tampering

ORIGIN = "http://demo.example"
"""Where the app seems to be. The name is reserved for examples, and nothing is sent over a network."""

DOMAIN = "demo.example"
"""The app answers on this host and on every host below it, over HTTP and over HTTPS."""


class KnownSecrets:
    """The passwords and API tokens of the accounts, for the people in a scenario to type and to send.

    They are here and in the app's settings, and nowhere in a trace.

    Args:
        passwords: The passwords by the names of the accounts.
        tokens: The API tokens by the names of the accounts.
        names: What is typed as the name of an account, where that is not the name that the scenario uses.
    """

    def __init__(
        self, passwords: Mapping[str, str], tokens: Mapping[str, str], names: Mapping[str, str] | None = None
    ) -> None:
        self._names = dict(names or {})
        self._passwords = dict(passwords)
        self._former = dict(passwords)
        self._tokens = dict(tokens)

    @property
    def accounts(self) -> tuple[str, ...]:
        """The names of the accounts."""
        return tuple(self._passwords)

    def name(self, account: str) -> str:
        """Return what is typed as the name of an account."""
        return self._names.get(account, account)

    def password(self, account: str | None, which: str) -> str:
        """Return what is typed for one of the words of ``tracer.trace.scenario.Password``.

        A wrong password is that of another account, where there is one: an app that takes any password it knows, or
        any that looks like one, takes it, too. With a name that nobody has it is nobody's: an app may compare what is
        typed then with the hash of anybody, so that the time of the answer does not tell which names there are.
        """
        name = account or ""
        right = self._passwords.get(name, "")
        known = {"right": right, "empty": "", "former": self._former.get(name, ""), "new": f"{right}, again"}
        others = [each for other, each in self._passwords.items() if other != name and each not in {right, ""}]
        wrong = others[0] if right and others else "not the right one"
        return known.get(which, wrong)

    def change(self, account: str) -> str:
        """Make the new password of an account its right one, and return it."""
        new = self.password(account, "new")
        self._former[account], self._passwords[account] = self._passwords.get(account, ""), new
        return new

    def token(self, account: str | None, which: str) -> str:
        """Return the API token that a program sends."""
        return self._tokens.get(account or "", "") if which == "right" else "not-a-token-of-this-site"


CookieKind: TypeAlias = Literal["session", "remember"]
"""Flask's session cookie, or Flask-Login's remember cookie."""


class Tamper(Protocol):
    """What somebody does to the value of a cookie. Only who knows how the app writes its cookies can say it."""

    def __call__(self, value: str, how: Tampering, changes: Mapping[str, str], kind: CookieKind) -> str:
        """Return what becomes of the value.

        Args:
            value: The value that the browser holds.
            how: What is done to it.
            changes: What is written into the content: keys of the session, or ``user_id`` for a remember cookie.
            kind: Which cookie it is.
        """


@dataclass(frozen=True)
class Site:
    """The app as people see it.

    Attributes:
        transport: Carries requests to the app.
        pages: The paths of the app's pages by what they are.
        secrets: The passwords and tokens of the demo accounts.
        clock: The time of the run.
        tamper: Changes a cookie as somebody does who knows how the app writes its cookies.
    """

    transport: Transport
    pages: Mapping[str, str]
    secrets: KnownSecrets
    clock: Clock
    tamper: Tamper

    def path_of(self, page: str | None) -> str:
        """Return the path of a page."""
        return self.pages.get(page or "", f"/{page}")

    def name_of(self, path: str) -> str | None:
        """Return the name of the page at a path, or None where the path is no named page."""
        return next((name for name, at in self.pages.items() if at == path), None)
