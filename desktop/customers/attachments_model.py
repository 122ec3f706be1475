"""One customer's files as the Attachments tab shows them (TML-07)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop.qt.formatting import plain_tip

Index = QModelIndex | QPersistentModelIndex
TOP = QModelIndex()
FILE_ROLE = Qt.ItemDataRole.UserRole
KIB, MIB = 1024, 1024 * 1024


class FileKind(StrEnum):
    ALL = "all"
    PHOTO = "photo"
    PDF = "pdf"
    SIGNED = "signed"


TITLES: Mapping[FileKind, str] = {
    FileKind.ALL: "All",
    FileKind.PHOTO: "Photos",
    FileKind.PDF: "PDFs",
    FileKind.SIGNED: "Signed",
}
SIGNED_WORDS = ("signed", "signature")


@dataclass(frozen=True, slots=True)
class FileShown:
    """One file: `record` is the code of what it was said about."""

    id: str
    name: str
    media_type: str
    sha256: str
    record: str
    record_id: str
    detail: str
    size: str

    @property
    def is_image(self) -> bool:
        return self.media_type.startswith("image/")

    def is_kind(self, kind: FileKind) -> bool:
        """Whether the filter keeps it. What was signed says so in its name: posts carry no mark
        of their own for it."""
        if kind is FileKind.ALL:
            return True
        if kind is FileKind.SIGNED:
            return any(word in self.name.casefold() for word in SIGNED_WORDS)
        return self.is_image if kind is FileKind.PHOTO else self.media_type == "application/pdf"


def size_words(size: int) -> str:
    """`340 KB`, `1.2 MB`."""
    return f"{size / MIB:.1f} MB" if size >= MIB else f"{max(1, round(size / KIB))} KB"


def kept(files: Iterable[FileShown], kind: FileKind, record_id: str) -> tuple[FileShown, ...]:
    """Those of a kind, and of one record where one is named."""
    return tuple(
        each
        for each in files
        if each.is_kind(kind) and (not record_id or each.record_id == record_id)
    )


class FilesModel(QAbstractListModel):
    """The files shown."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._files: tuple[FileShown, ...] = ()

    def show(self, files: Iterable[FileShown]) -> None:
        """Show exactly these."""
        shown = tuple(files)
        if shown == self._files:
            return
        self.beginResetModel()
        self._files = shown
        self.endResetModel()

    def file(self, row: int) -> FileShown:
        return self._files[row]

    def changed(self, sha256: str) -> None:
        """Its picture is there now."""
        for at, each in enumerate(self._files):
            if each.sha256 == sha256:
                self.dataChanged.emit(self.index(at), self.index(at))

    # Qt overrides

    def rowCount(self, parent: Index = TOP) -> int:
        return 0 if parent.isValid() else len(self._files)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        file = self._files[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return file.name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{file.name}, {file.record}, {file.detail}, {file.size}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(f"{file.name}\n{file.record}\n{file.detail}\n{file.size}")
        return file if role == FILE_ROLE else None
