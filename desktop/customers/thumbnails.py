"""Pictures in small: decoded beside the window one after the other, and kept."""

from __future__ import annotations

from collections import OrderedDict
from pathlib import Path

from PySide6.QtCore import QObject, QSize, Qt
from PySide6.QtGui import QImage, QImageReader, QPixmap

from desktop.qt.background import Background, Cancelled
from desktop.qt.signals import signal

KEPT = 400
LARGEST_PIXELS = 40_000_000
"""A picture may claim any size; beyond this nobody's memory is given to it."""
ALLOCATION_MB = 192


def decoded(path: Path, room: QSize) -> QImage | None:
    """The picture in a file, small enough for `room`; None when it is none. Callable anywhere."""
    reader = QImageReader(str(path))
    reader.setDecideFormatFromContent(True)
    reader.setAutoTransform(True)
    size = reader.size()
    if not size.isValid() or size.width() * size.height() > LARGEST_PIXELS:
        return None
    if size.width() > room.width() or size.height() > room.height():
        reader.setScaledSize(size.scaled(room, Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    return None if image.isNull() else image


class Thumbnails(QObject):
    """Ask with `picture`; `ready` tells when one has come."""

    ready = signal(str)

    def __init__(self, room: QSize, parent: QObject | None = None) -> None:
        super().__init__(parent)
        QImageReader.setAllocationLimit(ALLOCATION_MB)
        self._room = room
        self._kept: OrderedDict[str, QPixmap | None] = OrderedDict()
        self._waiting: OrderedDict[str, Path] = OrderedDict()
        self._aside = Background("thumbnails", self)

    def picture(self, sha256: str) -> QPixmap | None:
        """What is decoded already."""
        return self._kept.get(sha256)

    def is_known(self, sha256: str) -> bool:
        """Decoded, or found to be no picture."""
        return sha256 in self._kept

    def want(self, sha256: str, path: Path) -> None:
        """Decode this file in its turn."""
        if sha256 not in self._kept and sha256 not in self._waiting:
            self._waiting[sha256] = path
            self._go_on()

    def forget(self) -> None:
        """Nobody waits for what has not been decoded."""
        self._waiting.clear()

    def end(self) -> None:
        self.forget()
        self._aside.end()

    def _go_on(self) -> None:
        if self._aside.is_busy() or not self._waiting:
            return
        sha256, path = self._waiting.popitem(last=False)
        room = self._room

        def decode(_is_over: Cancelled) -> tuple[str, QImage | None]:
            return sha256, decoded(path, room)

        self._aside.run(decode, self._came)

    def _came(self, found: tuple[str, QImage | None]) -> None:
        sha256, image = found
        self._kept[sha256] = None if image is None else QPixmap.fromImage(image)
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        self.ready.emit(sha256)
        self._go_on()
