"""Badges of what only a customer's page tells: messages, visits, and how money came."""

from __future__ import annotations

from collections.abc import Mapping

from desktop.qt.statuses import Badge
from desktop.qt.tones import Tone
from sync_server.contract.values import AppointmentStatus, Channel, MessageStatus, PaymentMethod

MESSAGES: Mapping[MessageStatus, Badge] = {
    MessageStatus.QUEUED: Badge("Queued", Tone.GREY, "clock"),
    MessageStatus.HELD: Badge("Held", Tone.ORANGE, "pause"),
    MessageStatus.SENDING: Badge("Sending", Tone.BLUE, "loader"),
    MessageStatus.SENT: Badge("Sent", Tone.GREEN, "check"),
    MessageStatus.FAILED: Badge("Failed", Tone.RED, "circle-x"),
    MessageStatus.CANCELLED: Badge("Cancelled", Tone.GREY, "ban"),
    MessageStatus.RECEIVED: Badge("Received", Tone.PURPLE, "inbox"),
}
APPOINTMENTS: Mapping[AppointmentStatus, Badge] = {
    AppointmentStatus.PLANNED: Badge("Planned", Tone.BLUE, "calendar"),
    AppointmentStatus.DONE: Badge("Done", Tone.GREEN, "calendar-check"),
    AppointmentStatus.CANCELLED: Badge("Cancelled", Tone.GREY, "calendar-x"),
}
METHODS: Mapping[PaymentMethod, str] = {
    PaymentMethod.CASH: "Cash",
    PaymentMethod.CARD: "Card",
    PaymentMethod.TRANSFER: "Bank transfer",
    PaymentMethod.DIRECT_DEBIT: "Direct debit",
    PaymentMethod.OTHER: "Other",
}
CHANNELS: Mapping[Channel, tuple[str, str]] = {
    Channel.EMAIL: ("E-mail", "mail"),
    Channel.SMS: ("SMS", "message-square"),
    Channel.PUSH: ("Push message", "bell"),
}
"""What each channel is called, and its picture."""
