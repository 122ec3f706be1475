"""Buttons of the few kinds there are; icons follow the colour scheme by themselves."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QColor, QKeySequence, QShortcutEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from desktop.qt import icons, keys, theme
from desktop.qt.labels import tip
from desktop.qt.tones import Kind, Tone

ON_COLOUR = {Kind.PRIMARY: "accent_text", Kind.DANGER: "on_solid", Kind.ANSWER: "on_solid"}


class Button(QPushButton):
    """A push button that says what it does, by label, accessible name and tooltip."""

    def __init__(
        self,
        label: str,
        kind: Kind = Kind.PLAIN,
        icon: str = "",
        shortcut: str = "",
        parent: QWidget | None = None,
    ):
        super().__init__(parent)
        self._kind, self._icon = kind, icon
        self._key, self._keys, self._told = shortcut, keys.of(shortcut), ""
        if shortcut:
            keys.follow(self)
        self.setProperty("kind", kind.value)
        self.setIconSize(QSize(18, 18) if kind in {Kind.ICON, Kind.RAIL} else QSize(16, 16))
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.relabel(label)
        self._tint()

    def relabel(self, label: str) -> None:
        """Another label; `&` is shown as it is, and icon buttons keep it as name and tooltip."""
        self.setAccessibleName(label)
        if self._kind is not Kind.ICON:
            # The style sheet leaves no room between icon and text: a space makes it.
            gap = " " if self._icon else ""
            self.setText(gap + label.replace("&", "&&"))
        if self._keys:
            self.setShortcut(QKeySequence(self._keys))
        self.explain(label if self._kind is Kind.ICON or self._keys else "")

    def explain(self, text: str) -> None:
        """The tooltip; the shortcut is added."""
        self._told = text
        tip(self, f"{text} ({keys.shown(self._keys)})" if text and self._keys else text)

    def hint(self, key: str) -> None:
        """Name in the tooltip a shortcut that something else owns."""
        shown = keys.shown(key) or key
        tip(self, f"{self.accessibleName()} ({shown})" if keys.of(key) else self.accessibleName())

    def key_id(self) -> str:
        """The id of its key in the list of keys; empty when it has none."""
        return self._key

    def kind(self) -> Kind:
        """What it is for."""
        return self._kind

    def icon_name(self) -> str:
        """Its picture; empty for none."""
        return self._icon

    def follow_key(self) -> None:
        """The key has changed."""
        self._keys = keys.of(self._key)
        self.setShortcut(QKeySequence(self._keys))
        self.explain(self._told)

    def swap_icon(self, icon: str) -> None:
        """Another icon, for a button that turns something on and off."""
        self._icon = icon
        self._tint()

    def restyle(self, kind: Kind) -> None:
        """Another kind while shown."""
        self._kind = kind
        self.setProperty("kind", kind.value)
        self.style().unpolish(self)
        self.style().polish(self)
        self._tint()

    def _tint(self) -> None:
        if self._icon:
            self.setIcon(icons.icon(self._icon, self._icon_colour(), self.iconSize().width()))

    def _icon_colour(self) -> QColor:
        now = theme.tokens()
        if not self.isEnabled():
            return QColor(now.edge)
        if self._kind in ON_COLOUR:
            return QColor(getattr(now, ON_COLOUR[self._kind]))
        if self._kind is Kind.LINK:
            return theme.ink(Tone.ACCENT)
        return QColor(now.rail_text if self._kind is Kind.RAIL else now.muted)

    # Qt overrides

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QShortcutEvent) and not event.isAmbiguous():
            self.click()  # Qt would hold the button down for 100 ms first
            return True
        return super().event(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        changed = {QEvent.Type.PaletteChange, QEvent.Type.StyleChange, QEvent.Type.EnabledChange}
        if event.type() in changed and hasattr(self, "_icon"):
            self._tint()


def icon_button(name: str, icon: str, shortcut: str = "", parent: QWidget | None = None) -> Button:
    """A square button with an icon only; its name and shortcut are in the tooltip."""
    return Button(name, Kind.ICON, icon, shortcut, parent)


def chip(label: str, parent: QWidget | None = None) -> Button:
    """A small round filter that stays pressed."""
    made = Button(label, Kind.CHIP, parent=parent)
    made.setCheckable(True)
    made.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    return made
