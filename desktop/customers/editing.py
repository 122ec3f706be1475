"""Changing a customer's profile, wired: labels, numbers, the edit dialog, and taking it back."""

from __future__ import annotations

import re
from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop.customers.edit_dialog import EditProfileDialog
from desktop.customers.edit_model import ProfileForm, clashes, edits, flag_changes
from desktop.customers.head_model import LabelChange, Point
from desktop.qt.signals import signal, wish
from desktop.qt.tones import Tone
from desktop.qt.widgets import Notice
from desktop.replica.customers import CustomerHead, customer_head
from desktop.store import Store
from sync_server.contract.base import RowId
from sync_server.contract.care import LabelCustomers, RemoveContactPoint, SetCustomerFlag
from sync_server.contract.commands import AnyCommand
from sync_server.contract.customers import AddContactPoint, EditCustomer, NewContactPoint
from sync_server.contract.values import ContactKind
from sync_server.rules.effects import Refused

_SPACING = re.compile(r"[\s().-]")


class Editing(QObject):
    """Does what the head asks for; `undo` takes the last removal back."""

    said = signal(Notice)
    point_added = wish()

    def __init__(self, store: Store, window: QWidget) -> None:
        super().__init__(window)
        self._store = store
        self._window = window
        self._customer = RowId("")
        self._dialog: EditProfileDialog | None = None
        self._seen = ProfileForm()
        self._undo: Callable[[], AnyCommand] | None = None

    def open_customer(self, customer_id: RowId) -> None:
        """From now on this one is edited."""
        if customer_id != self._customer and self._dialog is not None:
            self._dialog.reject()
        self._customer = customer_id

    def change_labels(self, change: LabelChange) -> None:
        add = (change.add,) if change.add else ()
        remove = (change.remove,) if change.remove else ()
        self._do(LabelCustomers((self._customer,), add, remove))
        if change.remove:
            back = LabelCustomers((self._customer,), remove)
            self._offer_undo(f"Label “{change.remove}” removed.", lambda: back)

    def add_point(self, typed: str) -> None:
        """A number or an address, told apart by the @."""
        is_mail = "@" in typed
        value = typed if is_mail else _SPACING.sub("", typed)
        kind = ContactKind.EMAIL if is_mail else ContactKind.PHONE
        point = NewContactPoint(id=self._store.new_id(), contact_kind=kind, value=value)
        if self._do(AddContactPoint(self._customer, point)):
            self.point_added.emit()

    def remove_point(self, point: Point) -> None:
        if not self._do(RemoveContactPoint(RowId(point.id))):
            return
        fresh = NewContactPoint(self._store.new_id(), point.kind, point.value)
        back = AddContactPoint(self._customer, fresh)
        self._offer_undo(f"{point.words} removed.", lambda: back)

    def undo(self) -> None:
        """Take back what was removed last."""
        if self._undo is not None:
            self._do(self._undo())
            self._undo = None

    def open_dialog(self) -> None:
        head = customer_head(self._store.reader(), self._customer)
        if head is None:
            return
        if self._dialog is None:
            self._dialog = EditProfileDialog(self._window)
            self._dialog.save_requested.connect(self._save)
        self._seen = _form(head)
        self._dialog.open_for(self._seen)

    def refresh(self) -> None:
        """Rows changed: somebody may have written into the same fields."""
        if self._dialog is not None and self._dialog.isVisible():
            self._dialog.show_clashes(clashes(self._seen, self._now(), self._dialog.form()))

    def _now(self) -> ProfileForm:
        head = customer_head(self._store.reader(), self._customer)
        return _form(head) if head is not None else self._seen

    def _save(self, wanted: ProfileForm) -> None:
        if self._dialog is None:
            return
        now = self._now()
        theirs = clashes(self._seen, now, wanted)
        if theirs:
            # Both values are shown once; saving again means one's own.
            self._seen = now
            self._dialog.show_clashes(theirs)
            return
        # Values that only somebody else changed stay theirs.
        changed = {edit.field for edit in edits(self._seen, wanted)}
        kept = tuple(edit for edit in edits(now, wanted) if edit.field in changed)
        try:
            if kept:
                self._store.do(EditCustomer(self._customer, kept))
            for flag, is_on in flag_changes(self._seen, wanted).items():
                self._store.do(SetCustomerFlag(self._customer, flag, is_on))
        except Refused as refusal:
            self._dialog.show_problem(refusal.detail)
            return
        self._dialog.accept()

    def _offer_undo(self, words: str, undo: Callable[[], AnyCommand]) -> None:
        self._undo = undo
        self.said.emit(Notice(words, Tone.BLUE, "undo-2", "Undo"))

    def _do(self, command: AnyCommand) -> bool:
        try:
            self._store.do(command)
        except Refused as refusal:
            self.said.emit(Notice(refusal.detail, Tone.ORANGE, "circle-alert"))
            return False
        return True


def _form(head: CustomerHead) -> ProfileForm:
    return ProfileForm(head.name, head.location, head.note, head.pinned_alert, head.flags)
