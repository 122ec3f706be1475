"""Columns of a record's lines, with a badge where pay for one is withheld."""

from __future__ import annotations

from collections.abc import Callable

from desktop.qt.table_model import Align, CellLook, Column
from desktop.records.record_model import LineShown


def line_columns() -> tuple[Column[LineShown], ...]:
    right = Align.RIGHT
    return (
        Column(
            "What",
            _field("text"),
            160,
            CellLook.STRONG,
            badges=lambda line: (line.held,) if line.held is not None else (),
            tip=_tip,
            stretches=True,
        ),
        Column("Qty", _field("quantity"), 58, align=right),
        Column("Unit", _field("unit"), 96, align=right),
        Column("Discount", _field("discount"), 92, CellLook.MUTED, right, gives_way=True),
        Column("Tax", _field("tax"), 62, CellLook.MUTED, right, gives_way=True),
        Column("Net", _field("net"), 104, align=right),
    )


def _field(name: str) -> Callable[[LineShown], str]:
    return lambda line: str(getattr(line, name))


def _tip(line: LineShown) -> str:
    if line.held is None:
        return line.text
    opens = " Enter opens it." if line.held_link is not None else ""
    return f"{line.text}. Fieldworkers' pay for it is withheld: {line.held.text}.{opens}"
