"""A browser that performs the actions of a scenario, one request at a time.

It keeps cookies as browsers do, follows each redirect as a request of its own, fills forms by the fields that
it finds on the page and sends what a browser sends along: hidden fields, Origin, Sec-Fetch-Site. It remembers the
pages it has shown, and goes back to them without asking the server again unless the page forbade keeping it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, urlencode

from tracer.browser.cookie_actions import Clipboard, CookieActions
from tracer.browser.cookies import CookieJar, parse_set_cookie
from tracer.browser.form import Form
from tracer.browser.http import FormFields, WebRequest, WebResponse
from tracer.browser.log import BrowserLog, BrowserSink
from tracer.browser.page import WebPage, read_page
from tracer.browser.site import DOMAIN, ORIGIN, Site
from tracer.trace.scenario import Action
from tracer.urls import joined_address, split_address

MOST_REDIRECTS = 10
"""After this many redirects in a row the browser gives up, as real ones do."""

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_KEEP_METHOD = frozenset({307, 308})
_BLANK = WebPage("about:blank")
_FAILURE = 400


@dataclass(frozen=True)
class _Navigation:
    """A request as a person caused it.

    Attributes:
        url: Where it goes.
        headers: Headers besides the usual ones.
        site: What Sec-Fetch-Site says of where it comes from.
        method: GET or POST.
        form: The fields of the form that is sent.
    """

    url: str
    headers: Mapping[str, str]
    site: str = "none"
    method: str = "GET"
    form: FormFields | None = None


@dataclass(frozen=True)
class _Shown:
    """A page in the browser's history, with the answer that brought it."""

    page: WebPage
    response: WebResponse


