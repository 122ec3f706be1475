"""Records on a desk: each kind's page, forms, questions, the settings of statuses."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from PySide6.QtWidgets import QWidget

from desktop.admin.statuses_page import StatusesPage
from desktop.qt.widgets import column
from desktop.records.acting import Acting
from desktop.records.forms import Forms
from desktop.records.page import RecordsPage
from desktop.records.record_model import Chosen
from desktop.replica.records import sheet
from desktop.shell.main_window import MainWindow
from desktop.shell.nav_rail import UserShown
from desktop.shell.pages import PAGES
from desktop.store import Store
from sync_server.contract.base import RowId
from sync_server.contract.values import AgentState, RecordKind
from tests.desktop.records import office_of_records as office
from tests.support.windows import find, type_text

K = RecordKind
HOSTS: list[QWidget] = []


@lru_cache(maxsize=1)
def store() -> Store:
    """One desk for all pictures; it is taken down when the program ends."""
    folder = Path(tempfile.mkdtemp())
    profile = office.desk(folder)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    atexit.register(profile.close)
    return Store(profile, office.clock)


def window(page: Callable[[QWidget], QWidget]) -> MainWindow:
    main = MainWindow()
    for entry in PAGES:
        main.add_page(entry, lambda: page(main))
    main.rail.show_user(UserShown("Amy Grant", AgentState.AVAILABLE, "ext 101"))
    main.resize(1440, 900)
    main.show_page("records")
    return main


def page_in(host: QWidget) -> RecordsPage:
    forms = Forms(store(), office.clock, host)
    return RecordsPage(store(), office.clock, forms, Acting(store(), office.clock, host))


def record(kind: RecordKind, record_id: RowId) -> MainWindow:
    def made(main: QWidget) -> QWidget:
        page = page_in(main)
        page.record.answer("report", "email", "calendar")
        page.open_record(kind, record_id)
        return page

    return window(made)


def home() -> MainWindow:
    def made(main: QWidget) -> QWidget:
        page = page_in(main)
        page.show_list()
        return page

    return window(made)


def hosted() -> RecordsPage:
    """A page that lives as long as the pictures do."""
    host = QWidget()
    page = page_in(host)
    page.setParent(host)
    HOSTS.append(host)
    return page


def form(kind: RecordKind) -> QWidget:
    """A new record with two lines, the second with an error."""
    page = hosted()
    store().set_draft(f"form:new:{kind}:{office.OLIVIA}", "")
    page.forms.open_new(kind, office.OLIVIA)
    dialog = page.forms.dialog
    type_text(find(dialog, QWidget, "form_title"), "Rear deck balustrade")
    if kind is not K.INQUIRY:
        for name, words in (
            ("line_text_0", "Hardwood balustrade, per metre"),
            ("line_quantity_0", "12,5"),
            ("line_unit_0", "189.00"),
            ("line_tax_0", "10"),
        ):
            type_text(find(dialog, QWidget, name), words)
        find(dialog, QWidget, "line_add").click()  # type: ignore[attr-defined]
        type_text(find(dialog, QWidget, "line_text_1"), "Removal of the old rail")
        type_text(find(dialog, QWidget, "line_unit_1"), "35o")
    return dialog


def edit(kind: RecordKind, record_id: RowId) -> QWidget:
    page = hosted()
    found = sheet(store().reader(), kind, record_id)
    assert found is not None
    page.forms.open_edit(found)
    return page.forms.dialog


def statuses() -> MainWindow:
    """The settings of statuses, one of the office's own chosen."""

    def made(_main: QWidget) -> QWidget:
        page = QWidget()
        page.setObjectName("page")
        part = StatusesPage(store())
        column(page, edge=16).addWidget(part)
        part.grid.selectRow(0)
        return page

    return window(made)


def asking(kind: RecordKind, record_id: RowId, key: str) -> QWidget:
    page = hosted()
    found = sheet(store().reader(), kind, record_id)
    assert found is not None
    page.acting.act(found, Chosen(key))
    return page.acting.dialog


RECORD_SCENES: dict[str, Callable[[], QWidget]] = {
    "records": home,
    "record_inquiry": lambda: record(K.INQUIRY, office.INQUIRY),
    "record_quote": lambda: record(K.QUOTE, office.QUOTE),
    "record_booking": lambda: record(K.BOOKING, office.JOB),
    "record_invoice": lambda: record(K.INVOICE, office.BILL),
    "record_form_quote": lambda: form(K.QUOTE),
    "record_form_booking": lambda: form(K.BOOKING),
    "record_form_inquiry": lambda: form(K.INQUIRY),
    "record_form_edit": lambda: edit(K.BOOKING, office.JOB),
    "statuses": statuses,
    "record_payment": lambda: asking(K.INVOICE, office.BILL, "payment"),
    "record_accept": lambda: asking(K.QUOTE, office.QUOTE, "accept"),
}
