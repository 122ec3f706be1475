"""The Attachments tab, wired: files are fetched when looked at and decoded beside the window."""

from __future__ import annotations

import shutil
from pathlib import Path

from PySide6.QtCore import QObject, QSize, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from desktop.customers.attachments_model import FileKind, FileShown, kept, size_words
from desktop.customers.attachments_tiles import PICTURE
from desktop.customers.attachments_view import AttachmentsView
from desktop.customers.profile_shown import record_code
from desktop.customers.thumbnails import Thumbnails
from desktop.customers.timeline_shown import one_line
from desktop.links import Link, LinkKind
from desktop.qt.formatting import Clock, day
from desktop.qt.signals import signal
from desktop.qt.tones import Tone
from desktop.qt.widgets import Notice
from desktop.replica.profile_files import CustomerFile, customer_files
from desktop.store import Store
from desktop.sync.downloads import Fetched, Missing
from sync_server.contract.attachments import ALLOWED_TYPES
from sync_server.contract.base import RowId
from sync_server.contract.values import RecordKind

LARGE = QSize(1400, 1000)
OPENED = "opened"
WHY = {
    Missing.OFFLINE: "The file is not on this computer and the server cannot be reached.",
    Missing.GONE: "This file does not exist any more.",
    Missing.NO_ROOM: "There is no room on this computer for the file.",
    None: "The file could not be fetched.",
}


class AttachmentsTab(QObject):
    """Reads the files' rows; bytes come only for what is shown."""

    link_requested = signal(Link)
    said = signal(Notice)

    def __init__(self, store: Store, clock: Clock, parent: QObject) -> None:
        super().__init__(parent)
        self._store, self._clock = store, clock
        self._customer = RowId("")
        self._kind, self._record = FileKind.ALL, ""
        self._files: tuple[FileShown, ...] = ()
        self._rows: dict[str, CustomerFile] = {}
        self._small = Thumbnails(QSize(PICTURE.width() * 2, PICTURE.height() * 2), self)
        self._large = Thumbnails(LARGE, self)
        self._view = AttachmentsView(self._small)
        self.page: QWidget = self._view
        self._view.kind_changed.connect(self._keep_kind)
        self._view.record_changed.connect(self._keep_record)
        self._view.tiles.chosen.connect(self._choose)
        self._view.preview.open_requested.connect(self._open)
        self._view.preview.record_requested.connect(self._go_to_record)
        self._small.ready.connect(self._view.model.changed)
        self._large.ready.connect(self._show_large)

    def show_customer(self, customer_id: RowId) -> None:
        """Read anew; somebody else's are shown unfiltered."""
        if customer_id != self._customer:
            self._customer, self._kind, self._record = customer_id, FileKind.ALL, ""
            self._small.forget()
            self._view.reset()
        rows = customer_files(self._store.reader(), customer_id)
        self._rows = {row.id: row for row in rows}
        codes = self._codes(rows)
        self._files = tuple(self._shown(row, codes[row.record_id]) for row in rows)
        self._view.show_records(codes, self._record)
        self._narrow()
        for file in self._files:
            if file.is_image:
                self._fetch_small(file.sha256)

    def end(self) -> None:
        self._small.end()
        self._large.end()

    def _codes(self, rows: tuple[CustomerFile, ...]) -> dict[str, str]:
        view, codes = self._store.view, dict[str, str]()
        for row in rows:
            if row.record_id not in codes:
                is_own = row.record_kind is RecordKind.CUSTOMER
                code = "Notes" if is_own else record_code(view, row.record_kind, row.record_id)
                codes[row.record_id] = code
        return codes

    def _shown(self, row: CustomerFile, code: str) -> FileShown:
        when = day(row.at, self._clock()) if row.at else "not sent yet"
        return FileShown(
            row.id,
            one_line(row.name),
            row.media_type,
            row.sha256,
            code,
            row.record_id,
            f"{one_line(row.by)}, {when}",
            size_words(row.bytes),
        )

    def _narrow(self) -> None:
        is_narrowed = self._kind is not FileKind.ALL or bool(self._record)
        shown = kept(self._files, self._kind, self._record)
        self._view.show_files(shown, is_narrowed=is_narrowed)

    def _keep_kind(self, kind: FileKind) -> None:
        self._kind = kind
        self._narrow()

    def _keep_record(self, record_id: str) -> None:
        self._record = record_id
        self._narrow()

    def _fetch_small(self, sha256: str) -> None:
        path = self._store.file(sha256)
        if path is not None:
            self._small.want(sha256, path)
        elif not self._small.is_known(sha256):
            self._store.fetch(sha256, self._small_came)

    def _small_came(self, found: Fetched) -> None:
        if found.path is not None:
            self._small.want(found.sha256, found.path)

    def _choose(self, file: FileShown) -> None:
        self._view.show_preview(file)
        path = self._store.file(file.sha256)
        if path is not None:
            self._came(Fetched(file.sha256, path))
        else:
            self._store.fetch(file.sha256, self._came)

    def _came(self, found: Fetched) -> None:
        chosen = self._view.preview.file()
        if chosen is None or chosen.sha256 != found.sha256:
            return
        if found.path is None:
            self._view.preview.say(WHY[found.missing])
        elif not chosen.is_image or self._large.is_known(found.sha256):
            self._show_large(found.sha256)
        else:
            self._large.want(found.sha256, found.path)

    def _show_large(self, sha256: str) -> None:
        chosen = self._view.preview.file()
        if chosen is not None and chosen.sha256 == sha256:
            self._view.preview.show_picture(self._large.picture(sha256))

    def _open(self, file: FileShown) -> None:
        """With the person's own program. It gets a copy under the ending we took it for."""
        path = self._store.file(file.sha256)
        if path is None or file.media_type not in ALLOWED_TYPES:
            return
        try:
            copy = self._copy(path, file)
        except OSError:
            self.said.emit(Notice(WHY[Missing.NO_ROOM], Tone.ORANGE, "circle-alert"))
            return
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(copy))):
            words = "No program on this computer opens such a file."
            self.said.emit(Notice(words, Tone.ORANGE, "circle-alert"))

    def _copy(self, path: Path, file: FileShown) -> Path:
        folder = self._store.folder / "files" / OPENED
        folder.mkdir(parents=True, exist_ok=True)
        copy = folder / f"{file.sha256[:16]}.{ALLOWED_TYPES[file.media_type]}"
        if not copy.exists():
            shutil.copyfile(path, copy)
        return copy

    def _go_to_record(self, file: FileShown) -> None:
        row = self._rows.get(file.id)
        if row is not None:
            self.link_requested.emit(Link(LinkKind(str(row.record_kind)), row.record_id))
