"""What issues have in common, checked against counting by hand."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sync_server.rules.root_causes import (
    DAY_MS,
    HOUR_MS,
    IssueFact,
    Rate,
    RootCauses,
    Span,
    Times,
    held_over,
    root_causes,
    times,
)

SPAN = Span(0, 14 * DAY_MS)
NOW = 14 * DAY_MS


def fact(**changes: object) -> IssueFact:
    """A closed issue of the first week, acknowledged within an hour."""
    usual = IssueFact("Damage", False, DAY_MS, DAY_MS + HOUR_MS, 3 * DAY_MS, 0, '["liam"]', "Clean")
    return usual._replace(**changes)


def measured(*facts: IssueFact) -> RootCauses:
    return root_causes(facts, SPAN, NOW)


def test_nothing_is_measured_of_nothing():
    found = measured()
    assert (found.reported, found.open, found.reopened.percent) == (0, 0, None)
    assert found.to_close == Times()
    assert found.acknowledged_over == (Times(), Times())


def test_issues_are_counted_by_type_fieldworker_and_service():
    """ISS-68."""
    found = measured(
        fact(),
        fact(issue_type="Late", workers='["liam","zoe"]'),
        fact(is_open=True, closed=None, workers="[]", service="Paint"),
    )
    assert (found.reported, found.open) == (3, 1)
    assert found.by_type == (("Damage", 2), ("Late", 1))
    assert found.by_worker == (("liam", 2), ("zoe", 1))
    assert found.by_service == (("Clean", 2), ("Paint", 1))


def test_the_reopen_rate_is_of_what_was_closed_once():
    """ISS-68: an issue that was never closed cannot have been reopened."""
    found = measured(
        fact(reopened=2),
        fact(),
        fact(is_open=True, closed=None, reopened=1),
        fact(is_open=True, closed=None),
        fact(issue_type="Late", is_open=True, closed=None),
    )
    assert found.reopened == Rate(2, 3)
    assert found.reopened_by_type == (("Damage", Rate(2, 3)),)


def test_acknowledged_within_24_and_48_hours_is_measured():
    """TPL-14: who still waits counts as soon as they waited too long, and not before."""
    found = measured(
        fact(acknowledged=DAY_MS + 24 * HOUR_MS),
        fact(acknowledged=DAY_MS + 30 * HOUR_MS),
        fact(acknowledged=None),
        fact(reported=NOW - 23 * HOUR_MS, acknowledged=None),
        fact(reported=NOW - 30 * HOUR_MS, acknowledged=None),
    )
    assert found.in_24_hours == Rate(1, 4)
    assert found.in_48_hours == Rate(2, 3)


def test_times_stand_in_the_week_in_which_the_issue_was_reported():
    found = measured(fact(), fact(reported=8 * DAY_MS, acknowledged=9 * DAY_MS, closed=None))
    assert found.acknowledged_over == (Times(HOUR_MS, HOUR_MS), Times(DAY_MS, DAY_MS))
    assert found.closed_over == (Times(2 * DAY_MS, 2 * DAY_MS), Times())


def test_a_reopened_issue_that_is_open_has_no_time_to_close():
    assert measured(fact(is_open=True, reopened=1)).to_close == Times()


def test_a_clock_that_ran_backwards_measures_nothing_below_zero():
    assert measured(fact(acknowledged=0)).to_acknowledge == Times(0, 0)


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=50))
def test_median_and_ninetieth_percentile_are_measured_values_in_their_place(values: list[int]):
    found = times(values)
    assert found.median in values
    assert found.p90 in values
    assert sum(each <= found.median for each in values) * 2 >= len(values)
    assert sum(each <= found.p90 for each in values) * 10 >= 9 * len(values)


@given(st.lists(st.sampled_from(["Damage", "Late", "Other"]), max_size=30))
def test_every_issue_is_in_exactly_one_bar(types: list[str]):
    found = measured(*(fact(issue_type=each) for each in types))
    assert sum(count for _name, count in found.by_type) == len(types) == found.reported


def test_money_held_begins_with_what_was_held_before():
    assert held_over({-3: 500, 0: 100, 1: -600}, SPAN) == (600, 0)
    assert held_over({}, SPAN) == (0, 0)
