"""One case for every command there is: rows that make it possible, who gives it, what it says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from sync_server.contract.agents import AgentStateRow, ChooseState, EndWrapUp, ExtendWrapUp
from sync_server.contract.base import Command, RowId
from sync_server.contract.calls import (
    CallRow,
    ChooseDisposition,
    FileRecording,
    FileVoicemail,
    ForgetSound,
    HearVoicemail,
    LinkCall,
    LogCall,
    RecordingRow,
    RemoveRecording,
    RemoveVoicemail,
    ReopenCallbacks,
    SettleCallbacks,
    SettleVoicemail,
    TakeCallback,
    VoicemailRow,
    call_id,
)
from sync_server.contract.commands import AnyCommand
from sync_server.contract.customers import (
    AddContactPoint,
    AddCustomer,
    EditCustomer,
    FieldEdit,
    NewContactPoint,
    RemoveCustomer,
    RestoreCustomer,
)
from sync_server.contract.holds import HoldRow, ReleaseHold
from sync_server.contract.issues import IssueRow, MoveIssue, ReportIssue
from sync_server.contract.notices import NoticeRow, ReadNotices, SetPreference
from sync_server.contract.records import (
    AddBooking,
    AddInquiry,
    AddInvoice,
    AddQuote,
    AssignBooking,
    MoveBooking,
)
from sync_server.contract.ring_groups import DispositionRow, SaveDisposition, SaveRingGroup
from sync_server.contract.staff import ChangeRole, Deactivate
from sync_server.contract.threads import (
    ChangePostVisibility,
    EditPost,
    PostRow,
    RemovePost,
    WritePost,
)
from sync_server.contract.values import (
    AgentState,
    BookingStatus,
    CallOutcome,
    ContactKind,
    Direction,
    HoldState,
    IssueStatus,
    NoticeChannel,
    NoticeModule,
    RecordKind,
    Role,
    Visibility,
)
from sync_server.store.actor import Actor
from tests.server.shop import Shop, fresh_id, person

PHONES = Actor(RowId("system"), "Phone system", Role.SYSTEM)
SOUND = "a" * 64
Case = tuple[Actor, AnyCommand]
Arrange = Callable[[Shop], Case]


def amy(command: AnyCommand) -> Case:
    return person("amy"), command


def adam(command: AnyCommand) -> Case:
    return person("adam"), command


def post(shop: Shop) -> RowId:
    thread, row_id = shop.add_customer(), fresh_id()
    shop.put(PostRow(row_id, 0, thread, thread, RowId("amy"), "Amy", body="Hello"))
    return row_id


def call(shop: Shop, outcome: CallOutcome = CallOutcome.MISSED, **fields: object) -> RowId:
    row_id, now = fresh_id(), shop.clock()
    row = CallRow(
        id=row_id, number="+61412555018", outcome=outcome, started_at=now, ended_at=now, **fields
    )
    shop.put(row)
    return row_id


def voicemail(shop: Shop, **fields: object) -> RowId:
    row_id = fresh_id()
    shop.put(VoicemailRow(id=row_id, call_id=fresh_id(), sha256=SOUND, **fields))
    return row_id


def recording(shop: Shop) -> RowId:
    row_id, now = fresh_id(), shop.clock()
    shop.put(
        RecordingRow(row_id, 0, fresh_id(), RowId("amy"), 9, SOUND, now, now - timedelta(days=1))
    )
    return row_id


def issue(shop: Shop) -> RowId:
    customer, row_id = shop.add_customer(), fresh_id()
    booking = shop.add_booking(customer, "liam")
    shop.put(IssueRow(id=row_id, customer_id=customer, record_id=booking, issue_type="Late"))
    return row_id


def wrap_up(shop: Shop, name: str) -> RowId:
    now = shop.clock()
    shop.put(AgentStateRow(RowId(name), 0, AgentState.WRAP_UP, "", now, now))
    return RowId(name)


def held(shop: Shop) -> RowId:
    row_id = fresh_id()
    shop.put(HoldRow(id=row_id, issue_id=fresh_id(), state=HoldState.READY_TO_RELEASE))
    return row_id


def told(shop: Shop) -> RowId:
    row_id = fresh_id()
    shop.put(NoticeRow(id=row_id, recipient_id=RowId("amy"), title="Missed call"))
    return row_id


def disposition(shop: Shop) -> RowId:
    row_id = fresh_id()
    shop.put(DispositionRow(row_id, 0, "Booked"))
    return row_id


def _restore_customer(shop: Shop) -> Case:
    customer = shop.add_customer()
    shop.do("amy", RemoveCustomer(customer_id=customer))
    return amy(RestoreCustomer(customer_id=customer))


def _edit(shop: Shop) -> Case:
    edit = FieldEdit("name", "Olivia Smith", "Olivia Jones")
    return amy(EditCustomer(customer_id=shop.add_customer(), edits=(edit,)))


def _contact_point(shop: Shop) -> Case:
    point = NewContactPoint(fresh_id(), ContactKind.PHONE, "+61412555018")
    return amy(AddContactPoint(customer_id=shop.add_customer(), contact_point=point))


def _assign(shop: Shop) -> Case:
    booking = shop.add_booking(shop.add_customer())
    return amy(AssignBooking(booking_id=booking, seen=(), worker_ids=(RowId("liam"),)))


def _move_booking(shop: Shop) -> Case:
    booking = shop.add_booking(shop.add_customer(), "liam")
    seen, to = BookingStatus.TO_SCHEDULE, BookingStatus.IN_PROGRESS
    return amy(MoveBooking(booking_id=booking, seen=seen, to=to))


def _report(shop: Shop) -> Case:
    booking = shop.add_booking(shop.add_customer(), "liam")
    kind = RecordKind.BOOKING
    return amy(
        ReportIssue(issue_id=fresh_id(), record_kind=kind, record_id=booking, issue_type="Late")
    )


def _log_call(shop: Shop) -> Case:
    key, now = fresh_id(), shop.clock()
    command = LogCall(
        call_id=call_id(key),
        call_key=key,
        direction=Direction.INBOUND,
        number="+61412555018",
        dialled="1000",
        outcome=CallOutcome.ANSWERED,
        started_at=now,
    )
    return PHONES, command


def _file_recording(shop: Shop) -> Case:
    command = FileRecording(
        recording_id=fresh_id(), call_id=fresh_id(), seconds=9, sha256=SOUND, made_at=shop.clock()
    )
    return amy(command)


def _file_voicemail(_shop: Shop) -> Case:
    command = FileVoicemail(
        voicemail_id=fresh_id(), call_id=fresh_id(), number="", seconds=9, sha256=SOUND
    )
    return PHONES, command


def _ring_group(_shop: Shop) -> Case:
    return adam(
        SaveRingGroup(
            group_id=fresh_id(), seen_version=-1, number="1000", name="Main", member_ids=()
        )
    )


def _write(shop: Shop) -> Case:
    thread = shop.add_customer()
    return amy(
        WritePost(post_id=fresh_id(), thread_id=thread, body="Hi", visibility=Visibility.STAFF)
    )


CASES: dict[type[Command], Arrange] = {
    AddCustomer: lambda _shop: amy(AddCustomer(customer_id=fresh_id(), name="Ben Okoro")),
    EditCustomer: _edit,
    RemoveCustomer: lambda shop: amy(RemoveCustomer(customer_id=shop.add_customer())),
    RestoreCustomer: _restore_customer,
    AddContactPoint: _contact_point,
    AddInquiry: lambda shop: amy(
        AddInquiry(inquiry_id=fresh_id(), customer_id=shop.add_customer(), title="Windows?")
    ),
    AddQuote: lambda shop: amy(
        AddQuote(
            quote_id=fresh_id(), customer_id=shop.add_customer(), title="Windows", total_cents=100
        )
    ),
    AddBooking: lambda shop: amy(
        AddBooking(booking_id=fresh_id(), customer_id=shop.add_customer(), title="Windows")
    ),
    AssignBooking: _assign,
    MoveBooking: _move_booking,
    AddInvoice: lambda shop: amy(
        AddInvoice(
            invoice_id=fresh_id(), customer_id=shop.add_customer(), title="Windows", total_cents=100
        )
    ),
    WritePost: _write,
    EditPost: lambda shop: amy(EditPost(post_id=post(shop), body="Bye")),
    ChangePostVisibility: lambda shop: amy(
        ChangePostVisibility(post_id=post(shop), visibility=Visibility.STAFF, seen_version=0)
    ),
    RemovePost: lambda shop: amy(RemovePost(post_id=post(shop))),
    ReportIssue: _report,
    MoveIssue: lambda shop: amy(
        MoveIssue(issue_id=issue(shop), seen=IssueStatus.NEW, to=IssueStatus.IN_PROGRESS)
    ),
    ReleaseHold: lambda shop: adam(ReleaseHold(hold_id=held(shop), seen_version=0)),
    LogCall: _log_call,
    LinkCall: lambda shop: amy(LinkCall(call_id=call(shop), customer_id=shop.add_customer())),
    ChooseDisposition: lambda shop: amy(
        ChooseDisposition(call_id=call(shop), disposition_id=disposition(shop))
    ),
    TakeCallback: lambda shop: amy(TakeCallback(call_id=call(shop), owner_id=RowId("amy"))),
    SettleCallbacks: lambda shop: amy(SettleCallbacks(call_ids=(call(shop),))),
    ReopenCallbacks: lambda shop: amy(
        ReopenCallbacks(call_ids=(call(shop, settled_at=shop.clock()),))
    ),
    FileVoicemail: _file_voicemail,
    HearVoicemail: lambda shop: amy(HearVoicemail(voicemail_id=voicemail(shop))),
    SettleVoicemail: lambda shop: amy(SettleVoicemail(voicemail_ids=(voicemail(shop),))),
    RemoveVoicemail: lambda shop: amy(RemoveVoicemail(voicemail_id=voicemail(shop))),
    FileRecording: _file_recording,
    RemoveRecording: lambda shop: adam(RemoveRecording(recording_id=recording(shop))),
    ForgetSound: lambda shop: (PHONES, ForgetSound(row_id=recording(shop))),
    SaveRingGroup: _ring_group,
    SaveDisposition: lambda _shop: adam(SaveDisposition(disposition_id=fresh_id(), name="Booked")),
    ChooseState: lambda _shop: amy(ChooseState(state=AgentState.BREAK)),
    ExtendWrapUp: lambda shop: (
        person(wrap_up(shop, "amy")),
        ExtendWrapUp(seconds=60),
    ),
    EndWrapUp: lambda shop: (PHONES, EndWrapUp(staff_id=wrap_up(shop, "amy"))),
    ReadNotices: lambda shop: amy(ReadNotices(notice_ids=(told(shop),))),
    SetPreference: lambda _shop: amy(
        SetPreference(module=NoticeModule.CALLS, channel=NoticeChannel.FEED, is_on=False)
    ),
    ChangeRole: lambda _shop: adam(ChangeRole(staff_id=RowId("amy"), role=Role.FINANCE)),
    Deactivate: lambda _shop: adam(Deactivate(staff_id=RowId("amy"))),
}
"""A new command needs a line here: `test_every_command` says so."""
