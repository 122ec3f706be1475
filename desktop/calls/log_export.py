"""The call log as a table to write to a file: exactly what is filtered, in that order."""

from __future__ import annotations

from array import array
from collections.abc import Iterator

from desktop.calls import log_model
from desktop.lists.export_cells import Cell, Sheet
from desktop.lists.exporting import Measured
from desktop.replica.call_log import LoggedCall, calls_at
from desktop.replica.connection import Connection

HEADINGS = (
    "Direction",
    "Number",
    "Customer",
    "Agent",
    "Ring group",
    "Started",
    "Rang (s)",
    "Talked (s)",
    "Outcome",
    "Disposition",
    "Recorded (s)",
    "Linked to",
)
WIDTHS = (11, 18, 26, 20, 18, 20, 9, 10, 16, 18, 12, 24)
PIECE = 500


def call_sheet(db: Connection, places: array[int]) -> Measured:
    """These calls as a table; they are read while it is written."""
    return Measured(Sheet("Calls", HEADINGS, WIDTHS, _pieces(db, places)), len(places))


def cells(call: LoggedCall) -> tuple[Cell, ...]:
    """One call as values: numbers as numbers, instants as the person's local time."""
    rang, talked = call.rang, call.talked
    return (
        "Incoming" if log_model.way(call).startswith("In") else "Outgoing",
        call.number or log_model.WITHHELD,
        log_model.customer(call),
        log_model.agent(call),
        log_model.group(call),
        f"{call.started_at.astimezone():%Y-%m-%d %H:%M:%S}",
        None if rang is None else int(rang.total_seconds()),
        None if talked is None else int(talked.total_seconds()),
        log_model.outcome(call).text,
        call.disposition,
        call.recording_seconds,
        ", ".join(record.code for record in call.records),
    )


def _pieces(db: Connection, places: array[int]) -> Iterator[list[tuple[Cell, ...]]]:
    for first in range(0, len(places), PIECE):
        yield [cells(call) for call in calls_at(db, places[first : first + PIECE])]
