"""What a browser notes of itself: what was done, what is seen, which cookies are held. Never what was typed."""

from collections.abc import Mapping
from typing import Any, Protocol

from tracer.browser.cookies import CookieJar
from tracer.browser.http import WebResponse
from tracer.browser.page import WebPage
from tracer.browser.site import Site
from tracer.trace.facts import ActionFacts, CookiesFacts, PageFacts
from tracer.trace.scenario import ACTION_FIELDS, Action
from tracer.urls import split_address

_NAMES_ONLY = frozenset({"fields", "query", "headers", "settings"})
"""Of these fields of an action the names are noted, and not what was typed in."""


class BrowserSink(Protocol):
    """Where the browser notes what it does and sees."""

    def note(
        self, name: str, facts: ActionFacts | PageFacts | CookiesFacts, *, browser: str, of_last_request: bool
    ) -> None:
        """Take what was done or seen."""


class BrowserLog:
    """Notes what happens in one browser.

    Args:
        browser: Whose browser it is.
        sink: Takes the notes.
        site: Knows the names of the pages.
        jar: The browser's cookies.
    """

    def __init__(self, browser: str, sink: BrowserSink, site: Site, jar: CookieJar) -> None:
        self._browser = browser
        self._sink = sink
        self._site = site
        self._jar = jar

    def action(
        self, action: Action, impossible: str | None = None, *, how: str | None = None, method: str | None = None
    ) -> None:
        """Note what a person does, why it is not possible if it is not, and how they do without a button."""
        note_action(self._sink, action, impossible, how=how, method=method)

    def page(
        self,
        page: WebPage,
        response: WebResponse,
        *,
        of_last_request: bool = True,
        from_memory: bool = False,
        left_for: str | None = None,
        redirect_loop: int | None = None,
    ) -> None:
        """Note the page that the person sees now, and what else is to be said of how it came."""
        path = split_address(page.url).path
        facts = PageFacts(
            page=self._site.name_of(path),
            path=path,
            status=response.status,
            heading=page.heading,
            asks_password=page.login_form is not None,
            offers_to_remember=page.login_form is not None and page.login_form.remember_box is not None,
            from_memory=from_memory,
            left_for=left_for,
            redirect_loop=redirect_loop,
        )
        self._sink.note(page.heading, facts, browser=self._browser, of_last_request=of_last_request)

    def cookies(self, outcomes: Mapping[str, str], *, of_last_request: bool = False) -> None:
        """Note which cookies the browser holds, when something changed."""
        if outcomes:
            facts = CookiesFacts(tuple(sorted(self._jar.values())), dict(outcomes))
            names = ", ".join(outcomes)
            self._sink.note(names, facts, browser=self._browser, of_last_request=of_last_request)


def note_action(
    sink: BrowserSink,
    action: Action,
    impossible: str | None = None,
    *,
    how: str | None = None,
    method: str | None = None,
) -> None:
    """Note an action. Only the names of what is typed are kept.

    Args:
        sink: Takes the note.
        action: The action.
        impossible: Why it is not possible; None where it is.
        how: How a person does without the button that the action is about.
        method: The method of the request that they send by hand.
    """
    given = {name: value for name in ACTION_FIELDS if (value := getattr(action, name)) is not None}
    noted: dict[str, Any] = {name: (*value,) if name in _NAMES_ONLY else value for name, value in given.items()}
    noted |= {name: value for name, value in (("how", how), ("method", method)) if value is not None}
    facts = ActionFacts(**noted, possible=impossible is None, why=impossible)
    sink.note(action.do, facts, browser=action.browser, of_last_request=False)
