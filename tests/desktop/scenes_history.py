"""The history panel as it stands on a customer's page, in each of its states."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from desktop.history.history_model import fields_of, people_of, shown_changes
from desktop.history.history_view import HistoryState, HistoryView
from desktop.qt.widgets import column
from tests.desktop import samples, samples_history


def history(
    state: HistoryState = HistoryState.SHOWN, *, width: int = 1180, is_customer: bool = True
) -> QWidget:
    """A page with nothing but the panel."""
    view = HistoryView(samples.clock)
    view.begin(is_customer=is_customer)
    if state in {HistoryState.SHOWN, HistoryState.SEEN_BEFORE}:
        changes = shown_changes(samples_history.VIEW, samples_history.LINES)
        view.show_choices(fields_of(changes), people_of(changes))
        view.show_changes(changes, has_more=state is HistoryState.SHOWN)
        view.grid.selectRow(1)
    view.show_state(state)
    page = QWidget()
    page.setObjectName("page")
    column(page, edge=16).addWidget(view)
    page.resize(width, 720)
    return page


HISTORY_SCENES: dict[str, Callable[[], QWidget]] = {
    "history": history,
    "history_narrow": lambda: history(width=620, is_customer=False),
    "history_empty": lambda: history(HistoryState.EMPTY),
    "history_offline": lambda: history(HistoryState.OFFLINE),
    "history_seen_before": lambda: history(HistoryState.SEEN_BEFORE),
    "history_refused": lambda: history(HistoryState.REFUSED),
}
