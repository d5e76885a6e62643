"""How many requests ``watch`` serves in a second, against ``flask run``: eight clients, both servers in one run.

Run it with ``python -m benchmarks.watched_server``. At least 0.8 of what ``flask run`` serves is demanded. The servers
have their turns one after the other, a few hundred requests each, so that the machine's moods hit both alike. Before
``flask run`` has its turn, ``watch`` has shown everything: what it does afterwards does not slow the other one down.
"""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from threading import Thread
from time import monotonic, perf_counter, sleep

from benchmarks.smallest_app import PASSWORD

CLIENTS = 8
EACH = 50
"""So many requests each client sends in a turn."""

ROUNDS = 15
DEMANDED = 0.8
HERE = Path(__file__).resolve().parent
QUIET = 0.4
"""After so many seconds without output, ``watch`` has shown everything."""

_ADDRESS = re.compile(r"http://127\.0\.0\.1:(\d+)")
_PATIENCE = 30


class Server:
    """A server in a process of its own.

    Args:
        arguments: The command, without Python.
    """

    def __init__(self, *arguments: str) -> None:
        environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
        self._process = subprocess.Popen(
            [sys.executable, "-m", *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            env=environment,
            cwd=HERE.parent,
        )
        self.port = 0
        self._told = monotonic()
        Thread(target=self._read, daemon=True).start()
        self._wait_for_port()
        self.cookie = self._log_in()

    def _read(self) -> None:
        if self._process.stdout is None:
            return
        for line in self._process.stdout:
            found = _ADDRESS.search(line.decode())
            self.port = self.port or (int(found[1]) if found else 0)
            self._told = monotonic()

    def _wait_for_port(self) -> None:
        until = monotonic() + _PATIENCE
        while not self.port:
            if monotonic() > until or self._process.poll() is not None:
                raise RuntimeError("the server did not start")
            sleep(0.05)

    def answer_to(self, request: bytes) -> bytes:
        """Return the answer to a request."""
        with socket.create_connection(("127.0.0.1", self.port), _PATIENCE) as connection:
            connection.sendall(request)
            parts = []
            while part := connection.recv(65536):
                parts.append(part)
        return b"".join(parts)

    def _log_in(self) -> bytes:
        body = f"password={PASSWORD.replace(' ', '+')}".encode()
        head = b"POST /login HTTP/1.0\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        answer = self.answer_to(head + b"Content-Length: %d\r\n\r\n" % len(body) + body)
        return answer.partition(b"Set-Cookie: ")[2].partition(b";")[0]

    def seconds_for_turn(self, clients: ThreadPoolExecutor) -> float:
        """Return how long the requests of all clients take."""
        request = b"GET /protected HTTP/1.0\r\nHost: 127.0.0.1\r\nCookie: " + self.cookie + b"\r\n\r\n"

        def ask(_client: int) -> None:
            for _ in range(EACH):
                if not self.answer_to(request).endswith(b"private"):
                    raise RuntimeError("the protected page was not shown")

        begin = perf_counter()
        list(clients.map(ask, range(CLIENTS)))
        return perf_counter() - begin

    def wait_until_quiet(self) -> None:
        """Wait until the server has shown what it has to show."""
        while monotonic() - self._told < QUIET:
            sleep(0.02)

    def stop(self) -> None:
        """End the process."""
        self._process.terminate()
        try:
            self._process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()


@contextmanager
def served(*arguments: str) -> Iterator[Server]:
    """Serve while the block runs."""
    server = Server(*arguments)
    try:
        yield server
    finally:
        server.stop()


def main() -> int:
    """Print the ratio and return the exit code."""
    app = str(HERE / "smallest_app.py")
    with (
        served("flask", "--app", app, "run", "--port", "0") as plain,
        served("tracer", "watch", app, "--port", "0") as watched,
        ThreadPoolExecutor(CLIENTS) as clients,
    ):
        ratios, rates = [], []
        for turn in range(ROUNDS + 1):
            with_watch = watched.seconds_for_turn(clients)
            watched.wait_until_quiet()
            without = plain.seconds_for_turn(clients)
            if turn:  # the first turn of each warms it up
                ratios.append(without / with_watch)
                rates.append((CLIENTS * EACH / with_watch, CLIENTS * EACH / without))
    ratio = median(ratios)
    watch, flask = (median(column) for column in zip(*rates, strict=True))
    print(
        f"requests a second, watch / flask run: {ratio:.2f} (demanded: {DEMANDED}); "
        f"{watch:.0f} and {flask:.0f} in this run"
    )
    return int(ratio < DEMANDED)


if __name__ == "__main__":
    sys.exit(main())
