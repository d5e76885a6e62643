"""Performing a scenario: people act at their browsers, and what needs no browser happens behind the app's back."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Protocol

from tracer.browser.browser import Browser
from tracer.browser.cookie_actions import Clipboard
from tracer.browser.log import BrowserSink, note_action
from tracer.browser.site import KnownSecrets, Site
from tracer.errors import ScenarioError, not_there
from tracer.trace.scenario import BEHIND_THE_BACK, NO_ACCOUNT, Action, Scenario, SecretKey, app_settings


class AccountsOfTheApp(Protocol):
    """What a demo app's accounts let somebody do who has the database before them."""

    def delete(self, name: str) -> None:
        """Delete an account."""

    def set_active(self, name: str, *, active: bool) -> None:
        """Switch an account on or off."""

    def change_password(self, name: str, password: str) -> object:
        """Give an account another password."""


class Backstage:
    """Performs the actions that need no browser.

    Args:
        accounts: The accounts in the app's database.
        secrets: What the people in the scenario know; a changed password is told to them.
        restart: Starts the app again with the secret key that is named and the settings that are given.
        sink: Takes what was done.
    """

    def __init__(
        self,
        accounts: AccountsOfTheApp,
        secrets: KnownSecrets,
        restart: Callable[[SecretKey, Mapping[str, object]], None],
        sink: BrowserSink,
    ) -> None:
        self._accounts = accounts
        self._secrets = secrets
        self._restart = restart
        self._sink = sink

    def perform(self, action: Action) -> None:
        """Perform one action.

        Raises:
            ScenarioError: The account does not exist.
        """
        note_action(self._sink, action)
        if action.do == "restart_app":
            self._restart(action.secret_key or "same", app_settings(action.settings or {}))
            return
        name = action.account or ""
        try:
            self._change(action.do, name)
        except LookupError as error:
            raise ScenarioError(f'{action.do}: there is no account "{name}" at that moment of the scenario.') from error

    def _change(self, verb: str, name: str) -> None:
        if verb == "delete_account":
            self._accounts.delete(name)
        elif verb == "change_password":
            self._accounts.change_password(name, self._secrets.change(name))
        else:
            self._accounts.set_active(name, active=verb == "reactivate_account")


def unknown_names(scenario: Scenario, site: Site) -> Iterator[ScenarioError]:
    """Yield an error for each page and each account of a scenario that there is not; what there is, is told."""
    accounts = {*site.secrets.accounts, NO_ACCOUNT}
    for index, action in enumerate(scenario.actions):
        if action.page is not None and action.page not in site.pages:
            message = not_there("page", action.page, sorted(site.pages))
            yield ScenarioError(f'scenario "{scenario.name}": {message}', ("actions", index, "page"))
        if action.account is not None and action.account not in accounts:
            message = not_there("account", action.account, site.secrets.accounts)
            message += f" {NO_ACCOUNT} is somebody without one."
            yield ScenarioError(f'scenario "{scenario.name}": {message}', ("actions", index, "account"))


def refuse(unknown: Sequence[ScenarioError]) -> None:
    """Refuse a scenario for everything in it that is known to be wrong.

    Raises:
        ScenarioError: Something is; the first error holds the others.
    """
    if unknown:
        first, *others = unknown
        raise ScenarioError(str(first), first.place, tuple(others))


def perform(
    scenario: Scenario,
    sink: BrowserSink,
    site: Site,
    backstage: Backstage | None = None,
    *,
    unknown: Sequence[ScenarioError] = (),
) -> None:
    """Perform every action of a scenario.

    Args:
        scenario: What is performed.
        sink: Takes what the browsers do and see.
        site: The app that is used.
        backstage: Performs what happens behind the app's back; None for an app that nobody can reach behind.
        unknown: What was found already that there is not, such as settings; it is told with the pages and accounts.

    Raises:
        ScenarioError: The scenario names a page that the app does not have, or something that cannot be done to it.
    """
    refuse([*unknown, *unknown_names(scenario, site)])
    browsers: dict[str, Browser] = {}
    clipboard = Clipboard()
    for action in scenario.actions:
        if action.do in BEHIND_THE_BACK:
            if backstage is None:
                raise ScenarioError(
                    f'scenario "{scenario.name}": {action.do} can be done to the demo app only. Choose a scenario in '
                    "which people use nothing but their browsers."
                )
            backstage.perform(action)
            continue
        if action.browser not in browsers:
            browsers[action.browser] = Browser(action.browser, site=site, sink=sink, clipboard=clipboard)
        browsers[action.browser].perform(action)
