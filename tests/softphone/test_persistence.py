"""When the phone tries again, and how it notices that its machine slept or moved."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from softphone.persistence import NetworkWatch, Persistence


def pauses(code: int, chance: float, count: int = 8) -> list[float]:
    """How long it waits after each of `count` failures in a row."""
    persistence = Persistence(lambda: chance)
    found = []
    for _ in range(count):
        persistence.failed(code, 0.0)
        pause = next(tenth / 10 for tenth in range(10_000) if persistence.is_due(tenth / 10))
        found.append(pause)
    return found


def test_passing_failures_are_tried_again_soon_and_ever_more_calmly() -> None:
    assert pauses(503, 0.5) == pytest.approx([0.5, 1, 2, 3, 5, 5, 5, 5], abs=0.11)


def test_a_refusal_is_tried_again_too_but_slowly() -> None:
    assert pauses(403, 0.5) == pytest.approx([30, 60, 120, 300, 300, 300, 300, 300], abs=0.11)


@given(st.floats(0, 1), st.sampled_from([401, 403, 408, 500, 503]))
def test_it_never_gives_up_and_never_hurries(chance: float, code: int) -> None:
    assert all(0.3 <= pause <= 376 for pause in pauses(code, chance, 6))


def test_two_phones_do_not_come_back_in_the_same_instant() -> None:
    assert pauses(503, 0.0) != pauses(503, 1.0)


def test_success_starts_the_pauses_anew() -> None:
    persistence = Persistence(lambda: 0.5)
    for _ in range(5):
        persistence.failed(503, 0.0)
    persistence.succeeded()
    assert not persistence.is_due(1e9)
    persistence.failed(503, 100.0)
    assert persistence.is_due(100.6)


def test_a_phone_switched_off_tries_no_more() -> None:
    persistence = Persistence()
    persistence.asked(0.0)
    persistence.failed(503, 0.0)
    persistence.stop()
    assert not persistence.is_due(1e9)
    assert not persistence.is_unanswered(1e9)


def test_an_unanswered_registration_is_noticed_once() -> None:
    persistence = Persistence()
    persistence.asked(10.0)
    assert not persistence.is_unanswered(11.9)
    assert persistence.is_unanswered(12.0)
    assert not persistence.is_unanswered(13.0)


def test_a_slow_way_is_given_more_time_with_each_attempt() -> None:
    persistence = Persistence()
    for allowed in (2, 4, 8, 16, 32, 32):
        persistence.asked(0.0)
        assert not persistence.is_unanswered(allowed - 0.1)
        assert persistence.is_unanswered(allowed)
    persistence.succeeded()
    persistence.asked(0.0)
    assert persistence.is_unanswered(2.0)


@pytest.mark.parametrize(
    ("looks", "changes"),
    [
        ([("10.0.0.1", 1, 101), ("10.0.0.1", 2, 102)], False),
        ([("10.0.0.1", 1, 101), ("10.0.0.2", 2, 102)], True),  # another network
        ([("10.0.0.1", 1, 101), ("", 2, 102), ("10.0.0.1", 3, 103)], False),  # a short outage
        ([("10.0.0.1", 1, 101), ("", 2, 102), ("10.0.0.9", 3, 103)], True),
        ([("10.0.0.1", 1, 101), ("10.0.0.1", 2, 108)], True),  # slept for six seconds
        ([("10.0.0.1", 1, 101), ("10.0.0.1", 2, 104)], False),  # the clock was set
    ],
)
def test_another_address_or_a_sleep_is_a_change(
    looks: list[tuple[str, float, float]], changes: bool
) -> None:
    watch = NetworkWatch()
    assert [watch.has_changed(*look) for look in looks][-1] is changes
