"""What a person does to the cookies of a browser by hand: copy, paste, change, throw away."""

from dataclasses import replace

from tracer.browser.cookies import Cookie, CookieJar, unquoted
from tracer.browser.log import BrowserLog
from tracer.browser.site import CookieKind, Site
from tracer.trace.scenario import Action


class Clipboard(dict[tuple[str, str], Cookie]):
    """The copies that somebody made: whose browser, which cookie. Everybody in a scenario shares it."""


class CookieActions:
    """Performs the verbs on cookies in one browser.

    Args:
        jar: The browser's cookies.
        clipboard: Where copies are kept.
        site: The site that the cookies belong to.
        notes: Takes what was done, and what the browser holds afterwards.
    """

    def __init__(self, jar: CookieJar, clipboard: Clipboard, site: Site, notes: BrowserLog) -> None:
        self._jar = jar
        self._clipboard = clipboard
        self._site = site
        self._notes = notes
        self._verbs = {
            "copy_cookie": self._copy,
            "paste_cookie": self._paste,
            "tamper_with_cookie": self._tamper,
            "delete_cookie": self._delete,
        }

    def knows(self, verb: str) -> bool:
        """Tell whether this is a verb on cookies."""
        return verb in self._verbs

    def perform(self, action: Action) -> None:
        """Perform one action, or note that it is not possible."""
        self._verbs[action.do](action, action.cookie or "")

    def _held(self, action: Action, name: str) -> Cookie | None:
        cookie = self._jar.find(name)
        self._notes.action(action, None if cookie else f"the browser holds no cookie {name}")
        return cookie

    def _copy(self, action: Action, name: str) -> None:
        if cookie := self._held(action, name):
            self._clipboard[action.browser, name] = cookie

    def _paste(self, action: Action, name: str) -> None:
        cookie = self._clipboard.get((action.copied_from or action.browser, name))
        self._notes.action(action, None if cookie else f"nobody made a copy of the cookie {name}")
        if cookie:
            # The person who pastes a cookie decides how long it is kept; only its value comes along.
            self._jar.put(replace(cookie, expires=None))
            self._notes.cookies({name: "pasted"})

    def _tamper(self, action: Action, name: str) -> None:
        cookie = self._held(action, name)
        if cookie is None or action.how is None:
            return
        kind: CookieKind = "remember" if "|" in cookie.value else "session"
        value = self._site.tamper(unquoted(cookie.value), action.how, action.fields or {}, kind)
        self._jar.put(replace(cookie, value=value))
        self._notes.cookies({name: "tampered with"})

    def _delete(self, action: Action, name: str) -> None:
        if self._held(action, name):
            self._jar.throw_away(name)
            self._notes.cookies({name: "thrown away"})
