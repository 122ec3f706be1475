"""The call log's columns: how each fact of a call is written, on screen and in a file."""

from __future__ import annotations

from datetime import timedelta

from desktop.qt.formatting import Clock, exact, phone, relative
from desktop.qt.statuses import CALLS, Badge
from desktop.qt.table_model import Align, CellLook, Column, Sign
from desktop.qt.tones import Tone
from desktop.replica.call_log import LoggedCall, Order
from sync_server.contract.values import CallOutcome, Direction

NONE = "—"
"""Stands where there is nothing to say, so that an empty cell is never a question."""
WITHHELD = "Number withheld"
SOUND = "Sound"
"""The column whose cells play what they name."""
_SIGNS = {
    CallOutcome.MISSED: Sign("phone-missed", Tone.RED),
    CallOutcome.ABANDONED: Sign("phone-missed", Tone.ORANGE),
    CallOutcome.VOICEMAIL: Sign("voicemail", Tone.PURPLE),
    CallOutcome.DECLINED: Sign("phone-off", Tone.GREY),
}
OUTBOUND = {
    CallOutcome.MISSED: Badge("No answer", Tone.ORANGE, "phone-off"),
    CallOutcome.ABANDONED: Badge("Not reached", Tone.GREY, "phone-off"),
    CallOutcome.DECLINED: Badge("Declined", Tone.GREY, "ban"),
}
"""A call of ours that nobody took is not missed: the words change with the direction."""


def columns(clock: Clock) -> tuple[Column[LoggedCall], ...]:
    """The columns; `sort_key` is an `Order`."""

    def when(call: LoggedCall) -> str:
        return relative(call.started_at, clock())

    return (
        Column("Number", number, 176, sort_key=Order.NUMBER, sign=sign, tip=way),
        Column("Customer", customer, 124, sort_key=Order.CUSTOMER, stretches=True),
        Column("Agent", agent, 106, sort_key=Order.AGENT, stretches=True),
        Column("Started", when, 96, CellLook.MUTED, sort_key=Order.STARTED, tip=started),
        Column("Outcome", _nothing, 148, sort_key=Order.OUTCOME, badges=_outcome),
        Column("Talked", talked, 68, align=Align.RIGHT, sort_key=Order.TALKED, gives_way=True),
        Column("Rang", rang, 60, CellLook.MUTED, Align.RIGHT, Order.RANG, gives_way=True),
        Column("Ring group", group, 96, CellLook.MUTED, sort_key=Order.GROUP, gives_way=True),
        Column("Disposition", disposition, 104, sort_key=Order.DISPOSITION, gives_way=True),
        Column(SOUND, recording, 80, sort_key=Order.RECORDING, sign=_recorded, gives_way=True),
        Column(
            "Linked to",
            linked,
            104,
            CellLook.MUTED,
            sort_key=Order.LINKED,
            strong=_is_linked,
            gives_way=True,
        ),
    )


def number(call: LoggedCall) -> str:
    return phone(call.number) if call.number else WITHHELD


def way(call: LoggedCall) -> str:
    return "Incoming call" if call.direction is Direction.INBOUND else "Outgoing call"


def customer(call: LoggedCall) -> str:
    return call.customer or ("Unknown caller" if call.customer_id is None else NONE)


def agent(call: LoggedCall) -> str:
    if call.agent:
        return call.agent
    return "Mailbox" if call.outcome is CallOutcome.VOICEMAIL else "Nobody"


def started(call: LoggedCall) -> str:
    return exact(call.started_at)


def group(call: LoggedCall) -> str:
    return call.group or "Direct"


def rang(call: LoggedCall) -> str:
    return NONE if call.rang is None else f"{int(call.rang.total_seconds())} s"


def talked(call: LoggedCall) -> str:
    return NONE if call.talked is None else length(call.talked)


def disposition(call: LoggedCall) -> str:
    return call.disposition or NONE


def recording(call: LoggedCall) -> str:
    seconds = call.recording_seconds
    if seconds is None and call.outcome is CallOutcome.VOICEMAIL:
        seconds = call.voicemail_seconds
    return NONE if seconds is None else length(timedelta(seconds=seconds))


def linked(call: LoggedCall) -> str:
    return ", ".join(record.code for record in call.records) or NONE


def outcome(call: LoggedCall) -> Badge:
    """What became of the call, in the words of its direction."""
    if call.direction is Direction.OUTBOUND and call.outcome in OUTBOUND:
        return OUTBOUND[call.outcome]
    return CALLS[call.outcome]


def length(span: timedelta) -> str:
    """`4:12`, `1:02:03`: how long was spoken."""
    minutes, second = divmod(max(0, int(span.total_seconds())), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"


def sign(call: LoggedCall) -> Sign:
    """The direction; where nobody spoke, what happened instead."""
    if call.direction is Direction.OUTBOUND:
        tone = Tone.BLUE if call.outcome is CallOutcome.ANSWERED else Tone.GREY
        return Sign("phone-outgoing", tone)
    return _SIGNS.get(call.outcome, Sign("phone-incoming", Tone.GREEN))


def _is_linked(call: LoggedCall) -> bool:
    return bool(call.records)


def _recorded(call: LoggedCall) -> Sign | None:
    has_sound = call.recording_seconds is not None or call.voicemail_seconds is not None
    return Sign("play", Tone.ACCENT) if has_sound else None


def _outcome(call: LoggedCall) -> tuple[Badge, ...]:
    if call.is_pending:
        return (Badge("Not sent yet", icon="clock"),)
    return (outcome(call),)


def _nothing(_call: LoggedCall) -> str:
    return ""
