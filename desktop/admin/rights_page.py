"""Roles and rights, wired: choose a role, change its table, read what that means, save."""

from __future__ import annotations

from PySide6.QtWidgets import QScrollArea, QWidget

from desktop.admin.fields import Choice, Section
from desktop.admin.rights_model import ROLES, Draft, consequences
from desktop.admin.rights_view import RightsTable, Seen, Ticked
from desktop.qt.buttons import Button
from desktop.qt.formatting import counted
from desktop.qt.labels import Label, Look, WrappedLabel
from desktop.qt.signals import signal
from desktop.qt.tones import Kind
from desktop.qt.widgets import column, row
from desktop.replica.module_counts import module_counts
from desktop.store import Store
from sync_server.contract.access import SavePermissions
from sync_server.contract.staff import StaffRow
from sync_server.contract.values import Role
from sync_server.rules import access
from sync_server.rules.effects import Refused

_SAME = "Nothing to save. What you change here is shown in words before you save it."
_CLASH = (
    "Someone else changed these rights while you did. Undo your changes to see theirs, "
    "then change again what is still needed."
)


class RightsPage(QWidget):
    """Saving names the rights the person saw, so two administrators never overwrite each other."""

    said = signal(str)

    def __init__(self, store: Store) -> None:
        super().__init__()
        self._store = store
        self._role = Choice(ROLES, "rights_role")
        self._role.setAccessibleName("Role")
        self._people = Label("", Look.MUTED)
        self.table = RightsTable()
        self._words = WrappedLabel("", Look.MUTED)
        self._problem = WrappedLabel("", Look.ERROR)
        self._problem.hide()
        self._save = Button("Save", Kind.PRIMARY)
        self._undo = Button("Undo changes", Kind.PLAIN, "undo-2")
        self._reset = Button("Reset to defaults", Kind.PLAIN, "rotate-ccw")
        for button, name in ((self._save, "save"), (self._undo, "undo"), (self._reset, "reset")):
            button.setObjectName(f"rights_{name}")
        self._draft = self._fresh(Role.AGENT)
        self._lay_out()
        self._role.currentIndexChanged.connect(self._choose)
        self.table.ticked.connect(self._tick)
        self.table.seen.connect(self._see)
        self._save.clicked.connect(self._send)
        self._undo.clicked.connect(self._choose)
        self._reset.clicked.connect(self._to_defaults)
        self._show()

    def refresh(self, entities: frozenset[str]) -> None:
        """Rows changed: the table follows unless somebody is in the middle of changing it."""
        if entities and not entities & {"permission", "staff"}:
            return
        if not self._draft.is_changed:
            self._draft = self._fresh(self._draft.role)
        elif self._fresh(self._draft.role).seen != self._draft.seen:
            self._complain(_CLASH)
        self._show()

    def _fresh(self, role: Role) -> Draft:
        grants = access.grants_of(self._store.view, role)
        return Draft(role, grants, grants)

    def _choose(self) -> None:
        self._draft = self._fresh(self._role.chosen())
        self._complain("")
        self._show()

    def _tick(self, ticked: Ticked) -> None:
        change = self._draft.with_right if ticked.is_on else self._draft.without
        self._draft = change(ticked.module, ticked.verb)
        self._show()

    def _see(self, seen: Seen) -> None:
        self._draft = self._draft.with_sight(seen.module, seen.sight)
        self._show()

    def _to_defaults(self) -> None:
        self._draft = self._draft.reset()
        self._show()

    def _send(self) -> None:
        draft = self._draft
        command = SavePermissions(
            role=draft.role, seen=tuple(sorted(draft.seen)), grants=tuple(sorted(draft.grants))
        )
        try:
            self._store.do(command)
        except Refused as refusal:
            self._complain(_CLASH if refusal.reason == "changed" else refusal.detail)
            return
        self._choose()
        self.said.emit(f"Rights saved: {ROLES[draft.role]}.")

    def _complain(self, words: str) -> None:
        self._problem.setText(words)
        self._problem.setVisible(bool(words))

    def _show(self) -> None:
        draft = self._draft
        self.table.show_draft(draft)
        people = len(self._store.view.where(StaffRow, role=draft.role, active=True))
        self._people.setText(counted(people, "person", "people"))
        told = consequences(draft, module_counts(self._store.reader())) if draft.is_changed else ()
        self._words.setText("\n".join(told) or _SAME)
        self._words.dress(Look.WARNING if told else Look.MUTED)
        self._save.setEnabled(draft.is_changed)
        self._undo.setEnabled(draft.is_changed)
        self._reset.setEnabled(draft.grants != access.DEFAULTS[draft.role])

    def _lay_out(self) -> None:
        head = row(gap=10)
        head.addWidget(self._role)
        head.addWidget(self._people)
        head.addStretch(1)
        head.addWidget(self._reset)
        foot = row(gap=8)
        foot.addStretch(1)
        foot.addWidget(self._undo)
        foot.addWidget(self._save)
        card = Section("What a role sees and does")
        words = "Owners and administrators may do everything. Fieldworkers see their own jobs."
        card.inside.addWidget(WrappedLabel(words, Look.MUTED))
        card.inside.addLayout(head)
        card.inside.addWidget(self.table)
        card.inside.addWidget(self._words)
        card.inside.addWidget(self._problem)
        card.inside.addLayout(foot)
        inside = QWidget()
        inside.setProperty("clear", "true")
        inside.setMaximumWidth(900)
        stack = column(inside, gap=12)
        stack.addWidget(card)
        stack.addStretch(1)
        scroll = QScrollArea()
        scroll.setObjectName("rights_scroll")
        scroll.setWidgetResizable(True)
        scroll.setWidget(inside)
        column(self, gap=0).addWidget(scroll)
