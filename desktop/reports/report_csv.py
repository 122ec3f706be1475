"""The report as CSV: every figure and every chart, one block after the other."""

from __future__ import annotations

import csv
from pathlib import Path

from desktop.reports.causes_model import Shown, table_of

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for a formula when a cell begins with it."""


def write_csv(shown: Shown, to: Path) -> None:
    """Write it; the file is there only when it is whole. Raises OSError."""
    half = to.with_name(f".{to.name}.part")
    try:
        with half.open("w", newline="", encoding="utf-8-sig") as out:
            lines = csv.writer(out)
            lines.writerow(("Figure", "Value", "Of"))
            for tile in shown.tiles:
                lines.writerow(map(_safe, (tile.title, tile.value, tile.detail)))
            for chart in shown.charts:
                table = table_of(chart)
                lines.writerow(())
                lines.writerow((_safe(chart.title),))
                lines.writerow(map(_safe, table.heads))
                lines.writerows(tuple(map(_safe, cells)) for cells in table.rows)
        half.replace(to)
    finally:
        half.unlink(missing_ok=True)


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
