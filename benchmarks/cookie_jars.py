"""What real browsers and other cookie jars do with 200 Set-Cookie lines, kept for the tests of our own jar.

Run it with ``python -m benchmarks.cookie_jars`` where Chromium, curl and openssl are installed. It asks both programs
and ``http.cookiejar`` which Cookie header follows on each line, and writes the answers into ``tests/browser/``; the
tests there hold our jar against them.
"""

import json
import re
import ssl
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from email.message import Message
from http.cookiejar import CookieJar, DefaultCookiePolicy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from random import Random
from shutil import which
from threading import Event, Thread
from urllib.request import Request

RECORD = Path(__file__).parent.parent / "tests" / "browser" / "cookie_jars.json"
"""Where the answers are kept."""

LINES = 200
PLACES = ("{host}/folder/other", "{host}/folder/page/deeper", "{host}/", "sub.{host}/folder/")
"""Where it is looked which cookie comes back; the line itself comes from ``{host}/folder/page``."""

_NAMES = ("a", "session", " a ", "a b", '"a"', "__Secure-a", "__Host-a", "__HOST-a", "a.b", "")
_VALUES = (
    *("1", '"quoted"', '"two words"', "two words", " spaces ", "", '""', '"', '"open', 'inner"quote', "a=b"),
    *("=", "a,b", "a\\054b", '"a\\054b"', "a%3Bb", "a\tb", "a\x01b", "{x4000}", "{x4095}", "{x4096}"),
)
_ATTRIBUTES = (
    *("Path=/", "Path=/folder", "Path=/folder/", "Path=/fold", "Path=folder", 'Path="/folder"', "Path="),
    *("PATH=/", "Path", "Path=/other", "Path=/; Path=/other", "Path=/other; Path=/", "Path=/; Path="),
    *(" Path = /folder ", "Path=/folder/page", "Domain={host}", "Domain=.{host}", "Domain=..{host}"),
    *("DOMAIN={HOST}", "Domain=example", "Domain=.example", "Domain=other.example", "Domain=sub.{host}"),
    *("Domain=", "Domain=.", "Domain", 'Domain="{host}"', "Domain={host}."),
    *("Domain={host}; Domain=other.example", "Domain=other.example; Domain={host}", "Domain={host}; Domain="),
    *("Max-Age=60", "Max-Age=0", "Max-Age=-1", 'Max-Age="60"', "Max-Age=60x", "Max-Age=+60", "Max-Age=1e3"),
    *("Max-Age=", "Max-Age=99999999999999", "Max-Age=-0", "Max-Age=0; Max-Age=60", "Max-Age=60; Max-Age=0"),
    *("Max-Age=00", "Max-Age=0.5", "Max-Age=0; Expires=Fri, 01 Jan 2100 00:00:00 GMT"),
    *("Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT", "Expires=Fri, 01 Jan 2100 00:00:00 GMT"),
    *("Expires=Thu, 01 Jan 1970 00:00:00 GMT", "Expires=Thu, 01-Jan-70 00:00:01 GMT"),
    *("Expires=Friday, 01-Jan-40 00:00:00 GMT", "Expires=Fri Jan  1 00:00:00 2040"),
    *("Expires=Thu Jan  1 00:00:00 1998", "Expires=soon", "Expires=0", "Expires=", "Expires=Thu, 01 Jan 1970"),
    *("Expires=Thu, 32 Jan 2000 00:00:00 GMT", "Expires=Mon, 01 Jan 1590 00:00:00 GMT"),
    *("Expires=Thu, 01 Jan 1998 00:00:00", "Expires=Thu, 01 Jan 1998 0:0:0 GMT", "Expires=1 Jan 1998 00:00:00"),
    *("Expires=Thu, 01 January 1998 00:00:00 GMT", "Expires=Thu, 01 Jan 1998 00:00:00 +0200"),
    *("Expires=Thu, 01 Jan 98 00:00:00 GMT", "Expires=2000-01-01T00:00:00Z"),
    *("Expires=Fri, 01 Jan 99999 00:00:00 GMT", "Secure", "secure", "Secure=false", "Secure; Path=/"),
    *("HttpOnly", "HttpOnly=0", "Partitioned", "Priority=High", "unknown=1", "SameSite=Lax", "SameSite=Strict"),
    *("SameSite=None", "SameSite=None; Secure", "SameSite=odd", "SameSite", "", " ", "; ;"),
    *("samesite=none; secure", "Path=/; Domain={host}", "Path=/; Secure; Domain={host}"),
    *("Path=/; Secure; Domain=",),
)


