"""The call-back queue's columns."""

from __future__ import annotations

from desktop.qt.formatting import Clock, age, counted, exact, phone, relative
from desktop.qt.table_model import CellLook, Column, Sign
from desktop.qt.tones import Tone
from desktop.replica.callbacks import CallbackLine


def columns(clock: Clock) -> tuple[Column[CallbackLine], ...]:
    def last(line: CallbackLine) -> str:
        return relative(line.last_at, clock())

    def waiting(line: CallbackLine) -> str:
        return age(line.first_at, clock())

    return (
        Column("Number", _number, 190, CellLook.STRONG, sign=_sign),
        Column("Customer", _customer, 200, stretches=True),
        Column("Calls", _calls, 90, CellLook.MUTED),
        Column("Last call", last, 120, CellLook.MUTED, tip=_last_exactly),
        Column("Waiting for", waiting, 110, tip=_since),
        Column("Ring group", _group, 130, CellLook.MUTED, gives_way=True),
        Column("Who calls back", _owner, 190, CellLook.PERSON, stretches=True, tip=_owner_tip),
    )


def who(line: CallbackLine) -> str:
    """The customer's name, else the number."""
    return line.customer or phone(line.number)


def _number(line: CallbackLine) -> str:
    return phone(line.number)


def _sign(_line: CallbackLine) -> Sign:
    return Sign("phone-missed", Tone.RED)


def _customer(line: CallbackLine) -> str:
    return line.customer or "Unknown caller"


def _calls(line: CallbackLine) -> str:
    return counted(len(line.call_ids), "call")


def _group(line: CallbackLine) -> str:
    return line.group or "Direct"


def _owner(line: CallbackLine) -> str:
    return line.owner


def _owner_tip(line: CallbackLine) -> str:
    return f"{line.owner} calls back" if line.owner else "Nobody calls back yet"


def _last_exactly(line: CallbackLine) -> str:
    return exact(line.last_at)


def _since(line: CallbackLine) -> str:
    return f"Waiting since {exact(line.first_at)}"
