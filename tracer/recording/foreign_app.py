"""Performing a scenario on somebody's own Flask app in this process, and recording it.

Such an app has pages of its own: their paths are given, a page that it may lack is passed over, and the logout is
looked for on the home page as a person would.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

from flask import Flask

from tracer.browser.browser import Browser
from tracer.browser.clock import WallClock
from tracer.browser.cookie_actions import Clipboard
from tracer.browser.form import Form
from tracer.browser.http import FormFields
from tracer.browser.log import BrowserSink, note_action
from tracer.browser.site import KnownSecrets, Site
from tracer.errors import ScenarioError
from tracer.recording.demo.tampering import tampering_with
from tracer.recording.flask_adapter import flask_transport
from tracer.recording.recording import Recording
from tracer.recording.url_rules import NO_RULE, UrlRules
from tracer.trace.events import Trace
from tracer.trace.facts import BY_HAND, LOOKED_FOR
from tracer.trace.scenario import BEHIND_THE_BACK, Action, Scenario
from tracer.trace.visitor import Visitor
from tracer.urls import split_address

OPTIONS: Mapping[str, str] = {
    "login": "--login-path",
    "protected": "--protected-path",
    "logout": "--logout-path",
}
"""The options of ``watch --scenario`` that say where a page is."""

_DISPENSABLE: Mapping[str, str] = {
    "home": "the app has no home page",
    "logout": f"the app has no logout page, or none that was found; {OPTIONS['logout']} names it",
}
"""Pages without which a scenario goes on, each with the reason why something on it is not possible."""


def run_on_app(
    app: Flask, scenario: Scenario, *, pages: Mapping[str, str], visitor: Visitor, show_values: bool = False
) -> Trace:
    """Perform a scenario on an app that was not made for it, and return the trace.

    Args:
        app: The app.
        scenario: What is performed. Whatever account it names, the visitor's is used.
        pages: The paths of the app's pages by what they are: ``login`` and ``protected`` at least. Without ``home``
            and ``logout`` what is done there is noted as not possible.
        visitor: Who tries it out.
        show_values: Whether values in sessions, queries and messages are shown.

    Raises:
        ScenarioError: The scenario needs a page that is not named or not there, two accounts, another time, other
            settings, or a hand in the app's database.
    """
    visit = visit_of(app, scenario, pages, visitor, show_values=show_values)
    site = Site(
        flask_transport(app, foreign=True), visit.paths, visit.secrets, WallClock(), tampering_with(lambda: app)
    )
    with Recording.of(app, show_values=show_values, scenario=scenario, pages=visit.shown) as recording:
        try_out(scenario, recording, site, UrlRules(app))
    return recording.trace


@dataclass(frozen=True)
class VisitPlan:
    """What somebody needs to know to perform a scenario on an app.

    Attributes:
        paths: The paths of its pages by what they are, as a browser asks for them.
        shown: The same, as they may be shown.
        secrets: What is typed.
    """

    paths: Mapping[str, str]
    shown: Mapping[str, str]
    secrets: KnownSecrets


def visit_of(
    app: Flask, scenario: Scenario, pages: Mapping[str, str], visitor: Visitor, *, show_values: bool
) -> VisitPlan:
    """Return what somebody needs to know to perform a scenario on an app; for the arguments see ``run_on_app``.

    Raises:
        ScenarioError: The scenario needs a page that is not there, two accounts, or other settings.
    """
    accounts = {action.account for action in scenario.actions if action.account is not None}
    if len(accounts) > 1:
        raise ScenarioError(f'scenario "{scenario.name}" needs {len(accounts)} accounts, and only one is known here.')
    if scenario.settings:
        raise ScenarioError(
            f'scenario "{scenario.name}" changes settings of the demo app ({", ".join(scenario.settings)}). '
            "Choose a scenario without settings."
        )
    rules = UrlRules(app)
    paths = paths_in(pages, rules)
    shown = paths if show_values else {name: rules.rule_of(split_address(path).path) for name, path in paths.items()}
    secrets = KnownSecrets(dict.fromkeys(accounts, visitor.password), {}, dict.fromkeys(accounts, visitor.name))
    return VisitPlan(paths, shown, secrets)


def paths_in(given: Mapping[str, str], rules: UrlRules) -> dict[str, str]:
    """Return the paths of the pages as a browser asks for them; a home page that is not there is left out.

    Args:
        given: The pages as somebody named them: paths, or whole addresses.
        rules: The app's URL rules.

    Raises:
        ScenarioError: A page that an option names is not there.
    """
    pages: dict[str, str] = {}
    for name, address in given.items():
        parts = split_address(address)
        path = f"/{parts.path.lstrip('/')}"
        if rules.rule_of(path) == NO_RULE:
            if name == "home":
                continue
            if name in OPTIONS:
                raise ScenarioError(
                    f"The app has no {name} page at {path}: no URL rule leads there. Say where it is: "
                    f"{OPTIONS[name]} PATH"
                )
        pages[name] = f"{path}?{parts.query}" if parts.query else path
    return pages


def try_out(
    scenario: Scenario,
    sink: BrowserSink,
    site: Site,
    rules: UrlRules,
    restart: Callable[[Action], None] | None = None,
) -> None:
    """Perform every action of a scenario; what an app has no page for is noted as not possible.

    Args:
        scenario: What is performed.
        sink: Takes what the browsers do and see.
        site: The app that is used.
        rules: The app's URL rules.
        restart: Starts the app again; None where nobody can.

    Raises:
        ScenarioError: The scenario needs a page that cannot be done without, or a hand behind the app's back.
    """
    _refuse_what_is_not_possible(scenario, site, can_restart=restart is not None)
    browsers: dict[str, Browser] = {}
    clipboard = Clipboard()
    for action in scenario.actions:
        if action.page is not None and action.page not in site.pages:
            note_action(sink, action, _DISPENSABLE[action.page])
            continue
        if action.do in BEHIND_THE_BACK and restart is not None:
            note_action(sink, action)
            restart(action)
            continue
        if action.browser not in browsers:
            browsers[action.browser] = VisitorsBrowser(
                action.browser, site=site, sink=sink, clipboard=clipboard, rules=rules
            )
        browsers[action.browser].perform(action)


def _refuse_what_is_not_possible(scenario: Scenario, site: Site, *, can_restart: bool) -> None:
    """Say before the first request what cannot be done to this app at all."""
    for index, action in enumerate(scenario.actions):
        if action.do in BEHIND_THE_BACK and not (can_restart and action.do == "restart_app"):
            raise ScenarioError(
                f'scenario "{scenario.name}": {action.do} can be done to the demo app only. Choose a scenario in '
                "which people use nothing but their browsers.",
                ("actions", index, "do"),
            )
        page = action.page
        if page is None or page in site.pages or page in _DISPENSABLE:
            continue
        if page in OPTIONS:
            message = f"where is the {page} page? Name it: {OPTIONS[page]} PATH"
            raise ScenarioError(f'scenario "{scenario.name}": {message}', ("actions", index, "page"))
        raise ScenarioError(
            f'scenario "{scenario.name}" needs the page "{page}", which only the demo app has. Choose a scenario that '
            f"needs no other pages than home and those that options name: {', '.join(OPTIONS.values())}.",
            ("actions", index, "page"),
        )


class VisitorsBrowser(Browser):
    """The browser of somebody who looks for the way out on the home page, and who finds it all the same.

    Args:
        name: Whose browser it is.
        site: The app that it is used on.
        sink: Takes what the browser does and sees.
        clipboard: The copies of cookies that people in this scenario made.
        rules: The app's URL rules.
    """

    def __init__(self, name: str, *, site: Site, sink: BrowserSink, clipboard: Clipboard, rules: UrlRules) -> None:
        super().__init__(name, site=site, sink=sink, clipboard=clipboard)
        self._rules = rules

    def _click(self, action: Action) -> None:
        path = split_address(self._site.path_of(action.page)).path
        if action.page != "logout" or self._page.form_to(path) or self._page.link_to(path):
            super()._click(action)
            return
        before = self._page
        home = self._site.pages.get("home")
        if home is not None and split_address(before.url).path != home:
            self._notes.action(action, how=LOOKED_FOR)
            self._follow(self._origin + home)
        if form := self._page.form_to(path):
            self._notes.action(action)
            self._send_form(form, form.fields(), {})
        elif link := self._page.link_to(path):
            self._notes.action(action)
            self._follow(link)
        elif "POST" in self._rules.methods_of(path):
            self._notes.action(action, how=BY_HAND, method="POST")
            hidden = _hidden_fields((*self._page.forms, *before.forms))
            self._send_form(Form(self._origin + path, "POST"), hidden, {})
        else:
            self._notes.action(action, how=BY_HAND, method="GET")
            self._follow(self._origin + path)

    def _follow(self, link: str) -> None:
        """Go where a link of this site leads."""
        self._send_form(Form(link, "GET"), tuple(parse_qsl(split_address(link).query, keep_blank_values=True)), {})


def _hidden_fields(forms: tuple[Form, ...]) -> FormFields:
    """Return the hidden fields of the first form that has any: the token against forged requests is among them."""
    return next((form.hidden_fields for form in forms if form.hidden_fields), ())