_MANY = re.compile(r"\{x([0-9]+)\}")


@dataclass(frozen=True)
class Line:
    """One Set-Cookie line, and what was sent back after it.

    Attributes:
        header: The line; ``{host}`` stands for the host that sends it, ``{x4000}`` for 4,000 times x.
        scheme: http or https.
        sent: By the name of the program: the Cookie header at each of the places, "" for none.
    """

    header: str
    scheme: str
    sent: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def with_host(self, host: str) -> str:
        """Return the line as a host sends it."""
        line = self.header.replace("{host}", host).replace("{HOST}", host.upper())
        return _MANY.sub(lambda found: "x" * int(found[1]), line)


def generated_lines() -> list[Line]:
    """Return the lines, the same every time: each value and each attribute alone, and the rest mixed."""
    random = Random(20261130)  # noqa: S311 # nothing secret: it has to be the same every time
    headers = ["a", "=a", ";", "a=1;b=2"]
    headers += [f"{name}=1; Path=/" for name in _NAMES]
    headers += [f"__Secure-a=1; Secure; {attribute}" for attribute in ("", "Path=/")]
    headers += [
        f"__Host-a=1; Secure; {attribute}" for attribute in ("", "Path=/", "Path=/; Domain={host}", "Path=/folder")
    ]
    headers += [f"a={value}; Path=/" for value in _VALUES]
    headers += [f"a=1; {attribute}" for attribute in _ATTRIBUTES]
    while len(headers) < LINES:
        attributes = random.sample(_ATTRIBUTES, random.randint(2, 4))
        line = "; ".join([f"{random.choice(_NAMES[:4])}={random.choice(_VALUES[:18])}", *attributes])
        if line not in headers:
            headers.append(line)
    return [
        Line(header, "https" if random.random() < _share_of_https(header) else "http") for header in headers[:LINES]
    ]


def _share_of_https(header: str) -> float:
    return 0.8 if "secure" in header.lower() or header.startswith("__") else 0.2


class _Server(ThreadingHTTPServer):
    """Sends the lines, shows what comes back, and takes in what a browser has seen."""

    def __init__(self, lines: Sequence[Line], tls: ssl.SSLContext | None) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        if tls is not None:
            self.socket = tls.wrap_socket(self.socket, server_side=True)
        self.lines = lines
        self.ports: dict[str, int] = {}
        self.seen: dict[int, list[str]] = {}
        self.finished = Event()

    def address(self, number: int, place: str = "{host}/folder/page") -> str:
        """Return the address of a place for a line."""
        host, _, path = place.format(host=f"n{number}.example").partition("/")
        scheme = self.lines[number].scheme
        return f"{scheme}://{host}:{self.ports[scheme]}/{path}"


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        host = (self.headers["Host"] or "").partition(":")[0]
        number = int(host.removeprefix("sub.").removeprefix("n").removesuffix(".example"))
        if self.path != "/folder/page":
            self._answer(self.headers.get("Cookie") or "", "text/plain")
            return
        self._answer(self._script(number), "text/html", self.server.lines[number].with_host(host))

    def do_POST(self) -> None:
        number, answers = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.seen[number] = answers
        if number == len(self.server.lines) - 1:
            self.server.finished.set()
        self._answer("", "text/plain")

    def _script(self, number: int) -> str:
        """Return a page that looks what comes back, tells it, and goes on to the next line."""
        places = json.dumps([self.server.address(number, place) for place in PLACES])
        after = number + 1 if number + 1 < len(self.server.lines) else None
        forth = "" if after is None else f"location = {json.dumps(self.server.address(after))};"
        return f"""<!doctype html><script>(async () => {{
            const seen = [];
            for (const place of {places})
                seen.push(await (await fetch(place, {{credentials: "include"}})).text());
            await fetch("/seen", {{method: "POST", body: JSON.stringify([{number}, seen])}});
            {forth}
        }})()</script>"""

    def _answer(self, body: str, kind: str, cookie: str | None = None) -> None:
        content = body.encode("latin-1")
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Access-Control-Allow-Credentials", "true")
        self.send_header("Access-Control-Allow-Origin", self.headers.get("Origin") or "null")
        if cookie is not None:
            self.send_header("Set-Cookie", cookie)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 # the name of the base class
        """Say nothing."""


