"""Colours, fonts and the one style sheet: tokens for light and dark, applied to the application."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

import resources
from desktop.qt.style_sheet import SHEET
from desktop.qt.tones import Scheme, Tone

FAMILY = "Inter"
TEXT_SIZE = 13


@dataclass(frozen=True, slots=True)
class Tokens:
    """Every colour the desktop uses, by name."""

    background: str
    surface: str
    raised: str
    line: str
    edge: str
    text: str
    muted: str
    rail: str
    rail_text: str
    rail_selected: str
    accent: str
    accent_text: str
    accent_soft: str
    hover: str
    theirs: str
    green: str
    orange: str
    red: str
    purple: str
    blue: str
    grey: str
    yellow: str
    on_solid: str


LIGHT = Tokens(
    background="#f4f6f9",
    surface="#ffffff",
    raised="#ffffff",
    line="#e3e8ef",
    edge="#98a2b3",
    text="#101828",
    muted="#5d6a7e",
    rail="#111827",
    rail_text="#cbd5e1",
    rail_selected="#1f2a3d",
    accent="#2563eb",
    accent_text="#ffffff",
    accent_soft="#e8f0fe",
    hover="#f1f5f9",
    theirs="#f1f4f8",
    green="#16a34a",
    orange="#ea8a0c",
    red="#dc2626",
    purple="#8b5cf6",
    blue="#2f6fed",
    grey="#98a2b3",
    yellow="#d4a106",
    on_solid="#ffffff",
)
DARK = Tokens(
    background="#0f141b",
    surface="#171d26",
    raised="#1d2530",
    line="#2a3442",
    edge="#66758a",
    text="#e6eaf0",
    muted="#93a0b3",
    rail="#0b0f15",
    rail_text="#9fb0c5",
    rail_selected="#1b2636",
    accent="#4f8cff",
    accent_text="#06101f",
    accent_soft="#1a2a47",
    hover="#1e2733",
    theirs="#222c39",
    green="#3fbf6f",
    orange="#f0a43a",
    red="#f26d6d",
    purple="#a78bfa",
    blue="#6aa2ff",
    grey="#7b8798",
    yellow="#e0c04a",
    on_solid="#06101f",
)
BY_SCHEME = {Scheme.LIGHT: LIGHT, Scheme.DARK: DARK}


class _Current:
    """The scheme in force; changed by `apply` only."""

    scheme = Scheme.LIGHT


def scheme() -> Scheme:
    """The scheme in force."""
    return _Current.scheme


def tokens() -> Tokens:
    """The colours in force; read them when painting, never keep them."""
    return BY_SCHEME[_Current.scheme]


def solid(tone: Tone) -> QColor:
    """The full colour, for bars, dots and filled buttons."""
    return QColor(getattr(tokens(), tone.value))


def soft(tone: Tone) -> QColor:
    """The tint behind a badge."""
    return _soft(tone, scheme())


@lru_cache(maxsize=32)
def _soft(tone: Tone, wanted: Scheme) -> QColor:
    share = 0.14 if wanted is Scheme.LIGHT else 0.20
    return mix(solid(tone), QColor(tokens().surface), share)


def ink(tone: Tone) -> QColor:
    """The tone as text on its own tint; dark enough to be read (4.5 to 1)."""
    return _ink(tone, scheme())


@lru_cache(maxsize=32)
def _ink(tone: Tone, wanted: Scheme) -> QColor:
    towards = QColor("#000000") if wanted is Scheme.LIGHT else QColor("#ffffff")
    share = {Tone.YELLOW: 0.52, Tone.ORANGE: 0.56, Tone.GREEN: 0.64, Tone.GREY: 0.58}
    if wanted is Scheme.DARK:
        return mix(solid(tone), towards, 0.78)
    return mix(solid(tone), towards, share.get(tone, 0.80))


def fill(tone: Tone) -> QColor:
    """The tone behind a filled button, dark enough for its label."""
    return solid(tone) if scheme() is Scheme.DARK else mix(solid(tone), QColor("#000000"), 0.82)


def mix(one: QColor, other: QColor, share: float) -> QColor:
    """`share` of `one`, the rest of `other`."""
    return QColor.fromRgbF(
        one.redF() * share + other.redF() * (1 - share),
        one.greenF() * share + other.greenF() * (1 - share),
        one.blueF() * share + other.blueF() * (1 - share),
    )


@lru_cache(maxsize=32)
def font(size: int = TEXT_SIZE, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """Inter in pixels, unhinted, so that every machine draws the same."""
    made = QFont(FAMILY)
    made.setPixelSize(size)
    made.setWeight(weight)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return made


@lru_cache(maxsize=32)
def figures(size: int = TEXT_SIZE, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """The same with figures of one width, for columns of numbers and running clocks."""
    made = QFont(font(size, weight))
    made.setFeature(QFont.Tag("tnum"), 1)
    return made


def system_scheme(app: QApplication) -> Scheme:
    """What the person's system prefers; light where it does not say."""
    dark = app.styleHints().colorScheme() == Qt.ColorScheme.Dark
    return Scheme.DARK if dark else Scheme.LIGHT


def apply(app: QApplication, wanted: Scheme) -> None:
    """Dress the whole application; may be called again while windows are open."""
    _load_fonts()
    _Current.scheme = wanted
    app.setStyle("Fusion")
    app.setPalette(_palette(tokens()))
    app.setFont(font())
    values = dataclasses.asdict(tokens())
    values |= {f"{tone}_soft": soft(tone).name() for tone in Tone if tone is not Tone.ACCENT}
    values |= {f"{tone}_ink": ink(tone).name() for tone in Tone}
    values |= {f"{tone}_fill": fill(tone).name() for tone in Tone}
    values |= {"chevron": resources.path(f"icons/chevron-{wanted}.svg").as_posix()}
    values |= {"chevron_up": resources.path(f"icons/chevron-up-{wanted}.svg").as_posix()}
    edge, line = QColor(tokens().edge), QColor(tokens().line)
    values |= {"raised_line": mix(edge, line, 0.4 if wanted is Scheme.DARK else 0.2).name()}
    values |= {"tick": resources.path(f"icons/check-on-{wanted}.svg").as_posix()}
    app.setStyleSheet(SHEET.substitute(values))


def _load_fonts() -> None:
    if FAMILY in QFontDatabase.families():
        return
    for weight in ("Regular", "Medium", "SemiBold"):
        QFontDatabase.addApplicationFont(str(resources.path(f"fonts/Inter-{weight}.otf")))


def _palette(values: Tokens) -> QPalette:
    role = QPalette.ColorRole
    named = {
        role.Window: values.background,
        role.WindowText: values.text,
        role.Base: values.surface,
        role.AlternateBase: values.hover,
        role.Text: values.text,
        role.Button: values.surface,
        role.ButtonText: values.text,
        role.Highlight: values.accent,
        role.HighlightedText: values.accent_text,
        role.ToolTipBase: values.raised,
        role.ToolTipText: values.text,
        role.PlaceholderText: values.muted,
        role.Mid: values.line,
        role.Light: values.line,
        role.Midlight: values.line,
        role.Dark: values.edge,
        role.Shadow: values.line,
        role.Link: values.accent,
        role.Accent: values.accent,
    }
    palette = QPalette()
    for each, colour in named.items():
        palette.setColor(each, QColor(colour))
    for each in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, each, QColor(values.edge))
    return palette
