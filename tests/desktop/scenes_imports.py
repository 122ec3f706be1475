"""Every step of the import, filled with a real dry run of a messy list."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QWidget

from desktop.customers import import_mapping as mapping
from desktop.customers import import_model as model
from desktop.customers.import_mapping import Chosen
from desktop.customers.import_plan import Fate, Plan, Task
from desktop.customers.import_run import Ended, Outcome, Step, Undone
from desktop.customers.import_wizard import ImportWizard
from desktop.lists.import_reader import Probe, probe
from sync_server.contract.base import RowId

_LIST = """First name,Last name,Mobile,E-mail,Street,Suburb,State,Postcode,Groups,Comments,Fax
Olivia,Smith,0412 555 018,olivia.smith@example.com,14 Ferry Rd,Glebe,NSW,2037,VIP,Ring before 9,
Zoë,Müller,+61 2 9876 5432,zoe@example.org,3 Short St,Newtown,NSW,2042,"New; Key account",,
Jack,O'Connor,(04) 1255-5019,,88 Illawarra Rd,Marrickville,NSW,2204,,"Two dogs, one friendly",
"""
NAMES = ("Ava Nguyen", "Liam Kowalski", "Priya Singh", "Harbour Café & Bar", "St Mary's School")


def looked() -> Probe:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "customers 2025.csv"
        path.write_text(_LIST)
        return probe(path)


def plan() -> Plan:
    found = looked()
    task = Task(found.path, found.format, Chosen(mapping.guess(found), "AU"), "0" * 64)
    made = Plan(task, removed=3)
    fates = (Fate.NEW, Fate.NEW, Fate.HERE, Fate.NEW, Fate.BROKEN, Fate.NEW, Fate.TWICE, Fate.NEW)
    words = {
        Fate.BROKEN: "“Mobile”: “0412 555” is not a whole phone number.",
        Fate.TWICE: "Same number or address as line 17.",
    }
    for at in range(1240):
        fate = fates[at * 7 % 8] if at % 3 else Fate.NEW
        made.add(at + 2, fate, NAMES[at % len(NAMES)])
        if fate in words:
            made.why[at] = words[fate]
        if fate is Fate.HERE:
            made.matched[at] = RowId("c0")
    return made


def file_step() -> ImportWizard:
    view = ImportWizard()
    view.show_file("Last import: spring leads.csv, 1,204 rows.")
    return view


def refused() -> ImportWizard:
    view = file_step()
    view.show_problem(
        "This is an Excel workbook or a zip file, not a CSV file. Open it where it was made, save "
        "it as “CSV UTF-8 (comma delimited)”, and choose that file."
    )
    return view


def columns_step() -> ImportWizard:
    view, found = ImportWizard(), looked()
    view.columns.show_format(model.looked_at(found), found.format, "AU")
    view.columns.show_columns(mapping.shown(found, mapping.guess(found)))
    view.show_columns()
    return view


def checking() -> ImportWizard:
    view = columns_step()
    view.show_checking(model.checking(640, 1000))
    return view


def checked() -> ImportWizard:
    view, made = checking(), plan()
    view.check.show_plan(made, lambda _ids: {RowId("c0"): "Olivia Smith"})
    view.show_checked(made.count(Fate.NEW), can_import=True)
    return view


def importing() -> ImportWizard:
    view = checked()
    view.show_importing(model.bringing(Step(425, 1240, waits=True)))
    return view


def imported() -> ImportWizard:
    view, made = importing(), plan()
    ends = {Fate.NEW: Ended.ADDED, Fate.BROKEN: Ended.BROKEN}
    ended = bytearray(ends.get(Fate(each), Ended.SKIPPED) for each in made.fates)
    words = model.result(Outcome(made, ended))
    view.show_result("Import complete", words, can_undo=True, can_report=True)
    return view


def undone() -> ImportWizard:
    view = importing()
    words = model.taken_back(Undone(1201, {"a call": 3}, is_whole=True))
    view.show_result("Import undone", words, can_undo=False, can_report=False)
    return view


IMPORT_SCENES: dict[str, Callable[[], QWidget]] = {
    "import_file": file_step,
    "import_refused": refused,
    "import_columns": columns_step,
    "import_checking": checking,
    "import_checked": checked,
    "importing": importing,
    "imported": imported,
    "import_undone": undone,
}
