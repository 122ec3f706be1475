"""The quality of a running call, measured on real RTP with and without loss."""

from __future__ import annotations

from pathlib import Path

import pytest

from softphone import protocol
from softphone.protocol import Quality
from tests.support.sip import Agent, phone_system, wait_until

pytestmark = pytest.mark.sip


def reports(phone: Agent) -> list[Quality]:
    return [h.event for h in phone.heard if isinstance(h.event, Quality)]


def test_a_clean_call_is_reported_as_good_and_once_more_before_its_end(tmp_path: Path) -> None:
    with phone_system(tmp_path, ("ann",)) as system:
        ann = system.agent("ann")
        caller = system.caller()
        call = ann.wait_ringing()
        ann.say(protocol.Answer(call.ref))
        ann.wait_talking()
        wait_until(lambda: len(reports(ann)) >= 2, "two reports", 12)
        assert max(report.mos_hundredths for report in reports(ann)) > 380
        count = len(reports(ann))
        ann.say(protocol.HangUp(call.ref))
        ann.wait_ended()
        told = [h.event for h in ann.heard if not isinstance(h.event, protocol.Levels)]
        assert len(reports(ann)) > count
        assert [type(event) for event in told[-2:]] == [Quality, protocol.Calls]
        assert reports(ann)[-1].call_key == call.call_key
        assert caller.wait() == 0


def test_a_line_that_loses_every_fifth_packet_is_reported_as_bad(tmp_path: Path) -> None:
    with phone_system(tmp_path, ("ann",)) as system:
        ann = system.agent("ann")
        caller = system.caller()
        caller.rtp.drop_every = 5
        call = ann.wait_ringing()
        ann.say(protocol.Answer(call.ref))
        ann.wait_talking()
        wait_until(
            lambda: any(100 <= r.loss_permille <= 500 for r in reports(ann)), "loss is seen", 15
        )
        assert min(report.mos_hundredths for report in reports(ann)) < 330
        ann.say(protocol.HangUp(call.ref))
        ann.wait_ended()
