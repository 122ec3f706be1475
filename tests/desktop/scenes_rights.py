"""Settings with the table of rights and the list of people, over a replica of their own."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QWidget

from desktop.admin.checkup import Connections
from desktop.admin.rights_model import Sight
from desktop.admin.rights_view import Seen, Ticked
from desktop.admin.settings_page import SettingsPage
from desktop.store import Store
from sync_server.contract.base import RowId
from sync_server.contract.records import InvoiceRow
from sync_server.contract.staff import StaffRow
from sync_server.contract.values import Module, Role, Verb
from tests.desktop.admin.test_numbers import Voice
from tests.desktop.calls import office_of_calls as office
from tests.desktop.scenes_calendar import SIZE


def _settings(section: str) -> SettingsPage:
    rows = [InvoiceRow(id=RowId(f"i{n}"), customer_id=office.ANN) for n in range(1204)]
    liam = StaffRow(
        id=RowId("liam"), name="Liam", role=Role.FIELDWORKER, phone="+61412555010", may_propose=True
    )
    profile = office.desk(Path(tempfile.mkdtemp()), [*rows, liam], Role.ADMIN)
    known = Connections(True, "Phone ready", True, "Up to date")
    page = SettingsPage(Store(profile, office.clock), office.clock, Voice(), lambda: known)
    page.destroyed.connect(profile.close)
    page.resize(*SIZE)
    next(b for b in page._titles if b.objectName() == section).click()
    return page


def rights() -> QWidget:
    page = _settings("settings_rights")
    assert page.rights is not None
    page.rights.table.seen.emit(Seen(Module.INVOICES, Sight.NONE))
    page.rights.table.ticked.emit(Ticked(Module.ISSUES, Verb.CLOSE, is_on=True))
    return page


def people() -> QWidget:
    page = _settings("settings_people")
    assert page.people is not None
    page.people.grid.selectRow(1)
    return page


RIGHTS_SCENES: dict[str, Callable[[], QWidget]] = {"rights": rights, "people": people}
