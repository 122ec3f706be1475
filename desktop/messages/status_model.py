"""What became of a message, in a badge, a sentence, and what can be done about it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from desktop.qt.statuses import Badge
from desktop.qt.tones import Tone
from sync_server.contract.messages import MessageRow
from sync_server.contract.values import MessageStatus

S = MessageStatus


class Remedy(StrEnum):
    """What a person can do about a message that has not gone out."""

    SEND = "send"
    CANCEL = "cancel"


BADGES: Mapping[MessageStatus, Badge] = {
    S.QUEUED: Badge("Waiting to be sent", Tone.BLUE, "clock"),
    S.HELD: Badge("Held back", Tone.ORANGE, "pause"),
    S.SENDING: Badge("Being sent", Tone.BLUE, "loader"),
    S.SENT: Badge("Sent", Tone.GREEN, "check"),
    S.FAILED: Badge("Not sent", Tone.RED, "circle-alert"),
    S.CANCELLED: Badge("Taken back", Tone.GREY, "x"),
    S.RECEIVED: Badge("Received", Tone.GREY, "inbox"),
}
_REMEDIES: Mapping[MessageStatus, tuple[Remedy, ...]] = {
    S.QUEUED: (Remedy.CANCEL,),
    S.HELD: (Remedy.SEND, Remedy.CANCEL),
    S.FAILED: (Remedy.SEND,),
}


def badge(row: MessageRow) -> Badge:
    return BADGES[row.status]


def remedies(row: MessageRow) -> tuple[Remedy, ...]:
    return _REMEDIES.get(row.status, ())
