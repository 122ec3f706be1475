"""The certificate of a deletion as a PDF on A4: what, how much, by whom, why, and backups."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from pathlib import Path

from PySide6.QtCore import QIODevice, QMarginsF, QSaveFile
from PySide6.QtGui import (
    QFont,
    QPageLayout,
    QPageSize,
    QPdfWriter,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextLength,
    QTextTableFormat,
)

from desktop.issues.erase_model import REASONS
from sync_server.contract.issues import ErasureRow
from sync_server.contract.values import RecordKind, code

BACKUP_DAYS = 30
_POINTS = 10
DELETED = (
    "The report, its discussion, files, messages, checklist, cost lines, survey and notices were "
    "deleted from the server's database and file store. The lines of the history that told of them "
    "lost their content and salt; what is left of each is a numbered line without personal data, "
    "so that the history can still be verified. Open desks removed rows, search index, drafts and "
    "cached files when they were told; a desk that was away does so at its next contact."
)
STAYS = (
    "Payment holds and their events stay with the amount and the bare number of the deleted issue. "
    "Appointments stay without their title, calls without their link to the issue. Messages that "
    "had been delivered are in the mailboxes of those who received them. Lines that were posted to "
    "an invoice are part of that invoice."
)


def backups(erased_at: datetime) -> str:
    """Until when copies outside the running system may hold it."""
    until = erased_at + timedelta(days=BACKUP_DAYS)
    return (
        "Backups made before the deletion, and archived write-ahead logs of the database, may "
        f"hold it until they expire, at the latest on {until:%d %B %Y} ({BACKUP_DAYS} days). "
        "Backups of files are encrypted with keys of this business alone. If one is restored "
        "before that day, the issue is to be deleted again."
    )


def facts(left: ErasureRow) -> tuple[tuple[str, str], ...]:
    """Title and text of each line."""
    at = f"{left.erased_at:%d %B %Y, %H:%M} UTC" if left.erased_at else ""
    return (
        ("Issue", code(RecordKind.ISSUE, left.number, left.id)),
        ("Deleted on", at),
        ("By", left.erased_by_name),
        ("Reason", REASONS[left.reason]),
        ("Posts", str(left.posts)),
        ("Files", str(left.files)),
        ("Messages", str(left.messages)),
        ("Reference", left.id),
    )


def write_certificate(left: ErasureRow, business: str, to: Path) -> None:
    """Write it; the file is there only when it is whole. Raises OSError."""
    out = QSaveFile(str(to))
    if not out.open(QIODevice.OpenModeFlag.WriteOnly):
        raise OSError(0, out.errorString(), os.fspath(to))
    writer = QPdfWriter(out)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    # Printing a document leaves two centimetres at each edge by itself.
    writer.setPageMargins(QMarginsF(0, 0, 0, 0), QPageLayout.Unit.Millimeter)
    writer.setTitle("Certificate of deletion")
    writer.setCreator("Ringdesk")
    document = _document(left, business)
    document.print_(writer)
    if not out.commit():
        raise OSError(0, out.errorString(), os.fspath(to))


def _document(left: ErasureRow, business: str) -> QTextDocument:
    document = QTextDocument()
    document.setDefaultFont(_font())
    document.setDocumentMargin(0)
    at = QTextCursor(document)
    _write(at, "Certificate of deletion", size=18, is_bold=True)
    if business:
        at.insertBlock()
        _write(at, business)
    at.insertBlock()
    at.insertBlock()
    _table(at, facts(left))
    at.movePosition(QTextCursor.MoveOperation.End)
    parts = [("What was deleted", DELETED), ("What stays", STAYS)]
    if left.erased_at is not None:
        parts.append(("Backups", backups(left.erased_at)))
    for title, words in parts:
        at.insertBlock()
        at.insertBlock()
        _write(at, title, size=12, is_bold=True)
        at.insertBlock()
        _write(at, words)
    return document


def _table(at: QTextCursor, lines: tuple[tuple[str, str], ...]) -> None:
    look = QTextTableFormat()
    look.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
    shares = (25, 75)
    look.setColumnWidthConstraints(
        [QTextLength(QTextLength.Type.PercentageLength, share) for share in shares]
    )
    look.setCellPadding(3)
    look.setCellSpacing(0)
    look.setBorder(0)
    table = at.insertTable(len(lines), 2, look)
    for place, (title, words) in enumerate(lines):
        _write(table.cellAt(place, 0).firstCursorPosition(), title, is_bold=True)
        _write(table.cellAt(place, 1).firstCursorPosition(), words)


def _write(at: QTextCursor, words: str, *, size: int = _POINTS, is_bold: bool = False) -> None:
    look = QTextCharFormat()
    font = _font()
    font.setPointSize(size)
    font.setBold(is_bold)
    look.setFont(font)
    at.insertText(words, look)


def _font() -> QFont:
    font = QFont("Inter", _POINTS)
    # Joined glyphs (a dash between digits among them) come out of the file as other characters.
    for feature in ("calt", "ccmp", "liga", "kern"):
        font.setFeature(QFont.Tag(feature), 0)
    return font
