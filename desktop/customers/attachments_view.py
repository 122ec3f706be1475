"""The Attachments tab: pictures and documents as tiles, and the chosen one large beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QComboBox, QStackedWidget, QWidget

from desktop.customers.attachments_model import TITLES, FileKind, FileShown, FilesModel
from desktop.customers.attachments_tiles import FilesList
from desktop.customers.thumbnails import Thumbnails
from desktop.qt.buttons import Button, chip
from desktop.qt.labels import ElidedLabel, Look, WrappedLabel
from desktop.qt.signals import signal
from desktop.qt.tones import Kind
from desktop.qt.widgets import Card, EmptyState, column, row


class Picture(QWidget):
    """A picture as large as there is room."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: QPixmap | None = None
        self.setMinimumHeight(160)

    def show_picture(self, shown: QPixmap | None) -> None:
        self._shown = shown
        self.update()

    # Qt overrides

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._shown is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        fits = self._shown.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        spot = QRectF(0, 0, fits.width(), fits.height())
        spot.moveCenter(QRectF(self.rect()).center())
        painter.drawPixmap(spot, self._shown, QRectF(self._shown.rect()))


class PreviewView(Card):
    """The chosen file."""

    open_requested = signal(FileShown)
    record_requested = signal(FileShown)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("attachment_preview")
        self._file: FileShown | None = None
        self._name, self._detail = ElidedLabel("", Look.HEADING), ElidedLabel("", Look.MUTED)
        self._picture, self._words = Picture(), WrappedLabel("", Look.MUTED)
        self._words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._words.setObjectName("attachment_words")
        self._open = Button("Open file", Kind.PRIMARY)
        self._open.setObjectName("attachment_open")
        self._record = Button("Go to record", Kind.PLAIN)
        self._record.setObjectName("attachment_record")
        self._open.clicked.connect(self._ask_open)
        self._record.clicked.connect(self._ask_record)
        foot = row(gap=8)
        foot.addStretch(1)
        foot.addWidget(self._record)
        foot.addWidget(self._open)
        stack = column(self, gap=8, edge=16)
        for each in (self._name, self._detail):
            stack.addWidget(each)
        stack.addWidget(self._picture, 1)
        stack.addWidget(self._words)
        stack.addLayout(foot)

    def file(self) -> FileShown | None:
        """The one shown."""
        return self._file

    def show_file(self, file: FileShown) -> None:
        """Its names; the picture follows."""
        self._file = file
        self._name.setText(file.name)
        self._detail.setText(" · ".join((file.record, file.detail, file.size)))
        self._picture.show_picture(None)
        self._open.setEnabled(False)
        self.say("Fetching the file…")

    def show_picture(self, shown: QPixmap | None) -> None:
        """The file has come; None: it is no picture that can be shown here."""
        self._picture.show_picture(shown)
        self._open.setEnabled(True)
        self.say("" if shown is not None else "Open it to read it.")

    def say(self, words: str) -> None:
        """How it goes."""
        self._words.setText(words)
        self._words.setVisible(bool(words))

    def _ask_open(self) -> None:
        if self._file is not None:
            self.open_requested.emit(self._file)

    def _ask_record(self) -> None:
        if self._file is not None:
            self.record_requested.emit(self._file)


class AttachmentsView(QWidget):
    """Filters, tiles and preview."""

    kind_changed = signal(FileKind)
    record_changed = signal(str)

    def __init__(self, thumbnails: Thumbnails, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = FilesModel(self)
        self.tiles = FilesList(self.model, thumbnails)
        self.preview = PreviewView()
        self._chips = {kind: chip(words) for kind, words in TITLES.items()}
        self._records = QComboBox()
        self._records.setObjectName("attachment_records")
        self._records.setAccessibleName("Files of which record")
        self._records.setMinimumWidth(150)
        self._records.activated.connect(self._record_picked)
        hint = "Photos and documents from this customer's discussions will be listed here."
        self._empty = EmptyState("paperclip", "No files yet", hint)
        self._unchosen = EmptyState("image", "Choose a file", "It is shown here.")
        self._body, self._side = QStackedWidget(), QStackedWidget()
        aside = Card()
        column(aside).addWidget(self._unchosen)
        self._body.addWidget(self.tiles)
        self._body.addWidget(self._empty)
        self._side.addWidget(aside)
        self._side.addWidget(self.preview)
        card, line = Card(), row(gap=6)
        line.setContentsMargins(16, 12, 16, 8)
        for kind, button in self._chips.items():
            button.setObjectName(f"files_{kind}")
            button.setAccessibleName(f"Show {TITLES[kind]}")
            button.clicked.connect(self._pick)
            line.addWidget(button)
        line.addStretch(1)
        line.addWidget(self._records)
        self._chips[FileKind.ALL].setChecked(True)
        stack = column(card, gap=0)
        stack.setContentsMargins(1, 1, 1, 8)
        stack.addLayout(line)
        stack.addWidget(self._body, 1)
        sides = row(self, gap=12)
        sides.addWidget(card, 12)
        sides.addWidget(self._side, 9)
        self.setFocusProxy(self.tiles)

    def show_files(self, files: Sequence[FileShown], *, is_narrowed: bool) -> None:
        """Show exactly these."""
        self.model.show(files)
        if is_narrowed:
            self._empty.say("No such file", "Choose All and every record to see the rest.")
        else:
            hint = "Photos and documents from this customer's discussions will be listed here."
            self._empty.say("No files yet", hint)
        self._body.setCurrentIndex(0 if files else 1)

    def show_records(self, records: Mapping[str, str], chosen: str) -> None:
        """Which records have files: code by id."""
        self._records.clear()
        self._records.addItem("Every record", "")
        for record_id, code in records.items():
            self._records.addItem(code, record_id)
        self._records.setCurrentIndex(max(0, self._records.findData(chosen)))

    def show_preview(self, file: FileShown | None) -> None:
        """The chosen file; None while none is."""
        if file is not None:
            self.preview.show_file(file)
        self._side.setCurrentIndex(0 if file is None else 1)

    def reset(self) -> None:
        """Somebody else is shown."""
        for kind, button in self._chips.items():
            button.setChecked(kind is FileKind.ALL)
        self.show_preview(None)

    def _record_picked(self, at: int) -> None:
        self.record_changed.emit(self._records.itemData(at))

    def _pick(self) -> None:
        sender = self.sender()
        for kind, button in self._chips.items():
            button.setChecked(button is sender)
            if button is sender:
                self.kind_changed.emit(kind)
