"""The orders of a hand that need no mouse: pictures, menus, buttons under an open pop-up."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QAction, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QDialog, QWidget


class NotThere(Exception):
    """No visible widget answers to that name."""


class Pictures:
    """A hand that looks at the window, and at what lies over it."""

    def grab(self, path: str, width: int = 1440, height: int = 900) -> None:
        """The window with its dialogs in the middle and its pop-ups where they are."""
        window = main_window()
        window.resize(width, height)
        QTest.qWait(60)
        picture = window.grab()
        painter = QPainter(picture)
        for other in QApplication.topLevelWidgets():
            if other is window or not other.isVisible():
                continue
            if isinstance(other, QDialog):
                middle = window.rect().center() - other.rect().center()
                painter.drawPixmap(middle, other.grab())
                painter.setPen(Qt.GlobalColor.gray)  # where a window manager draws its frame
                painter.drawRect(QRect(middle, other.size()))
            elif other.windowType() == Qt.WindowType.Popup:
                painter.drawPixmap(window.mapFromGlobal(other.pos()), other.grab())
        painter.end()
        picture.save(path)

    def dress(self, scheme: str) -> None:
        """Light or dark, where no switch is on screen."""
        from desktop.qt import theme  # noqa: PLC0415 - no earlier than the product
        from desktop.qt.tones import Scheme  # noqa: PLC0415

        application = QApplication.instance()
        assert isinstance(application, QApplication)
        theme.apply(application, Scheme(scheme))

    def spoken_in(self, name: str) -> list[str]:
        """What a screen reader says of all that is seen inside a widget, badges included."""
        seen = [
            part
            for widget in QApplication.allWidgets()
            if widget.objectName() == name and widget.isVisible()
            for part in widget.findChildren(QWidget)
        ]
        return [part.accessibleName() for part in seen if part.isVisible()]

    def unfold(self, name: str) -> None:
        """Open the list of a choice."""
        for widget in QApplication.allWidgets():
            if widget.objectName() == name and isinstance(widget, QComboBox):
                widget.showPopup()
                return
        raise NotThere(f"no choice is called {name}")

    def fold(self) -> None:
        """Close whatever popped up."""
        if (popup := QApplication.activePopupWidget()) is not None:
            popup.close()

    def press(self, name: str) -> None:
        """Press a button without the mouse: whatever is open stays open, the cursor stays."""
        found = [
            widget
            for widget in QApplication.allWidgets()
            if widget.objectName() == name and isinstance(widget, QAbstractButton)
        ]
        shown = [button for button in found if button.isVisible()]
        if not shown:
            raise NotThere(f"no button is called {name}")
        shown[0].click()

    def act(self, name: str) -> None:
        """Choose an entry of a menu and close the menu, as a click on it does."""
        for widget in QApplication.topLevelWidgets():
            for action in widget.findChildren(QAction, name):
                action.trigger()
                if (menu := QApplication.activePopupWidget()) is not None:
                    menu.close()
                return
        raise NotThere(f"no menu has {name}")


def main_window() -> QWidget:
    windows = [
        widget
        for widget in QApplication.topLevelWidgets()
        if widget.isVisible() and widget.isWindow()
    ]
    if not windows:
        raise NotThere("no window is open")
    return max(windows, key=lambda widget: widget.width() * widget.height())
