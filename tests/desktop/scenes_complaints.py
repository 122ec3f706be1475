"""Settings of the complaints desk, over a replica of their own."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.admin.checkup import Connections
from desktop.admin.settings_page import SettingsPage
from desktop.store import Store
from sync_server.contract.base import Row, RowId
from sync_server.contract.complaints import (
    SETTINGS_ID,
    ComplaintSettingsRow,
    IssueLabelRow,
    IssueTypeRow,
)
from sync_server.contract.holds import HoldReasonRow
from sync_server.contract.values import Role, StatusTone
from sync_server.rules.complaint_defaults import HOLD_REASONS, ISSUE_TYPES, RELEASE_REASONS
from tests.desktop.admin.test_numbers import Voice
from tests.desktop.calls import office_of_calls as office
from tests.desktop.scenes_calendar import SIZE

_LABELS = (
    ("Insurance", StatusTone.BLUE),
    ("VIP", StatusTone.PURPLE),
    ("Waits for parts", StatusTone.ORANGE),
    ("Warranty", StatusTone.GREEN),
)
_STEPS = ("Take photos of the damage", "Call the customer", "Order material")


def catalogue() -> list[Row]:
    """What an office may have made of its lists."""
    types = [
        IssueTypeRow(RowId(f"t{n}"), 0, name, tone, n, _STEPS if n == 1 else ())
        for n, (name, tone) in enumerate(ISSUE_TYPES, 1)
    ]
    gone = IssueTypeRow(RowId("t9"), 1, "Noise", StatusTone.GREY, 9, (), archived=True)
    labels = [IssueLabelRow(RowId(f"l{n}"), 0, *each) for n, each in enumerate(_LABELS)]
    reasons = [
        HoldReasonRow(RowId(f"r{n}-{for_release}"), 0, name, for_release, n)
        for names, for_release in ((HOLD_REASONS, False), (RELEASE_REASONS, True))
        for n, name in enumerate(names, 1)
    ]
    settings = ComplaintSettingsRow(
        SETTINGS_ID,
        0,
        two_person_cents=50_000,
        wip_limits=("in_progress 20", "awaiting_approval 10"),
        time_zone="Australia/Sydney",
        hours=tuple(
            f"{day} {span}"
            for day in ("mon", "tue", "wed", "thu", "fri")
            for span in ("08:00-12:00", "12:30-17:00")
        ),
        holidays=("2026-12-25 Christmas Day", "2026-12-26 Boxing Day"),
    )
    return [*types, gone, *labels, *reasons, settings]


def settings(section: str) -> SettingsPage:
    profile = office.desk(Path(tempfile.mkdtemp()), catalogue(), Role.ADMIN)
    known = Connections(True, "Phone ready", True, "Up to date")
    page = SettingsPage(Store(profile, office.clock), office.clock, Voice(), lambda: known)
    page.destroyed.connect(profile.close)
    page.resize(*SIZE)
    next(b for b in page._titles if b.objectName() == section).click()
    return page


def complaints() -> QWidget:
    return settings("settings_complaints")


def complaints_below() -> QWidget:
    page = settings("settings_complaints")
    page.complaints.view._around.ensureWidgetVisible(page.complaints.view._limits)
    return page


def issue_types() -> QWidget:
    page = settings("settings_issue_types")
    page.issue_types.grid.selectRow(0)
    return page


def labels() -> QWidget:
    page = settings("settings_labels")
    page.findChildren(QLineEdit, "issue_label_name")[0].setText("Legal")
    return page


def reasons() -> QWidget:
    page = settings("settings_hold_reasons")
    page.reasons.pages()[0].grid.selectRow(1)
    return page


def switches() -> QWidget:
    return settings("settings_switches")


COMPLAINT_SCENES: dict[str, Callable[[], QWidget]] = {
    "settings_complaints": complaints,
    "settings_complaints_below": complaints_below,
    "settings_issue_types": issue_types,
    "settings_labels": labels,
    "settings_hold_reasons": reasons,
    "settings_switches": switches,
}
