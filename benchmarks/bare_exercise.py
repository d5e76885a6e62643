"""What judging a mended exercise is compared with: the same app, the same requests, and no tracer.

It is run as a process of its own by ``benchmarks.save_to_verdict`` with the path of the healthy app of the exercise
``back-at-the-form``, and prints nothing. Each scenario begins with fresh browsers, as it does there.
"""

import importlib.util
import sys
from pathlib import Path
from typing import Any

from werkzeug.test import Client

PASSWORDS = {"ada": "analytical-engine", "ben": "kite-and-key-1752"}


def app_in(path: Path) -> Any:
    """Return the app in a file."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise RuntimeError(f"{path} is no Python file")
    module = sys.modules[path.stem] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.app


def log_in(client: Client, name: str, password: str) -> None:
    """Look at the form, and send it."""
    client.get("/login")
    client.post("/login", data={"name": name, "password": password}, follow_redirects=True)


def perform(app: Any) -> None:
    """Send the requests of the scenarios of the exercise."""
    first, wrong, out, ada, ben, back = (Client(app) for _ in range(6))
    first.get("/shelf", follow_redirects=True)
    first.post("/login", data={"name": "ada", "password": PASSWORDS["ada"]}, follow_redirects=True)
    first.get("/shelf")
    log_in(wrong, "ada", "not the right one")
    log_in(wrong, "eve", "not the right one")
    wrong.get("/shelf", follow_redirects=True)
    log_in(out, "ada", PASSWORDS["ada"])
    out.post("/logout", follow_redirects=True)
    out.get("/shelf", follow_redirects=True)
    for client, name in ((ada, "ada"), (ben, "ben")):
        log_in(client, name, PASSWORDS[name])
    if "Poor Richard" not in ben.get("/shelf").get_data(as_text=True):
        raise RuntimeError("ben does not see his shelf")
    ada.get("/shelf")
    log_in(back, "ada", PASSWORDS["ada"])
    Client(app).get("/shelf", follow_redirects=True)


if __name__ == "__main__":
    perform(app_in(Path(sys.argv[1])))
