"""Messages and calls of one customer in words: the Communication tab (TML-05, A23)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from desktop.customers.badges import CHANNELS, MESSAGES
from desktop.customers.timeline_model import Entry, EntryKind
from desktop.customers.timeline_shown import one_line
from desktop.qt.formatting import exact, phone
from desktop.qt.statuses import Badge
from desktop.replica.profile_messages import CustomerMessage
from sync_server.contract.values import Channel, Direction, MessageStatus


class Kept(StrEnum):
    """What the list is narrowed to."""

    ALL = "all"
    EMAIL = "email"
    SMS = "sms"
    PUSH = "push"
    CALLS = "calls"


TITLES: Mapping[Kept, str] = {
    Kept.ALL: "All",
    Kept.EMAIL: "E-mail",
    Kept.SMS: "SMS",
    Kept.PUSH: "Push",
    Kept.CALLS: "Calls",
}
CHANNEL_OF: Mapping[Kept, Channel] = {
    Kept.EMAIL: Channel.EMAIL,
    Kept.SMS: Channel.SMS,
    Kept.PUSH: Channel.PUSH,
}
WAITING = frozenset({MessageStatus.QUEUED, MessageStatus.HELD})


@dataclass(frozen=True, slots=True)
class MessageShown:
    """One message in full, with what may be done about it."""

    id: str
    title: str
    badge: Badge
    facts: tuple[tuple[str, str], ...]
    subject: str
    body: str
    reason: str = ""
    can_send: bool = False
    can_cancel: bool = False


def message_entry(message: CustomerMessage) -> Entry | None:
    """A message as a line of the list; None for one that has no time yet."""
    if message.written_at is None:
        return None
    name, icon = CHANNELS[message.channel]
    badge = MESSAGES[message.status]
    is_in = message.direction is Direction.INBOUND
    address = phone(message.address)
    way = f"from {address}" if is_in else f"to {address}"
    words = message.subject or message.body
    if message.detail and message.status in {MessageStatus.HELD, MessageStatus.FAILED}:
        words = f"{message.detail} · {words}"
    return Entry(
        message.id,
        EntryKind.MESSAGE,
        one_line(f"{name} {way}" + (" · automatic" if message.is_automatic else "")),
        one_line(words),
        message.written_at,
        badge.tone,
        icon,
        status=badge,
    )


def shown_message(message: CustomerMessage, *, may_send: bool) -> MessageShown:
    """The whole message; held and queued ones can still be stopped."""
    is_in = message.direction is Direction.INBOUND
    name, _icon = CHANNELS[message.channel]
    facts = [("From" if is_in else "To", phone(message.address))]
    if message.is_automatic:
        facts.append(("Written by", "Ringdesk, automatically"))
    elif message.written_by and not is_in:
        facts.append(("Written by", message.written_by))
    if message.written_at is not None:
        facts.append(("Received" if is_in else "Written", exact(message.written_at)))
    if message.sent_at is not None and not is_in:
        facts.append(("Sent", exact(message.sent_at)))
    return MessageShown(
        message.id,
        name,
        MESSAGES[message.status],
        tuple((title, one_line(value)) for title, value in facts),
        one_line(message.subject),
        message.body,
        message.detail,
        can_send=may_send and message.status is MessageStatus.HELD,
        can_cancel=may_send and message.status in WAITING,
    )


def merged(messages: Iterable[Entry | None], calls: Iterable[Entry], size: int) -> list[Entry]:
    """Both in one order, newest first."""
    every = [*(each for each in messages if each is not None), *calls]
    return sorted(every, key=lambda entry: (entry.at, entry.id), reverse=True)[:size]
