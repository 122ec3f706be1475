"""Sample calls, call-backs and voicemails, for the gallery and the view tests."""

from __future__ import annotations

from datetime import timedelta

from desktop.admin.checkup import Connections, Finding, Health
from desktop.admin.number_model import NumberForm
from desktop.calls.log_detail_model import CallShown, DispositionChoice, shown_call
from desktop.replica.call_log import LinkedRecord, LoggedCall
from desktop.replica.call_picks import Choice, FilterChoices
from desktop.replica.callbacks import CallbackLine, Colleague
from desktop.replica.notices import NoticeLine
from desktop.replica.phone_setup import Member, Switch
from desktop.replica.voicemails import VoicemailLine
from sync_server.contract.base import RowId
from sync_server.contract.calls import CallRow, CallStep, RecordingRow
from sync_server.contract.values import (
    AgentState,
    CallOutcome,
    Direction,
    HungUpBy,
    NoticeChannel,
    NoticeModule,
    RecordKind,
    StepKind,
)
from tests.desktop.samples import NAMES, ago

AGENTS = ("Sarah Lee", "Tom Baker", "Priya Singh")
GROUPS = ("Main line", "Bookings", "Complaints")
CHOICES = FilterChoices(
    tuple(Choice(RowId(f"a{n}"), name) for n, name in enumerate(AGENTS)),
    tuple(Choice(RowId(f"g{n}"), name) for n, name in enumerate(GROUPS)),
)
DISPOSITIONS = (DispositionChoice("d1", "Booked"), DispositionChoice("d2", "Complaint taken"))
COLLEAGUES = tuple(Colleague(RowId(f"a{n}"), name) for n, name in enumerate(AGENTS))
_KINDS = (
    (Direction.INBOUND, CallOutcome.ANSWERED),
    (Direction.INBOUND, CallOutcome.MISSED),
    (Direction.OUTBOUND, CallOutcome.ANSWERED),
    (Direction.INBOUND, CallOutcome.VOICEMAIL),
    (Direction.INBOUND, CallOutcome.ANSWERED),
    (Direction.INBOUND, CallOutcome.ABANDONED),
    (Direction.OUTBOUND, CallOutcome.MISSED),
    (Direction.INBOUND, CallOutcome.DECLINED),
)


def logged(n: int) -> LoggedCall:
    direction, outcome = _KINDS[n % len(_KINDS)]
    at = ago(minutes=7 + n * n * 3)
    answered = at + timedelta(seconds=4 + n % 9) if outcome is CallOutcome.ANSWERED else None
    is_known = n % 5 != 3
    record = LinkedRecord(RecordKind.BOOKING, RowId(f"b{n}"), f"BOK-{20418 + n}")
    return LoggedCall(
        RowId(f"k{n}"),
        direction,
        f"+61412555{n:03d}" if n != 5 else "",
        outcome,
        at,
        answered,
        at + timedelta(seconds=31 + n * 37 if answered else 25),
        RowId(f"c{n}") if is_known else None,
        NAMES[n % len(NAMES)] if is_known else "",
        AGENTS[n % 3] if answered else "",
        GROUPS[n % 3] if direction is Direction.INBOUND else "",
        ("Booked", "", "Complaint taken")[n % 3] if answered else "",
        (n + 2) * 31 if answered and n % 4 == 0 else None,
        18 + n if outcome is CallOutcome.VOICEMAIL else None,
        (record,) if n % 4 in {0, 2} else (),
        is_pending=n == 2,
    )


def calls(count: int = 60) -> tuple[LoggedCall, ...]:
    return tuple(logged(n) for n in range(count))


