"""Photos of the work that was done: small pictures that open, fetched and decoded beside."""

from __future__ import annotations

import shutil
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QIcon, QImage, QImageReader, QPixmap
from PySide6.QtWidgets import QGridLayout, QToolButton, QWidget

from desktop.qt import icons, theme
from desktop.qt.background import Background, Cancelled
from desktop.qt.formatting import counted
from desktop.qt.labels import Label, Look, WrappedLabel, tip
from desktop.qt.signals import signal
from desktop.qt.tones import Tone
from desktop.qt.widgets import column, empty
from desktop.store import Store
from desktop.sync.downloads import Fetched
from sync_server.contract.attachments import ALLOWED_TYPES, AttachmentRow
from sync_server.contract.threads import PostRow

TILE, PICTURE = QSize(124, 112), QSize(112, 80)
ACROSS = 4
LARGEST_PIXELS = 40_000_000


def decoded(path: Path) -> QImage | None:
    """The picture in small; None when it is none. May be called in any thread."""
    reader = QImageReader(str(path))
    reader.setDecideFormatFromContent(True)
    reader.setAutoTransform(True)
    size = reader.size()
    if not size.isValid() or size.width() * size.height() > LARGEST_PIXELS:
        return None
    reader.setScaledSize(size.scaled(PICTURE * 2, Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    return None if image.isNull() else image


class Tile(QToolButton):
    """One file."""

    def __init__(self, file: AttachmentRow) -> None:
        super().__init__()
        self.file = file
        self.setObjectName(f"evidence_{file.id}")
        self.setAccessibleName(f"Open {file.name}")
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        self.setFixedSize(TILE)
        self.setIconSize(QSize(32, 32))
        self.setAutoRaise(True)
        tip(self, file.name)
        name = self.fontMetrics().elidedText(
            file.name, Qt.TextElideMode.ElideMiddle, TILE.width() - 12
        )
        self.setText(name.replace("&", "&&"))
        picture = "image" if file.media_type.startswith("image/") else "file-text"
        self.setIcon(icons.icon(picture, theme.ink(Tone.GREY), 32))

    def show_picture(self, picture: QPixmap) -> None:
        """What is on it, in small."""
        self.setIconSize(PICTURE)
        self.setIcon(QIcon(picture))


class Evidence(QWidget):
    """Shows the files of posts that are evidence; empty where there are none."""

    refused = signal(str)

    def __init__(self, store: Store) -> None:
        super().__init__()
        self.setObjectName("issue_evidence")
        self.setProperty("clear", "true")
        self._store = store
        self._tiles: dict[str, Tile] = {}
        self._known: dict[str, QPixmap] = {}
        self._waiting: OrderedDict[str, Path] = OrderedDict()
        self._aside = Background("evidence", self)
        self._title = Label("Evidence", Look.HEADING)
        self._notes = WrappedLabel()
        self._grid = QGridLayout()
        self._grid.setSpacing(4)
        self._shown: tuple[AttachmentRow, ...] = ()
        self._wanted: AttachmentRow | None = None
        stack = column(self, gap=4)
        stack.addWidget(self._title)
        stack.addWidget(self._notes)
        stack.addLayout(self._grid)
        self.hide()

    def show_evidence(self, files: Sequence[AttachmentRow], notes: Sequence[PostRow]) -> None:
        """Show exactly these; notes are evidence in words."""
        count = len(files) + len(notes)
        self._title.setText(f"Evidence: {counted(count, 'item')}")
        self._notes.setText("\n".join(f"{each.author_name}: {each.body}" for each in notes))
        self._notes.setVisible(bool(notes))
        self.setVisible(bool(count))
        if tuple(files) == self._shown:
            return
        self._shown = tuple(files)
        empty(self._grid)
        self._tiles = {}
        for at, file in enumerate(files):
            tile = Tile(file)
            tile.clicked.connect(self._open)
            self._tiles[file.sha256] = tile
            self._grid.addWidget(tile, at // ACROSS, at % ACROSS)
            tile.show()
            self._want(file)
        self._grid.setColumnStretch(ACROSS, 1)

    def end(self) -> None:
        """The desk closes."""
        self._waiting.clear()
        self._aside.end()

    def _want(self, file: AttachmentRow) -> None:
        if file.sha256 in self._known:
            self._tiles[file.sha256].show_picture(self._known[file.sha256])
            return
        if not file.media_type.startswith("image/"):
            return
        path = self._store.file(file.sha256)
        if path is not None:
            self._decode(file.sha256, path)
        else:
            self._store.fetch(file.sha256, self._fetched)

    def _fetched(self, found: Fetched) -> None:
        if found.path is not None and found.sha256 in self._tiles:
            self._decode(found.sha256, found.path)

    def _decode(self, sha256: str, path: Path) -> None:
        self._waiting[sha256] = path
        if not self._aside.is_busy():
            self._next()

    def _next(self) -> None:
        if not self._waiting:
            return
        sha256, path = self._waiting.popitem(last=False)

        def work(_is_over: Cancelled) -> tuple[str, QImage | None]:
            return sha256, decoded(path)

        self._aside.run(work, self._decoded)

    def _decoded(self, found: tuple[str, QImage | None]) -> None:
        sha256, image = found
        if image is not None:
            self._known[sha256] = QPixmap.fromImage(image)
            if sha256 in self._tiles:
                self._tiles[sha256].show_picture(self._known[sha256])
        self._next()

    def _open(self) -> None:
        sender = self.sender()
        if not isinstance(sender, Tile):
            return
        self._wanted = sender.file
        path = self._store.file(sender.file.sha256)
        if path is not None:
            self._opened(Fetched(sender.file.sha256, path))
        else:
            self._store.fetch(sender.file.sha256, self._opened)

    def _opened(self, found: Fetched) -> None:
        """With the person's own program; it gets a copy under the ending we took it for."""
        file = self._wanted
        if file is None or file.sha256 != found.sha256 or file.media_type not in ALLOWED_TYPES:
            return
        if found.path is None:
            self.refused.emit("This file is not here, and the server cannot be reached now.")
            return
        copy = self._store.folder / "files" / "opened"
        copy = copy / f"{file.sha256[:16]}.{ALLOWED_TYPES[file.media_type]}"
        try:
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(found.path, copy)
        except OSError:
            self.refused.emit("This computer's disk did not take the file.")
            return
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(copy))):
            self.refused.emit("This computer has no program that opens this file.")
