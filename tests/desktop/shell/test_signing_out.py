"""Signing out ends the token and leaves the files locked with what waits in them."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QAction
from pytestqt.qtbot import QtBot

from desktop.keychain import Secrets, fresh_data_key
from desktop.qt.hop import GuiThread
from desktop.replica.profile import Profile
from desktop.shell.access import Access
from desktop.shell.desk import SignedInDesk
from desktop.shell.main_window import MainWindow
from tests.support.builders import NOW


def test_the_menu_asks_to_sign_out(qtbot: QtBot, tmp_path: Path) -> None:
    """Nobody listened to it before."""
    window = MainWindow()
    qtbot.addWidget(window)
    kept = Secrets("token", fresh_data_key())
    access = Access("http://127.0.0.1:9", kept, Profile(tmp_path / "profile", kept.data_key))
    desk = SignedInDesk(window, access, lambda: NOW, GuiThread(window))
    leave = window.findChild(QAction, "sign_out")
    assert leave is not None
    with qtbot.waitSignal(desk.sign_out_requested, timeout=1000):
        leave.trigger()
    desk.hush()
    desk.close()