class Browser:
    """One person's browser.

    Args:
        name: Whose browser it is.
        site: The app that it is used on.
        sink: Takes what the browser does and sees.
        clipboard: The copies of cookies that people in this scenario made.
    """

    def __init__(self, name: str, *, site: Site, sink: BrowserSink, clipboard: Clipboard) -> None:
        self.name = name
        self.jar = CookieJar()
        self._site = site
        self._page = _BLANK
        self._history: list[_Shown] = []
        self._under_way: list[tuple[_Navigation, WebResponse]] = []
        self._user_agent = f"Mozilla/5.0 (browser {name})"
        self._address = "127.0.0.1"
        self._notes = BrowserLog(name, sink, site, self.jar)
        self._cookies = CookieActions(self.jar, clipboard, site, self._notes)

    def perform(self, action: Action) -> None:
        """Perform one action, or note that it is not possible."""
        if self._cookies.knows(action.do):
            self._cookies.perform(action)
        else:
            getattr(self, f"_{action.do}")(action)

    def _visit(self, action: Action) -> None:
        self._notes.action(action)
        url = self._url_of(action) + ("?" + urlencode(action.query) if action.query else "")
        navigation = _Navigation(url, action.headers or {}, "cross-site" if action.from_site else "none")
        if action.late:
            self._under_way.append((navigation, self._send_to_app(navigation)))
        else:
            self._open(navigation)

    def _submit(self, action: Action) -> None:
        self._notes.action(action)
        if action.from_site:
            self._submit_from_other_site(action, action.from_site)
            return
        form = self._form_on_page(action)
        if form is None:
            self._open(_Navigation(self._url_of(action), {}))
            form = self._form_on_page(action)
        if form is None:
            self._notes.action(action, f"the {action.page} page shows no such form")
            return
        self._send_form(form, form.fields(self._typed(form, action)), action.headers or {})
        if action.password == "new" and self._history[-1].response.status < _FAILURE:  # noqa: S105 # a word of the scenario
            self._site.secrets.change(action.account or "")

    def _submit_from_other_site(self, action: Action, site: str) -> None:
        """Send what a form on another site sends; that site has never seen this one's hidden fields."""
        fields = dict(action.fields or {})
        if action.account is not None:
            fields["username"] = self._site.secrets.name(action.account)
        if action.password is not None:
            fields["password"] = self._site.secrets.password(action.account, action.password)
        headers = {"Origin": site, **(action.headers or {})}
        self._open(_Navigation(self._url_of(action), headers, "cross-site", "POST", tuple(fields.items())))

    def _click(self, action: Action) -> None:
        path = self._site.path_of(action.page)
        form = self._page.form_to(path)
        link = self._page.link_to(path)
        if form is None and link is None:
            self._notes.action(action, f"the page shows no button or link that leads to {action.page}")
            return
        self._notes.action(action)
        if form is not None:
            self._send_form(form, form.fields(), {})
        elif link is not None:
            self._open(_Navigation(link, {}, "same-origin"))

    def _load(self, action: Action) -> None:
        """Load a file that the page needs. The page stays on the screen, whatever the answer is."""
        self._notes.action(action)
        navigation = _Navigation(self._url_of(action), {}, "same-origin")
        for _ in range(MOST_REDIRECTS + 1):
            response = self._send_to_app(navigation)
            self._take_cookies(response, split_address(navigation.url))
            target = response.header("Location")
            url = joined_address(navigation.url, target or "")
            if response.status not in _REDIRECTS or target is None or not _belongs_to_app(url):
                return
            navigation = _Navigation(url, {}, "same-origin")

    def _back(self, action: Action) -> None:
        """Show the page before. It is asked for again only when its answer forbade keeping it."""
        if len(self._history) < 2:  # noqa: PLR2004 # the page that is shown, and one before it
            self._notes.action(action, "the browser has shown no page before this one")
            return
        self._notes.action(action)
        self._history.pop()
        before = self._history[-1]
        if "no-store" in (before.response.header("Cache-Control") or ""):
            self._history.pop()
            self._open(_Navigation(before.page.url, {}))
            return
        self._page = before.page
        self._notes.page(self._page, before.response, of_last_request=False, from_memory=True)

    def _send(self, action: Action) -> None:
        """Send one request as a program or a script does, with the cookies of this browser."""
        self._notes.action(action)
        headers = dict(action.headers or {})
        if action.token is not None:
            headers["Authorization"] = f"Bearer {self._site.secrets.token(action.account, action.token)}"
        url = self._url_of(action) + ("?" + urlencode(action.query) if action.query else "")
        fields = tuple(action.fields.items()) if action.fields is not None else None
        navigation = _Navigation(url, headers, "", action.method or "GET", fields)
        self._take_cookies(self._send_to_app(navigation), split_address(url))

    def _receive(self, action: Action) -> None:
        """Take an answer that was under way for a while, as if it came only now."""
        if not self._under_way:
            self._notes.action(action, "no answer is under way")
            return
        self._notes.action(action)
        navigation, response = self._under_way.pop(0)
        self._take_cookies(response, split_address(navigation.url), of_last_request=False)
        self._show(navigation.url, response)
        self._notes.page(self._page, response, of_last_request=False)

    def _close_browser(self, action: Action) -> None:
        self._notes.action(action)
        self._page = _BLANK
        self._history.clear()
        self._notes.cookies(dict.fromkeys(self.jar.close(), "gone with the browser"))

    def _wait(self, action: Action) -> None:
        self._notes.action(action)
        self._site.clock.wait(action.seconds or 0)
        self._notes.cookies(dict.fromkeys(self.jar.expire(self._site.clock.now()), "expired"))

    def _change_user_agent(self, action: Action) -> None:
        self._notes.action(action)
        self._user_agent = action.user_agent or ""

    def _change_address(self, action: Action) -> None:
        self._notes.action(action)
        self._address = action.address or ""

    def _form_on_page(self, action: Action) -> Form | None:
        path = self._site.path_of(action.page)
        form = self._page.form_to(path)
        if form is None and split_address(self._page.url).path == path:
            form = self._page.login_form
        return form

    def _typed(self, form: Form, action: Action) -> dict[str, str]:
        """Return what the person types into a form: name, password, the box, further fields."""
        typed = dict(action.fields or {})
        if action.account is not None and (name_field := form.field_for("name")):
            typed[name_field] = self._site.secrets.name(action.account)
        if action.password is not None and (password_field := form.field_for("password")):
            typed[password_field] = self._site.secrets.password(action.account, action.password)
        if action.remember and (box := form.first_box):
            typed[box.name] = box.value
        return typed

    def _send_form(self, form: Form, fields: FormFields, headers: Mapping[str, str]) -> None:
        if form.method == "POST":
            headers = {"Origin": self._origin, **headers}
            self._open(_Navigation(form.action, headers, "same-origin", "POST", fields))
        else:
            url = form.action.partition("?")[0] + "?" + urlencode(fields)
            self._open(_Navigation(url, headers, "same-origin"))

    def _open(self, navigation: _Navigation) -> None:
        """Send a request, follow its redirects one by one, and show the page at the end."""
        for _ in range(MOST_REDIRECTS + 1):
            response = self._send_to_app(navigation)
            self._take_cookies(response, split_address(navigation.url))
            target = response.header("Location")
            if response.status not in _REDIRECTS or target is None:
                self._show(navigation.url, response)
                self._notes.page(self._page, response)
                return
            url = joined_address(navigation.url, target)
            if not _belongs_to_app(url):
                self._show(navigation.url, response)
                self._notes.page(self._page, response, left_for=url)
                return
            if response.status in _KEEP_METHOD:
                navigation = _Navigation(url, navigation.headers, navigation.site, navigation.method, navigation.form)
            else:
                headers = {name: value for name, value in navigation.headers.items() if name != "Origin"}
                navigation = _Navigation(url, headers, navigation.site)
        self._show(navigation.url, response)
        self._notes.page(self._page, response, redirect_loop=MOST_REDIRECTS)

    def _send_to_app(self, navigation: _Navigation) -> WebResponse:
        self.jar.expire(self._site.clock.now())
        sent = {"User-Agent": self._user_agent, **navigation.headers}
        if navigation.site:
            sent |= {"Sec-Fetch-Site": navigation.site, "Accept": "text/html"}
        cross_site = navigation.site == "cross-site"
        if cookies := self.jar.header_for(
            split_address(navigation.url), cross_site=cross_site, method=navigation.method
        ):
            sent["Cookie"] = cookies
        request = WebRequest(navigation.method, navigation.url, sent, navigation.form, self.name, self._address)
        return self._site.transport(request)

    def _take_cookies(self, response: WebResponse, url: SplitResult, *, of_last_request: bool = True) -> None:
        cookies = filter(None, map(parse_set_cookie, response.all("Set-Cookie")))
        now = self._site.clock.now()
        self._notes.cookies(
            {cookie.name: self.jar.take(cookie, url, now) for cookie in cookies}, of_last_request=of_last_request
        )

    def _show(self, url: str, response: WebResponse) -> None:
        self._page = read_page(url, response.body)
        self._history.append(_Shown(self._page, response))

    @property
    def _origin(self) -> str:
        """Where the page that is shown comes from; the app's usual address before any page was shown."""
        parts = split_address(self._page.url)
        return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ORIGIN

    def _url_of(self, action: Action) -> str:
        return (action.origin or self._origin) + self._site.path_of(action.page)


def _belongs_to_app(url: str) -> bool:
    """Tell whether the app answers at this address; at any other address the browser leaves the app."""
    host = split_address(url).hostname or ""
    return host == DOMAIN or host.endswith("." + DOMAIN)
