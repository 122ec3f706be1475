"""Arithmetic with working hours: lunch breaks, holidays, days of 23 and 25 hours, pauses."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync_server.contract.columns import to_ms
from sync_server.rules.business_time import (
    Calendar,
    due,
    is_paused,
    paused,
    read_pauses,
    resumed,
    worked,
)

OFFICE = tuple(
    f"{day} {span}"
    for day in ("mon", "tue", "wed", "thu", "fri")
    for span in ("08:00-12:00", "12:30-17:00")
)
SYDNEY, BERLIN = "Australia/Sydney", "Europe/Berlin"
H = timedelta(hours=1)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def calendar(
    hours: tuple[str, ...] = OFFICE, holidays: tuple[str, ...] = (), zone: str = "UTC"
) -> Calendar:
    return Calendar.read(hours, holidays, zone)


@pytest.mark.parametrize(
    ("start", "hours", "ends"),
    [
        ("2026-11-23 09:00", 2, "2026-11-23 11:00"),  # a Monday morning
        ("2026-11-23 11:00", 2, "2026-11-23 13:30"),  # over lunch
        ("2026-11-23 12:10", 1, "2026-11-23 13:30"),  # reported at lunch
        ("2026-11-23 16:00", 2, "2026-11-24 09:00"),  # over the night
        ("2026-11-27 16:30", 1, "2026-11-30 08:30"),  # over the weekend
        ("2026-11-28 10:00", 1, "2026-11-30 09:00"),  # on a Saturday
        ("2026-11-23 03:00", 4, "2026-11-23 12:00"),  # up to the very end of the morning
        ("2026-11-23 08:00", 85, "2026-12-04 17:00"),  # two whole weeks
    ],
)
def test_a_clock_runs_while_the_office_is_open(start: str, hours: int, ends: str) -> None:
    """ISS-70."""
    assert due(calendar(), utc(start), hours * H) == utc(ends)
    assert worked(calendar(), utc(start), utc(ends)) == hours * H


def test_without_hours_it_runs_day_and_night_but_not_on_holidays() -> None:
    always = calendar(())
    assert due(always, utc("2026-12-24 20:00"), 6 * H) == utc("2026-12-25 02:00")
    closed = calendar((), ("2026-12-25 Christmas Day",))
    assert due(closed, utc("2026-12-24 20:00"), 6 * H) == utc("2026-12-26 02:00")


def test_a_holiday_is_left_out() -> None:
    closed = calendar(holidays=("2026-11-24 Founders' Day", "2026-11-25"))
    assert due(closed, utc("2026-11-23 16:00"), 2 * H) == utc("2026-11-26 09:00")


def test_a_day_begins_where_the_business_is() -> None:
    """08:00 in Sydney on the 23rd is 21:00 of the 22nd in UTC while summer time holds."""
    sydney = calendar(zone=SYDNEY)
    assert due(sydney, utc("2026-11-22 20:00"), H) == utc("2026-11-22 22:00")


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        (BERLIN, "2026-03-29", 23),
        (BERLIN, "2026-10-25", 25),
        (BERLIN, "2026-10-26", 24),
        (SYDNEY, "2026-10-04", 23),
        (SYDNEY, "2026-04-05", 25),
    ],
)
def test_a_day_has_the_hours_it_has(zone: str, day: str, hours: int) -> None:
    always = calendar((), zone=zone)
    begins = datetime.fromisoformat(day).replace(tzinfo=always.zone).astimezone(UTC)
    ends = due(always, begins, hours * H)
    assert ends is not None
    there = ends.astimezone(always.zone)
    assert (there.date(), there.hour) == (date.fromisoformat(day) + timedelta(days=1), 0)


def test_a_span_in_the_hour_that_does_not_exist_counts_nothing_twice() -> None:
    """Clocks jump from 02:00 to 03:00: 02:15-02:30 and 03:00-04:00 then lie over each other."""
    nights = calendar(("sun 02:15-02:30", "sun 03:00-04:00", "sun 02:30-03:00"), zone=BERLIN)
    begins = datetime(2026, 3, 29, 0, 0, tzinfo=nights.zone)
    assert worked(nights, begins, begins + timedelta(hours=20)) == H


def test_hours_that_overlap_count_once() -> None:
    both = calendar(("mon 08:00-12:00", "mon 10:00-14:00", "mon 09:00-10:00"))
    assert due(both, utc("2026-11-23 07:00"), 6 * H) == utc("2026-11-23 14:00")


def test_paused_time_is_left_out_also_over_a_lunch_break() -> None:
    pause = (f"{to_ms(utc('2026-11-23 11:00'))}-{to_ms(utc('2026-11-23 13:00'))}",)
    # An hour before lunch and half an hour after it.
    assert due(calendar(), utc("2026-11-23 10:00"), 2 * H, pause) == utc("2026-11-23 14:00")


def test_nothing_is_due_while_the_clock_stands() -> None:
    """ISS-70."""
    began = utc("2026-11-23 11:00")
    standing = paused((), began)
    assert is_paused(standing)
    assert paused(standing, began + H) == standing, "it stands already"
    assert due(calendar(), utc("2026-11-23 10:00"), 2 * H, standing) is None
    went_on = resumed(standing, utc("2026-11-23 12:00"))
    assert not is_paused(went_on)
    assert resumed(went_on, utc("2026-11-23 13:00")) == went_on
    assert due(calendar(), utc("2026-11-23 10:00"), 2 * H, went_on) == utc("2026-11-23 13:30")


def test_another_calendar_loses_no_paused_time() -> None:
    pause = (f"{to_ms(utc('2026-11-23 09:00'))}-{to_ms(utc('2026-11-23 10:00'))}",)
    start = utc("2026-11-23 08:00")
    assert due(calendar(), start, 2 * H, pause) == utc("2026-11-23 11:00")
    later = calendar(("mon 09:00-17:00", "tue 09:00-17:00"))
    assert due(later, start, 2 * H, pause) == utc("2026-11-23 12:00")
    assert due(calendar(), start, 2 * H, pause) == utc("2026-11-23 11:00")


def test_who_is_never_open_is_never_due() -> None:
    day, holidays = date(2026, 11, 23), []
    while day < date(2029, 12, 31):
        holidays.append(day.isoformat())
        day += timedelta(days=7)
    assert due(calendar(("mon 08:00-12:00",), tuple(holidays)), utc("2026-11-23 00:00"), H) is None


@pytest.mark.parametrize(
    ("day", "works"),
    [("2026-11-23", True), ("2026-11-28", False), ("2026-11-24", False), ("2026-11-29", False)],
)
def test_working_days_are_those_with_hours_and_no_holiday(day: str, works: bool) -> None:
    tuesday_off = ("2026-11-24 Founders' Day",)
    for hours in (OFFICE, ()):
        there = calendar(hours, tuesday_off)
        assert there.is_working_day(date.fromisoformat(day)) is works
    assert calendar(("sat 08:00-12:00",)).is_working_day(date(2026, 11, 28))


MOMENTS = st.datetimes(
    datetime(2026, 1, 1),  # noqa: DTZ001 - Hypothesis wants bounds without a zone
    datetime(2027, 6, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
).map(lambda at: at.replace(microsecond=0))
LENGTHS = st.integers(1, 80 * 60).map(lambda minutes: timedelta(minutes=minutes))
PAUSES = st.lists(
    st.tuples(MOMENTS, st.integers(0, 20_000)).map(
        lambda one: f"{to_ms(one[0])}-{to_ms(one[0] + timedelta(minutes=one[1]))}"
    ),
    max_size=4,
).map(tuple)
CALENDARS = st.builds(
    Calendar.read,
    st.sampled_from([OFFICE, (), ("sun 01:00-04:00", "mon 09:00-24:00", "mon 13:00-15:00")]),
    st.lists(st.dates(date(2026, 1, 1), date(2027, 6, 1)).map(date.isoformat), max_size=5),
    st.sampled_from(["UTC", SYDNEY, BERLIN, "America/Havana", "Asia/Kolkata"]),
)


@given(CALENDARS, MOMENTS, LENGTHS, PAUSES)
def test_until_it_is_due_exactly_that_long_was_worked(
    there: Calendar, start: datetime, lasts: timedelta, pauses: tuple[str, ...]
) -> None:
    ends = due(there, start, lasts, pauses)
    assert ends is not None
    assert worked(there, start, ends, pauses) == lasts
    assert worked(there, start, ends - timedelta(seconds=1), pauses) < lasts


@given(CALENDARS, MOMENTS, LENGTHS, PAUSES, PAUSES)
def test_another_pause_never_makes_it_due_earlier(
    there: Calendar,
    start: datetime,
    lasts: timedelta,
    pauses: tuple[str, ...],
    more: tuple[str, ...],
) -> None:
    before, after = due(there, start, lasts, pauses), due(there, start, lasts, (*pauses, *more))
    assert before is not None
    assert after is not None
    assert after >= before


@given(CALENDARS, MOMENTS, LENGTHS, LENGTHS)
def test_what_takes_longer_is_due_later(
    there: Calendar, start: datetime, short: timedelta, more: timedelta
) -> None:
    first, last = due(there, start, short), due(there, start, short + more)
    assert first is not None
    assert last is not None
    assert first < last


@given(PAUSES)
def test_pauses_are_read_as_they_were_written(pauses: tuple[str, ...]) -> None:
    written = tuple(f"{to_ms(a)}-{to_ms(b) if b else ''}" for a, b in read_pauses(pauses))
    assert written == pauses
