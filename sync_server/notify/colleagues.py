"""What colleagues are told by e-mail and text message: an alert, written as a letter."""

from __future__ import annotations

from collections.abc import Mapping

from sync_server.contract.base import RowId, derived_id
from sync_server.contract.messages import MessageRow
from sync_server.contract.staff import StaffRow
from sync_server.contract.values import Channel
from sync_server.notify.email import Smtp
from sync_server.notify.outward import Sender
from sync_server.notify.sms import TwilioSms
from sync_server.rules.alerts import Alert
from sync_server.store.deliveries import Claim
from sync_server.store.server import Server

MAX_SMS = 300
WHY = (
    "You get this because e-mail is switched on for you. Change it in Ringdesk under "
    "Settings > Notifications."
)


def ways_of(server: Server) -> Mapping[Channel, Sender]:
    """The ways out that are set up on this server."""
    settings = server.settings
    ways: dict[Channel, Sender] = {}
    if settings.mail is not None:
        ways[Channel.EMAIL] = Smtp(settings.mail, server.clock)
    if settings.twilio is not None and settings.sms_from:
        ways[Channel.SMS] = TwilioSms(settings.twilio, settings.sms_from)
    return ways


def address_of(staff: StaffRow | None, channel: Channel) -> str:
    """Where a colleague gets this; empty where they have no such address."""
    if staff is None or not staff.active:
        return ""
    return staff.email if channel is Channel.EMAIL else staff.phone


def letter(claim: Claim, said: Alert, address: str) -> MessageRow:
    """The alert as an e-mail or text message. Its id is the event's for this person and channel:
    whoever gets it twice after all can tell."""
    is_short = claim.channel is Channel.SMS
    words = f"{said.title}: {said.text}" if said.text else said.title
    return MessageRow(
        id=RowId(derived_id(f"colleague\0{claim.event_id}\0{claim.recipient_id}")),
        channel=claim.channel,
        address=address,
        subject=said.title,
        body=words[:MAX_SMS] if is_short else f"{said.text or said.title}\n\n-- \n{WHY}\n",
        is_automatic=True,
        staff_id=claim.recipient_id,
    )
