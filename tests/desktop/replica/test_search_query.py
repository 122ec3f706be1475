"""The language of the search line: operators, days, quotes, and what is not understood."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.replica.search_dates import first_day
from desktop.replica.search_query import Filter, Operator, Query, parse

TODAY = date(2026, 11, 22)
"""A Sunday."""


def asked(text: str) -> Query:
    return parse(text, TODAY)


@pytest.mark.parametrize(
    ("text", "words", "filters"),
    [
        ("ann taylor", ("ann", "taylor"), ()),
        ('"ann taylor" repair', ("ann taylor", "repair"), ()),
        ("from:liam gate", ("gate",), (Filter(Operator.FROM, "liam"),)),
        ('from:"Liam O\'Hara"', (), (Filter(Operator.FROM, "Liam O'Hara"),)),
        ("FROM:Liam", (), (Filter(Operator.FROM, "Liam"),)),
        ("in:CMP-00012", (), (Filter(Operator.IN, "CMP-00012"),)),
        ("has:attachments", (), (Filter(Operator.HAS, "attachments"),)),
        ("before:2026-01-31", (), (Filter(Operator.BEFORE, "2026-01-31"),)),
        ("after:last week glass", ("glass",), (Filter(Operator.AFTER, "last week"),)),
        ("type:bookings", (), (Filter(Operator.TYPE, "bookings"),)),
        ("status:overdue", (), (Filter(Operator.STATUS, "overdue"),)),
        ('"from:liam"', ("from:liam",), ()),
        ("10:30", ("10:30",), ()),
        ('say "hel', ("say", "hel"), ()),
        ("", (), ()),
    ],
)
def test_a_line_is_taken_apart(text, words, filters):
    """Side by side 45."""
    found = asked(text)
    assert (found.words, found.filters, found.hint) == (words, filters, "")


@pytest.mark.parametrize(
    ("text", "words", "hint"),
    [
        ("colour:red", ("colour:red",), "“colour:” is searched as text. Known: "),
        ("before:someday", ("before:someday",), "Try before:2026-01-31"),
        ("has:money", ("has:money",), "Try has:attachment"),
        ("type:dog", ("type:dog",), "Try type:booking"),
        ("from:", (), "Try from:liam"),
        ("from: liam", ("liam",), "Try from:liam"),
        ("http://example.org", ("http://example.org",), ""),
    ],
)
def test_what_is_not_understood_is_text_and_a_hint_says_so(text, words, hint):
    found = asked(text)
    assert (found.words, found.filters) == (words, ())
    assert found.hint.startswith(hint)
    assert bool(found.hint) == bool(hint)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("2026-01-31", date(2026, 1, 31)),
        ("2026-01", date(2026, 1, 1)),
        ("2025", date(2025, 1, 1)),
        ("31.1.2026", date(2026, 1, 31)),
        ("today", TODAY),
        ("Yesterday", date(2026, 11, 21)),
        ("3d", date(2026, 11, 19)),
        ("2w", date(2026, 11, 8)),
        ("9m", date(2026, 2, 22)),
        ("1y", date(2025, 11, 22)),
        ("this week", date(2026, 11, 16)),
        ("last week", date(2026, 11, 9)),
        ("last month", date(2026, 10, 1)),
        ("last year", date(2025, 1, 1)),
    ],
)
def test_days_are_read_as_people_write_them(words, day):
    assert first_day(words, TODAY) == day


@pytest.mark.parametrize("words", ["2026-02-30", "9999y", "0000-01-01", "soon", "", "12.13.2026"])
def test_what_is_not_a_day_is_none(words):
    assert first_day(words, TODAY) is None


def test_a_month_before_the_last_of_a_longer_one_ends_earlier():
    assert first_day("1m", date(2026, 3, 31)) == date(2026, 2, 28)


LINES = st.text() | st.lists(
    st.sampled_from(
        [
            "from:",
            "in:",
            "has:call",
            "before:",
            "after:last",
            "week",
            "type:post",
            '"',
            "a",
            ":",
            " ",
        ]
    )
).map("".join)


@given(LINES)
def test_taking_apart_never_raises_and_what_came_out_means_the_same(line):
    found = asked(line)
    again = asked(str(found))
    assert (again.words, again.filters, again.hint) == (found.words, found.filters, "")


@given(st.text(max_size=12), st.dates())
def test_no_words_make_the_reader_of_days_raise(words, today):
    found = first_day(words, today)
    assert found is None or isinstance(found, date)
