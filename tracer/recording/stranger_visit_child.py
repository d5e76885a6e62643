"""The process in which an app is asked as a stranger: it reads its order as JSON, and writes a line for each answer."""

import json
import os
import sys
from dataclasses import asdict, dataclass
from queue import Empty, Queue
from threading import Thread
from typing import Any, NoReturn

import flask
from flask import Flask

from tracer.recording.load_app import load_app
from tracer.recording.url_rules import UrlRules
from tracer.urls import split_address

_ANOTHER_HOST = "(another host)"


@dataclass(frozen=True)
class _Answered:
    status: int | None = None
    location: str | None = None
    raised: str | None = None
    in_time: bool = True


def main() -> NoReturn:
    """Load the app and ask for each path; what the app prints goes to standard error."""
    order = json.load(sys.stdin)
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    app = load_app(order["target"])
    rules = UrlRules(app)
    for path in order["paths"]:
        answers.write(json.dumps(asdict(_asked(app, rules, path, order["longest"]))) + "\n")
        answers.flush()
    os._exit(0)  # threads of the app, and one that still waits for an answer, must not keep the process


def _asked(app: Flask, rules: UrlRules, path: str, longest: float) -> _Answered:
    """Ask for one path, in a thread that is left behind where the answer does not come."""
    found: Queue[_Answered] = Queue()
    Thread(target=_ask, args=(app, rules, path, found), daemon=True).start()
    try:
        return found.get(timeout=longest)
    except Empty:
        return _Answered(in_time=False)


def _ask(app: Flask, rules: UrlRules, path: str, found: "Queue[_Answered]") -> None:
    raised: list[str] = []

    def note(_sender: Flask, exception: BaseException, **_more: Any) -> None:
        raised.append(type(exception).__name__)

    try:
        with flask.got_request_exception.connected_to(note, app):
            client = app.test_client(use_cookies=False)
            response = client.get(path, headers={"Accept": "text/html,*/*;q=0.8"}, follow_redirects=False)
            where = response.headers.get("Location")
            response.close()
    except BaseException as error:  # noqa: BLE001 # whatever the app raises is what is to be told
        found.put(_Answered(raised=type(error).__name__))
        return
    location = None if where is None else _rule_at(where, rules, response.request.host)
    found.put(_Answered(response.status_code, location, raised[-1] if raised else None))


def _rule_at(location: str, rules: UrlRules, host: str) -> str:
    parts = split_address(location)
    return _ANOTHER_HOST if parts.netloc not in {"", host} else rules.rule_of(parts.path or "/")
