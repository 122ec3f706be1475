"""Numbers outside that ring along at Twilio: `<Number>` beside `<Sip>`, ten nouns in all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sync_server.contract.base import CommandId, RowId
from sync_server.contract.ring_groups import RingGroupRow, SaveRingGroup
from sync_server.contract.values import CallOutcome, Role, StepKind
from sync_server.store.actor import Actor
from tests.support.twilio import MEMBERS, TwilioLine, twilio_line

MOBILE = "+12025550188"
BOSS = Actor(RowId("boss"), "Boss", Role.OWNER)


def ring_along(line: TwilioLine, *numbers: str, members: tuple[RowId, ...] | None = None) -> None:
    (group,) = line.rows(RingGroupRow)
    fields = {
        name: getattr(group, name)
        for name in RingGroupRow.__struct_fields__
        if name not in {"id", "version"}
    }
    fields |= {"also_ring": numbers or (MOBILE,)}
    if members is not None:
        fields |= {"member_ids": members}
    command = SaveRingGroup(group_id=group.id, seen_version=group.version, **fields)
    line.server.writer.perform(BOSS, CommandId("a" * 32), command)


@pytest.fixture
def line(tmp_path: Path) -> Iterator[TwilioLine]:
    with twilio_line(tmp_path) as opened:
        yield opened


def test_a_number_outside_rings_together_with_the_phones(line: TwilioLine) -> None:
    """CAL-01."""
    ring_along(line)
    call = line.call()
    call.dial()
    assert list(call.legs()) == [*MEMBERS, MOBILE]
    assert [noun.text for noun in call.twiml.findall("./Dial/Number")] == [MOBILE]


def test_the_number_that_answers_is_named_and_nobody_of_ours_has_the_call(line: TwilioLine) -> None:
    """CAL-01: also when the webhook comes twice, or a phone answers a moment later."""
    ring_along(line)
    call = line.call()
    call.dial()
    call.leg(MOBILE, "in-progress")
    call.leg("ann", "in-progress")
    call.leg(MOBILE, "in-progress")
    call.dial_ended("completed", 20)
    call.hang_up(seconds=25)
    row = call.row
    assert (row.outcome, row.answered_by) == (CallOutcome.ANSWERED, None)
    assert [(s.kind, s.who) for s in row.steps] == [(StepKind.FORWARDED, MOBILE)]


def test_a_phone_that_answers_first_keeps_the_call(line: TwilioLine) -> None:
    ring_along(line)
    call = line.call()
    call.dial()
    call.leg("bob", "in-progress")
    call.leg(MOBILE, "in-progress")
    assert (call.row.answered_by, call.row.steps) == ("bob", ())


def test_a_number_without_members_rings_outside_alone(line: TwilioLine) -> None:
    ring_along(line, members=())
    call = line.call()
    call.dial()
    assert list(call.legs()) == [MOBILE]


def test_numbers_outside_ring_in_every_round_of_a_large_group(tmp_path: Path) -> None:
    users = tuple(f"agent{number:02}" for number in range(12))
    outside = (MOBILE, "+12025550177")
    with twilio_line(tmp_path, *users) as line:
        ring_along(line, *outside)
        call = line.call()
        call.dial()
        assert tuple(call.legs()) == (*users[:8], *outside)
        call.dial_ended("no-answer")
        assert tuple(call.legs()) == (*users[8:], *outside)
