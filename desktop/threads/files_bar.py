"""Photos and PDFs that go along with what is being written: dragged, pasted or chosen."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.qt.buttons import Button, icon_button
from desktop.qt.labels import ElidedLabel, Look, WrappedLabel
from desktop.qt.signals import wish
from desktop.qt.widgets import Glyph, column, empty, row
from sync_server.contract.values import INLINE_ATTACHMENT_BYTES

TAKEN = (".png", ".jpg", ".jpeg", ".pdf")
MOST = 10
PHOTO_QUALITY = 92
MIB = 1024 * 1024


class RemoveButton(Button):
    file = Path()


class FilesBar(QWidget):
    """A button that adds files, and those that were added; nothing else while there are none."""

    changed = wish()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("clear", "true")
        self._name = name
        self._files: tuple[Path, ...] = ()
        self._folder: Path | None = None
        self._dialog: QFileDialog | None = None
        self.add_button = icon_button("Add photos or a PDF", "paperclip")
        self.add_button.setObjectName(f"{name}_add_files")
        self.add_button.explain("Add photos or a PDF (or drag them here, or paste a picture)")
        self.add_button.clicked.connect(self._ask)
        self._lines = column(gap=2)
        self._problem = WrappedLabel("", Look.ERROR)
        self._problem.setObjectName(f"{name}_files_problem")
        self._problem.hide()
        stack = column(self, gap=4)
        stack.addLayout(self._lines)
        stack.addWidget(self._problem)

    def keep_in(self, folder: Path) -> None:
        """Pasted pictures are kept here until they are sent."""
        self._folder = folder

    def files(self) -> tuple[Path, ...]:
        """What goes along, in the order in which it was added."""
        return self._files

    def show_files(self, files: Iterable[Path]) -> None:
        """Exactly these; what is not there any more is left out."""
        self._files = tuple(file for file in files if file.is_file())
        self._problem.hide()
        self._show()

    def add(self, files: Iterable[Path]) -> None:
        """Add these; says at once what cannot be taken, and why."""
        problems = []
        for file in files:
            problem = self._refusal(file)
            if problem:
                problems.append(problem)
            elif file not in self._files:
                self._files = (*self._files, file)
        self._problem.setText(" ".join(problems))
        self._problem.setVisible(bool(problems))
        self._show()
        self.changed.emit()

    def can_take(self, data: QMimeData) -> bool:
        """Whether there is a file or a picture in it."""
        return bool(_paths(data.urls())) or data.hasImage()

    def take(self, data: QMimeData) -> bool:
        """Add what was dropped or pasted; False where there is no file in it."""
        paths = _paths(data.urls())
        if not paths and data.hasImage():
            picture = self._kept(QImage(data.imageData()))
            paths = [picture] if picture else []
        self.add(paths)
        return bool(paths)

    def _kept(self, image: QImage) -> Path | None:
        if self._folder is None or image.isNull():
            return None
        self._folder.mkdir(parents=True, exist_ok=True)
        # JPEG: a large screenshot as PNG would hold the window up for a third of a second.
        file = self._folder / f"pasted-{secrets.token_hex(4)}.jpg"
        return file if image.save(str(file), quality=PHOTO_QUALITY) else None

    def _refusal(self, file: Path) -> str:
        if len(self._files) >= MOST:
            return f"{file.name}: up to {MOST} files go along."
        if file.suffix.lower() not in TAKEN:
            return f"{file.name}: only PNG, JPEG and PDF files are taken."
        try:
            size = file.stat().st_size
        except OSError:
            return f"{file.name} cannot be read."
        if not 0 < size <= INLINE_ATTACHMENT_BYTES:
            return f"{file.name} has {size / MIB:.1f} MiB; up to 5 MiB fit."
        return ""

    def _ask(self) -> None:
        if self._dialog is None:
            self._dialog = QFileDialog(self.window(), "Add photos or a PDF")
            self._dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
            self._dialog.setNameFilter("Photos and PDFs (*.png *.jpg *.jpeg *.pdf)")
            self._dialog.filesSelected.connect(self._chosen)
        self._dialog.open()

    def _chosen(self, names: list[str]) -> None:
        self.add(Path(name) for name in names)

    def _show(self) -> None:
        empty(self._lines)
        for at, file in enumerate(self._files):
            line, remove = QWidget(), RemoveButton("", self.add_button.kind(), "x")
            remove.relabel(f"Leave out {file.name}")
            remove.setObjectName(f"{self._name}_drop_file_{at}")
            remove.file = file
            remove.clicked.connect(self._drop)
            inner = row(line, gap=6)
            inner.addWidget(Glyph("file-text" if file.suffix.lower() == ".pdf" else "image"))
            inner.addWidget(ElidedLabel(file.name, Look.SMALL), 1)
            inner.addWidget(remove)
            self._lines.addWidget(line)
            line.show()

    def _drop(self) -> None:
        sender = self.sender()
        if isinstance(sender, RemoveButton):
            self._files = tuple(each for each in self._files if each != sender.file)
            self._show()
            self.changed.emit()


def _paths(urls: Iterable[QUrl]) -> list[Path]:
    return [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
