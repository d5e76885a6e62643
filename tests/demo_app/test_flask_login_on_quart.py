"""The cures: what does not work without each of them, and that it works with all.

The first three tests fail the day quart-flask-patch, Flask-Login or Quart mends its part. Then the cure can go.
"""

import json
import subprocess
import sys
from typing import Any

import pytest

from tracer.libraries import unmet

pytestmark = pytest.mark.quart


def found_with(*cures: str) -> Any:
    """Return what the smallest Quart app with Flask-Login does, with the given cures and no others."""
    command = [sys.executable, "-m", "tests.demo_app.bare_quart_app", *cures]
    child = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    return json.loads(child.stdout)


def test_current_user_is_none_without_its_cure() -> None:
    found = found_with("flash", "vary")

    assert found["current_user"] == "NoneType", (
        "current_user works without a cure: quart-flask-patch issue 6 has been mended. Remove the cure "
        '"current_user" from demo_app/quart_app/flask_login_on_quart.py, from the README and from the Quart lesson.'
    )
    assert found["guarded"] == 500
    assert found["errors"] == ["AttributeError: 'NoneType' object has no attribute 'is_authenticated'"]


def test_flashing_the_login_message_fails_without_its_cure() -> None:
    found = found_with("current_user", "vary")

    assert found["guarded"] == 500, (
        "Flask-Login flashes its login_message on Quart without a cure: it has been mended upstream. Remove the cure "
        '"flash" from demo_app/quart_app/flask_login_on_quart.py, from the README and from the Quart lesson.'
    )
    assert found["errors"] == ["RuntimeError: Working outside of request context."]


def test_a_page_that_reads_the_session_does_not_say_so_without_its_cure() -> None:
    found = found_with("current_user", "flash")

    if unmet({"flask": "3.1.3"}):
        assert found["vary"] == "Cookie"  # whatever looked at a session counted as having read it
        return
    assert found["vary"] is None, (
        "Quart says Vary: Cookie by itself again. Remove the cure "
        '"vary" from demo_app/quart_app/flask_login_on_quart.py, from the README and from the Quart lesson.'
    )


def test_with_all_cures_a_stranger_is_anonymous_and_is_redirected() -> None:
    assert found_with("current_user", "flash", "vary") == {
        "current_user": "AnonymousUserMixin",
        "vary": "Cookie",
        "guarded": 302,
        "errors": [],
    }


def test_the_patch_is_no_part_of_quart_any_more() -> None:
    """The tutorial's first line. When it works again, the Quart lesson says something false."""
    child = subprocess.run(
        [sys.executable, "-c", "import quart.flask_patch"], capture_output=True, text=True, check=False, timeout=60
    )

    assert child.stderr.splitlines()[-1] == "ModuleNotFoundError: No module named 'quart.flask_patch'"


def test_the_patch_replaces_flask_and_the_tasks_of_asyncio_for_the_whole_process() -> None:
    """What the Quart lesson says of its price."""
    code = """
import asyncio
import quart_flask_patch
import flask
import quart
assert flask is quart_flask_patch
assert flask.Flask is quart.Quart
assert asyncio.Task is asyncio.tasks._PyTask
"""
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_an_unknown_cure_is_refused() -> None:
    with pytest.raises(subprocess.CalledProcessError) as failure:
        found_with("no-such-cure")

    assert 'there is no cure "no-such-cure"' in failure.value.stderr
