"""Cases of the commands about issues, holds, pay and letters."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import msgspec

from sync_server.contract.base import Command, RowId
from sync_server.contract.commands import AnyCommand
from sync_server.contract.complaints import (
    AckMode,
    ComplaintSettingsRow,
    IssueLabelRow,
    SaveComplaintSettings,
    SaveIssueLabel,
    SaveIssueType,
)
from sync_server.contract.customers import FieldEdit
from sync_server.contract.holds import (
    ExpectRelease,
    HoldRow,
    PlaceHold,
    ReleaseHolds,
    SaveHoldReason,
    SeenHold,
)
from sync_server.contract.issue_work import (
    AddCheckItem,
    AddCost,
    AnswerSurvey,
    CheckItemRow,
    CostRow,
    PostCosts,
    RemoveCheckItem,
    RemoveCost,
    TickCheckItem,
)
from sync_server.contract.issues import (
    ChangeIssues,
    DeleteIssue,
    EditIssue,
    ErasureReason,
    IssueAlarm,
    IssueField,
    IssueOrigin,
    IssueRow,
    LabelIssues,
    MergeIssues,
    NameResponsible,
    RaiseAlarm,
    RemindFollowUp,
    SetParent,
    UnmergeIssue,
    WatchIssue,
    WithdrawIssues,
)
from sync_server.contract.letters import LetterKind, SaveBranding, SaveTemplate
from sync_server.contract.pay import (
    LockPayRun,
    NewPayLine,
    OpenPayRun,
    Payable,
    PayOut,
    PayRunRow,
    SetPayLines,
)
from sync_server.contract.records import BookingRow
from sync_server.contract.scheduling import (
    AppointmentRow,
    ConfirmAppointment,
    ProposeAppointment,
)
from sync_server.contract.staff import EditStaff, StaffRow
from sync_server.contract.values import (
    AppointmentStatus,
    BookingStatus,
    Channel,
    HoldState,
    IssueStatus,
)
from sync_server.store.view import SqlView
from tests.server.every_record_command import SERVER, Case, adam, amy, put
from tests.server.shop import Shop, fresh_id, person

LIAM, ZOE = RowId("liam"), RowId("zoe")
DEFAULTS = ComplaintSettingsRow(id=RowId("complaints"))


def fiona(command: AnyCommand) -> Case:
    return person("fiona"), command


def issue(shop: Shop, **fields: object) -> IssueRow:
    customer = shop.add_customer()
    given = {"customer_id": customer, "issue_type": "Late", **fields}
    given.setdefault("record_id", shop.add_booking(customer, "liam", "zoe"))
    row = IssueRow(id=fresh_id(), **given)
    shop.put(row)
    return row


def hold(shop: Shop) -> RowId:
    return put(shop, HoldRow, state=HoldState.READY_TO_RELEASE, worker_id=LIAM)


def step(shop: Shop) -> RowId:
    return put(shop, CheckItemRow, issue_id=issue(shop).id, text="Call back")


def cost(shop: Shop, on: IssueRow) -> RowId:
    return put(
        shop, CostRow, issue_id=on.id, text="Pane", unit_cents=500, net_cents=500, tax_cents=50
    )


def _merge(shop: Shop) -> Case:
    kept = issue(shop)
    merged = issue(shop, customer_id=kept.customer_id, record_id=kept.record_id)
    return amy(MergeIssues(kept_id=kept.id, merged_id=merged.id))


def _post(shop: Shop) -> Case:
    on = issue(shop)
    wanted = (cost(shop, on),)
    return fiona(PostCosts(issue_id=on.id, cost_ids=wanted, target_id=fresh_id()))


def _settings(_shop: Shop) -> Case:
    known = {name: getattr(DEFAULTS, name) for name in DEFAULTS.__struct_fields__}
    fields = {name: value for name, value in known.items() if name not in {"id", "version"}}
    return adam(SaveComplaintSettings(seen_version=-1, **fields | {"ack_office": AckMode.OFF}))


def _place(shop: Shop) -> Case:
    job = shop.add_booking(shop.add_customer(), "liam")
    return fiona(PlaceHold(hold_id=fresh_id(), booking_id=job, worker_id=LIAM, reason="Damage"))


def _pay_lines(shop: Shop) -> Case:
    job = shop.add_booking(shop.add_customer(), "liam", "zoe")
    lines = tuple(NewPayLine(fresh_id(), worker, 10_000) for worker in (LIAM, ZOE))
    return fiona(SetPayLines(booking_id=job, seen=(), lines=lines))


def _pay_out(shop: Shop) -> Case:
    job = shop.add_booking(shop.add_customer(), "liam")
    with shop.database.reading() as connection:
        row = SqlView(connection).get(BookingRow, job)
    assert row is not None
    shop.put(msgspec.structs.replace(row, version=1, status=BookingStatus.COMPLETED))
    run = put(shop, PayRunRow, name="November")
    return fiona(PayOut(pay_run_id=run, payables=(Payable(job, LIAM, 20_000),)))


def _propose(shop: Shop) -> Case:
    on = issue(shop)
    shop.put(StaffRow(LIAM, 1, "Liam", person("liam").role, may_propose=True))
    at = shop.clock()
    command = ProposeAppointment(
        appointment_id=fresh_id(), issue_id=on.id, starts_at=at, ends_at=at + timedelta(hours=1)
    )
    return person("liam"), command


def _confirm(shop: Shop) -> Case:
    at = shop.clock()
    ends = at + timedelta(hours=1)
    row = put(
        shop,
        AppointmentRow,
        title="Again",
        status=AppointmentStatus.PROPOSED,
        starts_at=at,
        ends_at=ends,
        worker_ids=(LIAM,),
    )
    return amy(
        ConfirmAppointment(appointment_id=row, starts_at=at, ends_at=ends, worker_ids=(LIAM,))
    )


def _label(shop: Shop) -> Case:
    label = put(shop, IssueLabelRow, name="Insurance")
    return amy(LabelIssues(issue_ids=(issue(shop).id,), add=(label,)))


def _withdraw(shop: Shop) -> Case:
    amys = {"origin": IssueOrigin.IMPORT, "reported_by": RowId("amy"), "reported_at": shop.clock()}
    return amy(WithdrawIssues(issue_ids=(issue(shop, **amys).id,)))


def _template(_shop: Shop) -> Case:
    return adam(
        SaveTemplate(
            template_id=fresh_id(),
            seen_version=-1,
            letter=LetterKind.CANNED,
            name="On our way",
            channel=Channel.SMS,
            subject="",
            body="Dear {{customer_first_name}}, we are on our way.",
        )
    )


COMPLAINT_CASES: dict[type[Command], Callable[[Shop], Case]] = {
    EditIssue: lambda shop: amy(
        EditIssue(issue_id=issue(shop).id, edits=(FieldEdit("priority", "normal", "high"),))
    ),
    ChangeIssues: lambda shop: amy(
        ChangeIssues(
            issue_ids=(issue(shop).id, issue(shop).id), field=IssueField.OWNER, value="amy"
        )
    ),
    LabelIssues: _label,
    WatchIssue: lambda shop: amy(
        WatchIssue(issue_id=issue(shop).id, staff_id=RowId("amy"), is_on=True)
    ),
    NameResponsible: lambda shop: amy(
        NameResponsible(
            issue_id=issue(shop, responsible_ids=(LIAM, ZOE), is_provisional=True).id,
            seen=(LIAM, ZOE),
            responsible_ids=(LIAM,),
        )
    ),
    SetParent: lambda shop: amy(
        SetParent(issue_id=issue(shop).id, seen=None, parent_id=issue(shop).id)
    ),
    MergeIssues: _merge,
    WithdrawIssues: _withdraw,
    UnmergeIssue: lambda shop: amy(
        UnmergeIssue(merged_id=issue(shop, merged_into_id=issue(shop).id).id)
    ),
    RaiseAlarm: lambda shop: (
        SERVER,
        RaiseAlarm(issue_id=issue(shop).id, alarm=IssueAlarm.ACK_TARGET, moment="2026-03-02"),
    ),
    DeleteIssue: lambda shop: adam(
        DeleteIssue(
            issue_id=issue(shop, number=12).id, typed="cmp-00012", reason=ErasureReason.TEST
        )
    ),
    RemindFollowUp: lambda shop: (
        SERVER,
        RemindFollowUp(
            issue_id=issue(shop, follow_up_required=True, follow_up_on="2026-03-02").id,
            day="2026-03-02",
        ),
    ),
    AddCheckItem: lambda shop: amy(
        AddCheckItem(item_id=fresh_id(), issue_id=issue(shop).id, text="Call back")
    ),
    TickCheckItem: lambda shop: amy(TickCheckItem(item_id=step(shop), is_done=True)),
    RemoveCheckItem: lambda shop: amy(RemoveCheckItem(item_id=step(shop))),
    AddCost: lambda shop: amy(
        AddCost(cost_id=fresh_id(), issue_id=issue(shop).id, text="Pane", unit_cents=500)
    ),
    RemoveCost: lambda shop: amy(RemoveCost(cost_id=cost(shop, issue(shop)))),
    PostCosts: _post,
    AnswerSurvey: lambda shop: amy(
        AnswerSurvey(issue_id=issue(shop, status=IssueStatus.CLOSED).id, rating=5)
    ),
    SaveIssueType: lambda _shop: adam(
        SaveIssueType(type_id=fresh_id(), seen_version=-1, name="Damage", steps=("Call back",))
    ),
    SaveIssueLabel: lambda _shop: adam(
        SaveIssueLabel(label_id=fresh_id(), seen_version=-1, name="Insurance")
    ),
    SaveComplaintSettings: _settings,
    PlaceHold: _place,
    ReleaseHolds: lambda shop: fiona(
        ReleaseHolds(holds=(SeenHold(hold(shop), 0), SeenHold(hold(shop), 0)))
    ),
    ExpectRelease: lambda shop: fiona(ExpectRelease(hold_id=hold(shop), expected_on="2026-03-09")),
    SaveHoldReason: lambda _shop: adam(
        SaveHoldReason(reason_id=fresh_id(), seen_version=-1, name="Damage")
    ),
    SetPayLines: _pay_lines,
    OpenPayRun: lambda _shop: fiona(OpenPayRun(pay_run_id=fresh_id(), name="November")),
    PayOut: _pay_out,
    LockPayRun: lambda shop: fiona(
        LockPayRun(pay_run_id=put(shop, PayRunRow, name="November"), seen_total_cents=0)
    ),
    SaveTemplate: _template,
    SaveBranding: lambda _shop: adam(
        SaveBranding(
            seen_version=-1,
            business_name="Harbour",
            logo_sha256="",
            logo_type="",
            accent="#336699",
            footer="",
            links=(),
        )
    ),
    ProposeAppointment: _propose,
    ConfirmAppointment: _confirm,
    EditStaff: lambda _shop: adam(
        EditStaff(
            staff_id=LIAM,
            seen_version=0,
            phone="+61491570156",
            may_propose=True,
            may_contact=False,
        )
    ),
}
"""A new command needs a line here: `test_every_command` says so."""
