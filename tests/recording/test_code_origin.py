"""Whose code it is: the app's, a library's, Python's, the tracer's."""

import json
import sysconfig
from pathlib import Path

import flask
import pytest

import tracer.stages
from tracer.recording import raised_errors
from tracer.recording.code_origin import is_file_of_app, is_file_of_library, is_file_of_tracer

APP = "the app"
LIBRARY = "a library"
PYTHON = "Python"
TRACER = "the tracer"


def owner(file: str) -> str:
    if is_file_of_app(file):
        assert not is_file_of_library(file)
        assert not is_file_of_tracer(file)
        return APP
    return LIBRARY if is_file_of_library(file) else TRACER if is_file_of_tracer(file) else PYTHON


@pytest.mark.parametrize(
    ("file", "whose"),
    [
        (flask.__file__, LIBRARY),
        ("/usr/lib/python3/dist-packages/flask/app.py", LIBRARY),
        ("C:\\shop\\.venv\\Lib\\site-packages\\flask\\app.py", LIBRARY),
        (f"{sysconfig.get_path('purelib')}/shop/pages.py", LIBRARY),
        (json.__file__, PYTHON),
        ("<frozen importlib._bootstrap>", PYTHON),
        ("<attrs generated init shop.User>", PYTHON),
        (raised_errors.__file__, TRACER),
        (tracer.stages.__file__, TRACER),
        (__file__, APP),
        ("/usr/src/app/shop.py", APP),
        ("/home/grace/no-site-packages-here/shop.py", APP),
        ("C:\\shop\\pages.py", APP),
        ("<template>", APP),
        ("<string>", APP),
    ],
)
def test_it_is_told_by_the_file(file: str, whose: str) -> None:
    assert owner(file) == whose


def test_what_only_begins_like_a_folder_of_python_is_somebodys_own() -> None:
    for folder in (sysconfig.get_path("stdlib"), Path(tracer.__file__).parent):
        assert owner(f"{folder}-of-grace/shop.py") == APP
