"""One key for all programs, on a real X server: it is held, it is taken, it is given back."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.desk import until
from tests.support.house import display

pytestmark = pytest.mark.journey

HOLDS = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from desktop.shell.global_key import GlobalKey
app = QApplication([])
key = GlobalKey()
key.pressed.connect(lambda: print("pressed", flush=True))
print(key.hold("Ctrl+Alt+A") or "held", flush=True)
QTimer.singleShot(int(sys.argv[1]), app.quit)
app.exec()
key.let_go()
"""
ROOT = Path(__file__).parents[2]


class Holder:
    """A program that holds the key until it is ended."""

    def __init__(self, shown_on: str, milliseconds: int = 60_000) -> None:
        self._environment = os.environ | {"DISPLAY": shown_on, "QT_QPA_PLATFORM": "xcb"}
        self.program = subprocess.Popen(
            [sys.executable, "-c", HOLDS, str(milliseconds)],
            cwd=ROOT,
            env=self._environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.first = self.says()

    def says(self) -> str:
        assert self.program.stdout is not None
        return self.program.stdout.readline().strip()

    def press(self) -> None:
        subprocess.run(["xdotool", "key", "ctrl+alt+a"], env=self._environment, check=True)

    def end(self) -> None:
        self.program.terminate()
        self.program.wait()
        assert self.program.stdout is not None
        self.program.stdout.close()


@pytest.fixture
def screen() -> Iterator[str]:
    with display() as name:
        yield name


def test_the_key_reaches_the_desk_from_any_program_and_only_one_desk(screen: str) -> None:
    """Global answer key."""
    holder = Holder(screen)
    assert holder.first == "held"
    holder.press()
    assert holder.says() == "pressed"
    other = Holder(screen)
    assert other.first == "Another program has this key already. Choose another one."
    holder.end()
    other.end()

    def is_free() -> bool:
        again = Holder(screen)
        again.end()
        return again.first == "held"

    until(is_free, 10, "the key is free again")
