"""Amounts, quantities, percents and days as people type them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.records import amounts, dates
from desktop.records.amounts import NotANumber
from desktop.records.dates import NotADate
from sync_server.rules.money import MAX_CENTS

TODAY = date(2026, 11, 22)  # a Sunday


@pytest.mark.parametrize(
    ("typed", "cents"),
    [
        ("", 0),
        ("12", 1200),
        ("12,5", 1250),
        ("12.5", 1250),
        ("12,50", 1250),
        ("1,234", 123400),
        ("1,234.50", 123450),
        ("1.234,50", 123450),
        ("1 234,50", 123450),
        ("1'234.50", 123450),
        ("1\u202f234,50 €", 123450),
        ("1,234,567", 123456700),
        ("1.234.567", 123456700),
        ("1.234.567,89", 123456789),
        ("$ 99", 9900),
        ("A$99.90", 9990),
        (".5", 50),
        (",5", 50),
        ("5.", 500),
        ("0,999", None),
        ("1.234", None),
        ("10000000000", MAX_CENTS),
        ("10000000001", None),
        ("99999999999999999999", None),
        ("-5", None),
        ("abc", None),
        ("1e5", None),
        (".", None),
        ("1,2,3", None),
        ("1,23,456", None),
        ("1.2,3.4", None),
        ("1,234,56", None),
        ("١٢", None),
        ("12.345", None),
        ("NaN", None),
        ("12 34 x", None),
    ],
)
def test_an_amount_is_read_in_either_way_of_writing_or_refused(typed, cents) -> None:
    if cents is None:
        with pytest.raises(NotANumber):
            amounts.cents(typed)
    else:
        assert amounts.cents(typed) == cents


@given(st.integers(0, MAX_CENTS), st.sampled_from([(",", "."), (".", ","), (" ", ","), ("", ".")]))
def test_what_is_written_out_with_both_marks_is_read_as_it_was(value, marks) -> None:
    group, decimal = marks
    text = f"{value // 100:,}".replace(",", group) + f"{decimal}{value % 100:02}"
    assert amounts.cents(text) == value


@given(st.text(max_size=12))
def test_whatever_is_typed_is_an_amount_in_range_or_a_sentence(text) -> None:
    try:
        read = amounts.cents(text)
    except NotANumber:
        return
    assert 0 <= read <= MAX_CENTS


@given(st.integers(0, MAX_CENTS))
def test_an_amount_in_a_form_means_the_same_when_it_is_read_again(value) -> None:
    assert amounts.cents(amounts.written(value, 2)) == value


@given(st.integers(1, 10**9))
def test_a_quantity_in_a_form_means_the_same_when_it_is_read_again(value) -> None:
    assert amounts.thousandths(amounts.written(value, 3)) == value


@pytest.mark.parametrize(("typed", "read"), [("", 1000), ("2", 2000), ("1,5", 1500), ("0.001", 1)])
def test_a_quantity_is_read(typed, read) -> None:
    assert amounts.thousandths(typed) == read


@pytest.mark.parametrize("typed", ["0", "-1", "two", "0.0001", "1000001"])
def test_a_quantity_of_nothing_or_nonsense_is_refused(typed) -> None:
    with pytest.raises(NotANumber):
        amounts.thousandths(typed)


@pytest.mark.parametrize(
    ("typed", "read"), [("", 0), ("10", 1000), ("7,5 %", 750), ("100%", 10000)]
)
def test_a_percentage_is_read(typed, read) -> None:
    assert amounts.basis_points(typed) == read


@pytest.mark.parametrize("typed", ["101", "-1", "ten", "5.123"])
def test_a_percentage_out_of_range_is_refused(typed) -> None:
    with pytest.raises(NotANumber):
        amounts.basis_points(typed)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("", None),
        ("today", TODAY),
        ("Tomorrow", date(2026, 11, 23)),
        ("fri", date(2026, 11, 27)),
        ("Sunday", date(2026, 11, 29)),
        ("+14", date(2026, 12, 6)),
        ("25 Nov", date(2026, 11, 25)),
        ("25 november 2027", date(2027, 11, 25)),
        ("Wed 25 Nov", date(2026, 11, 25)),
        ("25/11/2026", date(2026, 11, 25)),
        ("25.11.", date(2026, 11, 25)),
        ("25.11.26", date(2026, 11, 25)),
        ("2026-11-25", date(2026, 11, 25)),
        ("3 jan", date(2027, 1, 3)),
    ],
)
def test_a_day_is_read(typed, read) -> None:
    assert dates.day(typed, TODAY) == read


@pytest.mark.parametrize("typed", ["soon", "32/1/2026", "30 feb", "1/13/2026", "99999", "1/1/9999"])
def test_a_day_that_does_not_exist_is_refused_with_a_sentence(typed) -> None:
    with pytest.raises(NotADate, match=typed):
        dates.day(typed, TODAY)


@given(st.text(max_size=14))
def test_whatever_is_typed_is_a_day_or_a_sentence(text) -> None:
    try:
        found = dates.day(text, TODAY)
    except NotADate:
        return
    assert found is None or 2000 <= found.year <= dates.LATEST


@given(st.datetimes(datetime(2001, 1, 1), datetime(2199, 1, 1)))  # noqa: DTZ001 - made aware here
def test_a_moment_in_a_form_is_the_same_when_it_is_read_again(naive) -> None:
    when = naive.replace(second=0, microsecond=0).astimezone()
    day, clock = dates.day(dates.day_text(when), TODAY), dates.time_of_day(dates.time_text(when))
    again = dates.at(day, clock)
    assert again is not None
    assert abs(again - when) in (timedelta(0), timedelta(hours=1))  # the hour that comes twice


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("", None),
        ("9", time(9)),
        ("9:30", time(9, 30)),
        ("0930", time(9, 30)),
        ("2 pm", time(14)),
        ("12 am", time(0)),
    ],
)
def test_a_time_is_read(typed, read) -> None:
    assert dates.time_of_day(typed) == read


@pytest.mark.parametrize("typed", ["25", "9:60", "13 pm", "noonish"])
def test_a_time_that_does_not_exist_is_refused(typed) -> None:
    with pytest.raises(NotADate):
        dates.time_of_day(typed)
