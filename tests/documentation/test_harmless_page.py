"""docs/harmless.md is true: each test that it calls a proof exists."""

import re

from tests import ROOT


def test_every_test_that_it_names_exists() -> None:
    page = (ROOT / "docs" / "harmless.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(test_\w+)`", page))
    sources = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    assert named
    assert not {name for name in named if f"def {name}(" not in sources}