def call_shown() -> CallShown:
    call = logged(0)
    at = call.answered_at or call.started_at
    row = CallRow(
        id=call.id,
        answered_by_name="Sarah Lee",
        hung_up_by=HungUpBy.OTHER_SIDE,
        disposition_id=RowId("d1"),
        steps=(
            CallStep(call.started_at + timedelta(seconds=3), StepKind.DECLINED, who="Tom Baker"),
            CallStep(at, StepKind.ANSWERED, who="Sarah Lee"),
            CallStep(
                at + timedelta(seconds=9),
                StepKind.TRANSFERRED,
                by=RowId("sarah"),
                who="Priya Singh",
            ),
            CallStep(at + timedelta(seconds=14), StepKind.ANSWERED, who="Priya Singh"),
        ),
        loss_permille=24,
        jitter_ms=12,
        rtt_ms=80,
        mos_hundredths=385,
    )
    recording = RecordingRow(id=RowId("r0"), call_id=call.id, seconds=62, sha256="a" * 64)
    return shown_call(call, row, (recording,), DISPOSITIONS, {RowId("sarah"): "Sarah Lee"})


def callbacks() -> tuple[CallbackLine, ...]:
    def line(n: int) -> CallbackLine:
        number = f"+61412555{n * 7:03d}"
        ids = tuple(RowId(f"k{n}-{i}") for i in range(1 + (n * 2) % 4))
        owner = AGENTS[n % 3] if n % 3 else ""
        return CallbackLine(
            number,
            number,
            ids,
            ago(minutes=6 + n * 40),
            ago(minutes=9 + n * 95),
            RowId(f"c{n}") if n != 2 else None,
            NAMES[n] if n != 2 else "",
            GROUPS[n % 3],
            RowId(f"a{n % 3}") if owner else None,
            owner,
        )

    return tuple(line(n) for n in range(7))


def voicemails() -> tuple[VoicemailLine, ...]:
    def line(n: int) -> VoicemailLine:
        return VoicemailLine(
            RowId(f"v{n}"),
            RowId(f"k{n}"),
            f"+61412555{n * 3:03d}" if n != 4 else "",
            12 + n * 17,
            "b" * 64,
            ago(minutes=11 + n * 160),
            RowId(f"c{n}") if n % 3 != 2 else None,
            NAMES[n] if n % 3 != 2 else "",
            GROUPS[n % 3],
            "Tom Baker" if n > 2 else "",
            n > 2,
        )

    return tuple(line(n) for n in range(8))


MEMBERS = tuple(
    Member(RowId(f"a{n}"), name, state)
    for n, (name, state) in enumerate(
        zip(AGENTS, (AgentState.AVAILABLE, AgentState.BREAK, AgentState.AVAILABLE), strict=True)
    )
)
FORM = NumberForm(
    RowId("g0"),
    3,
    "Main line",
    "+61255500100",
    (RowId("a0"), RowId("a2")),
    "3",
    hours=("08:00-12:00, 13:00-17:00",) * 5 + ("09:00-12:00", ""),
    time_zone="Australia/Sydney",
    holidays=("2026-12-25 Christmas Day", "2026-12-26 Boxing Day"),
    wrap_up_seconds="45",
    greeting_sha256="c" * 64,
)
SWITCHES = tuple(
    Switch(module, channel, channel is NoticeChannel.FEED or module is NoticeModule.POSTS)
    for module in NoticeModule
    for channel in NoticeChannel
)
CONNECTIONS = Connections(True, "Phone ready. Calls ring here.", True, "Up to date.")
FINDINGS = (
    Finding(
        "System notifications",
        Health.BAD,
        "No program on this computer shows notices.",
        "Install or switch on your desktop's notification service, then check again.",
    ),
    Finding("Microphone", Health.GOOD, "Found."),
    Finding("Loudspeaker or headset", Health.GOOD, "2 found."),
)


def notices() -> tuple[NoticeLine, ...]:
    told = (
        (NoticeModule.VOICEMAIL, "Voicemail from Olivia Smith", "0:42"),
        (NoticeModule.CALLS, "Missed call from +61412555018", "Main line"),
        (NoticeModule.POSTS, "Liam Kowalski wrote", "Could you come before the weekend?"),
        (NoticeModule.ISSUES, "Noah Brown reported an issue", "Damage: scratched glass"),
        (NoticeModule.CALLS, "Missed call from Mei Chen", "Bookings"),
    )
    return tuple(
        NoticeLine(
            RowId(f"n{n}"),
            module,
            title,
            text,
            RowId(f"x{n}"),
            ago(minutes=4 + n * n * 90),
            RowId(f"c{n}"),
            n > 2,
        )
        for n, (module, title, text) in enumerate(told)
    )
