"""A process that watches an app, and a browser for it."""

import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, HTTPErrorProcessor, Request, build_opener

from tests.cli.process import environment

FOREIGN = Path(__file__).resolve().parent.parent / "foreign_apps"
ONE_FILE = str(FOREIGN / "one_file.py")
PASSWORD = "flow-matic-1955"


class _NoRedirects(HTTPErrorProcessor):
    """Leaves redirects to whoever uses the browser."""

    def http_response(self, request: Request, response: object) -> object:
        del request
        return response


class WebBrowser:
    """A browser that follows no redirects by itself."""

    def __init__(self, url: str, name: str) -> None:
        self._url = url
        self._name = name
        self._opener = build_opener(HTTPCookieProcessor(CookieJar()), _NoRedirects)

    def get(self, path: str) -> int:
        """Ask for a page and return the status."""
        return self._open(Request(self._url + path))  # noqa: S310 # our own server

    def post(self, path: str, **fields: str) -> int:
        """Send a form and return the status."""
        return self._open(Request(self._url + path, urlencode(fields).encode()))  # noqa: S310 # as above

    def _open(self, request: Request) -> int:
        request.add_header("User-Agent", self._name)
        request.add_header("Accept", "text/html")
        request.add_header("Sec-Fetch-Site", "same-origin")
        try:
            with self._opener.open(request, timeout=20) as response:
                response.read()
                return int(response.status)
        except HTTPError as error:
            return error.code


class Watching:
    """A running ``watch``."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process
        assert process.stderr is not None
        self.greeting, found = "", None
        while found is None and (line := process.stderr.readline()):  # an app may print something before
            self.greeting += line
            found = re.search(r"http://\S+", line)
        assert found, self.greeting
        self.url = found[0]

    def browser(self, name: str = "Firefox") -> WebBrowser:
        """Return a new browser."""
        return WebBrowser(self.url, name)

    def stop(self, how: int = signal.SIGINT) -> tuple[int, str, str]:
        """End it, and return its exit code and what it wrote."""
        self.process.send_signal(how)
        out, err = self.process.communicate(timeout=60)
        return self.process.returncode, out, err


@contextmanager
def watching(
    target: str,
    *options: str,
    settings: Mapping[str, str] | None = None,
    python: Path = Path(sys.executable),
    folder: Path | None = None,
) -> Iterator[Watching]:
    """Watch an app while the block runs; in this environment and this folder unless others are named."""
    process = subprocess.Popen(
        [str(python), "-m", "tracer", "watch", target, "--port", "0", *options],
        cwd=folder,
        env=environment(**{"COLUMNS": "100", "PYTHONUNBUFFERED": "1", **(settings or {})}),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield Watching(process)
    finally:
        if process.poll() is None:
            process.kill()
            process.communicate()


def log_in_and_out(browser: WebBrowser) -> None:
    """Ask for the account of the app in one file, log in, look at it, and log out."""
    assert browser.get("/account") == 302
    assert browser.get("/login") == 200
    assert browser.get("/static/style.css") == 404
    assert browser.post("/login", name="grace", secret="wrong") == 302
    assert browser.post("/login", name="grace", secret=PASSWORD) == 302
    assert browser.get("/account") == 200
    assert browser.post("/logout") == 302
