"""`python -m tests.desktop.gallery OUTDIR [scene...]`: every view as a picture, light and dark."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from desktop.qt import theme
from desktop.qt.tones import Scheme
from tests.desktop.scenes import SCENES

SETTLE_MS = 60


def settle() -> None:
    """Let delayed layouts and paints happen."""
    loop = QEventLoop()
    QTimer.singleShot(SETTLE_MS, loop.quit)
    loop.exec()


def picture(view: QWidget, to: Path) -> None:
    """Show `view`, save what is seen, put it away."""
    view.show()
    settle()
    view.grab().save(str(to))
    view.close()
    view.deleteLater()


def main(arguments: list[str]) -> None:
    """Draw the scenes named, or all."""
    folder, wanted = Path(arguments[0]), arguments[1:] or list(SCENES)
    folder.mkdir(parents=True, exist_ok=True)
    app = QApplication.instance() or QApplication([])
    for scheme in Scheme:
        theme.apply(app, scheme)
        for name in wanted:
            picture(SCENES[name](), folder / f"{name}_{scheme}.png")


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ.setdefault("TZ", "UTC")
    main(sys.argv[1:])
