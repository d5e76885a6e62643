"""Serving an app on this machine while somebody watches it."""

import errno
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server, select_address_family

from tracer.errors import AppError, UsageError

_NO_PORT = frozenset({errno.EADDRINUSE, errno.EACCES})


class _QuietHandler(WSGIRequestHandler):
    """Answers requests without a line for each of them: the steps tell what happened."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


@contextmanager
def served(app: Flask, host: str, port: int) -> Iterator[str]:
    """Serve an app while the block runs, each request in a thread of its own.

    Args:
        app: The app.
        host: The address to listen at.
        port: The port; 0 takes one that is free.

    Yields:
        The URL at which the app is.

    Raises:
        AppError: The port is taken, or the address is not one of this machine's.
        UsageError: The address is empty, or no address at all.
    """
    listening = _bound(host, port)
    taken = listening.getsockname()[1]
    server = make_server(host, port, app, threaded=True, request_handler=_QuietHandler, fd=listening.detach())
    thread = Thread(target=server.serve_forever, name="served app", daemon=True)
    thread.start()
    try:
        name = f"[{host}]" if ":" in host else host
        yield f"http://{name}:{taken}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _bound(host: str, port: int) -> socket.socket:
    if not host.strip() or host.startswith("unix:"):
        # The system takes an empty address for all of them, and so everybody around could reach the app.
        raise UsageError(f'The address "{host}" is none to listen at. Leave --host out, or write 127.0.0.1.')
    try:
        host.encode("idna")
    except UnicodeError as error:
        raise UsageError(f'The address "{host}" is none ({error}). Leave --host out, or write 127.0.0.1.') from error
    listening = socket.socket(select_address_family(host, port), socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(128)
    except (OSError, ValueError, TypeError) as error:  # a name with a zero byte is a wrong value
        listening.close()
        reason = getattr(error, "strerror", None) or str(error)
        if isinstance(error, OSError) and error.errno in _NO_PORT:
            raise AppError(
                f"Port {port} at {host} cannot be taken ({reason}). Choose another one with --port, or --port 0 for "
                "any that is free."
            ) from error
        raise AppError(f"The app cannot be served at {host} ({reason}). Leave --host out.") from error
    return listening
