"""What may go out to customers, what is held back, and how sending goes on."""

from __future__ import annotations

from itertools import product

import msgspec
import pytest

from sync_server.contract.attachments import NewAttachment
from sync_server.contract.base import Command, RowId
from sync_server.contract.customers import CustomerNoteRow
from sync_server.contract.messages import (
    CancelMessage,
    MessageRow,
    SendHeldMessage,
    SendMessage,
    TellMessage,
    WriteAutomatic,
)
from sync_server.contract.values import Channel, MessageStatus, Role
from sync_server.rules.decide import decide
from sync_server.rules.effects import Reason, Refused
from sync_server.rules.permissions import may
from sync_server.rules.view import MemoryView
from tests.support.builders import AGENT, OLIVIA, here, office

S = MessageStatus
ID = RowId("m")
SYSTEM = here(RowId("clock"), Role.SYSTEM)
GOES_ON = {
    (S.QUEUED, S.SENDING),
    (S.QUEUED, S.FAILED),
    (S.QUEUED, S.HELD),
    (S.SENDING, S.SENT),
    (S.SENDING, S.FAILED),
    (S.SENDING, S.QUEUED),
}


def mail(**more: object) -> SendMessage:
    fields: dict[str, object] = {
        "message_id": ID,
        "customer_id": OLIVIA,
        "channel": Channel.EMAIL,
        "address": "o@example.org",
        "subject": "Hello",
        "body": "Dear Olivia",
    }
    return SendMessage(**(fields | more))  # type: ignore[arg-type]


def automatic() -> WriteAutomatic:
    return WriteAutomatic(
        message_id=ID,
        customer_id=OLIVIA,
        channel=Channel.EMAIL,
        address="o@example.org",
        subject="Reminder",
        body="Please pay",
    )


def message(view: MemoryView) -> MessageRow:
    row = view.get(MessageRow, ID)
    assert row is not None
    return row


def with_message(status: MessageStatus, **more: object) -> MemoryView:
    view = office()
    row = MessageRow(ID, customer_id=OLIVIA, status=status)
    view.put([msgspec.structs.replace(row, **more)])
    return view


FILE = NewAttachment(RowId("f"), "a.pdf", "application/pdf", 4, "0" * 64)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (mail(body=" "), "A message has 1 to 50000"),
        (mail(body="x" * 50_001), "A message has 1 to 50000"),
        (mail(subject=""), "needs a subject"),
        (mail(subject="a\nBcc: all@example.org"), "needs a subject on one line"),
        (mail(address="o@example.org,all@example.org"), "is not an e-mail address"),
        (mail(address="o@example.org\r\nBcc: x@y"), "is not an e-mail address"),
        (mail(address="nobody"), "is not an e-mail address"),
        (mail(channel=Channel.SMS, address="0412"), "with its country code"),
        (mail(channel=Channel.SMS, address="+61412", body="x" * 1_601), "1 to 1600"),
        (mail(channel=Channel.SMS, address="+61412", files=(FILE,)), "go with an e-mail"),
        (mail(files=(FILE,) * 11), "Up to 10 files"),
        (mail(customer_id=RowId("nobody")), "does not exist any more"),
    ],
)
def test_a_message_that_cannot_go_out_is_refused_at_once(wrong: Command, said: str) -> None:
    with pytest.raises(Refused, match=said):
        decide(office(), wrong, here(AGENT))


@pytest.mark.parametrize(
    ("channel", "wish"), [(Channel.EMAIL, "no_email"), (Channel.SMS, "no_sms")]
)
def test_what_a_customer_does_not_want_is_refused(channel: Channel, wish: str) -> None:
    view = office()
    view.put([CustomerNoteRow(OLIVIA, **{wish: True})])
    address = "o@example.org" if channel is Channel.EMAIL else "+61491570156"
    with pytest.raises(Refused, match="does not want") as refused:
        decide(view, mail(channel=channel, address=address), here(AGENT))
    assert refused.value.reason is Reason.NOT_ALLOWED


@pytest.mark.parametrize(
    "note",
    [CustomerNoteRow(OLIVIA, auto_messages_paused=True), CustomerNoteRow(OLIVIA, no_email=True)],
)
def test_automatic_messages_are_held_and_logged(note: CustomerNoteRow) -> None:
    """TML-24."""
    view = office()
    view.put([note])
    view.put(decide(view, automatic(), SYSTEM).rows)
    assert message(view).status is S.HELD
    assert message(view).detail
    assert decide(view, automatic(), SYSTEM).rows == ()


def test_a_pause_holds_no_message_a_person_writes() -> None:
    view = office()
    view.put([CustomerNoteRow(OLIVIA, auto_messages_paused=True)])
    view.put(decide(view, mail(), here(AGENT)).rows)
    assert message(view).status is S.QUEUED


def test_a_held_message_that_a_person_sends_is_theirs() -> None:
    view = with_message(S.HELD, is_automatic=True, written_by=RowId("clock"), detail="Paused")
    view.put([CustomerNoteRow(OLIVIA, auto_messages_paused=True)])
    view.put(decide(view, SendHeldMessage(message_id=ID), here(AGENT)).rows)
    row = message(view)
    assert (row.status, row.written_by, row.detail, row.tries) == (S.QUEUED, AGENT, "", 0)


@pytest.mark.parametrize(("was", "to"), list(product(S, S)))
def test_sending_goes_on_only_in_its_own_steps(was: MessageStatus, to: MessageStatus) -> None:
    view = with_message(was)
    command = TellMessage(message_id=ID, seen=was, status=to)
    if was is to:
        assert decide(view, command, SYSTEM).rows == ()
    elif (was, to) in GOES_ON:
        view.put(decide(view, command, SYSTEM).rows)
        assert message(view).status is to
        assert message(view).tries == (to is S.SENDING)
    else:
        with pytest.raises(Refused):
            decide(view, command, SYSTEM)


def test_of_two_senders_one_takes_it() -> None:
    view = with_message(S.QUEUED)
    take = TellMessage(message_id=ID, seen=S.QUEUED, status=S.SENDING, detail="one")
    view.put(decide(view, take, SYSTEM).rows)
    with pytest.raises(Refused) as refused:
        decide(view, msgspec.structs.replace(take, detail="other"), SYSTEM)
    assert refused.value.reason is Reason.CHANGED


def test_a_waiting_message_can_say_why_it_waits() -> None:
    view = with_message(S.QUEUED)
    why = TellMessage(message_id=ID, seen=S.QUEUED, status=S.QUEUED, detail="No mail server")
    view.put(decide(view, why, SYSTEM).rows)
    assert (message(view).detail, message(view).tries) == ("No mail server", 0)
    assert decide(view, why, SYSTEM).rows == ()


@pytest.mark.parametrize("status", list(S))
def test_only_what_has_not_gone_out_can_be_taken_back(status: MessageStatus) -> None:
    view, command = with_message(status), CancelMessage(message_id=ID)
    if status is S.CANCELLED:
        assert decide(view, command, here(AGENT)).rows == ()
    elif status in {S.QUEUED, S.HELD, S.FAILED}:
        view.put(decide(view, command, here(AGENT)).rows)
        assert message(view).status is S.CANCELLED
    else:
        with pytest.raises(Refused):
            decide(view, command, here(AGENT))


def test_only_the_server_tells_how_sending_goes() -> None:
    for kind in (TellMessage, WriteAutomatic):
        assert [role for role in Role if may(office(), role, kind)] == [Role.SYSTEM]
