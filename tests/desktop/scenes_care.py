"""Scenes of looking after customers: merging, duplicates, messages, statements, imports."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.customers.add_dialog import AddCustomerDialog
from desktop.customers.duplicates_dialog import DuplicatesDialog
from desktop.customers.duplicates_model import LikeShown, PairShown
from desktop.customers.evidence_view import EvidenceDialog
from desktop.customers.merging_model import Side
from desktop.customers.merging_view import MergeDialog
from desktop.customers.statement_model import Period, span_of, statement_shown
from desktop.customers.statement_view import StatementDialog
from desktop.messages.composer_dialog import ComposerDialog
from desktop.messages.composer_model import Address, ComposerShown, Draft
from desktop.messages.message_dialog import MessageDialog
from desktop.qt.progress import Progress
from desktop.replica.ledger import Entry, EntryKind, Ledger
from sync_server.contract.base import RowId
from sync_server.contract.messages import MessageRow
from sync_server.contract.values import Channel, MessageStatus
from sync_server.rules.reminders import Owed, reminder, short_reminder
from tests.desktop.samples import NOW, ago

OWED = Owed("INV-00012", "Window clean, ground floor", "$412.00", "1 October 2025")
ALIKE = (
    LikeShown("c1", "Olivia Smith", "12 Bay St, Glebe NSW", "Same phone +61 412 555 018"),
    LikeShown("c2", "Olivia Smyth", "12 Bay Street, Glebe NSW", "Same name and place"),
)
LEFT = Side(
    "c1",
    "Olivia Smith",
    "12 Bay St, Glebe NSW",
    ("+61 412 555 018", "olivia@example.org"),
    ("VIP", "Residential"),
    ("3 inquiries", "12 bookings", "9 invoices", "1 issue", "24 calls"),
)
RIGHT = Side(
    "c2",
    "Olivia Smyth",
    "12 Bay Street, Glebe NSW",
    ("+61 412 555 018",),
    (),
    ("1 quote", "2 bookings", "1 phone or e-mail"),
)


def adding() -> AddCustomerDialog:
    dialog = AddCustomerDialog()
    dialog.offer("0412 555 018")
    dialog.findChild(QLineEdit, "add_customer_name").setText("Olivia Smit")
    dialog.alike.show_alike(ALIKE)
    return dialog


def merge_choosing() -> MergeDialog:
    dialog = MergeDialog()
    dialog.offer("Olivia Smith")
    dialog.show_candidates(ALIKE[1:])
    return dialog


def merge_comparing() -> MergeDialog:
    dialog = MergeDialog()
    dialog.offer("Olivia Smith")
    dialog.compare(LEFT, RIGHT, keep_left=True)
    return dialog


def duplicates() -> DuplicatesDialog:
    dialog = DuplicatesDialog()
    dialog.looking()
    dialog.show_pairs(
        [
            PairShown("c1 c2", *ALIKE),
            PairShown(
                "c3 c4",
                LikeShown("c3", "Harbour Café", "", "Same e-mail hi@harbour.example"),
                LikeShown("c4", "Harbour Café & Bar", "Balmain NSW", ""),
            ),
        ]
    )
    return dialog


def no_duplicates() -> DuplicatesDialog:
    dialog = DuplicatesDialog()
    dialog.looking()
    dialog.show_pairs(())
    return dialog


def composing(channel: Channel = Channel.EMAIL, refusal: str = "") -> ComposerDialog:
    dialog = ComposerDialog()
    is_mail = channel is Channel.EMAIL
    address = "olivia@example.org" if is_mail else "+61412555018"
    shown = "olivia@example.org" if is_mail else "+61 412 555 018"
    addresses = (Address(address, shown),)
    words = reminder("Olivia Smith", OWED, "Sarah Lee")
    body = words.body if is_mail else short_reminder(OWED)
    dialog.offer(
        ComposerShown(RowId("c1"), "Olivia Smith", channel, addresses, refusal),
        Draft(address, words.subject if is_mail else "", body),
    )
    if is_mail:
        dialog.show_files([Path("INV-00012.pdf")])
    return dialog


def message(status: MessageStatus, detail: str = "") -> MessageDialog:
    dialog = MessageDialog()
    words = reminder("Olivia Smith", OWED, "Bright Clean")
    dialog.show_message(
        MessageRow(
            RowId("m"),
            address="olivia@example.org",
            subject=words.subject,
            body=words.body,
            status=status,
            detail=detail,
            is_automatic=status is MessageStatus.HELD,
            written_by_name="Sarah Lee",
            written_at=NOW,
        )
    )
    return dialog


def statement() -> StatementDialog:
    entries = (
        Entry(EntryKind.INVOICE, RowId("i1"), ago(days=40), 18, "Window clean", 41_200),
        Entry(EntryKind.PAYMENT, RowId("p1"), ago(days=22), 18, "", -41_200),
        Entry(EntryKind.INVOICE, RowId("i2"), ago(days=9), 31, "Gutter repair", 124_000),
        Entry(EntryKind.CREDIT_NOTE, RowId("n1"), ago(days=2), 4, "Scratched pane", -12_000),
    )
    dialog = StatementDialog()
    span = span_of(Period.THIS_YEAR, NOW)
    dialog.show_statement(
        statement_shown("Olivia Smith", "Glebe NSW", Ledger(8_000, entries), span, NOW)
    )
    return dialog


def evidence() -> EvidenceDialog:
    dialog = EvidenceDialog()
    dialog.offer("Olivia Smith", 14, 23_400_000)
    dialog.show_progress(Progress("Fetching attachments: 5 of 14", 5, 14))
    return dialog


CARE_SCENES: dict[str, Callable[[], QWidget]] = {
    "add_customer_alike": adding,
    "merge_choosing": merge_choosing,
    "merge_comparing": merge_comparing,
    "duplicates": duplicates,
    "duplicates_none": no_duplicates,
    "compose_mail": composing,
    "compose_text": lambda: composing(Channel.SMS),
    "compose_refused": lambda: composing(refusal="This customer does not want e-mail."),
    "statement": statement,
    "evidence": evidence,
    "message_held": lambda: message(
        MessageStatus.HELD, "Automatic messages to this customer are paused."
    ),
    "message_failed": lambda: message(
        MessageStatus.FAILED, "The mail server refused it: 5.1.1 No such mailbox (550)"
    ),
}
