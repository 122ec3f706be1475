"""Every view, light and dark: it renders, it is named, the keyboard reaches it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from desktop.qt import theme
from desktop.qt.tones import Scheme
from tests.desktop.scenes import SCENES
from tests.support.windows import settle

FOLLOW_A_FIELD = {"search_results", "transfer_targets"}
"""Lists whose choice moves with the arrow keys while the cursor stays in the field above."""
BY_ANOTHER_KEY = {"tab_close"}
"""The strip of tabs takes the focus once; its arrow keys choose and Delete closes."""
SPOKEN = {
    QAccessible.Role.Button,
    QAccessible.Role.CheckBox,
    QAccessible.Role.ComboBox,
    QAccessible.Role.EditableText,
    QAccessible.Role.List,
    QAccessible.Role.Table,
}


@pytest.mark.parametrize("scheme", list(Scheme))
@pytest.mark.parametrize("name", list(SCENES))
def test_every_view_renders_without_a_word_from_qt(qapp, qtlog, name, scheme):
    theme.apply(qapp, scheme)
    view = SCENES[name]()
    view.show()
    settle()
    picture = view.grab().toImage()
    said = [each.message for each in qtlog.records if "does not support" not in each.message]
    assert not said
    assert picture.size() == view.size() * view.devicePixelRatio()
    ys = range(0, min(480, picture.height()), 5)
    colours = {picture.pixel(x, y) for x in range(0, picture.width(), 7) for y in ys}
    assert len(colours) > 8


@pytest.mark.parametrize("name", list(SCENES))
def test_everything_people_act_on_has_a_spoken_name(qapp, name):
    QAccessible.setActive(True)
    view = SCENES[name]()
    view.show()
    settle()
    unnamed = [each for each in walk(view) if each.role() in SPOKEN and not spoken(each)]
    assert not [f"{each.role()} {each.object().objectName()}" for each in unnamed]


@pytest.mark.parametrize("name", list(SCENES))
def test_everything_people_act_on_has_an_object_name(qapp, name):
    view = SCENES[name]()
    view.show()
    acted_on = (QAbstractButton, QLineEdit, QPlainTextEdit, QAbstractItemView)
    found = [each for kind in acted_on for each in view.findChildren(kind) if each.isVisible()]
    nameless = [each for each in found if not each.objectName() and is_ours(each)]
    assert not [f"{type(each).__name__} {each.accessibleName()}" for each in nameless]


@pytest.mark.parametrize("name", list(SCENES))
def test_the_tab_key_reaches_every_button_and_field(qapp, name):
    view = SCENES[name]()
    view.show()
    settle()
    kinds = (QAbstractButton, QLineEdit, QPlainTextEdit, QAbstractItemView)
    wanted = {
        each
        for kind in kinds
        for each in view.findChildren(kind)
        if each.isVisible() and each.isEnabled() and is_ours(each) and each.window() is view
    }
    reached: set[QWidget] = set()
    each: QWidget = view.nextInFocusChain()
    while each is not view:
        if each.focusPolicy().value & 1:
            reached.add(each)
        each = each.nextInFocusChain()
    missed = {
        each
        for each in wanted - reached
        if each.objectName() not in FOLLOW_A_FIELD | BY_ANOTHER_KEY
    }
    assert not [f"{type(each).__name__} {each.objectName()}" for each in missed]


@pytest.mark.parametrize("name", ["customer", "issue_page", "holds", "in_call_troubled"])
def test_the_smallest_window_still_holds_every_page(qapp, name):
    view = SCENES[name]()
    view.show()
    view.resize(view.minimumSize())
    settle()
    assert view.size() == QSize(1024, 700)


def walk(view: QWidget):
    waiting = [QAccessible.queryAccessibleInterface(view)]
    while waiting:
        each = waiting.pop()
        if each is None or not each.isValid() or each.object() is None:
            continue
        if isinstance(each.object(), QWidget) and not each.object().isVisible():
            continue
        yield each
        waiting.extend(each.child(at) for at in range(min(each.childCount(), 200)))


def spoken(each) -> str:
    return each.text(QAccessible.Text.Name)


def is_ours(widget: QWidget) -> bool:
    """Qt's own inner parts are not ours to name; sorting by keyboard is in the grid's own menu."""
    return not isinstance(widget, QHeaderView) and not widget.objectName().startswith("qt_")
