"""How complaints are handled, wired: one form, saved as a whole, never over somebody else's."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop.admin.complaints_model import (
    ComplaintsForm,
    NotTheseSettings,
    command_of,
    form_of,
    problem_of,
)
from desktop.admin.complaints_view import ComplaintsView
from desktop.admin.number_model import Problem
from desktop.qt.signals import signal
from desktop.qt.widgets import column
from desktop.store import Store
from sync_server.rules.clocks import settings_of
from sync_server.rules.effects import Reason, Refused

CHANGED = (
    "Someone else changed these settings while you were typing. Discard your changes to see "
    "theirs, then make yours again."
)


class ComplaintsPage(QWidget):
    said = signal(str)

    def __init__(self, store: Store) -> None:
        super().__init__()
        self._store = store
        self.view = ComplaintsView()
        self._shown = self._now()
        column(self).addWidget(self.view)
        self.view.save_requested.connect(self._save)
        self.view.revert_requested.connect(self._show)
        self._show()

    def refresh(self, entities: frozenset[str]) -> None:
        """Rows of these entities changed; none named: any may have. What is typed stays."""
        if entities and "complaint_settings" not in entities:
            return
        if self.view.form() == self._shown:
            self._show()
        elif self._now().version != self._shown.version:
            self.view.show_problem(Problem("", CHANGED))

    def _now(self) -> ComplaintsForm:
        return form_of(settings_of(self._store.view))

    def _show(self) -> None:
        self.view.show_form(self._now())
        self._shown = self.view.form()

    def _save(self, form: ComplaintsForm) -> None:
        try:
            self._store.do(command_of(form))
        except NotTheseSettings as wrong:
            self.view.show_problem(wrong.problem)
        except Refused as refusal:
            is_late = refusal.reason is Reason.CHANGED
            problem = Problem("", CHANGED) if is_late else problem_of(refusal.detail)
            self.view.show_problem(problem)
        else:
            self._show()
            self.said.emit("Saved: how complaints are handled.")
