"""The E-model against values worked out from ITU-T G.107."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from softphone.quality import Reception, mos, rating, score


@pytest.mark.parametrize(
    ("r", "expected"),
    [(0, 1.0), (50, 2.58), (60, 3.10), (70, 3.60), (80, 4.03), (90, 4.34), (93.2, 4.41)],
)
def test_the_opinion_of_a_rating_is_the_one_g_107_tabulates(r: float, expected: float) -> None:
    assert mos(r) == pytest.approx(expected, abs=0.01)


@pytest.mark.parametrize(
    ("codec", "loss", "delay", "expected"),
    [
        ("PCMU", 0.0, 0, 94.2),
        ("PCMA", 0.0, 100, 91.8),  # 0.024 * 100
        ("PCMU", 0.0, 200, 86.903),  # 4.8 and 0.11 * 22.7
        ("PCMA", 0.02, 0, 87.189),  # 95 * 2 / 27.1
        ("G722", 0.05, 100, 70.209),  # 2.4 and 95 * 5 / 22
    ],
)
def test_delay_and_loss_are_subtracted_as_g_107_says(
    codec: str, loss: float, delay: float, expected: float
) -> None:
    assert rating(codec, loss, delay) == pytest.approx(expected, abs=0.01)


@given(
    st.sampled_from(["PCMU", "G722", "unknown"]),
    st.integers(0, 10**6),
    st.integers(0, 10**6),
    st.floats(0, 10**5),
)
def test_a_score_is_always_on_the_scale_and_loss_never_improves_it(
    codec: str, received: int, lost: int, rtt: float
) -> None:
    with_loss = score(codec, Reception(received, lost, rtt_ms=rtt))
    assert 100 <= with_loss <= 450
    assert with_loss <= score(codec, Reception(received, 0, rtt_ms=rtt))


def test_a_call_that_received_nothing_yet_has_lost_nothing() -> None:
    assert Reception(0, 0).loss == 0.0
