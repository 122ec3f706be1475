"""Times and money as the business's customers read them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from sync_server.portal.business import Business
from sync_server.settings import BadSettings, from_environment

SYDNEY = Business("Harbour Glass", "+61 (2) 5550-1234", ZoneInfo("Australia/Sydney"))
LATE = datetime(2026, 11, 21, 22, 5, tzinfo=UTC)


def test_times_are_shown_in_the_business_zone():
    assert SYDNEY.day_and_clock(LATE) == "Sunday 22 November, 9:05\N{NO-BREAK SPACE}am"
    assert SYDNEY.day(LATE) == "Sunday 22 November 2026"


@pytest.mark.parametrize(
    ("hour", "shown"), [(0, "12:00 am"), (11, "11:00 am"), (12, "12:00 pm"), (23, "11:00 pm")]
)
def test_the_clock_has_twelve_hours(hour: int, shown: str):
    at = datetime(2026, 11, 21, hour, tzinfo=UTC)
    assert Business("B").clock(at) == shown.replace(" ", "\N{NO-BREAK SPACE}")


def test_money_has_cents_and_thousands():
    assert SYDNEY.money(124050) == "$1,240.50"
    assert SYDNEY.money(5) == "$0.05"


def test_the_phone_number_can_be_dialled():
    assert SYDNEY.phone_link == "+61255501234"


def test_a_zone_nobody_knows_stops_the_start(tmp_path: Path):
    folder = {"RINGDESK_DATA_DIR": str(tmp_path)}
    assert (
        from_environment({**folder, "RINGDESK_TIME_ZONE": "Asia/Tokyo"}).time_zone == "Asia/Tokyo"
    )
    with pytest.raises(BadSettings, match="Moon"):
        from_environment({**folder, "RINGDESK_TIME_ZONE": "Moon/Sea"})
