"""Runs the real desktop with a remote hand: clicks, types and looks as a person would.

The product knows nothing of it. Orders come as JSON lines over the descriptor named by
RINGDESK_HAND_FD and are carried out on the GUI thread; answers go back the same way.
"""

from __future__ import annotations

import json
import os
import socket
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

from tests.support.desk_pictures import NotThere, Pictures, main_window
from tests.support.desk_watch import Watches

Answer = dict[str, Any]


class PaintWatch(QObject):
    """Notes when a widget of a given name is painted for the first time after being watched."""

    def __init__(self) -> None:
        super().__init__()
        self.painted: dict[str, float | None] = {}
        self.hidden: dict[str, float | None] = {}

    def watch(self, name: str) -> None:
        self.painted[name] = self.hidden[name] = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        seen = {QEvent.Type.Paint: self.painted, QEvent.Type.Hide: self.hidden}.get(event.type())
        if seen and seen.get(watched.objectName(), 0.0) is None:
            seen[watched.objectName()] = time.time()
        return False


class Hand(Watches, Pictures):
    """Carries out one order after the other on the GUI thread."""

    def __init__(self) -> None:
        super().__init__()
        self._watch: PaintWatch | None = None

    def do(self, order: Answer) -> Answer:
        kind = order.pop("op")
        work: Callable[..., Any] = getattr(self, kind)
        return {"ok": work(**order)}

    def click(self, name: str, text: str = "") -> None:
        widget = find(name, text)
        bring_to_front(widget.window())
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=widget.rect().center())

    def write(self, text: str, name: str = "") -> None:
        if name:
            self.focus(name)
            check_typing_reaches(name)
        QTest.keyClicks(focused(), text)

    def clear(self, name: str) -> None:
        widget = find(name)
        if isinstance(widget, QLineEdit | QPlainTextEdit):
            widget.clear()

    def key(self, keys: str) -> None:
        """Press a combination like Ctrl+I in whatever has the focus."""
        combination = QKeySequence(keys)[0]
        QTest.keyClick(focused(), combination.key(), combination.keyboardModifiers())

    def text(self, name: str) -> str:
        return text_of(find(name))

    def texts(self, name: str) -> list[str]:
        """Every readable line inside a widget, in the order of its children."""
        parts = [find(name), *find(name).findChildren(QWidget)]
        return [said for part in parts if part.isVisible() and (said := text_of(part))]

    def spoken(self, name: str) -> str:
        return find(name).accessibleName()

    def rows(self, name: str, most: int = 50) -> list[list[str]]:
        view = find(name)
        if not isinstance(view, QAbstractItemView):
            raise NotThere(f"{name} is not a list")
        model = view.model()
        across = range(model.columnCount())
        return [
            [str(model.index(row, column).data() or "") for column in across]
            for row in range(min(most, model.rowCount()))
        ]

    def lines(self, name: str) -> list[str]:
        """Every line of a plain list."""
        view = find(name)
        if not isinstance(view, QListWidget):
            raise NotThere(f"{name} is not a plain list")
        return [view.item(at).text() for at in range(view.count())]

    def described(self, name: str, most: int = 50) -> list[str]:
        """What a screen reader says of each row."""
        model = find(name).model()  # type: ignore[attr-defined]
        role = Qt.ItemDataRole.AccessibleTextRole
        return [
            str(model.index(row, 0).data(role) or "") for row in range(min(most, model.rowCount()))
        ]

    def click_row(self, name: str, row: int) -> None:
        view = find(name)
        if not isinstance(view, QAbstractItemView):
            raise NotThere(f"{name} is not a list")
        index = view.model().index(row, 0)
        view.scrollTo(index)
        spot: QPoint = view.visualRect(index).center()
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=spot)
        QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=spot)

    def is_shown(self, name: str) -> bool:
        return any(widget.isVisible() for widget in named(name))

    def is_enabled(self, name: str) -> bool:
        return find(name).isEnabled()

    def is_ticked(self, name: str) -> bool:
        widget = find(name)
        if not isinstance(widget, QAbstractButton):
            raise NotThere(f"{name} cannot be ticked")
        return widget.isChecked()

    def watch(self, name: str) -> None:
        if self._watch is None:
            self._watch = PaintWatch()
            QApplication.instance().installEventFilter(self._watch)  # type: ignore[union-attr]
        self._watch.watch(name)

    def painted_at(self, name: str) -> float | None:
        return self._watch.painted.get(name) if self._watch else None

    def hidden_at(self, name: str) -> float | None:
        return self._watch.hidden.get(name) if self._watch else None

    def focus(self, name: str) -> None:
        """Bring its window to the front and put the cursor there."""
        widget = find(name)
        bring_to_front(widget.window())
        widget.setFocus()

    def choose(self, name: str, at: int) -> None:
        widget = find(name)
        if not isinstance(widget, QComboBox):
            raise NotThere(f"{name} is no choice")
        widget.setCurrentIndex(at)

    def names(self) -> list[str]:
        shown = {w.objectName() for w in QApplication.allWidgets() if w.isVisible()}
        return sorted(name for name in shown if name and not name.startswith("qt_"))

    def rest(self, milliseconds: int) -> None:
        """Let the desk go about its own business for a moment."""
        QTest.qWait(milliseconds)

    def quit(self) -> None:
        main_window().close()


