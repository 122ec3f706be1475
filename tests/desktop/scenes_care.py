"""Scenes of looking after customers: merging, duplicates, messages, statements, imports."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.customers.add_dialog import AddCustomerDialog
from desktop.customers.duplicates_dialog import DuplicatesDialog
from desktop.customers.duplicates_model import LikeShown, PairShown
from desktop.customers.merging_model import Side
from desktop.customers.merging_view import MergeDialog

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


CARE_SCENES: dict[str, Callable[[], QWidget]] = {
    "add_customer_alike": adding,
    "merge_choosing": merge_choosing,
    "merge_comparing": merge_comparing,
    "duplicates": duplicates,
    "duplicates_none": no_duplicates,
}
