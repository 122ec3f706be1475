"""The dialog of deleting an issue forever: evidence first, a reason, its number typed by hand."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from desktop.issues.erase_model import REASONS, EraseOffer, is_typed
from desktop.qt.buttons import Button
from desktop.qt.labels import Label, Look, WrappedLabel
from desktop.qt.progress import Progress
from desktop.qt.sheet import Sheet
from desktop.qt.signals import signal, wish
from desktop.qt.tones import Kind
from desktop.qt.widgets import Glyph, column, row, rule
from sync_server.contract.issues import ErasureReason

WAITING = "Deleting it on the server and on every desk…"


@dataclass(frozen=True, slots=True)
class Typed:
    """What was chosen and typed."""

    typed: str
    reason: ErasureReason


class EraseDialog(Sheet):
    """`offer` opens it; `show_waiting` and `show_done` say how far it is."""

    erase_requested = signal(Typed)
    evidence_requested = wish()
    certificate_requested = wish()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("erase", "Delete issue forever", "Delete forever", "trash-2", parent)
        self._offer = EraseOffer("", "", "")
        self._goes, self._stays = WrappedLabel(), WrappedLabel()
        self._typed_label = Label("", Look.MUTED)
        self._reason, self._typed = QComboBox(), QLineEdit()
        self._evidence = Button("Save evidence first…", Kind.PLAIN, "file-down")
        self._certificate = Button("Save certificate…", Kind.PRIMARY, "file-check")
        self._erase = Button("Delete forever", Kind.DANGER, "trash-2")
        self._form = QWidget()
        self._name_parts()
        self._lay_out()
        self._typed.textChanged.connect(self._look)
        self._typed.returnPressed.connect(self._ask)
        self._erase.clicked.connect(self._ask)
        self._evidence.clicked.connect(self.evidence_requested)
        self._certificate.clicked.connect(self.certificate_requested)

    def offer(self, offer: EraseOffer) -> None:
        """Say what goes and what stays, and wait for its number."""
        self._offer = offer
        self.title.setText(f"Delete {offer.code} forever?")
        self.explain("Nobody can undo this. Save the evidence first if you may need it.")
        self._goes.setText(f"Goes everywhere: {offer.goes}.")
        self._stays.setText(f"Stays, without a word of it: {offer.stays}.")
        self._typed_label.setText(f"Type {offer.code} to delete it")
        self._typed.setPlaceholderText(offer.code)
        self._typed.clear()
        self._reason.setCurrentIndex(0)
        self.show_problem(offer.refusal)
        self.show_progress(None)
        self._form.setEnabled(not offer.refusal)
        self._show_parts(is_done=False)
        self._look()
        self.present()
        self._typed.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_waiting(self) -> None:
        """It is gone here; the server has not answered yet."""
        self._form.setEnabled(False)
        self._evidence.setEnabled(False)
        self._erase.setEnabled(False)
        self.show_problem("")
        self.show_progress(Progress(WAITING))

    def show_done(self) -> None:
        """The server did it: the certificate can be had."""
        self.title.setText(f"{self._offer.code} was deleted forever")
        self.explain(
            "Open desks have removed it; others do at their next contact. The certificate says what"
            " was deleted, by whom, why, and until when backups may hold it."
        )
        self.show_progress(None)
        self._show_parts(is_done=True)
        self._certificate.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_refused(self, words: str) -> None:
        """A rule said no; nothing was deleted."""
        self.show_progress(None)
        self.show_problem(words)
        self._form.setEnabled(True)
        self._evidence.setEnabled(True)
        self._look()

    def _show_parts(self, *, is_done: bool) -> None:
        for part in (self._form, self._evidence, self._erase):
            part.setVisible(not is_done)
        self.leave.relabel("Done" if is_done else "Cancel")
        self._evidence.setEnabled(True)
        self._certificate.setVisible(is_done)
        self.adjustSize()

    def _look(self) -> None:
        right = is_typed(self._offer.code, self._typed.text())
        self._erase.setEnabled(right and self._form.isEnabled())

    def _ask(self) -> None:
        if self._erase.isEnabled():
            reason = ErasureReason(self._reason.currentData())
            self.erase_requested.emit(Typed(self._typed.text(), reason))

    def _name_parts(self) -> None:
        for reason, words in REASONS.items():
            self._reason.addItem(words, reason.value)
        for widget, name, spoken in (
            (self._reason, "erase_reason", "Why it is deleted"),
            (self._typed, "erase_typed", "The issue's number, typed by hand"),
        ):
            widget.setObjectName(name)
            widget.setAccessibleName(spoken)
        self._evidence.setObjectName("erase_evidence")
        self._certificate.setObjectName("erase_certificate")
        self._erase.setObjectName("erase_forever")

    def _lay_out(self) -> None:
        for icon, words in (("trash-2", self._goes), ("lock", self._stays)):
            line = row(gap=10)
            line.addWidget(Glyph(icon), 0, Qt.AlignmentFlag.AlignTop)
            line.addWidget(words, 1)
            self.body.addLayout(line)
        form = column(self._form, gap=6)
        form.addSpacing(4)
        form.addWidget(rule())
        form.addSpacing(4)
        form.addWidget(Label("Why", Look.MUTED))
        form.addWidget(self._reason)
        form.addSpacing(6)
        form.addWidget(self._typed_label)
        form.addWidget(self._typed)
        self.body.addWidget(self._form)
        self.foot.insertWidget(0, self._evidence)
        self.foot.addWidget(self._erase)
        self.foot.addWidget(self._certificate)
        self.act.hide()  # what acts here is dangerous, or done: neither is the usual button
        self.setFixedWidth(540)
