"""Values as people read them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import QLocale

from desktop.qt import formatting

NOW = datetime(2025, 10, 9, 10, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def plain_english(monkeypatch):
    monkeypatch.setattr(formatting, "locale", lambda: QLocale("en_AU"))


@pytest.mark.parametrize(
    ("cents", "text"),
    [(0, "$0.00"), (5, "$0.05"), (124000, "$1,240.00"), (100000000, "$1,000,000.00")],
)
def test_money_is_written_from_whole_cents(cents, text):
    assert formatting.money(cents) == text


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("+61412555018", "+61 412 555 018"),
        ("+61295550123", "+61 2 9555 0123"),
        ("+14155550123", "+1 415 555 0123"),
        ("+35312345678", "+353 123 456 78"),
        ("0412 555 018", "0412 555 018"),
        ("", ""),
        ("+", "+"),
        ("+<b>1</b>", "+<b>1</b>"),
    ],
)
def test_phone_numbers_are_grouped_and_the_rest_left_alone(stored, shown):
    assert formatting.phone(stored) == shown


@pytest.mark.parametrize(
    ("past", "text"),
    [
        (timedelta(seconds=20), "just now"),
        (timedelta(minutes=5), "5 min ago"),
        (timedelta(hours=2), "2 h ago"),
        (timedelta(days=1), "yesterday"),
        (timedelta(days=3), "3 days ago"),
        (timedelta(days=8), "1 Oct"),
        (timedelta(days=400), "4 Sep 2024"),
        (timedelta(seconds=-30), "just now"),
    ],
)
def test_times_are_relative_and_then_dates(past, text):
    assert formatting.relative(NOW - past, NOW) == text


@pytest.mark.parametrize(
    ("past", "text"),
    [
        (timedelta(minutes=25), "25 min"),
        (timedelta(hours=5), "5 h"),
        (timedelta(days=6, hours=4), "6 d 4 h"),
        (timedelta(days=12, hours=4), "12 d"),
        (timedelta(minutes=-4), "0 min"),
    ],
)
def test_ages_have_two_parts_at_most(past, text):
    assert formatting.age(NOW - past, NOW) == text


def test_a_call_clock_runs_past_the_hour():
    assert formatting.running(timedelta(minutes=4, seconds=12)) == "04:12"
    assert formatting.running(timedelta(hours=1, minutes=2, seconds=3)) == "1:02:03"


@pytest.mark.parametrize(
    ("name", "shown"),
    [("Olivia Smith", "OS"), ("Harbour Café & Bar", "HB"), ("Cher", "C"), ("", "?"), ("<i>", "?")],
)
def test_initials_come_from_the_first_and_last_word(name, shown):
    assert formatting.initials(name) == shown


def test_tooltips_show_markup_as_it_is():
    assert formatting.plain_tip("<b>A</b> & B") == "<span>&lt;b&gt;A&lt;/b&gt; &amp; B</span>"
