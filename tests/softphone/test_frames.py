"""The cushion between two clocks: exact frames, bounded delay, silence instead of stutter."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from softphone.frames import FRAME_BYTES, RATE, Cushion, ms_to_bytes

STEP = b"\x01\x02" * (FRAME_BYTES // 2)


def test_nothing_comes_out_before_the_cushion_is_laid() -> None:
    cushion = Cushion(keep_ms=45)
    cushion.put(STEP)
    assert cushion.take(FRAME_BYTES) is None
    cushion.put(STEP * 3)
    assert cushion.take(FRAME_BYTES) == STEP


def test_running_dry_is_counted_and_the_cushion_is_laid_again() -> None:
    cushion = Cushion(keep_ms=20)
    cushion.put(STEP * 2)
    assert cushion.take(FRAME_BYTES)
    assert cushion.take(FRAME_BYTES)
    assert cushion.take(FRAME_BYTES) is None
    assert cushion.underruns == 1
    cushion.put(STEP)
    assert cushion.take(FRAME_BYTES) is None
    cushion.put(STEP)
    assert cushion.take(FRAME_BYTES) == STEP


def test_sound_nobody_takes_is_dropped_instead_of_becoming_delay() -> None:
    cushion = Cushion(keep_ms=45)
    for _ in range(500):
        cushion.put(STEP)
    assert len(cushion) <= ms_to_bytes(400)
    assert cushion.drops > 0


def test_slow_drift_is_trimmed_within_seconds() -> None:
    cushion = Cushion(keep_ms=20, slack_ms=20)
    for turn in range(50 * 60):
        cushion.put(STEP)
        if turn % 50 == 0:
            cushion.put(STEP)  # the device runs 2 % fast
        cushion.take(FRAME_BYTES)
    assert cushion.trims > 0
    assert len(cushion) < ms_to_bytes(200)


def test_a_new_call_starts_without_old_sound() -> None:
    cushion = Cushion(keep_ms=20)
    cushion.put(STEP * 10)
    cushion.reset()
    assert len(cushion) == 0


@given(st.lists(st.integers(0, RATE // 20), max_size=60))
def test_whatever_is_put_in_a_frame_is_whole_or_absent(sizes: list[int]) -> None:
    cushion = Cushion(keep_ms=20)
    for size in sizes:
        cushion.put(b"\0\1" * size)
        taken = cushion.take(FRAME_BYTES)
        assert taken is None or len(taken) == FRAME_BYTES
        assert len(cushion) % 2 == 0
        assert len(cushion) <= ms_to_bytes(400) + 2 * RATE // 20
