"""Getting onto the GUI thread from another one, at once and after a moment."""

from __future__ import annotations

import threading

from PySide6.QtCore import QObject

from desktop.qt.hop import GuiThread
from tests.support.windows import wait_until


def test_what_may_wait_runs_after_what_was_handed_over_later(qapp):
    owner = QObject()
    gui, ran = GuiThread(owner), list[tuple[str, bool]]()
    mine = threading.get_ident()

    def note(word: str) -> None:
        ran.append((word, threading.get_ident() == mine))

    def hand_over() -> None:
        gui.run_soon(lambda: note("lists"))
        gui.run(lambda: note("card"))

    other = threading.Thread(target=hand_over)
    other.start()
    other.join()
    wait_until(lambda: len(ran) == 2, "both to run")
    assert ran == [("card", True), ("lists", True)]
