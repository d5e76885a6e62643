"""Heavy libraries are imported where they are used: what a statement loads, and what it does not.

Which package may import which library, and that imports run downwards, are the contracts in pyproject.toml, which
``lint-imports`` checks; it counts an import wherever it stands, and so cannot say when it happens.
"""

import pytest

from tests.loaded_modules import loaded_after


@pytest.mark.parametrize("statement", ["from tracer import stages", "import tracer.stages", "import tracer"])
def test_importing_the_stages_imports_no_framework(statement: str) -> None:
    assert not loaded_after(statement) & {"flask", "flask_login", "werkzeug", "rich", "click"}


def test_the_model_needs_no_framework() -> None:
    model = "import tracer.claims.evaluate, tracer.lessons.schema, tracer.lessons.library"
    assert not loaded_after(model) & {"flask", "werkzeug", "rich"}


def test_the_list_of_commands_imports_no_command() -> None:
    assert not loaded_after("import tracer.cli") & {"flask", "rich", "textual", "quart"}
