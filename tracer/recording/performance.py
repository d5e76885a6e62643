"""The performance of a scenario: every person does their actions at a browser of their own."""

from tracer.errors import ScenarioError
from tracer.recording.backstage import Backstage
from tracer.recording.browser import Browser
from tracer.recording.browser_notes import Notebook
from tracer.recording.cookie_handling import Clipboard
from tracer.recording.site import Site
from tracer.scenario import BEHIND_THE_BACK, Scenario


def perform(scenario: Scenario, notebook: Notebook, site: Site, backstage: Backstage | None = None) -> None:
    """Perform every action of a scenario.

    Args:
        scenario: What is performed.
        notebook: Takes what the browsers do and see.
        site: The app that is used.
        backstage: Performs what happens behind the app's back; None for an app that nobody can reach behind.

    Raises:
        ScenarioError: The scenario names a page that the app does not have, or something that cannot be done to it.
    """
    browsers: dict[str, Browser] = {}
    clipboard = Clipboard()
    for action in scenario.actions:
        if action.page is not None and action.page not in site.pages:
            known = ", ".join(sorted(site.pages))
            raise ScenarioError(f'scenario "{scenario.name}": the app has no page "{action.page}". It has: {known}.')
        if action.do in BEHIND_THE_BACK:
            if backstage is None:
                raise ScenarioError(
                    f'scenario "{scenario.name}": {action.do} can be done to the demo app only. Choose a scenario in '
                    "which people use nothing but their browsers."
                )
            backstage.perform(action)
            continue
        if action.browser not in browsers:
            browsers[action.browser] = Browser(action.browser, site=site, notebook=notebook, clipboard=clipboard)
        browsers[action.browser].perform(action)
