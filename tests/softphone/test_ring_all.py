"""Why a ringing phone fell silent, from the CANCEL alone."""

from __future__ import annotations

import pytest

from softphone.ring_all import RingStop, why_stopped


@pytest.mark.parametrize(
    ("reason", "stop"),
    [
        ('SIP;cause=200;text="Call completed elsewhere"', RingStop.ANSWERED_ELSEWHERE),
        ("sip ; CAUSE = 200", RingStop.ANSWERED_ELSEWHERE),
        ('Q.850;cause=16;text="a, b", SIP;cause=200', RingStop.ANSWERED_ELSEWHERE),
        ("SIP;cause=603", RingStop.DECLINED_ELSEWHERE),
        ("SIP;cause=600", RingStop.DECLINED_ELSEWHERE),
        ("Q.850;cause=200", RingStop.GAVE_UP),
        ("SIP;cause=487", RingStop.GAVE_UP),
        ('SIP;text="cause=200"', RingStop.GAVE_UP),
        ("", RingStop.GAVE_UP),
        (";;;,,", RingStop.GAVE_UP),
    ],
)
def test_the_reason_header_says_why_it_stopped_ringing(reason: str, stop: RingStop) -> None:
    assert why_stopped(reason) is stop
