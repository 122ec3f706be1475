"""The closed sets of the look: colour schemes, tones by meaning, kinds of button."""

from __future__ import annotations

from enum import StrEnum


class Scheme(StrEnum):
    LIGHT = "light"
    DARK = "dark"


class Tone(StrEnum):
    """A colour by meaning. A tone never stands alone: text and an icon say the same."""

    ACCENT = "accent"
    GREEN = "green"
    ORANGE = "orange"
    RED = "red"
    PURPLE = "purple"
    BLUE = "blue"
    GREY = "grey"
    YELLOW = "yellow"


class Kind(StrEnum):
    """What a button is for; one PRIMARY a page."""

    PRIMARY = "primary"
    PLAIN = "plain"
    QUIET = "quiet"
    DANGER = "danger"
    ANSWER = "answer"
    LINK = "link"
    ICON = "icon"
    CHIP = "chip"
    TAB = "tab"
    CHOICE = "choice"
    KEY = "key"
    RAIL = "rail"
