"""A quarter of issues with known figures, for what shows them."""

from __future__ import annotations

from datetime import UTC, datetime

from desktop.replica.root_causes import Picked, Report
from sync_server.contract.columns import to_ms
from sync_server.rules.root_causes import DAY_MS, HOUR_MS, Rate, RootCauses, Span, Times

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
PICKED = Picked(90)
_STEP = 7 * DAY_MS
_MEDIANS = (5, 6, 4, 7.5, 9, 6, 5, None, 4, 3.5, 6, 4, 3)
_CLOSED = (40, 52, 61, 48, 70, 66, 52, None, 49, 60, 44, 38, 41)


def _over(medians: tuple[float | None, ...], p90: float) -> tuple[Times, ...]:
    return tuple(
        Times() if each is None else Times(int(each * HOUR_MS), int(each * p90 * HOUR_MS))
        for each in medians
    )


def report() -> Report:
    since = to_ms(NOW) + 1 - 13 * _STEP
    causes = RootCauses(
        reported=248,
        open=31,
        reopened=Rate(19, 204),
        in_24_hours=Rate(214, 240),
        in_48_hours=Rate(236, 240),
        to_acknowledge=Times(int(5.2 * HOUR_MS), int(23.4 * HOUR_MS)),
        to_close=Times(int(50 * HOUR_MS), int(150 * HOUR_MS)),
        by_type=(
            ("Damage", 82),
            ("Missed area", 61),
            ("Late arrival", 44),
            ("Quality of work that was agreed on", 30),
            ("No-show", 18),
            ("Billing dispute", 13),
        ),
        by_worker=(("w1", 51), ("w2", 44), ("w3", 39), ("w4", 30), ("w5", 12)),
        by_service=tuple(
            (name, count)
            for name, count in (
                ("Deep clean", 71),
                ("Window repair", 55),
                ("Gutter cleaning", 38),
                ("End of lease clean", 31),
                ("Carpet steam", 19),
                ("Oven clean", 12),
                ("Pressure wash", 9),
                ("Solar panels", 6),
                ("Blinds", 4),
                ("Pool", 3),
            )
        ),
        reopened_by_type=(
            ("Damage", Rate(11, 70)),
            ("Missed area", Rate(5, 55)),
            ("Late arrival", Rate(2, 40)),
            ("No-show", Rate(1, 18)),
            ("Billing dispute", Rate(0, 9)),
        ),
        acknowledged_over=_over(_MEDIANS, 4.4),
        closed_over=_over(_CLOSED, 2.9),
    )
    held = (41, 52, 48, 66, 71, 90, 84, 77, 95, 110, 88, 92, 81)
    names = {"w1": "Liam Kowalski", "w2": "Mei Chen", "w3": "Noah Brown", "w4": "Priya Singh"}
    return Report(
        Span(since, to_ms(NOW) + 1, _STEP),
        causes,
        tuple(each * 10_000 for each in held),
        810_000,
        {**names, "w5": "Omar Haddad"},
    )