def bring_to_front(window: QWidget) -> None:
    """Several desks share one display without a window manager: the last to ask is in front."""
    for _ in range(5):
        if window.isActiveWindow():
            return
        window.raise_()
        window.activateWindow()
        QTest.qWaitForWindowActive(window, 1000)


def focused() -> QWidget:
    """Where typing goes; a display without a window manager must be told who is in front."""
    widget = QApplication.focusWidget()
    if widget is None:
        bring_to_front(main_window())
        widget = QApplication.focusWidget()
    return widget if widget is not None else main_window()


def check_typing_reaches(name: str) -> None:
    """A dialog that just closed leaves nobody in front: what is typed then is lost in silence."""
    wanted, has = find(name), focused()
    if has not in {wanted, wanted.focusProxy()} and not wanted.isAncestorOf(has):
        raise NotThere(f"what is typed goes to {has.objectName()}, not to {name}")


def named(name: str) -> list[QWidget]:
    return [widget for widget in QApplication.allWidgets() if widget.objectName() == name]


def find(name: str, text: str = "") -> QWidget:
    for widget in named(name):
        if widget.isVisible() and (not text or text in text_of(widget)):
            return widget
    raise NotThere(f"nothing visible is called {name}" + (f" and says {text}" if text else ""))


def text_of(widget: QWidget) -> str:
    if isinstance(widget, QLabel | QLineEdit | QAbstractButton):
        return widget.text()
    if isinstance(widget, QPlainTextEdit | QTextEdit):
        return widget.toPlainText()
    if isinstance(widget, QComboBox):
        return widget.currentText()
    return widget.accessibleDescription()


def serve(link: socket.socket) -> None:
    """Read orders until the other side closes; each runs on the GUI thread."""
    hand = Hand()
    for line in link.makefile("r", encoding="utf-8"):
        answer = carry_out(hand, json.loads(line))
        link.sendall(json.dumps(answer).encode() + b"\n")


def carry_out(hand: Hand, order: Answer) -> Answer:
    done = threading.Event()
    answer: Answer = {}

    def work() -> None:
        try:
            answer.update(hand.do(order))
        except Exception as failure:  # noqa: BLE001 - every failure is the asker's to see
            answer["error"] = f"{type(failure).__name__}: {failure}"
        finally:
            done.set()

    QTimer.singleShot(0, wait_for_application(), work)
    if not done.wait(20):
        return {"error": "the window did not answer within 20 s"}
    return answer


def wait_for_application() -> QObject:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        app = QApplication.instance()
        if app is not None:
            return app
        threading.Event().wait(0.02)
    raise NotThere("no application was built")


def main() -> int:
    link = socket.socket(fileno=int(os.environ.pop("RINGDESK_HAND_FD")))
    threading.Thread(target=serve, args=(link,), daemon=True).start()
    from desktop.__main__ import main as desktop  # noqa: PLC0415 - as late as the product itself

    return desktop(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
