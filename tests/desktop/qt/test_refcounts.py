"""A guard against builds of the Qt binding that lose references to None, True and False."""

from __future__ import annotations

import sys

from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QPushButton, QWidget

from desktop.qt.signals import signal

CALLS = 300
SLACK = 50


class Emitter(QWidget):
    told = signal(bool)

    def paintEvent(self, event: QPaintEvent) -> None:
        return None


def test_calls_into_qt_lose_no_reference(qapp):
    emitter, button = Emitter(), QPushButton()
    emitter.show()
    before = [sys.getrefcount(each) for each in (None, True, False)]
    for _ in range(CALLS):
        emitter.told.emit(True)
        button.setEnabled(False)
        emitter.repaint()
    after = [sys.getrefcount(each) for each in (None, True, False)]
    immortal = sys.version_info >= (3, 12)  # from there on the count means nothing
    assert immortal or all(now > was - SLACK for was, now in zip(before, after, strict=True))
