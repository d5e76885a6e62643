"""The two themes: light on dark, and dark on light for a bright room.

Every text has a contrast of at least 4.5 to 1, except numbers of rows and lines that say nothing by themselves.
"""

from collections.abc import Mapping

from textual.theme import Theme

DARK = Theme(
    name="dark",
    dark=True,
    primary="#7cc7ff",
    secondary="#c3a6ff",
    accent="#ffcf66",
    warning="#ffcf66",
    error="#ff9b8e",
    success="#93dc9a",
    foreground="#eceff4",
    background="#10141b",
    surface="#10141b",
    panel="#1a212c",
    variables={
        "now": "#ffcf66",
        "now-background": "#3a3016",
        "lit": "#7cc7ff",
        "dim": "#8f9bad",
        "faint": "#566274",
        "rule": "#344052",
        "good": "#93dc9a",
        "bad": "#ff9b8e",
        "good-background": "#173322",
        "bad-background": "#3b1f1d",
        "footer-background": "#1a212c",
        "code-keyword": "#c3a6ff",
        "code-string": "#a9d998",
        "code-name": "#7cc7ff",
        "code-comment": "#8f9bad",
        "block-cursor-background": "#3a3016",
        "block-cursor-blurred-background": "#3a3016",
        "block-cursor-foreground": "#ffcf66",
        "block-cursor-blurred-foreground": "#ffcf66",
        "border": "#7cc7ff",
        "border-blurred": "#344052",
    },
)
"""Light on dark, for a dim room and a screen of one's own."""

LIGHT = Theme(
    name="light",
    dark=False,
    primary="#00558c",
    secondary="#5b3a9b",
    accent="#8a3d00",
    warning="#8a3d00",
    error="#a3201a",
    success="#14622b",
    foreground="#161b22",
    background="#fdfcf9",
    surface="#fdfcf9",
    panel="#eeeae1",
    variables={
        "now": "#8a3d00",
        "now-background": "#ffe7ba",
        "lit": "#00558c",
        "dim": "#59626e",
        "faint": "#a9adb3",
        "rule": "#c9c4b8",
        "good": "#14622b",
        "bad": "#a3201a",
        "good-background": "#dcf0dd",
        "bad-background": "#fbdedb",
        "footer-background": "#eeeae1",
        "code-keyword": "#5b3a9b",
        "code-string": "#14622b",
        "code-name": "#00558c",
        "code-comment": "#59626e",
        "block-cursor-background": "#ffe7ba",
        "block-cursor-blurred-background": "#ffe7ba",
        "block-cursor-foreground": "#8a3d00",
        "block-cursor-blurred-foreground": "#8a3d00",
        "border": "#00558c",
        "border-blurred": "#c9c4b8",
    },
)
"""Dark on light, for a bright room and a weak projector."""

THEMES: Mapping[str, Theme] = {theme.name: theme for theme in (DARK, LIGHT)}
"""The themes by their names."""