@contextmanager
def _servers(lines: Sequence[Line], folder: Path) -> Iterator[_Server]:
    """Serve the lines over http and https; what is seen comes together at the one that is returned."""
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=example", "-days", "2"]
    subprocess.run([*command, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate, key)
    plain, secret = _Server(lines, None), _Server(lines, tls)
    for server in (plain, secret):
        server.ports = {"http": plain.server_port, "https": secret.server_port}
        server.seen, server.finished = plain.seen, plain.finished
        Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield plain
    finally:
        plain.shutdown()
        secret.shutdown()


def asked_chromium(server: _Server, program: str, folder: Path) -> dict[int, list[str]]:
    """Return what Chromium sends back, by the numbers of the lines."""
    options = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--ignore-certificate-errors",
        f"--user-data-dir={folder}",
    ]
    resolve = "--host-resolver-rules=MAP *.example 127.0.0.1"
    with subprocess.Popen(
        [program, *options, resolve, f"--user-data-dir={folder}", "--remote-debugging-port=0", server.address(0)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as browser:
        server.finished.wait(timeout=300)
        browser.terminate()
    return server.seen


def asked_curl(server: _Server, program: str) -> dict[int, list[str]]:
    """Return what curl sends back, by the numbers of the lines."""
    sent: dict[int, list[str]] = {}
    for number, line in enumerate(server.lines):
        places = [server.address(number, place) for place in PLACES]
        resolve = ["--resolve", f"*:{server.ports[line.scheme]}:127.0.0.1"]
        command = [program, *resolve, "--cookie", "", "-s", "-k", "-w", "\n", server.address(number)]
        found = subprocess.run([*command, *places], check=True, capture_output=True)
        sent[number] = found.stdout.decode("latin-1").split("\n")[-5:-1]
    return sent


def asked_cookiejar(lines: Sequence[Line]) -> dict[int, list[str]]:
    """Return what the jar of the standard library sends back, by the numbers of the lines."""
    sent: dict[int, list[str]] = {}
    for number, line in enumerate(lines):
        host = f"n{number}.example"
        # Otherwise it also sends the cookies of a host to all hosts below it.
        policy = DefaultCookiePolicy(strict_ns_domain=DefaultCookiePolicy.DomainStrictNonDomain)
        jar, headers = CookieJar(policy), Message()
        headers["Set-Cookie"] = line.with_host(host)
        page, *requests = (
            Request(f"{line.scheme}://{place.format(host=host)}")  # noqa: S310 # nothing is opened
            for place in ("{host}/folder/page", *PLACES)
        )
        jar.extract_cookies(_Answer(headers), page)  # type: ignore[arg-type]  # all that it asks for
        for request in requests:
            jar.add_cookie_header(request)
        sent[number] = [request.get_header("Cookie") or "" for request in requests]
    return sent


@dataclass(frozen=True)
class _Answer:
    """What ``http.cookiejar`` needs of a response."""

    headers: Message

    def info(self) -> Message:
        """Return the headers."""
        return self.headers


def main() -> int:
    """Ask them all, write the record, and return the exit code."""
    chromium, curl = which("chromium"), which("curl")
    if chromium is None or curl is None or which("openssl") is None:
        print("This needs chromium, curl and openssl on PATH.", file=sys.stderr)
        return 3
    lines = generated_lines()
    with tempfile.TemporaryDirectory() as scratch, _servers(lines, Path(scratch)) as server:
        by_curl = asked_curl(server, curl)
        by_chromium = asked_chromium(server, chromium, Path(scratch) / "profile")
    by_library = asked_cookiejar(lines)
    recorded = [
        asdict(replace(line, sent={"chromium": by_chromium[n], "curl": by_curl[n], "http.cookiejar": by_library[n]}))
        for n, line in enumerate(lines)
    ]
    text = "[\n" + ",\n".join(map(json.dumps, recorded)) + "\n]\n"
    RECORD.write_text(re.sub("x{1000,}", lambda found: f"{{x{len(found[0])}}}", text), encoding="utf-8")
    print(f"{len(recorded)} lines in {RECORD.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
