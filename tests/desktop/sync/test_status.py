"""What the status pill says, as a pure matter of facts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from desktop.sync.status import (
    Facts,
    Filling,
    NeedsSignIn,
    Offline,
    Sending,
    UpToDate,
    Wiped,
    status_of,
)

T0 = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
LATER = T0 + timedelta(minutes=5)


def test_before_anything_is_known_it_is_sending() -> None:
    assert status_of(Facts()) == Sending(0)


def test_an_answer_with_nothing_waiting_is_up_to_date() -> None:
    assert status_of(Facts().reached(T0, 0)) == UpToDate(T0)


def test_commands_that_wait_are_said_while_online() -> None:
    assert status_of(Facts().reached(T0, 0).queued(3)) == Sending(3)


def test_offline_keeps_the_time_of_the_first_failure() -> None:
    facts = Facts().reached(T0, 0).failed(T0, 1, "cut").failed(LATER, 2, "still cut")
    assert status_of(facts) == Offline(2, T0, "still cut")


def test_new_commands_while_offline_stay_offline() -> None:
    assert status_of(Facts().failed(T0, 1, "cut").queued(2)) == Offline(2, T0, "cut")


def test_an_answer_ends_being_offline() -> None:
    assert status_of(Facts().failed(T0, 1, "cut").reached(LATER, 0)) == UpToDate(LATER)


def test_a_fill_is_said_until_its_answer() -> None:
    fill = Filling(1_000, is_usable=True)
    facts = Facts().filling(fill)
    assert status_of(facts) == fill
    assert status_of(facts.reached(T0, 0)) == UpToDate(T0)


def test_a_fill_that_is_cut_is_offline() -> None:
    facts = Facts().filling(Filling(1, is_usable=False)).failed(T0, 0, "cut")
    assert status_of(facts) == Offline(0, T0, "cut")


def test_signing_in_comes_before_everything_but_being_wiped() -> None:
    assert status_of(Facts().failed(T0, 4, "x").signed_out(4)) == NeedsSignIn(4)
    assert status_of(Facts().signed_out(4).wiped()) == Wiped()
