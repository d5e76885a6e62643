"""The colours: every text can be read."""

import re
from pathlib import Path

import pytest
from textual.color import Color

import tracer.views.walkthrough
from tracer.views.walkthrough.themes import THEMES

WORDS = ("now", "lit", "dim", "good", "bad", "code-keyword", "code-string", "code-name", "code-comment")
SOURCES = Path(tracer.views.walkthrough.__file__).parent


@pytest.mark.parametrize("name", sorted(THEMES))
@pytest.mark.parametrize("word", WORDS)
def test_each_colour_of_text_stands_out_from_the_background(name: str, word: str) -> None:
    theme = THEMES[name]
    assert contrast(theme.variables[word], str(theme.background)) >= 4.5


@pytest.mark.parametrize("name", sorted(THEMES))
def test_what_is_marked_stands_out_from_its_background(name: str) -> None:
    theme = THEMES[name]
    for text in (str(theme.foreground), theme.variables["now"]):
        assert contrast(text, theme.variables["now-background"]) >= 4.5
    assert contrast(str(theme.foreground), theme.variables["footer-background"]) >= 7


@pytest.mark.parametrize("name", sorted(THEMES))
@pytest.mark.parametrize("word", ["dim", "bad"])
def test_labels_and_signs_can_be_read_in_the_filled_band(name: str, word: str) -> None:
    variables = THEMES[name].variables
    assert contrast(variables[word], variables["now-background"]) >= 4.5


@pytest.mark.parametrize("name", sorted(THEMES))
def test_what_a_list_marks_looks_like_everything_else_that_is_marked(name: str) -> None:
    variables = THEMES[name].variables
    for cursor in ("block-cursor", "block-cursor-blurred"):
        assert variables[f"{cursor}-foreground"] == variables["now"]
        assert variables[f"{cursor}-background"] == variables["now-background"]


def test_both_themes_name_every_colour_that_is_used() -> None:
    used = {name for path in SOURCES.glob("*.py") for name in re.findall(r"\$([a-z-]+)", path.read_text("utf-8"))}
    own = {"foreground", "background", "panel", "surface"}
    for theme in THEMES.values():
        assert used - own <= set(theme.variables), theme.name


def contrast(text: str, background: str) -> float:
    """Return the contrast as WCAG 2 defines it."""
    first, second = sorted((luminance(Color.parse(text)), luminance(Color.parse(background))), reverse=True)
    return (first + 0.05) / (second + 0.05)


def luminance(color: Color) -> float:
    parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in color.normalized]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
