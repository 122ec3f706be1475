"""Reports, and deleting an issue forever, in each of their states."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtWidgets import QAbstractButton, QWidget

from desktop.issues.erase_dialog import EraseDialog
from desktop.issues.erase_model import EraseOffer, what_goes, what_stays
from desktop.replica.erasures import Hanging
from desktop.reports.causes_model import shown_report
from desktop.reports.chart_card import ChartCard
from desktop.reports.reports_view import ReportsView
from sync_server.rules.root_causes import RootCauses, Times
from tests.desktop.reports import a_report

_FOUND = Hanging(posts=3, files=1, messages=2, steps=4, holds=1, appointments=1, calls=1)
_HELD = "1 payment is still on hold for this issue. Release it first."


def erase(refusal: str = "", *, is_done: bool = False, is_waiting: bool = False) -> QWidget:
    dialog = EraseDialog()
    dialog.offer(EraseOffer("CMP-00012", what_goes(_FOUND), what_stays(_FOUND), refusal))
    if is_waiting:
        dialog.show_waiting()
    if is_done:
        dialog.show_done()
    return dialog


def root_causes(*, is_empty: bool = False, as_tables: bool = False, height: int = 850) -> QWidget:
    view = ReportsView()
    found = a_report.report()
    if is_empty:
        nothing = RootCauses(acknowledged_over=(Times(),) * 13, closed_over=(Times(),) * 13)
        found = replace(found, causes=nothing, held=(0,) * 13)
    view.show_report(shown_report(found, a_report.PICKED))
    for card in view.findChildren(ChartCard) if as_tables else ():
        card.findChild(QAbstractButton, f"turn_{card.chart().key}").setChecked(True)
    view.resize(1210, height)
    return view


REPORT_SCENES: dict[str, Callable[[], QWidget]] = {
    "erase_issue": erase,
    "erase_issue_refused": lambda: erase(_HELD),
    "erase_issue_waiting": lambda: erase(is_waiting=True),
    "erase_issue_done": lambda: erase(is_done=True),
    "root_causes": root_causes,
    "root_causes_whole": lambda: root_causes(height=1440),
    "root_causes_tables": lambda: root_causes(as_tables=True, height=1440),
    "root_causes_empty": lambda: root_causes(is_empty=True),
}
