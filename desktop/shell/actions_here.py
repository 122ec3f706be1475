"""What the page in view can do: its buttons, and the keys of its lists, as actions."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtWidgets import QWidget

from desktop.actions import Action
from desktop.qt import keys
from desktop.qt.buttons import Button
from desktop.qt.keys import KeyShortcut
from desktop.qt.tones import Kind

HERE = "On this page"
_NOT_LISTED = {Kind.CHIP, Kind.CHOICE, Kind.RAIL}
"""Filters and choices say too little without what stands around them."""


def actions_in(area: QWidget) -> Iterator[Action]:
    """One for each button that can be pressed now and each key that works now."""
    titles = {key.id: key.title for key in keys.known()}
    for button in area.findChildren(Button):
        name = button.accessibleName()
        if button.isVisible() and button.isEnabled() and name and button.kind() not in _NOT_LISTED:
            key_id = button.key_id()
            listed = key_id if key_id in titles else f"here.{button.objectName() or name}"
            icon = button.icon_name() or "square"
            yield Action(listed, name, button.click, HERE, icon=icon)
    for shortcut in area.findChildren(KeyShortcut):
        parent = shortcut.parent()
        works = isinstance(parent, QWidget) and parent.isVisible() and shortcut.isEnabled()
        if works and shortcut.key_id in titles:
            title = titles[shortcut.key_id]
            yield Action(shortcut.key_id, title, shortcut.activated.emit, HERE)
