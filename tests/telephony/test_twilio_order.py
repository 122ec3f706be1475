"""Callbacks in any order and any number: a call ends in the same row (DSK-13)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync_server.contract.calls import CallRow
from sync_server.contract.values import CallOutcome
from tests.support.twilio import MEMBERS, TwilioCall, TwilioLine, Webhook, sid, twilio_line

Script = Callable[[TwilioCall], None]


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TwilioLine]:
    with twilio_line(tmp_path_factory.mktemp("order")) as opened:
        yield opened


def wait(call: TwilioCall, seconds: float) -> None:
    call.line.clock.advance(timedelta(seconds=seconds))


def answered(call: TwilioCall) -> None:
    call.dial()
    wait(call, 1)
    call.ring()
    wait(call, 3)
    call.leg("bob", "in-progress")
    call.cancel("ann", "cid")
    wait(call, 40)
    call.leg("bob", "completed", CallDuration="40")
    call.dial_ended("completed", 40)
    call.hang_up(seconds=44)


def missed(call: TwilioCall) -> None:
    call.dial()
    call.ring()
    wait(call, 25)
    for user in MEMBERS:
        call.leg(user, "no-answer")
    call.dial_ended("no-answer")
    wait(call, 4)
    call.recording(sid("RE"), "absent", call.line.clock())
    call.hang_up(seconds=9)


def declined(call: TwilioCall) -> None:
    call.dial()
    call.ring()
    for user in MEMBERS:
        wait(call, 1)
        call.leg(user, "busy", SipResponseCode="486")
    call.dial_ended("busy")
    wait(call, 2)
    call.hang_up()


def given_up(call: TwilioCall) -> None:
    call.dial()
    call.ring()
    wait(call, 6)
    call.status = "no-answer"
    call.cancel(*MEMBERS)
    call.dial_ended("no-answer")
    call.hang_up("no-answer")


def handed_on(call: TwilioCall) -> None:
    call.dial()
    call.leg("ann", "in-progress")
    wait(call, 10)
    call.refer("<sip:cid@harbour.sip.twilio.com>")
    call.leg("cid", "in-progress")
    wait(call, 20)
    call.leg("cid", "completed", CallDuration="20")
    call.dial_ended("completed", 20)
    call.hang_up(seconds=30)


SCRIPTS = {
    answered: CallOutcome.ANSWERED,
    missed: CallOutcome.MISSED,
    declined: CallOutcome.MISSED,
    given_up: CallOutcome.ABANDONED,
    handed_on: CallOutcome.ANSWERED,
}


def of_another_call(hook: Webhook, old: str, new: str) -> Webhook:
    form = tuple((name, value.replace(old, new)) for name, value in hook.form)
    return Webhook(hook.url.replace(old, new), form)


def place(script: Script, hook: Webhook) -> int:
    """Who transferred a call is known once their answer was told."""
    if "/twilio/transfer" in hook.url:
        return 2
    is_answer = dict(hook.form).get("CallStatus") == "in-progress" and "/twilio/leg" in hook.url
    return 0 if script is handed_on and is_answer else 1


def story(row: CallRow) -> tuple[CallRow, set[tuple[str, str]]]:
    """The row without what tells one call from another, how often it was written, and when the
    steps were that carry no time of Twilio's."""
    told = {(step.kind.value, step.who) for step in row.steps}
    plain = msgspec.structs.replace(row, id="", call_key="", version=0, continues_id=None, steps=())
    return plain, told


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.__name__)
@settings(max_examples=25)
@given(data=st.data())
def test_callbacks_shuffled_and_repeated_end_in_the_same_row(
    line: TwilioLine, script: Script, data: st.DataObject
) -> None:
    """The first webhook comes first, and a REFER after an answer and before what happens to whom
    it names: without ours none of that would be told. The rest comes in any order, and late."""
    told = line.call()
    script(told)
    first, *rest = told.sent
    order = sorted(data.draw(st.permutations(rest)), key=lambda hook: place(script, hook))
    again = data.draw(st.lists(st.sampled_from(told.sent), max_size=8))
    other = sid("CA")
    began = told.row.started_at
    now, line.clock.now = line.clock.now, began or line.clock.now
    line.send(of_another_call(first, told.sid, other))
    line.clock.now = now
    for hook in [*order, *again]:
        line.clock.advance(timedelta(seconds=data.draw(st.integers(0, 90))))
        assert line.send(of_another_call(hook, told.sid, other)).ok
    assert told.row.outcome is SCRIPTS[script]
    assert story(line.row(other)) == story(told.row)
    if script is handed_on:
        assert story(line.row(f"{other}-cid")) == story(line.row(f"{told.sid}-cid"))
