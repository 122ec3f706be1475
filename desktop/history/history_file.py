"""History as a file: every change as a row of CSV (AUD-04)."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable

from desktop.history.history_model import ShownChange

HEADINGS = ("Line", "Time", "Who", "What", "Field", "Before", "After")
_NUMBER = re.compile(r"\+[\d ]{1,24}")
_STARTS_FORMULA = ("=", "@", "-", "+", "\t", "\r")


def as_csv(changes: Iterable[ShownChange]) -> bytes:
    """Every change with its line's number in the history, time (ISO 8601) and person."""
    text = io.StringIO(newline="")
    rows = csv.writer(text)
    rows.writerow(HEADINGS)
    for change in changes:
        cells = (change.who, change.title, change.field, change.old, change.new)
        number, time = change.id.split(".")[0], change.at.astimezone().isoformat()
        rows.writerow([number, time, *map(_harmless, cells)])
    # The mark at the start makes spreadsheets read names in UTF-8.
    return text.getvalue().encode("utf-8-sig", "replace")


def _harmless(cell: str) -> str:
    """Text that a spreadsheet would calculate gets an apostrophe; a phone number stays readable."""
    if not cell.startswith(_STARTS_FORMULA) or _NUMBER.fullmatch(cell):
        return cell
    return f"'{cell}"
